import { erasedText, type ServiceName } from '@credenza/contracts';
import type { Model } from 'mongoose';
import type { Audit } from './audit.ts';
import type { IdempotencyKeys } from './idempotency.ts';
import type { Inbox } from './inbox.ts';
import { type PersonalContract, personalContracts } from './personal-events.ts';
import type { Relay } from './relay.ts';

/** The kit's own stores that may speak of a person. */
export interface KeptByKit {
  relay: Pick<Relay, 'journal'>;
  inbox: Pick<Inbox<never>, 'deliveries'>;
  idempotency: Pick<IdempotencyKeys, 'forget'>;
  audit: Pick<Audit, 'records' | 'of' | 'forget'>;
}

/** Replaces only what is there: an optional field that is missing stays missing. */
function replacing(path: string, fields: readonly string[]) {
  const one = (field: string) => [
    `${path}.${field}`,
    { $cond: [{ $eq: [{ $type: `$${path}.${field}` }, 'missing'] }, '$$REMOVE', erasedText] },
  ];
  return [{ $set: Object.fromEntries(fields.map(one)) }];
}

/** Takes a person out of the events of one type that a collection keeps. */
async function takeOut(
  collection: Pick<Model<never>, 'collection'>,
  contract: PersonalContract,
  place: { event: string; type: string },
  userId: string,
): Promise<number> {
  const { type, personal } = contract;
  const data = `${place.event}.data`;
  const filter = { [place.type]: type, [`${data}.${personal.of}`]: userId };
  if (personal.fields === 'all') return (await collection.collection.deleteMany(filter)).deletedCount;
  return (await collection.collection.updateMany(filter, replacing(data, personal.fields))).modifiedCount;
}

/**
 * Takes a person out of what the kit keeps for a service: its journal, the events that could not be handled, the answers to keyed
 * requests, and the network addresses in the audit log. The log itself stays: who did what to security and money.
 *
 * @param person who, and the texts that tell what others were answered about them
 * @param service the service, whose own events the journal holds
 * @param kept the stores
 * @returns how many records were changed or removed
 */
export async function forgetKept(
  { userId, mentions }: { userId: string; mentions: string[] },
  service: ServiceName,
  kept: KeptByKit,
): Promise<number> {
  let records = 0;
  for (const contract of personalContracts()) {
    if (contract.owner === service)
      records += await takeOut(kept.relay.journal as never, contract, { event: 'envelope', type: 'type' }, userId);
    records += await takeOut(kept.inbox.deliveries as never, contract, { event: 'event', type: 'type' }, userId);
    const discarded = { 'detail.event.type': contract.type, [`detail.event.data.${contract.personal.of}`]: userId };
    records += (await kept.audit.records.updateMany(discarded, { $unset: { 'detail.event': 1 } })).modifiedCount;
  }
  return records + (await kept.idempotency.forget(userId, mentions)) + (await kept.audit.forget(userId));
}
