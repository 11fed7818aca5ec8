import { type Choice, type ChoiceList, combinations } from './choices.ts';
import { asked, discount } from './price.ts';
import type { Dice } from './random.ts';
import type { Kind, Line, SellerVocabulary } from './vocabulary.ts';

/** One combination of a product's options; prices in EUR cents. */
export interface VariantBody {
  options: string[];
  sku: string;
  price: number;
  compareAtPrice?: number;
  stock: number;
  image: string;
}

function stockOf(seller: SellerVocabulary, soldOut: boolean, dice: Dice): number {
  const [low, high] = seller.stock;
  const left = dice.roll();
  if (soldOut || left < 0.05) return 0;
  return left < 0.15 ? dice.between(1, Math.min(3, high)) : dice.between(low, high);
}

/**
 * Prices and stocks every combination of a product's options.
 *
 * @param seller whose price endings and stock habits apply
 * @param line the design, which may be dearer than others
 * @param kind what it is; its price range is for the plainest variant
 * @param lists the product's options
 * @param only the look of a product that comes in one finish alone
 * @param number the product's place in the seller's range
 * @param dice decides what falls differently from product to product
 * @returns the variants, at least one
 */
export function variantsOf(
  seller: SellerVocabulary,
  line: Line,
  kind: Kind,
  lists: readonly ChoiceList[],
  only: Choice,
  number: number,
  dice: Dice,
): VariantBody[] {
  const [low, high] = kind.euros;
  const euros = (low + dice.roll() * (high - low)) * line.price;
  const share = discount(dice);
  const soldOut = dice.chance(0.04);
  return combinations(lists).map((chosen, index) => {
    const look = chosen.find(({ image }) => image) ?? only;
    const factors = [look, ...chosen.filter((choice) => choice !== look)].map(({ factor }) => factor);
    const regular = asked(
      factors.reduce((product, factor) => product * factor, euros),
      seller.cents,
    );
    const price = asked((regular / 100) * share, seller.cents);
    return {
      options: chosen.map(({ label }) => label),
      sku: `${seller.code}-${String(number).padStart(3, '0')}-${String(index + 1).padStart(2, '0')}`,
      price,
      ...(price < regular && { compareAtPrice: regular }),
      stock: stockOf(seller, soldOut, dice),
      image: look.image ?? '',
    };
  });
}
