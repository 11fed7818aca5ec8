import type { User } from '@credenza/service-kit';

/** Who asks, with nothing but their own token. */
export interface Caller {
  user: User | undefined;
  /** The Authorization header of the request. */
  authorization: string | undefined;
  signal: AbortSignal;
  /** What they read; missing means English. */
  language?: 'en' | 'de';
}
