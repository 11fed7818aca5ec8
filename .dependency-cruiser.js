/** Imports go one way: contracts ← service-kit ← services; services never import each other. */
export default {
  forbidden: [
    {
      name: 'services-stand-alone',
      comment: 'A service reaches another one by a call or an event, never by an import.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-know-no-service',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^services/' },
    },
    {
      name: 'contracts-know-nobody',
      comment: 'Contracts are plain descriptions: zod and ids, nothing that runs.',
      severity: 'error',
      from: { path: '^packages/contracts/' },
      to: { path: '^packages/service-kit/' },
    },
    {
      name: 'nothing-deployed-imports-the-runner',
      severity: 'error',
      from: { path: '^(services|packages)/', pathNot: '/tests/' },
      to: { path: '^(deploy|tests|bench)/' },
    },
    {
      name: 'production-code-imports-no-tests',
      severity: 'error',
      from: { path: '/src/', pathNot: '/src/testing/' },
      to: { path: '/(tests|testing)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-lost-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    // TypeScript 7 is beyond what dependency-cruiser knows; by default it would guess at TypeScript and overlook imports.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
