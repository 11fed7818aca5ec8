import type { Log } from '@credenza/service-kit';

/** How often it is looked for shops whose figures have moved, in ms. */
const tickMs = 200;
/** Shops that one process tells of at the same time. */
const atOnce = 20;

/**
 * Gathers the shops whose figures have moved and tells of them. It keeps them in memory: what a crash loses is no figure, only the
 * hint that there are new ones.
 */
export class Pulse {
  readonly #beat: (shop: string) => Promise<boolean>;
  readonly #log: Log;
  readonly #moved = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  /** @param parts tells of one shop (false: not yet), and the log */
  constructor(parts: { beat(shop: string): Promise<boolean>; log: Log }) {
    this.#beat = parts.beat;
    this.#log = parts.log;
  }

  /** @param shops whose figures have moved */
  mark(shops: Iterable<string>): void {
    for (const shop of shops) this.#moved.add(shop);
  }

  /** Starts to tell. */
  start(): void {
    this.#timer = setInterval(() => {
      this.#beating ??= this.#tell().finally(() => {
        this.#beating = undefined;
      });
    }, tickMs);
  }

  /** Tells what is left, once, and stops. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const shops = [...this.#moved];
    for (let at = 0; at < shops.length; at += atOnce) {
      await Promise.all(shops.slice(at, at + atOnce).map((shop) => this.#tellOne(shop)));
    }
  }

  async #tellOne(shop: string): Promise<void> {
    this.#moved.delete(shop); // before telling: what moves from now on is told again
    const told = await this.#beat(shop).catch((error: unknown) => {
      this.#log.warn({ err: error, shop }, 'moved figures will be told later');
      return false;
    });
    if (!told) this.#moved.add(shop);
  }
}
