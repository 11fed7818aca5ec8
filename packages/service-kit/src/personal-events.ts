import { type EventContract, erasedText, eventCatalogue, type PersonalParts } from '@credenza/contracts';

/** The contract of an event that says something about a person. */
export type PersonalContract = EventContract & { personal: PersonalParts };

/** @returns the contracts of events that say something about a person */
export function personalContracts(): PersonalContract[] {
  return eventCatalogue().flatMap((contract) =>
    contract.personal ? [{ ...contract, personal: contract.personal }] : [],
  );
}

/**
 * @param data an event's data
 * @param personal what of it is about a person
 * @returns the data without that
 */
export function redacted<Data>(data: Data, { fields }: PersonalParts): Data {
  if (fields === 'all' || typeof data !== 'object' || data === null) return data;
  const replaced = fields.filter((field) => field in data).map((field) => [field, erasedText]);
  return { ...data, ...Object.fromEntries(replaced) };
}
