const driver = `['"](?:mongoose|mongodb)(?:/[^'"]*)?['"]`;
// An import of types alone is gone when the program runs; one with "type" inside its braces is not.
const imported = new RegExp(`\\b(?:import|export)\\s+(?!type\\b)(?:[^;'"]*?\\bfrom\\s*)?${driver}`);
const called = new RegExp(`\\bimport\\s*\\(\\s*${driver}`);

/**
 * @param source the text of a TypeScript file
 * @returns whether it loads the database driver, in whatever way
 */
export function speaksToDatabase(source: string): boolean {
  return imported.test(source) || called.test(source);
}
