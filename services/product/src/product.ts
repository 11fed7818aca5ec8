import { Amount, ProductStatus } from '@credenza/contracts';
import { z } from 'zod';
import { AttributeName } from './attribute-rule.ts';
import { categoryPath } from './category.ts';
import { cleanHtml } from './html.ts';
import { slugOf } from './slug.ts';

const text = (max: number) => z.string().trim().min(1).max(max);

/** A picture: an address on the web, or a path that the storefront serves itself. */
const ImageSrc = z
  .string()
  .max(2_000)
  .regex(
    /^(https:\/\/[^\s"<>]+|\/media\/[^\s"<>]+)$/,
    'must be an https:// address or a path that starts with /media/',
  );

/** What a picture shows, for those who do not see it. */
export const ImageAlt = z.string().trim().max(300).default('');

/** So many pictures a product may have. */
export const maxImages = 30;

/** An address part that names a product within its seller's range. */
export const Handle = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');

/** From how many pieces on a seller is told that a variant runs low, when nothing else is said. */
export const usualThreshold = 3;

/** What can be bought: one combination of the product's options. */
export const VariantInput = z.strictObject({
  options: z
    .array(text(100))
    .max(3)
    .meta({ description: "one value for each of the product's options, in their order" }),
  sku: text(64).optional(),
  barcode: text(32).optional(),
  price: Amount,
  compareAtPrice: Amount.optional(),
  stock: z.int().min(0).max(1_000_000).meta({ description: 'pieces on hand, those held for unpaid orders included' }),
  lowStockThreshold: z.int().min(0).max(1_000_000).default(usualThreshold),
  weightGrams: z.int().min(0).max(10_000_000).optional(),
  image: ImageSrc.optional(),
});
export type VariantInput = z.infer<typeof VariantInput>;

const Option = z.strictObject({
  name: text(60),
  values: z.array(text(100)).min(1).max(100, 'must be at most 100 values'),
});

const maxTags = 50;

/** What describes a product as a whole; every field may be changed by itself. */
export const detailFields = {
  handle: Handle.optional(),
  title: text(200),
  descriptionHtml: z.string().max(50_000).transform(cleanHtml),
  status: ProductStatus,
  category: text(100)
    .regex(/[^/\s]/, 'must name something')
    .meta({ examples: ['Home / Lamps'] })
    .transform((category) => categoryPath(category).at(-1) ?? category)
    .optional(),
  tags: z.array(text(60).regex(/^[^,]*$/, 'must not contain a comma')).max(maxTags, `must be at most ${maxTags} tags`),
  attributes: z
    .record(AttributeName, text(200))
    .refine((pairs) => Object.keys(pairs).length <= 50, 'must have at most 50 entries'),
  images: z
    .array(
      z
        .strictObject({
          src: ImageSrc,
          alt: ImageAlt,
          sizes: z.unknown().optional().meta({ description: 'as a page shows it; not looked at' }),
        })
        .transform(({ src, alt }) => ({ src, alt })),
    )
    .max(maxImages),
  vendor: text(100).optional(),
  seo: z.strictObject({ title: text(200).optional(), description: text(500).optional() }).optional(),
};

export const maxVariants = 100;
/** What is wrong with more. */
export const tooManyVariants = `must be at most ${maxVariants} variants`;

/** The options and every combination of them that is on offer. */
export const variantFields = {
  options: z.array(Option).max(3).default([]),
  variants: z.array(VariantInput).min(1).max(maxVariants, tooManyVariants),
};

interface Combinations {
  options: { name: string; values: string[] }[];
  variants: { options: string[] }[];
}

/**
 * Says where variants do not fit the options they are made of.
 *
 * @param payload the options with their variants, and zod's list of issues, which gets one for each variant that does not fit
 */
export function checkCombinations({ value, issues }: { value: Combinations; issues: z.core.$ZodRawIssue[] }): void {
  const seen = new Set<string>();
  for (const [index, { options }] of value.variants.entries()) {
    const problem = combinationProblem(value.options, options, seen);
    if (problem)
      issues.push({ code: 'custom', path: ['variants', index, 'options'], message: problem, input: options });
    seen.add(combinationKey(options));
  }
  const names = value.options.map(({ name }) => name.toLowerCase());
  if (new Set(names).size < names.length)
    issues.push({ code: 'custom', path: ['options'], message: 'must have different names', input: names });
}

function combinationProblem(options: Combinations['options'], chosen: string[], seen: Set<string>): string | undefined {
  if (chosen.length !== options.length) return `must have ${options.length} values, one for each option`;
  if (seen.has(combinationKey(chosen))) return 'is the same combination as a variant before';
  const wrong = options.find(({ values }, index) => !values.includes(chosen[index] ?? ''));
  return wrong && `must be one of the values of ${wrong.name}`;
}

/**
 * @param options a variant's option values
 * @returns a key that is the same for the same combination
 */
export function combinationKey(options: string[]): string {
  return JSON.stringify(options);
}

/** Everything a seller says about a product; prices are minor units of the marketplace's currency. */
export const ProductInput = z
  .strictObject({
    ...detailFields,
    descriptionHtml: detailFields.descriptionHtml.default(''),
    status: detailFields.status.default('draft'),
    tags: detailFields.tags.default([]),
    attributes: detailFields.attributes.default({}),
    images: detailFields.images.default([]),
    ...variantFields,
  })
  .check(checkCombinations);
export type ProductInput = z.infer<typeof ProductInput>;

/**
 * @param input a product
 * @returns its handle: the given one, or one made from the title
 */
export function handleOf(input: { handle?: string | undefined; title: string }): string {
  return input.handle ?? slugOf(input.title);
}
