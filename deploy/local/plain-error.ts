/** A failure that one sentence explains; the runner shows the sentence alone, without a stack. */
export class PlainError extends Error {}
