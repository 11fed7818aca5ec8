import { Amount } from '@credenza/contracts';
import { z } from 'zod';
import { interestsOf } from './profile.ts';
import type { Profile } from './profiles.store.ts';

const weight = z.number().min(0).max(1).meta({ description: 'its share; what lies further back counts less' });

/** What its owner sees of a profile. */
export const ProfileView = z.object({
  on: z.boolean().meta({ description: 'whether it is filled, and orders what the assistant finds' }),
  signals: z.int().meta({ description: 'how many things that you did it rests on' }),
  categories: z.array(z.object({ category: z.string(), weight })),
  priceBands: z.array(z.object({ from: Amount, to: Amount, weight })).meta({ description: 'minor units' }),
  brands: z.array(z.object({ brand: z.string(), weight })),
});
export type ProfileView = z.input<typeof ProfileView>;

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

/**
 * @param profile what is remembered
 * @param now the present time
 * @returns what its owner sees
 */
export function profileView({ on, signals }: Profile, now: Date): ProfileView {
  const { categories, brands, bands } = interestsOf(signals, now);
  return {
    on,
    signals: signals.length,
    categories: [...categories].map(([category, share]) => ({ category, weight: rounded(share) })),
    priceBands: [...bands].map(([band, share]) => ({
      from: 2 ** band,
      to: 2 ** (band + 1) - 1,
      weight: rounded(share),
    })),
    brands: [...brands].map(([brand, share]) => ({ brand, weight: rounded(share) })),
  };
}
