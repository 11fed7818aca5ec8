/**
 * Lets a test decide when each step of a command happens.
 *
 * @param store a store
 * @param gate is waited for before each of its methods (and of the aggregates inside it) begins, and is told the method's name
 * @returns the same store behind the gate
 */
export function gated<Store extends object>(store: Store, gate: (method: string) => Promise<void>): Store {
  return new Proxy(store, {
    get(_store, name) {
      const member: unknown = Reflect.get(store, name, store);
      if (name === 'aggregates' && typeof member === 'object' && member !== null) return gated(member, gate);
      if (typeof member !== 'function' || name === 'model') return member;
      return async (...given: unknown[]) => {
        await gate(String(name));
        return await Reflect.apply(member, store, given);
      };
    },
  });
}
