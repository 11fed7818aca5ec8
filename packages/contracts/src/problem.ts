import { z } from 'zod';

/** The stable problem types; each is the last part of `https://credenza.dev/problems/…`. */
export const problemTypes = {
  invalid: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  forbidden: { status: 403, title: 'This is not yours to do' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The request does not fit the present state' },
  'in-progress': { status: 409, title: 'The same request is being worked on' },
  'stale-cart': { status: 409, title: 'Prices or stock have changed since the cart was filled' },
  'stale-version': { status: 412, title: 'Somebody else has changed this meanwhile' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'This content type is not understood' },
  'key-reused': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'version-required': { status: 428, title: 'Say which version you change, with If-Match' },
  'head-too-large': { status: 431, title: 'The address or the headers are too long' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A part of the marketplace is not available' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof problemTypes;

/** One field that is wrong. */
export const FieldError = z.object({
  field: z.string().meta({ description: 'where it is, such as body.lines.0.quantity' }),
  message: z.string(),
});
export type FieldError = z.infer<typeof FieldError>;

/** An RFC 9457 problem; extension members carry what the client can act on. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  correlationId: z.string().optional(),
  errors: z.array(FieldError).optional(),
});
export type Problem = z.infer<typeof Problem>;
