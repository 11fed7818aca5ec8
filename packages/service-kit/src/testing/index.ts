export { eventually } from './eventually.ts';
export { type Harness, type HarnessOptions, startForTest, testEnvironment } from './harness.ts';
export { askPrivacy, exportedBy, tracesOf } from './privacy.ts';
export { type OwnRedis, startRedis } from './redis.ts';
export { endProcess, freePort, type Mesh, makeMesh, type Sidecar, startSidecar } from './sidecar.ts';
export { makeTokenIssuer, type TestUser, type TokenIssuer } from './tokens.ts';
