import type { SellerState } from '@credenza/contracts';
import { Conflict } from '@credenza/service-kit';

/** What can be done with a shop as a whole. */
export type Step = 'activate' | 'suspend' | 'reactivate' | 'close';

/** The life of a shop: what leads where. What is not here does not happen; a closed shop stays closed. */
export const transitions: Readonly<Record<SellerState, Partial<Record<Step, SellerState>>>> = {
  applied: { activate: 'active', close: 'closed' },
  active: { suspend: 'suspended', close: 'closed' },
  suspended: { reactivate: 'active', close: 'closed' },
  closed: {},
};

/**
 * @param state a shop's state
 * @param step what shall be done with it
 * @returns the state that it leads to
 * @throws Conflict when the step does not begin there
 */
export function stateAfter(state: SellerState, step: Step): SellerState {
  const after = transitions[state][step];
  if (after) return after;
  const fitting = Object.keys(transitions[state]).join(' or ') || 'nothing more';
  throw new Conflict(`The shop is ${state}; what can be done with it now: ${fitting}.`, { state });
}
