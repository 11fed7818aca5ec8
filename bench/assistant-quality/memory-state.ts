import type { Dapr } from '@credenza/service-kit';

/**
 * Keeps what the assistant knows in memory: quality does not depend on where it lies, and this measures nothing else.
 *
 * @returns what a shelf writes to
 */
export function memoryState(): Dapr['state'] {
  const kept = new Map<string, { text: string; etag: number }>();
  const put = (key: string, value: unknown) =>
    kept.set(key, { text: JSON.stringify(value), etag: (kept.get(key)?.etag ?? 0) + 1 });
  return {
    async get(key, schema) {
      const found = kept.get(key);
      return found && { value: schema.parse(JSON.parse(found.text)), etag: String(found.etag) };
    },
    async getMany(keys, schema) {
      return new Map(
        keys.flatMap((key) => {
          const found = kept.get(key);
          return found ? [[key, schema.parse(JSON.parse(found.text))]] : [];
        }),
      );
    },
    async setMany(entries) {
      for (const { key, value } of entries) put(key, value);
    },
    async set(key, value, { etag, ifMissing } = {}) {
      const found = kept.get(key);
      if ((ifMissing && found) || (etag !== undefined && etag !== String(found?.etag))) return false;
      put(key, value);
      return true;
    },
    async delete(key) {
      kept.delete(key);
    },
  };
}
