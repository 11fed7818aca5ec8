import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { dropUnused } from '../pictures.ts';

const batch = 200;
const maxRounds = 50;

/** Forgets the files of pictures that no product shows any more. */
export const dropPictures = job({
  name: 'drop-pictures',
  schedule: '@every 10m',
  summary: 'Forgets pictures that no product shows any more.',
  async run(ctx: Context) {
    for (let round = 0; round < maxRounds; round += 1) if ((await dropUnused(ctx, batch)) < batch) return;
  },
});
