import { z } from 'zod';
import { event } from './event.ts';
import { UserId } from './ids.ts';
import { Role } from './token.ts';

export const userRegistered = event(
  'auth',
  'user.registered',
  'A buyer or seller has opened an account.',
  'userId',
  z.object({ userId: UserId, email: z.email(), name: z.string(), role: Role }),
);
