import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Aggregates, Conflict, changeAudited, StaleVersion, type Stored } from '../src/index.ts';
import { type Harness, startForTest } from '../src/testing/index.ts';
import { type Jar, type ToyContext, toy } from './toy.ts';

let kit: Harness<ToyContext>;
beforeAll(async () => {
  kit = await startForTest(toy);
});
afterAll(() => kit?.stop());

type Jars = Pick<Aggregates<Jar>, 'get' | 'change'>;
let jarsMade = 0;

async function aJar(): Promise<string> {
  jarsMade += 1;
  const id = `audited-${jarsMade}`;
  await kit.running.context.jars.create(id, { owner: 'me', cookies: 1 });
  return id;
}

/** The jars, where somebody else writes first, so many times, in the moment between the entry and the change. */
function outpaced(times: number, cookies: number): Jars {
  const { jars } = kit.running.context;
  let left = times;
  return {
    get: (id) => jars.get(id),
    async change(id, decide, options) {
      left -= 1;
      if (left >= 0) await jars.change(id, () => ({ state: { cookies }, facts: [] }));
      return await jars.change(id, decide, options);
    },
  };
}

const fill = (jar: Stored<Jar>) => {
  if (jar.cookies > 9) throw new Conflict('The jar is full.');
  return jar.cookies === 5 ? undefined : { state: { cookies: 5 }, facts: [] };
};
const about = (id: string, ifVersion?: number) => ({
  audit: kit.running.audit,
  ifVersion,
  entriesOf: (before: Stored<Jar>, after: Stored<Jar>) => [
    {
      act: 'jar.filled',
      actor: 'me',
      subject: id,
      outcome: 'done' as const,
      key: `${id}:filled`,
      detail: { from: before.cookies, to: after.cookies },
    },
  ],
});
const entries = async (id: string) =>
  (await kit.running.audit.records.find({ subject: id }).sort({ _id: 1 }).lean()).map(({ outcome, detail }) => ({
    outcome,
    ...detail,
  }));

describe('a change that is audited', () => {
  test('has one entry, with what it was and what it becomes, however often it is asked for', async () => {
    const id = await aJar();
    for (const _time of [1, 2, 3]) await changeAudited(kit.running.context.jars, id, fill, about(id));
    expect(await entries(id)).toEqual([{ outcome: 'done', from: 1, to: 5 }]);
    expect(await kit.running.context.jars.get(id)).toMatchObject({ cookies: 5, version: 2 });
  });

  test('has no entry when the rule refuses it, or the version is another one', async () => {
    const id = await aJar();
    await expect(changeAudited(kit.running.context.jars, id, fill, about(id, 7))).rejects.toThrow(StaleVersion);
    await kit.running.context.jars.change(id, () => ({ state: { cookies: 10 }, facts: [] }));
    await expect(changeAudited(kit.running.context.jars, id, fill, about(id))).rejects.toThrow(Conflict);
    expect(await entries(id)).toEqual([]);
  });

  test('is decided anew when somebody else is faster, and recorded once', async () => {
    const id = await aJar();
    await changeAudited(outpaced(3, 2), id, fill, about(id));
    expect(await entries(id)).toHaveLength(1);
    expect(await kit.running.context.jars.get(id)).toMatchObject({ cookies: 5, version: 5 });
  });

  test('that is refused because somebody else was faster does not stand in the log as done', async () => {
    const [full, seen] = [await aJar(), await aJar()];
    await expect(changeAudited(outpaced(1, 10), full, fill, about(full))).rejects.toThrow(Conflict);
    await expect(changeAudited(outpaced(1, 2), seen, fill, about(seen, 1))).rejects.toThrow(StaleVersion);
    for (const id of [full, seen])
      expect(await entries(id)).toEqual([
        { outcome: 'done', from: 1, to: 5 },
        { outcome: 'refused', from: 1, to: 5 },
      ]);
    expect(await kit.running.context.jars.get(full)).toMatchObject({ cookies: 10 });
  });
});
