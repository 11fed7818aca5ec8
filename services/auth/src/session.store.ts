import type { SessionId, UserId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import type { EndReason, RotationChange, Session } from './session.ts';

const rotation = new Schema(
  {
    tokenHash: { type: String, required: true },
    salt: { type: String, required: true },
    at: { type: Date, required: true },
    marker: { type: String, required: true },
  },
  { _id: false },
);

const keptAfterExpirySeconds = 7 * 24 * 3_600;

const schema = new Schema<Session>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    passwordSerial: { type: Number, required: true },
    familyHash: { type: String, required: true, unique: true },
    tokenHash: { type: String, required: true },
    rotations: { type: [rotation], required: true },
    userAgent: { type: String },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true, index: { expireAfterSeconds: keptAfterExpirySeconds } },
    endedAt: { type: Date },
    endedBecause: { type: String },
  },
  { collection: 'sessions', versionKey: false },
).index({ userId: 1, _id: -1 });

/** The sessions; every write is guarded by what it was decided on. */
export class Sessions {
  readonly #model: Model<Session>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Session>('Session', schema);
  }

  /** @param session a new session */
  async open(session: Session): Promise<void> {
    await this.#model.insertMany([session], { lean: true });
  }

  /**
   * @param id a session's id
   * @returns the session, or undefined
   */
  async find(id: SessionId): Promise<Session | undefined> {
    return (await this.#model.findById(id).lean<Session>()) ?? undefined;
  }

  /**
   * @param familyHash what a token's family is stored under
   * @returns the session, or undefined
   */
  async ofFamily(familyHash: string): Promise<Session | undefined> {
    return (await this.#model.findOne({ familyHash }).lean<Session>()) ?? undefined;
  }

  /**
   * @param of the session as it was read
   * @param change the rotation
   * @returns false when the token was not the newest any more, or the session has ended meanwhile
   */
  async rotate(of: Session, change: RotationChange): Promise<boolean> {
    const result = await this.#model.updateOne(
      { _id: of._id, tokenHash: of.tokenHash, endedAt: { $exists: false } },
      { $set: change },
    );
    return result.modifiedCount === 1;
  }

  /**
   * @param userId whose
   * @param of only sessions of this password, that live at this time, opened before the one named by the cursor
   * @returns up to `limit` of them, the newest first
   */
  async list(
    userId: UserId,
    of: { passwordSerial: number; now: Date; before?: SessionId | undefined; limit: number },
  ): Promise<Pick<Session, '_id' | 'createdAt' | 'lastUsedAt' | 'expiresAt' | 'userAgent'>[]> {
    return await this.#model
      .find({
        userId,
        ...(of.before !== undefined && { _id: { $lt: of.before } }),
        passwordSerial: of.passwordSerial,
        endedAt: { $exists: false },
        expiresAt: { $gt: of.now },
      })
      .sort({ _id: -1 })
      .limit(of.limit)
      .select('createdAt lastUsedAt expiresAt userAgent')
      .lean<Session[]>();
  }

  /**
   * @param session the session and whose it must be
   * @param because why it ends
   * @param now the time
   * @returns whether it was there and had not ended before
   */
  async end({ _id, userId }: { _id: SessionId; userId: UserId }, because: EndReason, now: Date): Promise<boolean> {
    const result = await this.#model.updateOne(
      { _id, userId, endedAt: { $exists: false } },
      { $set: { endedAt: now, endedBecause: because } },
    );
    return result.modifiedCount === 1;
  }

  /**
   * @param userId whose sessions to end
   * @param because why
   * @param options the time, and one session to spare
   * @returns how many have ended
   */
  async endAll(userId: UserId, because: EndReason, options: { now: Date; except?: SessionId }): Promise<number> {
    const result = await this.#model.updateMany(
      {
        userId,
        endedAt: { $exists: false },
        ...(options.except !== undefined && { _id: { $ne: options.except } }),
      },
      { $set: { endedAt: options.now, endedBecause: because } },
    );
    return result.modifiedCount;
  }

  /**
   * Lets a session outlive the change of the password that was made in it.
   *
   * @param id the session
   * @param passwordSerial the new one
   */
  async carryOver(id: SessionId, passwordSerial: number): Promise<void> {
    await this.#model.updateOne({ _id: id }, { $set: { passwordSerial } });
  }

  /**
   * @param userId whose
   * @returns every session that is known, the ended ones too, the newest first
   */
  async allOf(
    userId: UserId,
  ): Promise<Pick<Session, 'createdAt' | 'lastUsedAt' | 'expiresAt' | 'userAgent' | 'endedAt' | 'endedBecause'>[]> {
    const told = 'createdAt lastUsedAt expiresAt userAgent endedAt endedBecause';
    return await this.#model.find({ userId }).sort({ _id: -1 }).select(told).lean<Session[]>();
  }

  /**
   * @param userId whose sessions to forget, the live ones too
   * @returns how many there were
   */
  async forget(userId: string): Promise<number> {
    return (await this.#model.deleteMany({ userId })).deletedCount;
  }
}
