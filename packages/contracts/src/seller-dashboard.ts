import { z } from 'zod';
import { event } from './event.ts';
import { UserId } from './ids.ts';

export const dashboardChanged = event(
  'seller-dashboard',
  'dashboard.changed',
  'The figures of a shop have moved: whoever looks at them loads them anew. At most once a second for each shop.',
  'sellerId',
  z.object({
    sellerId: UserId,
    seq: z.int().min(1).meta({ description: "counts the shop's changes" }),
    members: z.array(UserId).min(1).meta({ description: 'who works for the shop' }),
  }),
);
