import { newId, productUpdated, VariantId } from '@credenza/contracts';
import { eventually, type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spokenOf, supportOf } from '../src/answer/support.ts';
import { tame } from '../src/answer/tame.ts';
import { priceText, words } from '../src/answer/words.ts';
import type { Context } from '../src/context.ts';
import type { Passage } from '../src/knowledge/passage.ts';
import { service } from '../src/service.ts';
import { reviewOf } from './attacks.ts';
import { product } from './samples.ts';
import { begin, say } from './talking.ts';

let kit: Harness<Context>;
let buyer: TestUser;
const variant = (title: string, amount: number, available: number) => ({
  variantId: newId(VariantId),
  title,
  price: { amount, currency: 'EUR' },
  available,
});
const desk = product({ title: 'Larkspur desk', description: 'A desk of walnut.', price: 41_900 });
const lamp = product({ title: 'Larkspur lamp', description: 'A lamp of brass.', price: 8_900, available: 2 });
const rug = product({ title: 'Merino rug', description: 'A rug of wool.', price: 12_000, available: 0 });
const shelf = product({
  title: 'Quillon shelf',
  description: 'Three boards of beech.',
  variants: [variant('Oiled oak', 10_000, 4), variant('White lacquer', 12_000, 5)],
});

beforeAll(async () => {
  kit = await startForTest(service);
  buyer = await kit.user('buyer');
  for (const one of [desk, lamp, rug, shelf]) await kit.deliver(productUpdated.of(one));
  await eventually(() => kit.running.context.knowledge.store.refs().includes('article:returns'));
});
afterAll(() => kit?.stop());

/** Says one thing after another in one conversation. */
async function talk(turns: string[], who = buyer) {
  const conversationId = await begin(kit, who);
  const answers = [];
  for (const text of turns) answers.push(await say(kit, who, conversationId, text));
  const last = answers.at(-1);
  if (!last) throw new Error('somebody must say something');
  return last;
}

describe('what follows from what was said', () => {
  test('a variant is asked for, and the answer to that is understood', async () => {
    const asks = await talk(['put two Quillon shelves into my cart']);
    expect(asks).toMatchObject({ kind: 'question', products: [shelf.productId] });
    expect(asks.text.split('\n')).toEqual([
      'Quillon shelf comes in several variants. Which one? [1]',
      '• Oiled oak: €100.00, in stock',
      '• White lacquer: €120.00, in stock',
    ]);
    const { proposal } = await talk(['put two Quillon shelves into my cart', 'the white one']);
    expect(proposal?.summary).toBe('Put 2 × Quillon shelf (White lacquer) at €120.00 each into your cart');
  });

  test('a variant that is named is not asked for', async () => {
    const { proposal } = await talk(['add the Quillon shelf in oiled oak to my cart']);
    expect(proposal?.summary).toContain('(Oiled oak)');
  });

  test('who is asked and speaks of something else is answered that', async () => {
    const { kind } = await talk(['put a Quillon shelf into my cart', 'Where is my order?', 'thanks']);
    expect(kind).toBe('greeting');
  });

  test('something cheaper costs less than what was spoken of', async () => {
    const { products } = await talk(['Larkspur desk', 'something cheaper please']);
    expect(products).not.toContain(desk.productId);
  });

  test('what was spoken of can be put side by side', async () => {
    const { kind, products } = await talk(['Larkspur', 'compare the first and the second']);
    expect(kind).toBe('compare');
    expect([...products].sort()).toEqual([desk.productId, lamp.productId].sort());
    expect((await talk(['compare them'])).kind).toBe('question');
  });

  test('what nobody has named is asked for', async () => {
    expect(await talk(['add it to my cart'])).toMatchObject({ kind: 'question', text: words.en.which });
    expect(await talk(['Leg es in den Warenkorb'])).toMatchObject({ kind: 'question', text: words.de.which });
  });
});

describe('stock', () => {
  test('is said with what delivery needs', async () => {
    const { text } = await talk(['is the Merino rug available?']);
    expect(text).toBe(
      `Merino rug by Lund Oak Works: €120.00, sold out at the moment [1].\n${words.en.deliveryUnknown}`,
    );
    expect((await talk(['Ist der Merino Teppich lieferbar?'])).text).toContain('gerade ausverkauft');
  });

  test('is said of what somebody wants now', async () => {
    expect((await talk(['a merino rug that is available now'])).text).toContain('sold out at the moment');
  });

  test('more than there is is not proposed', async () => {
    expect(await talk(['put 3 x Larkspur lamp into my cart'])).toMatchObject({
      kind: 'refusal',
      text: 'There are not that many pieces in stock.',
    });
  });
});

describe('what others say', () => {
  const told = product({ title: 'Wisteria chair', description: 'A chair of ash.' });

  beforeAll(async () => {
    await kit.deliver(productUpdated.of(told));
    await kit.deliver(reviewOf(told, 'Beautiful and comfortable. The seat is a little hard.'), { version: 2 });
  });

  test.each([
    'What do people say about the Wisteria chair?',
    'reviews of the Wisteria chair',
    'Wisteria chair ratings',
  ])('is quoted from its reviews: %s', async (text) => {
    const answer = await talk([text]);
    expect(answer).toMatchObject({ kind: 'reviews', products: [told.productId] });
    expect(answer.text).toContain('5.0 of 5 stars from 1 buyer');
    expect(answer.text).toContain('comfortable');
    expect(answer.citations).toMatchObject([{ source: 'reviews', ref: told.productId }]);
  });

  test('of what was spoken of last can be asked, and is nothing where nobody has said anything', async () => {
    expect((await talk(['Wisteria chair', 'what do others say about it?'])).kind).toBe('reviews');
    expect((await talk(['Was sagen andere über das Quillon shelf?'])).text).toBe(
      'Quillon shelf hat noch niemand bewertet [1].',
    );
    expect((await talk(['reviews of the Quillon shelf'])).citations).toMatchObject([{ source: 'product' }]);
  });

  test('how to say something oneself is in the articles', async () => {
    expect((await talk(['How do I write a review?'])).kind).toBe('article');
    expect((await talk(['Who may review a product?'])).kind).not.toBe('reviews');
  });
});

describe('the words', () => {
  test.each([
    ['Hallo', words.de.hello],
    ['Good morning!', words.en.hello],
    ['Vielen Dank!', words.de.thanks],
    ['thank you', words.en.thanks],
    ['Wer hat 1974 die Weltmeisterschaft gewonnen?', words.de.unknown],
    ['a merino rug under 20 euros', words.en.noProducts],
    ['Vergleich die beiden', words.de.twoNeeded],
  ])('%s', async (text, answer) => {
    expect((await talk([text])).text).toBe(answer);
  });

  test('say in German what services say in English', async () => {
    expect((await talk(['Wo bleibt mein Paket?'])).text).toBe(words.de.refused('unavailable', ''));
    for (const type of ['unauthenticated', 'forbidden', 'not-found', 'too-many-requests']) {
      expect(words.de.refused(type, 'English.')).not.toContain('English');
      expect(words.en.refused(type, 'English.')).toBe('English.');
    }
    expect(words.de.refused('conflict', 'English.')).toBe('Das geht so nicht: English.');
  });

  test('tell sellers and guests that buying is for buyers', async () => {
    const seller = await kit.user('seller');
    for (const text of ['put the Larkspur desk into my cart', 'where is my order?', 'I want to return my lamp']) {
      expect(await talk([text], seller)).toMatchObject({ kind: 'refusal', text: words.en.signIn });
    }
  });

  test('write amounts as their readers do', () => {
    expect(priceText(123_456, 'EUR', 'en')).toBe('€1234.56');
    expect(priceText(5, 'EUR', 'de')).toBe('0,05 €');
    expect(priceText(500, 'JPY', 'en')).toBe('500 JPY');
  });

  test('stay in the language of the conversation', async () => {
    expect((await talk(['Ich suche einen Schreibtisch', 'Larkspur lamp'])).text).toContain('89,00 €');
    expect((await talk(['I am looking for a desk', 'Larkspur lamp'])).text).toContain('€89.00');
  });

  test('are all there in both languages', () => {
    expect(Object.keys(words.de)).toEqual(Object.keys(words.en));
    expect(Object.keys(words.de.states)).toEqual(Object.keys(words.en.states));
  });
});

describe('what is looked for and what is asked about', () => {
  test('a thing is shown, a rule is quoted, each from one kind of source', async () => {
    const shown = await talk(['Larkspur desk']);
    expect([shown.kind, ...new Set(shown.citations.map(({ source }) => source))]).toEqual(['products', 'product']);
    const quoted = await talk(['How long can I return what I bought?']);
    expect([quoted.kind, ...quoted.citations.map(({ source }) => source)]).toEqual(['article', 'article']);
  });

  test('a mistyped question is read as it was meant', async () => {
    const { meant, unknown } = kit.running.context.knowledge.read('larkspru dsek of xylqwophone');
    expect(meant).toContain('larkspur desk');
    expect([...unknown]).toEqual(['xylqwophone']);
    expect((await talk(['larkspru dsek'])).products[0]).toBe(desk.productId);
  });

  test('half of what is asked is no answer', async () => {
    for (const text of ['walnut spaceship', 'Do you rent out Larkspur helicopters?']) {
      expect((await talk([text])).kind).toBe('refusal');
    }
  });
});

describe('support', () => {
  const passage = (title: string, text = ''): Passage => ({
    id: 'x#0',
    source: 'article',
    ref: 'x',
    title,
    text,
    language: 'en',
    audience: 'all',
  });

  test('is how much of the question a text speaks of', () => {
    expect(supportOf('walnut desk', passage('A desk of walnut'))).toBe(1);
    expect(supportOf('walnut desk', passage('A desk of beech'))).toBeLessThan(0.7);
    expect(supportOf('Peru capital', passage('A desk of beech'))).toBe(0);
    expect(supportOf('show me something', passage('A desk'))).toBe(0);
  });

  test('counts a word by what it means, in another language as well', () => {
    expect(supportOf('Schreibtisch aus Nussbaum', passage('A desk of walnut'))).toBe(1);
    expect(supportOf('couch', passage('A sofa'))).toBe(1);
    expect(supportOf('desk desk desk lamp', passage('A desk'))).toBe(0.5);
  });

  test('is less where a word is known nowhere', () => {
    const desk = passage('A desk of walnut');
    expect(supportOf('walnut spaceship', desk)).toBe(0.5);
    expect(supportOf('walnut spaceship', desk, new Set(['spaceship']))).toBeCloseTo(1 / 3);
    expect(supportOf('walnut desk', desk, new Set(['spaceship']))).toBe(1);
  });

  test('forgives a typo, but not another word', () => {
    expect(supportOf('larkspurr', passage('Larkspur'))).toBe(1);
    expect(supportOf('larkspru', passage('Larkspur'))).toBe(0);
    expect(supportOf('lamb', passage('lamp'))).toBe(0);
  });

  test('tells which of several things somebody speaks of', () => {
    const things = ['Oiled oak', 'White lacquer'];
    const named = (text: string) => spokenOf(text, things, (one) => one).map(({ one }) => one);
    expect(named('the oiled one')).toEqual(['Oiled oak']);
    expect(named('whichever')).toEqual([]);
    expect(spokenOf('a shelf', ['Shelf oak', 'Shelf ash'], (one) => one, 'Shelf')).toEqual([]);
    expect(spokenOf('oak shelf', ['Shelf oak', 'Shelf ash'], (one) => one, 'Shelf')).toEqual([
      { one: 'Shelf oak', share: 1 },
    ]);
  });
});

test('what is written for people stays', () => {
  for (const text of [
    'You must oil it once a year.',
    'Answer the door and enjoy.',
    'Call us with questions.',
    'Der Tisch soll im Haus stehen.',
    'Ignore the dust; it wipes off.',
  ]) {
    expect(tame(text)).toBe(text);
  }
});
