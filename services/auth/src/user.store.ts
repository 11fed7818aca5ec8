import { type Aggregates, type Deps, type Outboxed, outboxFields, type Stored } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { UserState } from './user.ts';

const schema = new Schema<UserState & Outboxed>(
  {
    ...outboxFields,
    email: { type: String, required: true, unique: true },
    name: { type: String, required: true },
    role: { type: String, required: true },
    passwordHash: { type: String, required: true },
    passwordSerial: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    erasedAt: Date,
  },
  { collection: 'users', versionKey: false },
);

/**
 * @param deps what the kit gives
 * @returns the accounts
 */
export function openUsers<Config>(deps: Deps<Config>): Aggregates<UserState> {
  return deps.aggregates<UserState>(deps.db.model<UserState & Outboxed>('User', schema), 'user');
}

/**
 * @param users the accounts
 * @param email a normalised address
 * @returns the account, or undefined
 */
export async function userByEmail(users: Aggregates<UserState>, email: string): Promise<Stored<UserState> | undefined> {
  const found = await users.model.findOne({ email }).select('-outbox -outboxLease').lean<Stored<UserState>>();
  return found ?? undefined;
}

/**
 * @param users the accounts
 * @param ids some of them
 * @returns their names and addresses by id
 */
export async function usersById(
  users: Aggregates<UserState>,
  ids: string[],
): Promise<Map<string, Pick<UserState, 'name' | 'email'>>> {
  const found = await users.model
    .find({ _id: { $in: ids } })
    .select('name email')
    .lean<Pick<Stored<UserState>, '_id' | 'name' | 'email'>[]>();
  return new Map(found.map((one) => [one._id, one]));
}
