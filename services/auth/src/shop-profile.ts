import { isDeepStrictEqual } from 'node:util';
import { Currency } from '@credenza/contracts';
import { z } from 'zod';
import { Country } from './country.ts';
import { Email } from './email.ts';
import { line, PublicName, plainText } from './name.ts';

const Address = z.strictObject({
  line1: line(200),
  line2: line(200).optional(),
  postalCode: line(20),
  city: line(100),
  region: line(100).optional(),
  country: Country,
});

const currencies = new Set(Intl.supportedValuesOf('currency'));

const TaxId = z
  .string()
  .max(40)
  .transform((text) => text.replaceAll(/\s/g, '').toUpperCase())
  .pipe(z.string().regex(/^[A-Z0-9][A-Z0-9./-]{3,19}$/, 'must be 4 to 20 letters and digits'))
  .meta({ examples: ['DE136695976'] });

/** What a shop says about itself. */
export interface Profile {
  name: string;
  description?: string | undefined;
  address?: z.output<typeof Address> | undefined;
  taxId?: string | undefined;
  contactEmail?: string | undefined;
}

/** The fields of a profile as views show them. */
export const ProfileView = {
  name: z.string(),
  description: z.string().optional(),
  address: Address.optional(),
  taxId: z.string().optional(),
  contactEmail: z.string().optional(),
};

/** What may be changed of a profile; null takes a field away. */
export const ProfilePatch = z
  .strictObject({
    name: PublicName,
    description: plainText(2_000).min(1).nullable(),
    address: Address.nullable(),
    currency: Currency.refine((code) => currencies.has(code), 'is no currency'),
    taxId: TaxId.nullable(),
    contactEmail: Email.nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change something');
export type ProfilePatch = z.output<typeof ProfilePatch>;

/** What a complete profile has. */
const needed = ['description', 'address', 'taxId', 'contactEmail'] as const satisfies (keyof Profile)[];

/**
 * @param profile a profile
 * @returns the fields that it lacks
 */
export function missingOf(profile: Profile): (typeof needed)[number][] {
  return needed.filter((field) => profile[field] === undefined);
}

/**
 * @param profile the profile as it is, with the currency
 * @param patch what shall be changed
 * @returns the fields that get another value: undefined for one that goes away
 */
export function differingFields(
  profile: Profile & { currency: Currency },
  patch: ProfilePatch,
): Partial<Profile & { currency: Currency }> {
  const wanted: Partial<Profile & { currency: Currency }> = {
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.currency !== undefined && { currency: patch.currency }),
    ...(patch.description !== undefined && { description: patch.description ?? undefined }),
    ...(patch.address !== undefined && { address: patch.address ?? undefined }),
    ...(patch.taxId !== undefined && { taxId: patch.taxId ?? undefined }),
    ...(patch.contactEmail !== undefined && { contactEmail: patch.contactEmail ?? undefined }),
  };
  const before: Record<string, unknown> = { ...profile };
  return Object.fromEntries(
    Object.entries(wanted).filter(([field, value]) => !isDeepStrictEqual(before[field], value)),
  );
}
