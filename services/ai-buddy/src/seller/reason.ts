import { z } from 'zod';

/** Why something is advised: a code for programs, a sentence for people. */
export const Reason = z.object({ code: z.string(), text: z.string() });
export type Reason = z.infer<typeof Reason>;

/**
 * @param code the reason's name
 * @param text the reason in a sentence
 * @returns both
 */
export function reason(code: string, text: string): Reason {
  return { code, text };
}

/**
 * @param count how many
 * @param noun what, in the singular
 * @returns such as `1 piece` or `3 pieces`
 */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
