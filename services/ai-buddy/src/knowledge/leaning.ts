import { goods, rules } from './concepts.ts';
import type { Audience, Passage } from './passage.ts';
import { conceptMark, languageOf, termsOf } from './terms.ts';

/** How much less counts what is probably not meant. */
const less = 0.6;
/** How much less counts what is in another language, or for others. */
const slightly = 0.8;

/**
 * Says what somebody probably wants to hear of. Whoever speaks of a return wants the rules, also when it is a lamp that goes back; whoever
 * names only a thing wants the thing.
 *
 * @param text the question as it was typed
 * @param asked the same without mistakes
 * @param audience who asks
 * @returns by how much a passage's score is multiplied, at most 1
 */
export function leaning(text: string, asked: string, audience: Audience): (passage: Passage) => number {
  const language = languageOf(text);
  const terms = termsOf(asked);
  const concepts = terms.filter((term) => term.startsWith(conceptMark)).map((term) => term.slice(1));
  const ofGoods = concepts.some((concept) => goods.has(concept));
  const ofRules = concepts.some((concept) => rules.has(concept));
  return (passage) => {
    if (passage.source === 'product') return ofRules && !ofGoods ? less : 1;
    const right = passage.source !== 'article' || passage.language === language ? 1 : slightly;
    const meant = audience === 'seller' && passage.audience === 'buyer' ? slightly : 1;
    return right * meant * (ofGoods && !ofRules ? less : 1);
  };
}
