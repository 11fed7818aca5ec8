import { parseDocument } from 'yaml';

/** The storefront passes requests on; it neither publishes nor keeps state. */
const withoutComponents = ['storefront'];

/**
 * Writes the list of services into a component's scopes; all else stays as it is, comments too.
 *
 * @param component the text of a component's file
 * @param names every service's name
 * @returns the text with the scopes of today
 */
export function withScopes(component: string, names: readonly string[]): string {
  const document = parseDocument(component);
  document.set(
    'scopes',
    names.filter((name) => !withoutComponents.includes(name)),
  );
  return document.toString({ lineWidth: 0 });
}
