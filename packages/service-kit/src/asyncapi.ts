import { Envelope, type EventContract } from '@credenza/contracts';
import { z } from 'zod';

type Json = Record<string, unknown>;

/**
 * Describes every event and who takes part, as AsyncAPI 3.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0).
 *
 * @param events the catalogue
 * @param consumers for each service the types it reacts to
 * @returns the document
 */
export function asyncApiOf(events: EventContract[], consumers: { service: string; types: string[] }[]): Json {
  const schema = (of: z.ZodType) => {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(of, { io: 'output', unrepresentable: 'any' });
    return rest;
  };
  const channelName = (type: string) => type.replaceAll('.', '_');
  const channelRef = (type: string) => ({ $ref: `#/channels/${channelName(type)}` });
  const operations: Json = {};
  for (const { type, owner, summary } of events) {
    operations[`${owner}_publishes_${channelName(type)}`] = {
      action: 'send',
      channel: channelRef(type),
      summary,
      tags: [{ name: owner }],
    };
  }
  for (const { service, types } of consumers) {
    for (const type of types) {
      operations[`${service}_handles_${channelName(type)}`] = {
        action: 'receive',
        channel: channelRef(type),
        tags: [{ name: service }],
      };
    }
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Credenza events',
      version: '1',
      description: 'CloudEvents 1.0 over Dapr pub/sub, one topic per type. They may come twice, late and out of order.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      events.map(({ type, summary }) => [
        channelName(type),
        {
          address: type,
          description: summary,
          messages: { [channelName(type)]: { $ref: `#/components/messages/${channelName(type)}` } },
        },
      ]),
    ),
    operations,
    components: {
      messages: Object.fromEntries(
        events.map(({ type, summary, schema: data }) => [
          channelName(type),
          {
            name: type,
            summary,
            payload: {
              allOf: [
                { $ref: '#/components/schemas/Envelope' },
                { type: 'object', properties: { data: schema(data) } },
              ],
            },
          },
        ]),
      ),
      schemas: { Envelope: schema(Envelope) },
    },
  };
}
