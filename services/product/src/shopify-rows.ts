import { formatAmount, marketplaceCurrency } from '@credenza/contracts';
import type { ProductInput } from './product.ts';
import { type Cells, type Column, spellings } from './shopify-columns.ts';

/** A product as it is exported. */
export type ExportedProduct = ProductInput & { handle: string };

/** What Shopify wants to read of a variant although every variant here says the same. */
const constants = {
  'Variant Inventory Tracker': 'shopify',
  'Variant Inventory Policy': 'deny',
  'Variant Fulfillment Service': 'manual',
  'Variant Requires Shipping': 'true',
  'Variant Taxable': 'true',
  'Variant Weight Unit': 'g',
};

/** The category goes into "Type": Shopify takes only categories of its own taxonomy in "Product Category". */
const columns = [
  'handle',
  'title',
  'body',
  'vendor',
  'type',
  'tags',
  'published',
  'option1Name',
  'option1Value',
  'option2Name',
  'option2Value',
  'option3Name',
  'option3Value',
  'sku',
  'grams',
  'stock',
  'price',
  'compareAtPrice',
  'barcode',
  'imageSrc',
  'imagePosition',
  'imageAlt',
  'seoTitle',
  'seoDescription',
  'variantImage',
  'status',
  'attributes',
  'lowStockThreshold',
] as const satisfies Column[];

/** The first line of an export. */
export const exportHeader: string[] = [...columns.map((column) => spellings[column][0]), ...Object.keys(constants)];

/**
 * Writes a product as rows of Shopify's product CSV: one for each variant or image, whichever are more.
 *
 * @param product the product
 * @returns the rows' cells in the order of `exportHeader`
 */
export function rowsOf(product: ExportedProduct): string[][] {
  const count = Math.max(product.variants.length, product.images.length);
  return Array.from({ length: count }, (_, index) => {
    const variant = product.variants[index];
    const cells: Cells = {
      handle: product.handle,
      ...(index === 0 && detailCells(product)),
      ...(variant && variantCells(variant)),
      ...imageCells(product.images[index], index + 1),
    };
    return [
      ...columns.map((column) => cells[column] ?? ''),
      ...Object.values(constants).map((cell) => (variant ? cell : '')),
    ];
  });
}

function detailCells(product: ExportedProduct): Cells {
  const names = product.options.length > 0 ? product.options.map(({ name }) => name) : ['Title'];
  return {
    title: product.title,
    body: product.descriptionHtml,
    vendor: product.vendor,
    type: product.category,
    tags: product.tags.join(', '),
    published: String(product.status === 'active'),
    status: product.status,
    option1Name: names[0],
    option2Name: names[1],
    option3Name: names[2],
    seoTitle: product.seo?.title,
    seoDescription: product.seo?.description,
    attributes: Object.keys(product.attributes).length > 0 ? JSON.stringify(product.attributes) : undefined,
  };
}

function variantCells(variant: ProductInput['variants'][number]): Cells {
  const values = variant.options.length > 0 ? variant.options : ['Default Title'];
  return {
    option1Value: values[0],
    option2Value: values[1],
    option3Value: values[2],
    sku: variant.sku,
    barcode: variant.barcode,
    price: formatAmount(variant.price, marketplaceCurrency),
    compareAtPrice: amount(variant.compareAtPrice),
    stock: String(variant.stock),
    lowStockThreshold: String(variant.lowStockThreshold),
    grams: variant.weightGrams === undefined ? undefined : String(variant.weightGrams),
    variantImage: variant.image,
  };
}

function amount(minor: number | undefined): string | undefined {
  return minor === undefined ? undefined : formatAmount(minor, marketplaceCurrency);
}

function imageCells(image: { src: string; alt: string } | undefined, position: number): Cells {
  if (!image) return {};
  return { imageSrc: image.src, imagePosition: String(position), imageAlt: image.alt };
}
