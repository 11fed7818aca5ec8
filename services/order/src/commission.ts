import type { UserId } from '@credenza/contracts';
import { Conflict, type Decision, Invalid, type Stored } from '@credenza/service-kit';

/** A commission that differs from the marketplace's usual rate. What it does not name, it does not ask for. */
export interface CommissionRule {
  sellerId?: UserId | undefined;
  /** A category with everything below it, such as `Home / Lamps`. */
  category?: string | undefined;
  /** The least and the most that a line may cost after the shop's discounts, in minor units; both count as in. */
  minAmount?: number | undefined;
  maxAmount?: number | undefined;
  /** The marketplace's share in hundredths of a percent. */
  basisPoints: number;
  note?: string | undefined;
  createdAt: Date;
  /** Ended rules stay, because lines name them. */
  endedAt?: Date | undefined;
}

export type StoredRule = Stored<CommissionRule>;

/** A line as far as a rule is concerned; the amount is what the commission is taken from, in minor units. */
export interface Sold {
  sellerId: string;
  category?: string | undefined;
  amount: number;
}

const levelsOf = (category: string | undefined) => (category ?? '').split('/').flatMap((level) => level.trim() || []);

function applies(rule: CommissionRule, { sellerId, category, amount }: Sold): boolean {
  const [asked, has] = [levelsOf(rule.category), levelsOf(category)];
  return (
    rule.endedAt === undefined &&
    (rule.sellerId === undefined || rule.sellerId === sellerId) &&
    asked.every((level, index) => has[index] === level) &&
    amount >= (rule.minAmount ?? 0) &&
    amount <= (rule.maxAmount ?? Number.POSITIVE_INFINITY)
  );
}

/** How specific a rule is, the weightiest first: names the shop, depth of the category, how narrow its range of amounts is. */
function weightOf(rule: CommissionRule): [number, number, number] {
  const width = (rule.maxAmount ?? Number.POSITIVE_INFINITY) - (rule.minAmount ?? 0);
  const ranged = rule.minAmount !== undefined || rule.maxAmount !== undefined;
  return [rule.sellerId === undefined ? 0 : 1, levelsOf(rule.category).length, ranged ? 1 / (1 + width) : -1];
}

/**
 * Finds the rule for a line: the most specific one that applies. A rule for a shop beats one for all shops; then the deeper category
 * wins, then a range of amounts over none and the narrower range over the wider (one that is open at its end is wider than any
 * other), and between equals the newest.
 *
 * @param rules the rules there are
 * @param sold the line
 * @returns the rule; undefined when the usual rate holds
 */
export function ruleFor(rules: StoredRule[], sold: Sold): StoredRule | undefined {
  return rules
    .filter((rule) => applies(rule, sold))
    .reduce<StoredRule | undefined>((best, rule) => (best && compare(best, rule) >= 0 ? best : rule), undefined);
}

function compare(one: StoredRule, other: StoredRule): number {
  const [a, b] = [weightOf(one), weightOf(other)];
  const difference = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  return difference || (one._id < other._id ? -1 : 1);
}

/**
 * Changes a rule. Lines that were sold under it keep what was frozen on them.
 *
 * @param rule the rule
 * @param changes the fields that change; null takes one away
 * @returns the decision
 * @throws Conflict when it has ended; Invalid when its range would be empty
 */
export function changeRule(rule: StoredRule, changes: RuleChanges): Decision<CommissionRule> {
  if (rule.endedAt) throw new Conflict('This rule has ended. Make a new one.');
  const state = Object.fromEntries(Object.entries(changes).map(([field, value]) => [field, value ?? undefined]));
  requireRange(Object.assign({}, rule, state));
  return { state, facts: [] };
}

/** What may change about a rule. */
export type RuleChanges = {
  [Field in keyof Omit<CommissionRule, 'createdAt' | 'endedAt'>]?: CommissionRule[Field] | null;
};

/**
 * Ends a rule: from now on it is frozen on no line.
 *
 * @param rule the rule
 * @param now the time
 * @returns the decision; nothing when it has ended already
 */
export function endRule(rule: StoredRule, now: Date): Decision<CommissionRule> | undefined {
  return rule.endedAt ? undefined : { state: { endedAt: now }, facts: [] };
}

/**
 * @param rule a rule
 * @throws Invalid when no amount fits its range
 */
export function requireRange({ minAmount = 0, maxAmount }: Pick<CommissionRule, 'minAmount' | 'maxAmount'>): void {
  if (maxAmount === undefined || minAmount <= maxAmount) return;
  throw new Invalid('No amount fits this rule.', [{ field: 'body.maxAmount', message: 'is below minAmount' }]);
}
