import { type Aggregates, Invalid, type Outboxed, outboxFields } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import { type AttributeRule, type Described, inherited, newProblems } from './attribute-rule.ts';
import { categoryPath } from './category.ts';

/** A category that the marketplace looks after; its id is its slug path, such as `home.lamps`. */
export interface ManagedCategory {
  title: string;
  /** What products call it, such as `Home / Lamps`. */
  path: string;
  attributes: AttributeRule[];
}

const text = { type: String, required: true };
const categorySchema = new Schema<ManagedCategory & Outboxed>(
  { ...outboxFields, title: text, path: { ...text, unique: true }, attributes: Schema.Types.Mixed },
  { collection: 'categories', versionKey: false },
);

/**
 * @param db the service's database
 * @returns the model of the categories
 */
export function categoryModel(db: Connection): Model<ManagedCategory & Outboxed> {
  return db.model<ManagedCategory & Outboxed>('Category', categorySchema);
}

/** The tree of categories that the marketplace looks after. Products may name any other as well. */
export class Categories {
  readonly aggregates: Aggregates<ManagedCategory>;

  /** @param aggregates the categories */
  constructor(aggregates: Aggregates<ManagedCategory>) {
    this.aggregates = aggregates;
  }

  /** @returns all of them with their slugs, parents before their children */
  async all(): Promise<(ManagedCategory & { slug: string })[]> {
    const found = await this.aggregates.model.find().sort({ path: 1 }).lean<(ManagedCategory & { _id: string })[]>();
    return found.map(({ _id, title, path, attributes }) => ({ slug: _id, title, path, attributes }));
  }

  /**
   * @param slug a category
   * @returns whether there are categories below it
   */
  async hasChildren(slug: string): Promise<boolean> {
    // Slugs that begin with "home." lie between it and "home/".
    return (await this.aggregates.model.exists({ _id: { $gt: `${slug}.`, $lt: `${slug}/` } })) !== null;
  }

  /**
   * Takes a category away; products that name it then name any.
   *
   * @param slug the category
   * @returns whether there was one
   */
  async remove(slug: string): Promise<boolean> {
    return (await this.aggregates.model.deleteOne({ _id: slug })).deletedCount === 1;
  }

  /**
   * Checks that a product fits its category.
   *
   * @param before the product as it was; undefined for a new one
   * @param after the same as it shall be
   * @throws Invalid when its attributes break rules that they did not break before
   */
  async check(before: Described | undefined, after: Described): Promise<void> {
    const levels = categoryPath(after.category);
    if (levels.length === 0) return;
    const found = await this.aggregates.model
      .find({ path: { $in: levels } })
      .sort({ path: 1 })
      .lean<ManagedCategory[]>();
    const problems = newProblems(before, after, inherited(found.map(({ attributes }) => attributes)));
    if (problems.length === 0) return;
    const all = problems.map(({ key, message }) => `${key} ${message}`).join('; ');
    const errors = problems.map(({ key, message }) => ({ field: `body.attributes.${key}`, message }));
    throw new Invalid(`The attributes do not fit the category ${after.category}: ${all}.`, errors);
  }
}

/**
 * @param categories all categories
 * @returns what says which rules there are for the products of a category
 */
export function rulesBy(categories: ManagedCategory[]): (category: string | undefined) => AttributeRule[] {
  const byPath = new Map(categories.map(({ path, attributes }) => [path, attributes]));
  return (category) => inherited(categoryPath(category).map((path) => byPath.get(path) ?? []));
}
