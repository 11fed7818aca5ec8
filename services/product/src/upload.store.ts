import type { ImageId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Picture } from './picture-sizes.ts';

/** A picture whose files may be there, and when to ask next whether a product shows it. */
export interface Upload extends Picture {
  checkAt: Date;
}

type Stored = Omit<Upload, 'imageId'> & { _id: ImageId };

const text = { type: String, required: true };
const uploadSchema = new Schema<Stored>(
  { _id: text, productId: text, digest: text, checkAt: { type: Date, required: true } },
  { collection: 'uploads', versionKey: false },
).index({ checkAt: 1 });

/** So long an upload may take, and a page that shows a removed picture may be kept, in ms. */
const graceMs = 60 * 60_000;
/** A picture that is shown is looked at again after so long, in ms. */
const againMs = 24 * graceMs;

/** Which pictures have files. It is written down before the first file, so that a crash leaves none that nobody knows. */
export class Uploads {
  readonly #model: Model<Stored>;
  readonly #now: () => Date;

  /**
   * @param db the service's database
   * @param now the clock
   */
  constructor(db: Connection, now: () => Date) {
    this.#model = db.model<Stored>('Upload', uploadSchema);
    this.#now = now;
  }

  /** @param picture a picture whose files are about to be written */
  async begin({ imageId, ...picture }: Picture): Promise<void> {
    await this.#model.insertMany([{ _id: imageId, ...picture, checkAt: this.#after(graceMs) }], { lean: true });
  }

  /** @param imageId a picture that its product has just stopped to show */
  async lookSoon(imageId: ImageId): Promise<void> {
    await this.#model.updateOne({ _id: imageId }, { $min: { checkAt: this.#after(graceMs) } });
  }

  /**
   * @param limit at most so many
   * @returns pictures that it is time to look at
   */
  async due(limit: number): Promise<Upload[]> {
    const due = this.#model.find({ checkAt: { $lte: this.#now() } }).sort({ checkAt: 1 });
    const found = await due.limit(limit).lean<Stored[]>();
    return found.map(({ _id, ...upload }) => ({ imageId: _id, ...upload }));
  }

  /** @param imageIds pictures that products show */
  async shown(imageIds: ImageId[]): Promise<void> {
    await this.#model.updateMany({ _id: { $in: imageIds } }, { $set: { checkAt: this.#after(againMs) } });
  }

  /** @param imageId a picture whose files are gone */
  async end(imageId: ImageId): Promise<void> {
    await this.#model.deleteOne({ _id: imageId });
  }

  #after(ms: number): Date {
    return new Date(this.#now().getTime() + ms);
  }
}
