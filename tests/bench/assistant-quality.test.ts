import { beforeAll, describe, expect, test } from '@jest/globals';
import { judgeAnswers } from '../../bench/assistant-quality/answers.ts';
import { figuresOf, type Judged, judge } from '../../bench/assistant-quality/judge.ts';
import { recallAt5, reciprocalRank } from '../../bench/assistant-quality/measures.ts';
import { labelledQuestions } from '../../bench/assistant-quality/questions.ts';
import { learnedWorld, type World } from '../../bench/assistant-quality/world.ts';
import { lexicalByName } from '../../services/ai-buddy/src/knowledge/embeddings.ts';

const { questions, outOfScope } = labelledQuestions();
let judged: Judged[];
let world: World;

beforeAll(async () => {
  world = await learnedWorld(lexicalByName);
  judged = await judge(questions, { ask: world.search('hybrid'), wanted: world.wanted });
}, 120_000);

const figures = (part: 'dev' | 'held-out') => figuresOf(judged.filter(({ question }) => question.part === part));

describe('what the assistant finds without a model', () => {
  test('there are enough questions, each once, and enough that must not be answered', () => {
    expect(questions.length).toBeGreaterThanOrEqual(150);
    expect(new Set(questions.map(({ q }) => q)).size).toBe(questions.length);
    expect(outOfScope.length).toBeGreaterThanOrEqual(20);
  });

  test('is nine of ten things that the questions it was tuned on ask for', () => {
    expect(figures('dev').recallAt5).toBeGreaterThanOrEqual(0.9);
  });

  // The goal is 0.9 here as well, and is not reached yet: this keeps what there is from getting lost (docs/decisions/0020).
  test('does not get worse on questions that nobody has tuned it on', () => {
    expect(figures('held-out').recallAt5).toBeGreaterThanOrEqual(0.77);
  });
});

describe('what the built-in responder makes of it', () => {
  test('has a source, mostly the right one, and what is out of scope is mostly refused', async () => {
    const { figures: said, wrong } = await judgeAnswers(world, { questions, outOfScope });
    expect(said.cited).toBe(1);
    expect(said.answered).toBeGreaterThanOrEqual(0.75);
    expect(said.right).toBeGreaterThanOrEqual(0.8);
    expect(said.citationPrecision).toBeGreaterThanOrEqual(0.75);
    expect(said.refused).toBeGreaterThanOrEqual(0.75);
    expect(wrong.length).toBeGreaterThan(0);
  }, 120_000);
});

describe('the measures', () => {
  test('any of several articles answers; of products as many as fit among five are wanted', () => {
    expect(recallAt5(['x', 'a'], new Set(['a', 'b']), 'any')).toBe(1);
    expect(recallAt5(['a', 'x'], new Set(['a', 'b']), 'all')).toBe(0.5);
    expect(recallAt5(['x'], new Set(['a']), 'any')).toBe(0);
    expect([reciprocalRank(['x', 'a'], new Set(['a'])), reciprocalRank([], new Set(['a']))]).toEqual([0.5, 0]);
  });
});
