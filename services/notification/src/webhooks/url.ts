import { Invalid } from '@credenza/service-kit';
import { z } from 'zod';
import { mistakeInUrl } from './address-guard.ts';

/** Where a seller wants to be called; `checkUrl` says whether we may. */
export const WebhookUrl = z
  .string()
  .max(2_000)
  .meta({ examples: ['https://shop.example/credenza'] });

/**
 * @param url where a seller wants to be called
 * @param local whether this very machine counts, too
 * @throws Invalid when we may not
 */
export function checkUrl(url: string, local: boolean): void {
  const mistake = mistakeInUrl(url, local);
  if (mistake) throw new Invalid('This address cannot be called.', [{ field: 'body.url', message: mistake }]);
}
