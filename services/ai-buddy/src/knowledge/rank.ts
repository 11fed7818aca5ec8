/** What one way of searching has found. */
export interface Ranking {
  /** How much it counts beside the others. */
  weight: number;
  /** The best first. */
  found: readonly { id: string; score: number }[];
}

/**
 * Merges rankings by their scores, each measured by its own best one: where one way of searching is sure and the other guesses, the sure
 * one decides (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
 *
 * @param rankings what was found
 * @returns every id with its score, the best first
 */
export function fuse(rankings: readonly Ranking[]): { id: string; score: number }[] {
  const scores = new Map<string, number>();
  for (const { weight, found } of rankings) {
    const best = found[0]?.score || 1;
    for (const { id, score } of found) scores.set(id, (scores.get(id) ?? 0) + (weight * score) / best);
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score);
}

/**
 * Chooses what is worth showing together: each next one is good itself and unlike those before it (maximal marginal relevance:
 * Carbonell and Goldstein, 1998).
 *
 * @param candidates ids with scores, the best first
 * @param limit how many
 * @param alike how alike two of them are, at most 1
 * @returns the chosen ones; the best stays first
 */
export function diversify<Candidate extends { score: number }>(
  candidates: readonly Candidate[],
  limit: number,
  alike: (one: Candidate, other: Candidate) => number,
): Candidate[] {
  const best = candidates[0]?.score ?? 1;
  const left = candidates.map((candidate) => ({ candidate, nearest: 0 }));
  const chosen: Candidate[] = [];
  while (chosen.length < limit && left.length > 0) {
    const worth = left.map(({ candidate, nearest }) => 0.9 * (candidate.score / best) - 0.1 * nearest);
    const [next] = left.splice(worth.indexOf(Math.max(...worth)), 1);
    if (!next) break;
    chosen.push(next.candidate);
    for (const one of left) one.nearest = Math.max(one.nearest, alike(one.candidate, next.candidate));
  }
  return chosen;
}
