import { Conflict, isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';

/** How a rebuild stands. */
export interface RebuildState {
  generation: number;
  status: 'running' | 'done' | 'failed';
  startedAt: Date;
  finishedAt?: Date | undefined;
  /** Journal events taken in so far. */
  events: number;
  /** Sheets taken over from the generation before, because the journals do not reach back to their beginning. */
  carried: number;
  error?: string | undefined;
}

interface GenerationsDocument {
  _id: string;
  /** The one that is read. */
  current: number;
  /** The one that is being filled. */
  building?: number | undefined;
  /** Until then whoever fills it has to show that it is still there. */
  leaseUntil?: Date | undefined;
  rebuild?: RebuildState | undefined;
}

/** The generations that an event has to reach. */
export interface Live {
  current: number;
  building?: number | undefined;
}

const schema = new Schema<GenerationsDocument>(
  {
    _id: { type: String, required: true },
    current: { type: Number, required: true },
    building: Number,
    leaseUntil: Date,
    rebuild: Schema.Types.Mixed,
  },
  { collection: 'generations', versionKey: false },
);

const id = 'read-model';
/** A rebuild that is not heard of for so long is dead, and another one may begin, in ms. */
const leaseMs = 60_000;

/** Which generation of the read model is read, and which is being filled: one document, so that changing over is one write. */
export class Generations {
  readonly #model: Model<GenerationsDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<GenerationsDocument>('Generations', schema);
  }

  /**
   * @returns the generations of now; a service that has never run begins with the first
   */
  async live(): Promise<Live> {
    const found = await this.#model.findById(id).select('current building').lean();
    if (found) return { current: found.current, building: found.building };
    try {
      await this.#model.insertMany([{ _id: id, current: 1 }], { lean: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return await this.live();
  }

  /**
   * @returns the last rebuild, if there was any
   */
  async rebuild(): Promise<RebuildState | undefined> {
    return (await this.#model.findById(id).select('rebuild').lean())?.rebuild;
  }

  /**
   * Begins a new generation; from the moment this is written every event goes into it, too.
   *
   * @param now the time
   * @returns its number, which none has had before
   * @throws Conflict when another one is being filled
   */
  async begin(now: Date): Promise<number> {
    await this.live();
    const found = await this.#model.findById(id).orFail().lean();
    const last = Math.max(found.current, found.rebuild?.generation ?? 0);
    const generation = last + 1;
    const rebuild: RebuildState = { generation, status: 'running', startedAt: now, events: 0, carried: 0 };
    const free = { $or: [{ building: { $exists: false } }, { leaseUntil: { $lt: now } }] };
    // Two that begin at once have read the same last one; the first of them changes it.
    const unchanged = { 'rebuild.generation': found.rebuild?.generation ?? { $exists: false } };
    const { modifiedCount } = await this.#model.updateOne(
      { _id: id, ...free, ...unchanged },
      { $set: { building: generation, leaseUntil: this.#lease(now), rebuild } },
    );
    if (modifiedCount === 0) throw new Conflict('The figures are being rebuilt already.');
    return generation;
  }

  /**
   * Shows that a rebuild is still there.
   *
   * @param generation what it fills
   * @param now the time
   * @param progress how far it is
   * @throws Conflict when another one has taken its place
   */
  async report(generation: number, now: Date, progress: { events: number; carried: number }): Promise<void> {
    const fields = { 'rebuild.events': progress.events, 'rebuild.carried': progress.carried };
    await this.#change(generation, { $set: { leaseUntil: this.#lease(now), ...fields } });
  }

  /**
   * Lets everybody read a new generation from now on.
   *
   * @param generation which
   * @param now the time
   * @throws Conflict when another rebuild has taken its place
   */
  async changeOver(generation: number, now: Date): Promise<void> {
    await this.#change(generation, {
      $set: { current: generation, 'rebuild.status': 'done', 'rebuild.finishedAt': now },
      $unset: { building: 1, leaseUntil: 1 },
    });
  }

  /**
   * Gives a generation up; the one that is read stays.
   *
   * @param generation which
   * @param now the time
   * @param error why
   * @throws Conflict when another rebuild has taken its place
   */
  async giveUp(generation: number, now: Date, error: string): Promise<void> {
    await this.#change(generation, {
      $set: { 'rebuild.status': 'failed', 'rebuild.finishedAt': now, 'rebuild.error': error },
      $unset: { building: 1, leaseUntil: 1 },
    });
  }

  async #change(generation: number, update: Record<string, Record<string, unknown>>): Promise<void> {
    const { matchedCount } = await this.#model.updateOne({ _id: id, building: generation }, update);
    if (matchedCount === 0) throw new Conflict('Another rebuild has taken the place of this one.');
  }

  #lease(now: Date): Date {
    return new Date(now.getTime() + leaseMs);
  }
}
