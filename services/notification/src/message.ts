import type { EventContract, EventOf, UserId } from '@credenza/contracts';
import type { z } from 'zod';
import type { OrderNews } from './feed.ts';
import type { Kind } from './kinds.ts';
import type { Language, Say } from './language.ts';
import type { Part } from './letter.ts';

/** What a message says in one language; all of it plain text. */
export interface Words {
  title: string;
  body: string;
  /** What the mail says differently: its subject, its parts, and the words on its link. */
  subject?: string;
  parts?: Part[];
  action?: string;
}

/** The same in every language. */
export type Wording = Record<Language, (say: Say) => Words>;

/** Everybody who works for a shop, or its owners alone. */
export interface ShopAddress {
  shop: UserId;
  only?: 'owners';
}

/** Something to tell somebody, before anybody has looked at how they want to hear it. */
export interface Message {
  to: { user: UserId } | ShopAddress;
  kind: Kind;
  /** What this is said once of: an order, a payment; an event where it may happen again. */
  about: string;
  /** A path of the storefront. */
  link?: string;
  /** Also told live, as the order's new status. */
  order?: OrderNews;
  words: Wording;
}

/** A message with the one user who gets it. */
export type Addressed = Omit<Message, 'to'> & { userId: UserId };

/** An event as the rules see it. */
export type EventFor<Contract extends EventContract> = EventOf<z.output<Contract['schema']>>;
