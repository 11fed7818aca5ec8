import { formatAmount } from '@credenza/contracts';
import type { ReasonCode } from '../seller/pricing/suggest.ts';

/** What services say in English, for those who read German; what is said here by its kind alone needs no more words. */
const refusals: Record<string, string> = {
  unavailable: 'Ein Teil des Marktplatzes antwortet gerade nicht. Versuch es bitte gleich noch einmal.',
  unauthenticated: 'Melde dich bitte neu an, dann sehe ich nach.',
  forbidden: 'Das darfst du mit diesem Konto nicht.',
  'not-found': 'Das finde ich bei dir nicht, oder es ist gerade nicht zu kaufen.',
  'too-many-requests': 'Das war zu viel auf einmal. Warte bitte einen Moment.',
};

/** Why a price is proposed; the figures stand beside it. */
const germanReasons: Record<ReasonCode, string> = {
  market: 'Vergleichbare Produkte anderer Shops sprechen dafür.',
  'no-market': 'Weniger als drei vergleichbare Produkte anderer Shops sind im Angebot.',
  'own-price': 'Dein Preis zählt mit: Du weißt, was in keinem Angebot steht.',
  'most-profitable': 'Bei deinen Kosten bringt es dort am meisten ein.',
  inelastic: 'Der Absatz hat bisher kaum auf den Preis reagiert.',
  'elastic-cost-unknown':
    'Der Absatz reagiert auf den Preis. Wer sagt, was ein Stück kostet, erfährt den Preis, der am meisten einbringt.',
  'no-history': 'Es wurde noch nicht zu genügend verschiedenen Preisen verkauft, um zu sagen, wie Käufer reagieren.',
  'dead-stock': 'Lange hat es niemand gekauft.',
  bounded: 'Auf einmal sollte sich ein Preis nicht weiter ändern.',
  floor: 'Unter deinen Kosten sollte es nicht verkauft werden.',
  'compare-at': 'Es steht neben einem höheren Preis und muss darunter bleiben.',
  keep: 'Der Unterschied ist zu klein für einen neuen Preis.',
};

/** What others have, after "5 von 8". */
const germanGaps: Record<string, string> = {
  attribute: 'nennen ein Merkmal, das bei dir fehlt',
  word: 'sagen',
  description: 'haben eine deutlich längere Beschreibung',
  picture: 'zeigen ein Bild',
  reviews: 'haben Bewertungen',
  tags: 'haben Schlagwörter',
};

/** What the responder says, in the languages of the marketplace. */
export const words = {
  en: {
    hello: 'Hello! Tell me what you are looking for, or ask about delivery, returns or your orders.',
    thanks: 'You are welcome. Just ask if anything else comes up.',
    unknown:
      "I don't know that: neither our products nor our articles say anything about it. I can help you find furniture and things for the home, or tell you how delivery, returns and payment work here.",
    noProducts: 'I found nothing for sale now that fits.',
    intrusion: 'I can only help with the shop itself and with your own orders.',
    signIn: 'Sign in as a buyer, and I can do that for you.',
    which: 'Which product do you mean? Tell me its name, and I will look it up.',
    twoNeeded: 'Name two products, or search first, and I will put them side by side.',
    found: (n: number) => (n === 1 ? 'One product fits:' : `These ${n} fit best:`),
    from: 'from',
    by: 'by',
    stock: (n: number) => (n === 0 ? 'sold out at the moment' : n <= 3 ? `only ${n} left` : 'in stock'),
    rated: (average: string, count: number) => `rated ${average} of 5 by ${count}`,
    cheapest: (title: string) => `${title} costs least`,
    noOrders: 'You have not ordered anything yet.',
    order: (id: string, date: string, total: string) => `Order ${id} of ${date} (${total})`,
    add: (quantity: number, title: string, variant: string, price: string) =>
      `Put ${quantity} × ${title} (${variant}) at ${price} each into your cart`,
    takeBack: (shop: string, pieces: string, order: string) => `Ask ${shop} to take back ${pieces} of order ${order}`,
    whichVariant: (title: string) => `${title} comes in several variants. Which one?`,
    whichPieces: 'Which pieces would you like to send back? Name one of these:',
    noReviews: (title: string, mark: string) => `Nobody has reviewed ${title} yet ${mark}.`,
    whichOwn: 'Which of your products do you mean? Name it as it is called in your shop.',
    nothingOffered: 'Your shop offers nothing at the moment.',
    price: (variant: string, now: string, proposed: string, low: string, high: string) =>
      `${variant}: ${now} now, ${proposed} proposed (between ${low} and ${high})`,
    keepPrice: (variant: string, now: string) => `${variant}: keep ${now}`,
    confidence: { low: 'low confidence', medium: 'medium confidence', high: 'high confidence' },
    priceReason: (_code: string, text: string) => text,
    market: (price: string, count: number) => `${count} comparable products of other shops cost about ${price}.`,
    stockStates: {
      out: 'sold out',
      urgent: 'runs out before an order can come',
      soon: 'order soon',
      dead: 'nobody buys it',
      enough: 'enough',
      unknown: 'too little sold to say',
    } as Record<string, string>,
    stockRow: (available: number, days: number | null, reorder: number) =>
      [
        `${available} left`,
        days === null ? '' : `about ${Math.floor(days)} days`,
        reorder > 0 ? `order ${reorder}` : '',
      ]
        .filter(Boolean)
        .join(', '),
    gaps: (count: number) => `${count} comparable listings sell better. They have what yours has not:`,
    noGaps: 'I found nothing that better-selling, comparable listings have and yours has not.',
    gap: (_code: string, text: string, _among: number, _of: number, _examples: string) => text,
    refused: (_type: string, detail: string) => detail,
    instead: {
      away: 'The language model does not answer just now. This answer is made without it.',
      budget: 'You have used the language model as much as one can in a day. This answer is made without it.',
      unsupported: 'The language model had nothing that its sources say. This answer is made without it.',
    },
    confirm: 'Confirm it, and I will see to it; until then nothing happens.',
    whichOrder:
      'Which pieces would you like to send back? Nothing in your latest orders has arrived that I could return by myself; name the order.',
    delivery: (title: string, price: string, min: number, max: number) => `${title}: ${price}, ${min} to ${max} days`,
    deliveryUnknown: 'What delivery costs, your cart shows as soon as something of this shop is in it.',
    states: {
      pending: 'is waiting for its payment',
      canceled: 'is canceled',
      open: 'is paid and being prepared',
      'partly-shipped': 'is partly on its way',
      shipped: 'is on its way',
      'partly-delivered': 'has partly arrived',
      delivered: 'has arrived',
    } as Record<string, string>,
  },
  de: {
    hello: 'Hallo! Sag mir, was du suchst, oder frag nach Lieferung, Rückgabe oder deinen Bestellungen.',
    thanks: 'Gern geschehen. Frag einfach, wenn noch etwas ist.',
    unknown:
      'Das weiß ich nicht: Weder unsere Produkte noch unsere Artikel sagen etwas dazu. Ich helfe dir gern, Möbel und Dinge fürs Zuhause zu finden, oder erkläre Lieferung, Rückgabe und Zahlung.',
    noProducts: 'Ich habe nichts gefunden, das gerade zu kaufen ist und passt.',
    intrusion: 'Ich kann nur beim Einkaufen hier und bei deinen eigenen Bestellungen helfen.',
    signIn: 'Melde dich als Käufer an, dann kann ich das für dich tun.',
    which: 'Welches Produkt meinst du? Nenn mir den Namen, dann sehe ich nach.',
    twoNeeded: 'Nenn mir zwei Produkte oder such erst, dann stelle ich sie nebeneinander.',
    found: (n: number) => (n === 1 ? 'Ein Produkt passt:' : `Diese ${n} passen am besten:`),
    from: 'ab',
    by: 'von',
    stock: (n: number) => (n === 0 ? 'gerade ausverkauft' : n <= 3 ? `nur noch ${n} da` : 'auf Lager'),
    rated: (average: string, count: number) => `${average} von 5 bei ${count} Bewertungen`,
    cheapest: (title: string) => `Am wenigsten kostet ${title}`,
    noOrders: 'Du hast noch nichts bestellt.',
    order: (id: string, date: string, total: string) => `Die Bestellung ${id} vom ${date} (${total})`,
    add: (quantity: number, title: string, variant: string, price: string) =>
      `${quantity} × ${title} (${variant}) zu je ${price} in deinen Warenkorb legen`,
    takeBack: (shop: string, pieces: string, order: string) =>
      `${shop} bitten, ${pieces} aus der Bestellung ${order} zurückzunehmen`,
    whichVariant: (title: string) => `${title} gibt es in mehreren Ausführungen. Welche darf es sein?`,
    whichPieces: 'Welche Stücke möchtest du zurückschicken? Nenn eines davon:',
    noReviews: (title: string, mark: string) => `${title} hat noch niemand bewertet ${mark}.`,
    whichOwn: 'Welches deiner Produkte meinst du? Nenn es, wie es in deinem Shop heißt.',
    nothingOffered: 'Dein Shop bietet gerade nichts an.',
    price: (variant: string, now: string, proposed: string, low: string, high: string) =>
      `${variant}: jetzt ${now}, Vorschlag ${proposed} (zwischen ${low} und ${high})`,
    keepPrice: (variant: string, now: string) => `${variant}: bleib bei ${now}`,
    confidence: { low: 'geringe Sicherheit', medium: 'mittlere Sicherheit', high: 'hohe Sicherheit' },
    priceReason: (code: string, text: string) => germanReasons[code as ReasonCode] ?? text,
    market: (price: string, count: number) => `${count} vergleichbare Produkte anderer Shops kosten etwa ${price}.`,
    stockStates: {
      out: 'ausverkauft',
      urgent: 'geht aus, bevor eine Bestellung kommen kann',
      soon: 'bald nachbestellen',
      dead: 'wird nicht gekauft',
      enough: 'genug da',
      unknown: 'zu wenig verkauft, um etwas zu sagen',
    } as Record<string, string>,
    stockRow: (available: number, days: number | null, reorder: number) =>
      [
        `noch ${available}`,
        days === null ? '' : `für etwa ${Math.floor(days)} Tage`,
        reorder > 0 ? `${reorder} nachbestellen` : '',
      ]
        .filter(Boolean)
        .join(', '),
    gaps: (count: number) => `${count} vergleichbare Angebote verkaufen sich besser. Sie haben, was deinem fehlt:`,
    noGaps: 'Ich habe nichts gefunden, was besser verkaufte, vergleichbare Angebote haben und deines nicht.',
    gap: (code: string, text: string, among: number, of: number, examples: string) => {
      const said = germanGaps[code];
      return said ? `${among} von ${of} ${said}${examples && `: ${examples}`}.` : text;
    },
    refused: (type: string, detail: string) => refusals[type] ?? `Das geht so nicht: ${detail}`,
    instead: {
      away: 'Das Sprachmodell antwortet gerade nicht. Diese Antwort kommt ohne es aus.',
      budget: 'Du hast das Sprachmodell heute so viel benutzt, wie es geht. Diese Antwort kommt ohne es aus.',
      unsupported: 'Das Sprachmodell hat nichts gesagt, was in seinen Quellen steht. Diese Antwort kommt ohne es aus.',
    },
    confirm: 'Bestätige es, dann kümmere ich mich darum; bis dahin passiert nichts.',
    whichOrder:
      'Welche Stücke möchtest du zurückschicken? In deinen letzten Bestellungen ist nichts angekommen, was ich von mir aus zurückgeben könnte; nenn mir die Bestellung.',
    delivery: (title: string, price: string, min: number, max: number) => `${title}: ${price}, ${min} bis ${max} Tage`,
    deliveryUnknown: 'Was die Lieferung kostet, zeigt dein Warenkorb, sobald etwas von diesem Shop darin liegt.',
    states: {
      pending: 'wartet auf die Zahlung',
      canceled: 'ist storniert',
      open: 'ist bezahlt und wird vorbereitet',
      'partly-shipped': 'ist zum Teil unterwegs',
      shipped: 'ist unterwegs',
      'partly-delivered': 'ist zum Teil angekommen',
      delivered: 'ist angekommen',
    } as Record<string, string>,
  },
};
export type Words = (typeof words)['en'];

/**
 * @param amount minor units
 * @param currency an ISO 4217 code
 * @param language of the reader
 * @returns the amount as people write it there, such as €258.00 or 258,00 €
 */
export function priceText(amount: number, currency: string, language: 'en' | 'de'): string {
  const plain = formatAmount(amount, currency);
  const sign = currency === 'EUR' ? '€' : currency;
  return language === 'de' ? `${plain.replace('.', ',')} ${sign}` : sign === '€' ? `€${plain}` : `${plain} ${sign}`;
}
