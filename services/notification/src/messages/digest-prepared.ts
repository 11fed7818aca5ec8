import type { digestPrepared } from '@credenza/contracts';
import type { Language, Say } from '../language.ts';
import type { Part } from '../letter.ts';
import type { EventFor, Message } from '../message.ts';

type Digest = EventFor<typeof digestPrepared>['data'];

/**
 * @param event a shop's week that was summed up
 * @returns what it has sold and what runs out, for the shop
 */
export function digestPreparedMessages({ data }: EventFor<typeof digestPrepared>): Message[] {
  const { sellerId, from } = data;
  return [
    {
      to: { shop: sellerId },
      kind: 'shop.digest',
      // One message for each week, however often the event comes.
      about: `${sellerId}:${from.slice(0, 10)}`,
      link: '/seller',
      words: {
        en: (say) => ({
          title: 'Your week',
          body: [soldIn.en(data, say), stockIn.en(data)].filter(Boolean).join(' '),
          subject: `Your week from ${say.day(from)}`,
          parts: partsOf(data, 'en', say),
          action: 'See your figures',
        }),
        de: (say) => ({
          title: 'Deine Woche',
          body: [soldIn.de(data, say), stockIn.de(data)].filter(Boolean).join(' '),
          subject: `Deine Woche ab ${say.day(from)}`,
          parts: partsOf(data, 'de', say),
          action: 'Zu deinen Zahlen',
        }),
      },
    },
  ];
}

const soldIn = {
  en: ({ units, unitsBefore, sales }: Digest, say: Say) =>
    `You have sold ${units === 1 ? 'one piece' : `${units} pieces`}${broughtBy(sales, say, ' for ')}; the week before it was ${unitsBefore}.`,
  de: ({ units, unitsBefore, sales }: Digest, say: Say) =>
    `Du hast ${units === 1 ? 'ein Stück' : `${units} Stück`}${broughtBy(sales, say, ' für ')} verkauft; in der Woche davor waren es ${unitsBefore}.`,
};

const stockIn = {
  en: ({ runningOutCount }: Digest) =>
    runningOutCount === 0
      ? ''
      : runningOutCount === 1
        ? 'One variant should be ordered again.'
        : `${runningOutCount} variants should be ordered again.`,
  de: ({ runningOutCount }: Digest) =>
    runningOutCount === 0
      ? ''
      : runningOutCount === 1
        ? 'Eine Variante sollte nachbestellt werden.'
        : `${runningOutCount} Varianten sollten nachbestellt werden.`,
};

function broughtBy(sales: Digest['sales'], { money }: Say, word: string): string {
  if (sales.length === 0) return '';
  return `${word}${sales.map(({ amount, currency }) => money(amount, currency)).join(' + ')}`;
}

function partsOf(data: Digest, language: Language, say: Say): Part[] {
  const { runningOut, dead } = data;
  const left = {
    en: (available: number, reorder: number) => `${available} left, order ${reorder}`,
    de: (available: number, reorder: number) => `noch ${available}, bestelle ${reorder}`,
  }[language];
  const unsold = {
    en:
      dead === 1 ? 'One variant has found no buyer for 90 days.' : `${dead} variants have found no buyer for 90 days.`,
    de:
      dead === 1
        ? 'Eine Variante hat seit 90 Tagen niemand gekauft.'
        : `${dead} Varianten hat seit 90 Tagen niemand gekauft.`,
  }[language];
  return [
    soldIn[language](data, say),
    ...(runningOut.length > 0
      ? [
          stockIn[language](data),
          {
            list: runningOut.map(
              ({ title, variantTitle, available, reorder }) => `${title}, ${variantTitle}: ${left(available, reorder)}`,
            ),
          },
        ]
      : []),
    ...(dead > 0 ? [unsold] : []),
  ];
}
