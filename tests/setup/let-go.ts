import { afterAll } from '@jest/globals';

declare global {
  var ROARR: { teardown?(): void } | undefined;
}

/**
 * The Dapr SDK loads a logger (roarr) that listens to errors of stdout. Jest loads it anew for each test file, but stdout
 * is the same all the time, and Node warns of the eleventh listener.
 */
afterAll(() => globalThis.ROARR?.teardown?.());
