import { type LiveMessage, newId, OrderId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Tab } from '../src/live/tab.ts';

const orderId = newId(OrderId);
const message = (seq: number): LiveMessage => ({
  seq,
  at: new Date(0).toISOString(),
  kind: 'order',
  orderId,
  status: 'paid',
  version: seq,
});
const upTo = (seq: number, since = 0) => Array.from({ length: seq - since }, (_, index) => since + index + 1);

/** A feed that a tab can read, and what the tab has handed to its client. */
function scene(last: number, feed: { seq: number; kept?: number; broken?: boolean }) {
  const heard: number[] = [];
  const resyncs: number[] = [];
  const nudges: number[] = [];
  let reads = 0;
  const tab = new Tab(last, {
    async read(since) {
      reads += 1;
      const { seq, kept = seq, broken } = feed;
      await Promise.resolve();
      if (broken) throw new Error('the database is away');
      if (since > seq || seq - since > kept) return { seq, resync: true, messages: [] };
      return { seq, resync: false, messages: upTo(seq, since).map(message) };
    },
    message: ({ seq }) => void heard.push(seq),
    resync: ({ seq }) => void resyncs.push(seq),
    nudge: ({ seq }) => void nudges.push(seq),
  });
  return { tab, feed, heard, resyncs, nudges, reads: () => reads };
}

describe('a tab', () => {
  test('passes the next message through without reading', async () => {
    const { tab, heard, reads } = scene(0, { seq: 2 });
    await tab.offer(message(1));
    await tab.offer(message(2));
    expect(heard).toEqual([1, 2]);
    expect(reads()).toBe(0);
  });

  test('hears each number once and in order, however messages are mixed up, repeated or lost', async () => {
    const offers = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(offers, fc.integer({ min: 0, max: 30 }), async (order, last) => {
        const feed = { seq: last };
        const { tab, heard } = scene(last, feed);
        await Promise.all(
          order.map((seq) => {
            feed.seq = Math.max(feed.seq, seq); // it is in the feed before anybody is told
            return tab.offer(message(seq));
          }),
        );
        await tab.reach(feed.seq);
        expect(heard).toEqual(upTo(Math.max(last, ...order), last));
      }),
    );
  });

  test('that knows too little for the feed is told to load anew and goes on from there', async () => {
    const { tab, feed, heard, resyncs } = scene(1, { seq: 300, kept: 200 });
    await tab.catchUp();
    expect([heard, resyncs]).toEqual([[], [300]]);
    feed.seq = 301;
    await tab.offer(message(301));
    expect(heard).toEqual([301]);
  });

  test('goes on where it stood when the feed could not be read', async () => {
    const { tab, feed, heard } = scene(0, { seq: 5, broken: true });
    await expect(tab.offer(message(5))).rejects.toThrow('away');
    feed.broken = false;
    await tab.reach(5);
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });

  test('does not read for ever when it is promised more than there is', async () => {
    const { tab, heard } = scene(0, { seq: 3 });
    await tab.reach(9);
    expect(heard).toEqual([1, 2, 3]);
  });

  test('is silent once its client has gone', async () => {
    const { tab, heard, resyncs, nudges } = scene(0, { seq: 3 });
    const sellerId = newId(UserId);
    tab.nudge({ sellerId, seq: 1 });
    const reading = tab.catchUp();
    tab.close();
    await reading;
    await tab.offer(message(1));
    tab.nudge({ sellerId, seq: 2 });
    expect([heard, resyncs, nudges]).toEqual([[], [], [1]]);
  });
});
