import * as fc from 'fast-check';
import { z } from 'zod';

const Json = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  minLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
});

const formats: Record<string, string> = {
  email: 'somebody@example.com',
  'date-time': '2030-01-01T00:00:00.000Z',
  date: '2030-01-01',
  uri: 'https://example.com/',
  uuid: '01910000-0000-7000-8000-000000000000',
};

/** Always the same text that fits a pattern: the shortest of some. */
function fitting(pattern: string): string {
  const texts = fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 30, seed: 1 });
  return texts.sort((a, b) => a.length - b.length)[0] ?? '';
}

function text(schema: z.infer<typeof Json>): string {
  if (schema.format !== undefined && formats[schema.format] !== undefined) return formats[schema.format] ?? '';
  if (schema.pattern !== undefined) return fitting(schema.pattern);
  return 'x'.repeat(Math.max(1, schema.minLength ?? 1));
}

function fromJson(given: unknown): unknown {
  const schema = Json.parse(given);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.examples !== undefined) return schema.examples[0];
  const choice = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choice) return fromJson(choice[0]);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const all = schema.properties ?? {};
      const needed = schema.required ?? [];
      // A change of nothing may be refused before anybody asks whose it is: without needed fields the first is given.
      const names = needed.length > 0 ? needed : Object.keys(all).slice(0, 1);
      return Object.fromEntries(names.map((name) => [name, fromJson(all[name])]));
    }
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => fromJson(schema.items));
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case 'boolean':
      return true;
    case 'string':
      return text(schema);
    default:
      return null;
  }
}

/**
 * Makes something small that a schema takes, always the same.
 *
 * @param schema what to fit
 * @returns the sample
 * @throws z.ZodError when the schema asks for more than its JSON Schema says
 */
export function sampleOf(schema: z.ZodType): unknown {
  const sample = fromJson(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  schema.parse(sample);
  return sample;
}

/**
 * Makes a path parameter of the right form.
 *
 * @param params the parameters of a route
 * @param name which
 * @returns a text that the route takes for it, and that names nothing
 */
export function sampleParameter(params: z.ZodObject | undefined, name: string): string {
  return String(params && Object(sampleOf(params))[name]);
}
