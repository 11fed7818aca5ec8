import type { FieldError, ProblemType } from '@credenza/contracts';

/** A refusal that a caller can understand and act on; the HTTP border maps its `type` to a status (see problem.ts). */
export class Refusal extends Error {
  readonly type: ProblemType;
  /** Members added to the problem document, such as the differences of a stale cart. */
  readonly extensions: Record<string, unknown>;

  /**
   * @param type one of the stable problem types
   * @param detail one sentence for the person who reads it
   * @param extensions more members for the problem document
   */
  constructor(type: ProblemType, detail: string, extensions: Record<string, unknown> = {}) {
    super(detail);
    this.name = this.constructor.name;
    this.type = type;
    this.extensions = extensions;
  }
}

/** The input is wrong; says which fields. */
export class Invalid extends Refusal {
  /**
   * @param detail one sentence
   * @param errors the fields and what is wrong with each
   */
  constructor(detail: string, errors: FieldError[] = []) {
    super('invalid', detail, errors.length > 0 ? { errors } : {});
  }
}

/** Nobody is signed in, or the token is not valid any more. */
export class Unauthenticated extends Refusal {
  /** @param detail one sentence */
  constructor(detail = 'Sign in and send the access token as a bearer token.') {
    super('unauthenticated', detail);
  }
}

/** Somebody is signed in, but this is not theirs to do. */
export class Forbidden extends Refusal {
  /** @param detail one sentence */
  constructor(detail = 'Your role does not allow this.') {
    super('forbidden', detail);
  }
}

/** It does not exist, or the caller must not know that it does. */
export class NotFound extends Refusal {
  /** @param what the noun, such as `order` */
  constructor(what: string) {
    super('not-found', `There is no such ${what}.`);
  }
}

/** The command does not fit the present state. */
export class Conflict extends Refusal {
  /**
   * @param detail one sentence
   * @param extensions more members for the problem document
   */
  constructor(detail: string, extensions: Record<string, unknown> = {}) {
    super('conflict', detail, extensions);
  }
}

/** The caller changes a version that is no longer the newest. */
export class StaleVersion extends Refusal {
  /** @param current the version that is stored now */
  constructor(current: number) {
    super('stale-version', 'Read it again and repeat your change.', { currentVersion: current });
  }
}

/** A part that this one needs does not answer; the caller may try again. */
export class Unavailable extends Refusal {
  /**
   * @param detail one sentence that names the part
   * @param options why, for the log
   */
  constructor(detail: string, options: ErrorOptions = {}) {
    super('unavailable', detail);
    if (options.cause !== undefined) this.cause = options.cause;
  }
}

/** Too many requests in the window. */
export class TooManyRequests extends Refusal {
  /** @param retryAfterSeconds when the next one is welcome */
  constructor(retryAfterSeconds: number) {
    super('too-many-requests', `Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
  }
}

/** Thrown by a consumer: this event can never be handled, so it becomes a dead letter at once. */
export class Reject extends Error {
  /** @param why one sentence for the person who will look at the dead letter */
  constructor(why: string) {
    super(why);
    this.name = 'Reject';
  }
}
