import type { DashboardNudge, LiveMessage, MissedMessages, Resync } from '@credenza/contracts';

/** How a tab gets what it has not seen, and how it hands it to its client. */
export interface TabParts {
  /** Reads what comes after a position of the feed. */
  read(since: number): Promise<MissedMessages>;
  message(message: LiveMessage): void;
  resync(resync: Resync): void;
  nudge(nudge: DashboardNudge): void;
}

/**
 * One client's place in its user's feed. Whatever order messages are offered in, and however many are lost on the
 * way, the client gets each number once and in order: the next one passes through, anything else makes it read.
 */
export class Tab {
  readonly #parts: TabParts;
  #last: number;
  #wanted: number;
  #nudged: DashboardNudge | undefined;
  #reading = false;
  #closed = false;

  /**
   * @param last the number of the last message that the client has
   * @param parts how to read and how to send
   */
  constructor(last: number, parts: TabParts) {
    this.#last = last;
    this.#wanted = last;
    this.#parts = parts;
  }

  /** @param message a message of the user's feed, old or new */
  async offer(message: LiveMessage): Promise<void> {
    if (this.#closed || message.seq <= this.#last) return;
    if (this.#reading || message.seq !== this.#last + 1) return await this.reach(message.seq);
    this.#send(message);
  }

  /** @param nudge that figures have moved; it has no place among the messages, but an older one is not told after a newer one */
  nudge(nudge: DashboardNudge): void {
    const before = this.#nudged;
    if (this.#closed || (before?.sellerId === nudge.sellerId && nudge.seq <= before.seq)) return;
    this.#nudged = nudge;
    this.#parts.nudge(nudge);
  }

  /**
   * Reads until the client has everything up to a number.
   *
   * @param seq a number that the feed has reached
   * @throws Error when the feed cannot be read; the next call goes on from where it stands
   */
  async reach(seq: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, seq);
    if (this.#last < this.#wanted) await this.catchUp();
  }

  /**
   * Reads what the client has missed, at least once.
   *
   * @throws Error when the feed cannot be read
   */
  async catchUp(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      do {
        const goal = this.#wanted;
        const found = await this.#parts.read(this.#last);
        if (this.#closed) return;
        this.#take(found);
        // A goal that the feed does not reach would make us read for ever; what was wanted since then stays wanted.
        if (found.seq < goal && this.#wanted === goal) this.#wanted = found.seq;
      } while (this.#last < this.#wanted);
    } finally {
      this.#reading = false;
    }
  }

  /** The client has gone. */
  close(): void {
    this.#closed = true;
  }

  #take(found: MissedMessages): void {
    if (!found.resync) {
      for (const message of found.messages) this.#send(message);
      return;
    }
    this.#last = found.seq;
    this.#parts.resync({ seq: found.seq });
  }

  #send(message: LiveMessage): void {
    this.#last = message.seq;
    this.#parts.message(message);
  }
}
