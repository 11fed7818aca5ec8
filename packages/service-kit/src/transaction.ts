import type { Connection } from 'mongoose';
import type { Transaction } from './aggregates.ts';

/**
 * Runs a command that truly spans documents in one MongoDB transaction; its events leave after the commit.
 * For one aggregate use `Aggregates.change`, which needs none and is several times as fast.
 *
 * @param db the service's database
 * @param work the writes; may run again when the server asks for it
 * @returns what the work returns
 * @throws whatever the work throws, with nothing written
 */
export async function inTransaction<Result>(
  db: Connection,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const session = await db.startSession();
  try {
    let afterCommit: (() => void)[] = [];
    const result = await session.withTransaction(async () => {
      afterCommit = [];
      return await work({ session, afterCommit });
    });
    for (const told of afterCommit) told();
    return result;
  } finally {
    await session.endSession();
  }
}
