import type { Envelope } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { expect } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { reactions } from '../src/service.ts';
import { shuffled } from './shuffle.ts';
import type { Dice } from './simulate.ts';

/** Hands an event to the service as its sidecar does. */
export async function send(kit: Harness<Context>, event: Envelope): Promise<void> {
  const answer = await kit.http
    .post(`/events/${event.type}`)
    .set('dapr-api-token', kit.appToken)
    .set('content-type', 'application/cloudevents+json')
    .send(JSON.stringify(event));
  expect(answer.body).toEqual({ status: 'SUCCESS' });
}

/** Takes an event in past the kit's memory of events that it has seen: only the stored notes can keep it from counting twice. */
export async function take(context: Context, event: Envelope): Promise<void> {
  const reaction = reactions.find(({ contract }) => contract.type === event.type);
  if (reaction) await context.model.take(reaction.entries(event));
}

/** Takes events in as a bad day would bring them: in any order, many at once, some of them twice. */
export async function bringBadly(kit: Harness<Context>, events: Envelope[], dice: Dice): Promise<void> {
  const order = shuffled([...events, ...events.filter(() => dice(3) === 0)], dice);
  for (let at = 0; at < order.length; at += 16) {
    await Promise.all(
      order.slice(at, at + 16).map((event) => (dice(2) === 0 ? send(kit, event) : take(kit.running.context, event))),
    );
  }
}

/** Asks for something as a member of a shop. */
export function asking(kit: Pick<Harness<Context>, 'http'>, authorization: string) {
  return async (path: string) => {
    const answer = await kit.http.get(`/api/seller${path}`).set('authorization', authorization);
    expect({ path, status: answer.status, problem: answer.status === 200 ? undefined : answer.body }).toEqual({
      path,
      status: 200,
      problem: undefined,
    });
    return answer.body;
  };
}

/** Reads every page of a list. */
export async function everyPage<Item>(get: (path: string) => Promise<any>, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await get(`${path}&limit=2${cursor ? `&cursor=${cursor}` : ''}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}
