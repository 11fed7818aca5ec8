import { type Dapr, Unavailable } from '@credenza/service-kit';
import { gone, type Material } from './material.ts';
import { Bucket, bucketOf, Manifest, newer, StoredMaterial } from './stored.ts';

type State = Dapr['state'];

/** How many texts are read from the state store in one call. */
const readTogether = 100;

/** How often a change is tried again that another replica has overtaken. */
const tries = 20;

/**
 * Where texts and their vectors are kept: in the Dapr state store, in buckets that change under their ETag, with a manifest that says
 * which of them have changed. Each version of a text has a name of its own, so that nobody reads half of one.
 */
export class Shelf {
  readonly #state: State;
  readonly #name: string;
  /** The revisions that were read. */
  #read: Manifest['revisions'] = {};

  /**
   * @param state the Dapr state store
   * @param name whose vectors they are: those of another model are none of ours
   */
  constructor(state: State, name: string) {
    this.#state = state;
    this.#name = name;
  }

  /**
   * @param materials texts
   * @returns those that the shelf does not have, or not yet in this version
   */
  async news(materials: Material[]): Promise<Material[]> {
    const buckets = [...new Set(materials.map(({ ref }) => bucketOf(ref)))];
    const found = await this.#state.getMany(
      buckets.map((one) => this.#key('bucket', one)),
      Bucket,
    );
    return materials.filter((one) => {
      const bucket = found.get(this.#key('bucket', bucketOf(one.ref)));
      return newer(bucket?.[one.ref], one) !== undefined;
    });
  }

  /**
   * @param all texts with their vectors
   * @returns those that are on the shelf now because of this call; the others were overtaken by newer ones
   * @throws Unavailable when the state store does not take them
   */
  async put(all: StoredMaterial[]): Promise<StoredMaterial[]> {
    const groups = Map.groupBy(all, ({ material }) => bucketOf(material.ref));
    const put = await Promise.all([...groups].map(async ([bucket, group]) => await this.#putInto(bucket, group)));
    // Also when nothing was new: who was here before may have died before it said so.
    if (groups.size > 0) await this.#announce([...groups.keys()]);
    return put.flat();
  }

  /**
   * Reads what has changed since the last time.
   *
   * @param holding what the reader has of a text
   * @yields texts that are new to the reader, and those that are gone
   */
  async *changes(holding: (ref: string) => Material | undefined): AsyncGenerator<StoredMaterial> {
    const manifest = await this.#state.get(this.#key('manifest', ''), Manifest);
    const revisions = manifest?.value.revisions ?? {};
    const changed = Object.keys(revisions).filter((bucket) => revisions[bucket] !== this.#read[bucket]);
    const buckets = await this.#state.getMany(
      changed.map((one) => this.#key('bucket', one)),
      Bucket,
    );
    const entries = [...buckets.values()].flatMap((bucket) => Object.entries(bucket));
    const wanted = entries.filter(([ref, { version }]) => (holding(ref)?.version ?? -1) <= version);
    for (const [ref, { version, stored }] of wanted) {
      if (stored === undefined && holding(ref)) yield { material: gone(ref, version), vectors: [] };
    }
    const names = wanted.flatMap(([ref, { stored }]) => (stored === undefined ? [] : [this.#textKey(ref, stored)]));
    for (let at = 0; at < names.length; at += readTogether) {
      const found = await this.#state.getMany(names.slice(at, at + readTogether), StoredMaterial);
      yield* found.values();
    }
    this.#read = revisions;
  }

  async #putInto(bucket: string, group: StoredMaterial[]): Promise<StoredMaterial[]> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const key = this.#key('bucket', bucket);
      const found = await this.#state.get(key, Bucket);
      const before = found?.value ?? {};
      const fresh = group.flatMap((one) => {
        const entry = newer(before[one.material.ref], one.material);
        return entry ? [{ one, entry }] : [];
      });
      if (fresh.length === 0) return [];
      await this.#state.setMany(
        fresh.flatMap(({ one, entry: { stored } }) =>
          stored === undefined ? [] : [{ key: this.#textKey(one.material.ref, stored), value: one }],
        ),
      );
      const after = { ...before, ...Object.fromEntries(fresh.map(({ one, entry }) => [one.material.ref, entry])) };
      if (!(await this.#state.set(key, after, found ? { etag: found.etag } : { ifMissing: true }))) continue;
      await Promise.all(
        fresh.map(async ({ one: { material } }) => {
          const old = before[material.ref]?.stored;
          if (old !== undefined) await this.#state.delete(this.#textKey(material.ref, old));
        }),
      );
      return fresh.map(({ one }) => one);
    }
    throw new Unavailable('Too many change the knowledge at once.');
  }

  async #announce(buckets: string[]): Promise<void> {
    const key = this.#key('manifest', '');
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const found = await this.#state.get(key, Manifest);
      const before = found?.value.revisions ?? {};
      const revisions = { ...before, ...Object.fromEntries(buckets.map((one) => [one, (before[one] ?? 0) + 1])) };
      const guard = found ? { etag: found.etag } : { ifMissing: true as const };
      if (await this.#state.set(key, { revisions }, guard)) return;
    }
    throw new Unavailable('Too many change the knowledge at once.');
  }

  #textKey(ref: string, stored: string): string {
    return this.#key('text', `${ref}:${stored}`);
  }

  #key(kind: string, name: string): string {
    return `knowledge:${this.#name}:${kind}:${name}`;
  }
}
