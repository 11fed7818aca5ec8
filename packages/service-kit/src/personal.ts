import type { PrivacySubject } from '@credenza/contracts';

/** One thing that a service knows about somebody, and what such things are called, such as `orders`. */
export type PersonalRecord = readonly [name: string, record: object];

/** How a service gives out and forgets what it knows about a person. All of it is safe to repeat. */
export interface PersonalData<Context> {
  /**
   * @param subject the person, and the shop that is nobody else's
   * @param ctx the service's context
   * @returns everything that the service knows about them, as they may see it; none of others
   */
  export(subject: PrivacySubject, ctx: Context): AsyncIterable<PersonalRecord>;
  /**
   * Forgets the person; what the books need stays, without name and address.
   *
   * @param subject the person, and the shop that is nobody else's
   * @param ctx the service's context
   * @returns how many records were changed or removed
   * @throws anything to be asked again in a moment
   */
  erase(subject: PrivacySubject, ctx: Context): Promise<number>;
  /**
   * @param subject the person, and the shop that is nobody else's; not erased yet
   * @param ctx the service's context
   * @returns texts that tell what others were answered about the person, such as the ids of orders: the kit forgets these answers
   */
  mentions?(subject: PrivacySubject, ctx: Context): Promise<string[]>;
  /**
   * @param subject the person, and the shop that is nobody else's
   * @param ctx the service's context
   * @returns what has to come to an end before, in sentences for the person; none when nothing has
   */
  obstacles?(subject: PrivacySubject, ctx: Context): Promise<string[]>;
}

/** Said by a service that knows nothing about people but their ids. */
export interface NoPersonalData {
  /** Why there is nothing. */
  nothing: string;
}
