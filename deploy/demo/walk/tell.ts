import { eventCatalogue, formatMoney, type LiveMessage } from '@credenza/contracts';
import type { EventLine } from './journal.ts';

/** One thing that has happened, at how many ms after the beginning. */
export interface Step {
  at: number;
  by: 'REST' | 'event' | 'live';
  what: string;
}

/**
 * @param line an event that a service has published or handled
 * @param began when the walk began, in ms since 1970
 * @returns the step, at the time when the publishing or handling began
 */
export function eventStep(line: EventLine, began: number): Step {
  const { service, direction, event, ms, outcome, time } = line;
  const owner = eventCatalogue().find(({ type }) => type === event)?.owner ?? '?';
  const way = direction === 'out' ? `${service} →` : `${owner} → ${service}`;
  const done = { published: 'published', handled: `handled in ${ms} ms` }[outcome] ?? `${outcome}, will be tried again`;
  return { at: Date.parse(time) - ms - began, by: 'event', what: `${way.padEnd(26)} ${event.padEnd(19)} ${done}` };
}

/**
 * @param message what came over the socket
 * @param at when, in ms after the beginning
 * @returns the step
 */
export function liveStep(message: LiveMessage, at: number): Step {
  return { at, by: 'live', what: `${'→ the buyer'.padEnd(26)} ${liveText(message)}` };
}

/**
 * @param count how many
 * @returns `1 piece`, `2 pieces`
 */
export function piecesOf(count: number): string {
  return count === 1 ? '1 piece' : `${count} pieces`;
}

function liveText(message: LiveMessage): string {
  switch (message.kind) {
    case 'cart': {
      const { lines, subtotal, currency } = message.cart;
      const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      const content = pieces === 0 ? 'empty' : `${piecesOf(pieces)}, ${formatMoney({ amount: subtotal, currency })}`;
      return `${'cart'.padEnd(19)} ${content}`;
    }
    case 'order':
      return `${'order'.padEnd(19)} ${message.status}`;
    case 'notification':
      return `${'notification'.padEnd(19)} “${message.notification.title}”`;
  }
}

/**
 * @param method the HTTP method
 * @param path the path
 * @param at when it was answered, in ms after the beginning
 * @param told what came of it
 * @returns the step
 */
export function restStep(method: string, path: string, at: number, told: string): Step {
  return { at, by: 'REST', what: `${`${method} ${path}`.padEnd(26)} ${told}` };
}

/**
 * @param step what has happened
 * @returns one line
 */
export function lineOf({ at, by, what }: Step): string {
  return `  +${String(Math.max(0, Math.round(at))).padStart(6)} ms  ${by.padEnd(5)}  ${what}`;
}
