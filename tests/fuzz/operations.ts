import { services } from '@credenza/contracts';
import { z } from 'zod';
import type { World } from '../journeys/world.ts';

/** What the fuzz run must know about one operation of the API. */
export interface Operation {
  id: string;
  /** Method and path as the services' metrics name them, such as `GET /api/orders/:orderId`. */
  name: string;
  service: string;
  /** Whether it answers nobody who is not signed in. */
  guarded: boolean;
}

const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        tags: z.array(z.string()),
        security: z.array(z.record(z.string(), z.unknown())).default([]),
      }),
    ),
  ),
});

/**
 * @param world a running marketplace
 * @returns every operation of its OpenAPI document
 */
export async function operationsOf(world: World): Promise<Operation[]> {
  const { paths } = Document.parse((await world.call('GET', '/docs/openapi.json')).body);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, tags, security }]) => ({
      id: operationId,
      name: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      service: tags[0] ?? '',
      guarded: security.length > 0 && security.every((way) => Object.keys(way).length > 0),
    })),
  );
}

/**
 * Counts the answers that were given to somebody who is signed in, from the services' own metrics.
 *
 * @param world a running marketplace
 * @returns for each operation's name how many of its answers so far were no 401
 */
export async function countAnswers(world: World): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { port, prefixes } of Object.values(services)) {
    if (prefixes.length === 0) continue;
    const address = `http://127.0.0.1:${world.market.ports.base + (port - services.storefront.port)}/metrics`;
    const text = await (await fetch(address)).text();
    for (const [, labels = '', value] of text.matchAll(/^http_request_duration_seconds_count\{(.*)\} (\d+)$/gm)) {
      const { method, route, status } = Object.fromEntries(
        [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]),
      );
      const name = `${method} ${route}`;
      if (status !== '401') counts.set(name, (counts.get(name) ?? 0) + Number(value));
    }
  }
  return counts;
}
