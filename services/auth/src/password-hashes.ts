import { randomBytes } from 'node:crypto';
import { Unavailable } from '@credenza/service-kit';
import { hash, verify } from '@node-rs/argon2';

/** How hard hashing is and how much of it happens at once. */
export interface HashSettings {
  memoryKib: number;
  passes: number;
  /** Hashes computed at the same time; each needs its own memory and a thread of the pool that DNS and files share. */
  concurrency: number;
}

/** Requests that may wait for a hash; at 20 ms each, whoever comes after them would wait for too long anyway. */
const longestQueue = 500;

/** Passwords as argon2id hashes (RFC 9106) in the PHC text form, computed off the event loop. */
export class PasswordHashes {
  readonly #options: { memoryCost: number; timeCost: number; parallelism: number };
  readonly #concurrency: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #nobodys: Promise<string> | undefined;

  /** @param settings memory in KiB, passes, and how many at once */
  constructor(settings: HashSettings) {
    this.#options = { memoryCost: settings.memoryKib, timeCost: settings.passes, parallelism: 1 };
    this.#concurrency = settings.concurrency;
  }

  /**
   * Runs work that hashes when it is its turn.
   *
   * @param work what may use `hash` and `matches`
   * @returns what the work returns
   * @throws Unavailable when too many wait already; whatever the work throws
   */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#concurrency) {
      if (this.#waiting.length >= longestQueue) throw new Unavailable('Too many people are signing in. Try again.');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /**
   * @param password the text
   * @returns its hash with a fresh salt
   */
  async hash(password: string): Promise<string> {
    return await hash(password, this.#options);
  }

  /**
   * @param password what somebody claims
   * @param stored the account's hash; undefined when there is no such account, which takes as long to find out
   * @returns whether the password is the right one
   */
  async matches(password: string, stored: string | undefined): Promise<boolean> {
    this.#nobodys ??= this.hash(randomBytes(16).toString('hex'));
    const nobodys = await this.#nobodys;
    return (await verify(stored ?? nobodys, password)) && stored !== undefined;
  }

  /**
   * @param stored a hash
   * @returns whether it was made with other parameters than new ones are
   */
  isOutdated(stored: string): boolean {
    const { memoryCost, timeCost, parallelism } = this.#options;
    return !stored.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
  }
}
