/**
 * `npm run eval:assistant`: how good the assistant finds what labelled questions are about, by words, by meaning, and by both. With
 * EMBEDDINGS_MODEL_DIR (or the model that the tests have made) the same with a model. `-- --dev` shows what of the dev part went wrong.
 */

import { lexicalByName } from '../../services/ai-buddy/src/knowledge/embeddings.ts';
import type { Mode } from '../../services/ai-buddy/src/knowledge/knowledge.ts';
import { judgeAnswers } from './answers.ts';
import { figuresOf, type Judged, judge } from './judge.ts';
import { labelledQuestions } from './questions.ts';
import { learnedWorld } from './world.ts';

const { questions, outOfScope } = labelledQuestions();
const modes: Mode[] = ['lexical', 'vector', 'hybrid'];
const show = (value: number) => value.toFixed(3).padStart(10);

function table(results: Map<Mode, Judged[]>): void {
  const groups: [string, (one: Judged) => boolean][] = [
    ['dev', ({ question }) => question.part === 'dev'],
    ['held-out', ({ question }) => question.part === 'held-out'],
    ...(['plain', 'para', 'typo', 'de'] as const).map((kind): [string, (one: Judged) => boolean] => [
      kind,
      ({ question }) => question.kind === kind,
    ]),
    ['articles', ({ question }) => question.find !== undefined],
    ['products', ({ question }) => question.product !== undefined],
    ['all', () => true],
  ];
  console.log(`${' '.repeat(16)}${modes.map((mode) => mode.padStart(20)).join('')}`);
  console.log(`${'part'.padEnd(11)}count${modes.map(() => '  recall@5       MRR').join('')}`);
  for (const [name, belongs] of groups) {
    const figures = modes.map((mode) => figuresOf((results.get(mode) ?? []).filter(belongs)));
    const cells = figures.map(({ recallAt5, mrr }) => `${show(recallAt5)}${show(mrr)}`).join('');
    console.log(`${name.padEnd(11)}${String(figures[0]?.count ?? 0).padStart(5)}${cells}`);
  }
}

const world = await learnedWorld(lexicalByName);
console.log(
  `${questions.length} questions and ${outOfScope.length} out of scope, over ${world.products} products and ${
    world.knowledge.store.refs().length - world.products
  } articles; no model, no key\n`,
);
const results = new Map<Mode, Judged[]>();
for (const mode of modes) results.set(mode, await judge(questions, { ask: world.search(mode), wanted: world.wanted }));
table(results);
const { figures, wrong } = await judgeAnswers(world, { questions, outOfScope });
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
console.log(`
The built-in responder, without a model:
  labelled questions that are answered      ${percent(figures.answered)}
  answers that name a right source          ${percent(figures.right)}
  citations that are right                  ${percent(figures.citationPrecision)}
  answers with a source                     ${percent(figures.cited)}
  questions out of scope that are refused   ${percent(figures.refused)}`);
if (process.argv.includes('--dev')) {
  for (const line of wrong) if (!line.includes('held-out')) console.log(line);
  for (const { question, found, recall } of results.get('hybrid') ?? []) {
    if (question.part !== 'dev' || recall >= 1) continue;
    const titles = found.slice(0, 5).map((ref) => world.knowledge.product(ref)?.title ?? ref);
    console.log(`${recall.toFixed(1)}  ${question.q}  →  ${titles.join(' | ')}`);
  }
}
