import { z } from 'zod';
import { type Kind, kindNames, rulesOf } from './kinds.ts';
import { Language } from './language.ts';

/** When a mail about something is sent. */
export const MailTiming = z.enum(['at-once', 'hourly', 'daily', 'off']);
export type MailTiming = z.infer<typeof MailTiming>;

/** How long the first message of a digest waits for others, in ms. */
export const windowMs = { hourly: 3_600_000, daily: 24 * 3_600_000 };

/** How somebody wants to hear of one kind; what is missing is as usual. */
export const Choice = z.strictObject({
  kind: z.enum(kindNames),
  bell: z.boolean().optional(),
  mail: MailTiming.optional(),
});
export type Choice = z.infer<typeof Choice>;

/** What somebody has chosen. */
export interface Preferences {
  language?: Language | undefined;
  choices: Choice[];
}

/** Where a message goes. */
export interface Channels {
  bell: boolean;
  mail: MailTiming;
}

/**
 * Decides where a message goes; every message passes here.
 *
 * @param kind its kind
 * @param preferences what its reader has chosen, if anything
 * @returns the channels; the mail of a fixed kind goes at once, whatever was chosen
 */
export function channelsOf(kind: Kind, preferences?: Preferences): Channels {
  const rules = rulesOf(kind);
  const choice = preferences?.choices.find((one) => one.kind === kind);
  return {
    bell: rules.bell !== undefined && (choice?.bell ?? rules.bell),
    mail: rules.fixed ? 'at-once' : (choice?.mail ?? rules.mail),
  };
}

/** One mistake in what somebody asks for. */
export interface Mistake {
  field: string;
  message: string;
}

/**
 * @param choices what somebody wants
 * @returns what is impossible among it; nothing when all is well
 */
export function mistakesIn(choices: Choice[]): Mistake[] {
  const seen = new Set<Kind>();
  return choices.flatMap(({ kind, bell, mail }, index): Mistake[] => {
    const { fixed, bell: inBell } = rulesOf(kind);
    const field = `body.kinds.${index}`;
    const twice = seen.has(kind);
    seen.add(kind);
    return [
      ...(twice ? [{ field: `${field}.kind`, message: 'is there twice' }] : []),
      ...(fixed && mail !== undefined && mail !== 'at-once'
        ? [{ field: `${field}.mail`, message: 'must be at-once: these mails cannot be switched off, nor wait' }]
        : []),
      ...(bell && inBell === undefined
        ? [{ field: `${field}.bell`, message: 'must be false: this is only mailed' }]
        : []),
    ];
  });
}

/** Preferences as their owner sees them: every kind that may come, with what is chosen and what could be. */
export const PreferencesView = z.object({
  language: Language,
  kinds: z.array(
    z.object({
      kind: z.enum(kindNames),
      title: z.string(),
      bell: z.boolean(),
      mail: MailTiming,
      fixed: z.boolean().meta({ description: 'true: the mail cannot be switched off' }),
    }),
  ),
});

/**
 * @param role who asks
 * @param language the language that we write in to them
 * @param preferences what they have chosen, if anything
 * @returns the view
 */
export function preferencesView(
  role: 'buyer' | 'seller' | 'admin',
  language: Language,
  preferences?: Preferences,
): z.output<typeof PreferencesView> {
  const group = { buyer: 'buyers', seller: 'shops', admin: 'everybody' }[role];
  const theirs = kindNames.filter((kind) => [group, 'everybody'].includes(rulesOf(kind).for));
  return {
    language,
    kinds: theirs.map((kind) => {
      const { title, fixed = false } = rulesOf(kind);
      return { kind, title: title[language], ...channelsOf(kind, preferences), fixed };
    }),
  };
}
