import type { z } from 'zod';
import type { ServiceName } from './services.ts';

/** A call from one service to another through the sidecars; its path lies under `/internal`. */
export interface Operation<Body extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  service: ServiceName;
  path: `/internal/${string}`;
  summary: string;
  body: Body;
  reply: Reply;
}

/**
 * Declares an internal operation, once, in the file of the service that answers it. Always a POST with a JSON body:
 * a query is a body too, so nothing needs escaping.
 *
 * @param definition the service, path, one sentence, and the schemas of body and reply
 * @returns the same, typed; the kit's `internalRoute` serves it and `ctx.dapr.invoke` calls it
 */
export function operation<Body extends z.ZodType, Reply extends z.ZodType>(
  definition: Operation<Body, Reply>,
): Operation<Body, Reply> {
  return definition;
}
