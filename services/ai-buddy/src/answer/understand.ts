import { OrderId } from '@credenza/contracts';
import { languageOf, termsOf } from '../knowledge/terms.ts';
import { priceRange } from './price-range.ts';

/** What a turn is about. */
export type Topic =
  | 'greeting'
  | 'thanks'
  | 'orders'
  | 'return'
  | 'add'
  | 'compare'
  | 'stock'
  | 'cheaper'
  | 'reviews'
  | 'pricing'
  | 'inventory'
  | 'listing'
  | 'intrusion'
  | 'question';

/** What only shops ask; buyers mean something else by the same words. */
const sellerTopics: [Topic, RegExp][] = [
  [
    'inventory',
    /\b(inventory|re-?stock|re-?order|dead stock|days of cover|(run|runs|running) (low|out)|slow.?mov\w+)\b|nachbestell|lagerbestand|\bbestand\b|ladenhüter|(geht|gehen) .{0,20}\b(aus|zur neige)\b/iu,
  ],
  [
    'listing',
    /\b(improve|better|optimi[sz]e|fix)\b.{0,40}\b(listing|description|title|page|text)\b|\blisting\b.{0,40}\b(missing|lacks?|need)|(beschreibung|angebot|titel|text).{0,30}verbesser|verbesser\w*.{0,40}(beschreibung|angebot|titel|text)/iu,
  ],
  [
    'pricing',
    /\b(suggest|propose|recommend|right|better|good|what|which|should)\b.{0,40}\b(price|pricing|charge|cost)\b|\bprice\b.{0,30}\b(right|should|too (high|low))\b|preisvorschlag|\bpreis\b.{0,30}\b(richtig|angemessen|vorschlag\w*|empfehl\w*)|welche[rn]? preis|(was|wie ?viel) soll\w* .{0,40}kosten/iu,
  ],
];

/** What somebody wants, as far as rules can tell. */
export interface Intent {
  topic: Topic;
  language: 'en' | 'de';
  /** What to look for. */
  query: string;
  priceMin?: number | undefined;
  priceMax?: number | undefined;
  inStock?: true | undefined;
  /** Which of the products that were spoken of last, from 0; -1 the last one. */
  which: number[];
  quantity: number;
  /** The same, when it was said at all. */
  counted?: number | undefined;
  orderId?: OrderId | undefined;
}

const topics: [Topic, RegExp][] = [
  [
    'intrusion',
    /\b(ignore|disregard|forget|override|ignorier\w*|vergiss)\b.{0,40}\b(instruction|rule|prompt|previous|above|anweisung|regel|vorgabe|bisherig)|\b(system|hidden|initial|secret)\s?-?(prompt|instruction|message)|systemprompt|\b(your|deine?n?) (prompt|instructions|anweisungen|api.?key)\b|\b(developer|admin|debug|god|dan) mode\b|\b(other|another|andere[rnms]?|fremde[rn]?|someone else'?s?|every|all|alle[rn]?) (users?|customers?|buyers?|people'?s?|persons?|accounts?|kunden|nutzer\w*|käufer\w*)|\b(password|passwor[dt]e?r?|access token|bearer|credit card number|kreditkartennummer)s?\b.{0,30}\b(of|from|von|show|zeig)|\b(orders?|bestellung(en)?|address|adresse) (of|von|from) (usr_|\w+@)/iu,
  ],
  [
    'add',
    /\b(add|put|place|buy|order|take)\b.{0,60}\b(cart|basket|bag)\b|\b(leg\w*|pack\w*|tu\w*|nimm|füg\w*)\b.{0,60}(warenkorb|einkaufswagen|korb)/iu,
  ],
  [
    'reviews',
    /\b(reviews?|reviewers?|ratings?)\b|\bwhat (do|did) (people|buyers|customers|others) (say|think)\b|bewertung(en)?\b|rezension|\bwas (sagen|meinen) (andere|kunden|käufer|leute|die)\b/iu,
  ],
  ['compare', /\b(compare|comparison|difference between|versus|vs)\b|vergleich|unterschied/iu],
  [
    'return',
    /\b(return|send back|give back)\b.{0,20}\b(my|it|this|that|them|order|ord_)|\b(start|open|request) a return\b|\bi (want|would like|'d like|need) to (return|send .{0,20}back)|(meine?n?|bestellung|das|ihn|sie)\b.{0,40}zurück(schicken|senden|geben)|\bich (will|möchte|muss) .{0,40}zurück(schicken|senden|geben)|retoure (starten|anmelden)|\bord_\w+.{0,30}(return|zurück)/iu,
  ],
  [
    'orders',
    /\b(my|last|latest|recent) (\w+ )?(orders?|parcels?|packages?|purchases?|deliver(y|ies))\b|\bwhere('s| is| are)\b.{0,20}\b(order|parcel|package|delivery)|\border status\b|\bstatus of (my|order|ord_)|\bmeine?[nr]? (letzten? )?(bestellung(en)?|pakete?|lieferung|sendung)|\bwo (ist|bleibt|sind)\b.{0,25}(bestellung|paket|lieferung|sendung)|\bord_[0-9a-z]{26}\b/iu,
  ],
  [
    'stock',
    /\b(in stock|available|availability|how many (are )?left|on stock|sold out)\b.{0,20}$|\b(is|are) (it|this|that|the \w+|they) .{0,20}(available|in stock|sold out)|\bhow (long|much).{0,30}(deliver\w*|shipping) .{0,12}\b(it|this|that|one)\b|(auf lager|verfügbar|lieferbar|ausverkauft)/iu,
  ],
  ['cheaper', /\b(cheaper|less expensive|günstiger|billiger|preiswerter)\b/iu],
  ['thanks', /^\W*(thanks?|thank you|thx|danke\w*|vielen dank|great|super|perfekt|bye|tschüss)[\s\S]{0,20}$/iu],
  [
    'greeting',
    /^\W*(hi|hello|hey|good (morning|evening|afternoon)|hallo|moin|servus|guten (tag|morgen|abend))\b[\s\S]{0,25}$/iu,
  ],
];

/** Asks what may be done with an order or a review, and not how it stands or what it says. */
const ruled = new Set<Topic>(['orders', 'reviews']);
const rule =
  /\b(cancel\w*|can i|could i|may i|how (do|can|could) i|why can|what does|what about|stornier\w*|kann ich|darf ich|was bedeutet|writ\w+|schreib\w*|who may|wer darf)\b/iu;

const ordinals: [number, RegExp][] = [
  [0, /\b(first|1st|erste[nrs]?)\b/iu],
  [1, /\b(second|2nd|zweite[nrs]?)\b/iu],
  [2, /\b(third|3rd|dritte[nrs]?)\b/iu],
  [3, /\b(fourth|4th|vierte[nrs]?)\b/iu],
  [-1, /\b(last one|letzte[nrs]? davon)\b/iu],
];
const pronoun =
  /\b(it|this|that|that one|this one|them|both|these|those|diese[nrsm]?|ihn|es|sie|beide[n]?|den|das)\b/iu;
const counting =
  /\b(\d{1,2})\s?(x|×|pieces|stück|of)\b|\b(two|three|four|zwei|drei|vier)\b(?! (seats?|people|person))/iu;
const numbers: Record<string, number> = { two: 2, three: 3, four: 4, zwei: 2, drei: 3, vier: 4 };

/**
 * Reads a turn by rules, English or German.
 *
 * @param text what somebody has written
 * @param about what they read, when this shows none; whether they sell here
 * @returns what they want
 */
export function understand(text: string, about: { language?: 'en' | 'de'; sells?: boolean } = {}): Intent {
  const plain = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const { rest, ...range } = priceRange(plain);
  const [intrusion, ...others] = topics;
  const all = [...(intrusion ? [intrusion] : []), ...(about.sells ? sellerTopics : []), ...others];
  const found = all.find(([, form]) => form.test(plain))?.[0] ?? 'question';
  const topic = ruled.has(found) && rule.test(plain) ? 'question' : found;
  const named = ordinals.flatMap(([at, form]) => (form.test(plain) ? [at] : []));
  const [, digits, , word] = counting.exec(plain) ?? [];
  const said = digits ?? numbers[(word ?? '').toLowerCase()];
  const counted = said === undefined ? undefined : Math.min(99, Math.max(1, Number(said)));
  const order = OrderId.safeParse(/\bord_[0-9a-z]{26}\b/.exec(plain)?.[0]);
  return {
    topic,
    language: languageOf(plain, about.language),
    query: rest.slice(0, 300),
    ...range,
    ...(/\b(in stock|available now|auf lager|sofort lieferbar|vorrätig)\b/iu.test(plain) && { inStock: true }),
    which: named.length > 0 ? named : pronoun.test(plain) && termsOf(plain).length < 8 ? [0] : [],
    quantity: counted ?? 1,
    counted,
    ...(order.success && { orderId: order.data }),
  };
}
