/** Every test runs as ESM on the sources; types are stripped by swc, never checked here (`tsc --noEmit` does that). */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!@credenza/)'],
};

export default {
  ...common,
  globalSetup: './tests/setup/global-setup.ts',
  globalTeardown: './tests/setup/global-teardown.ts',
  setupFilesAfterEnv: ['./tests/setup/let-go.ts'],
  testMatch: ['<rootDir>/{packages,services,tests,deploy}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/drills/'],
  testTimeout: 30_000,
  maxWorkers: 2,
};
