import Razorpay from 'razorpay';
import { z } from 'zod';
import { ProviderRefusal } from './provider.ts';

/** Where and as whom we speak to Razorpay. */
export interface RazorpayAccess {
  keyId: string;
  keySecret: string;
  /** The API's address; another one than Razorpay's own is for tests. */
  url: string;
  timeoutMs: number;
}

/** The HTTP client inside the official one, which can set neither address nor time limit nor the header of idempotent refunds. */
interface Wire {
  defaults: { baseURL?: string; timeout?: number };
  interceptors: { request: { use(change: (request: WireRequest) => WireRequest): unknown } };
}
interface WireRequest {
  url?: string;
  data?: unknown;
  headers: Record<string, unknown>;
}

const RefundRequest = z.object({ notes: z.object({ refundId: z.string() }) });

/**
 * Opens the official client.
 *
 * @param access where and as whom
 * @returns the client, which gives up after the time limit and sends the refund's id as its idempotency key
 */
export function razorpayClient({ keyId, keySecret, url, timeoutMs }: RazorpayAccess): Razorpay {
  const client = new Razorpay({ key_id: keyId, key_secret: keySecret });
  const wire: unknown = 'rq' in client.api ? client.api.rq : undefined;
  if (!isWire(wire))
    throw new Error("Razorpay's client is built in another way than the one this code was written for.");
  wire.defaults.baseURL = url;
  wire.defaults.timeout = timeoutMs;
  wire.interceptors.request.use((request) => {
    const refund = request.url?.endsWith('/refund') ? RefundRequest.safeParse(request.data) : undefined;
    if (refund?.success) request.headers['X-Refund-Idempotency'] = refund.data.notes.refundId;
    return request;
  });
  return client;
}

function isWire(value: unknown): value is Wire {
  return typeof value === 'function' && 'defaults' in value && 'interceptors' in value;
}

/** What the official client throws when Razorpay has answered with an error. */
const Complaint = z.object({
  statusCode: z.coerce.number(),
  error: z.object({ code: z.string().optional(), description: z.string().optional() }).optional(),
});
/** The request is understood, and will not be done however often it comes. */
const refusals = [400, 404, 422];

/**
 * Translates what Razorpay's client throws, and checks what it returns.
 *
 * @param answer what the answer must look like
 * @param work one call of the client
 * @returns the answer
 * @throws ProviderRefusal when Razorpay understands the request and will not do it; Error when the same request may get through later
 */
export async function hearing<Answer extends z.ZodType>(
  answer: Answer,
  work: () => Promise<unknown>,
): Promise<z.output<Answer>> {
  try {
    return answer.parse(await work());
  } catch (error) {
    const complaint = Complaint.safeParse(error);
    if (!complaint.success)
      throw new Error(`Razorpay has given no answer: ${error instanceof Error ? error.message : ''}`);
    const { statusCode, error: { code = '', description = '' } = {} } = complaint.data;
    const said = `${statusCode} ${code} ${description}`;
    if (refusals.includes(statusCode)) throw new ProviderRefusal(`Razorpay refuses: ${said}`);
    throw new Error(`Razorpay does not do it now: ${said}`);
  }
}
