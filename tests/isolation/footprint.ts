import { serviceNames } from '@credenza/contracts';
import type { World } from '../journeys/world.ts';

/** Collections that note who has asked for what, and the turns of jobs: they may go on. */
const notes = new Set(['audit', 'idempotency', 'jobs', 'locks', 'leases']);

/**
 * Reads every document of every service that speaks of somebody's things.
 *
 * @param world the marketplace
 * @param ids the ids of what is somebody's
 * @returns the documents as text, by service, collection and id
 */
export async function footprint(world: World, ids: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const service of serviceNames) {
    const db = await world.db(service);
    for (const { name } of (await db.listCollections()).filter((one) => !notes.has(one.name))) {
      for await (const document of db.collection(name).find()) {
        const text = JSON.stringify(document);
        if (ids.some((id) => text.includes(id))) found.set(`${service}.${name} ${document._id}`, text);
      }
    }
  }
  return found;
}
