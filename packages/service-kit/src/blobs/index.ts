export type { Blobs } from './blobs.ts';
export { LocalBlobs } from './local-blobs.ts';
export { blobsConfig, openBlobs } from './open-blobs.ts';
