import type { TestServers } from './processes.ts';

declare global {
  var credenzaTestServers: TestServers | undefined;
}

/**
 * Jest loads set-up and tear-down as separate modules of one process, so what runs is kept on that process.
 *
 * @param servers what the set-up has started
 */
export function keepServers(servers: TestServers): void {
  globalThis.credenzaTestServers = servers;
}

/** Ends what the set-up has started. */
export async function endServers(): Promise<void> {
  await globalThis.credenzaTestServers?.stop();
}
