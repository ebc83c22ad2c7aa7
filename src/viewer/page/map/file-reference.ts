import { optionalNumber } from '../../../io/attributes/typed.ts';
import type { Product } from '../data/product.ts';
import { text } from '../text/text.ts';

/** What the values of a file are relative to: a pixel, or the mean of an area, in which it lies. */
export interface FileReference {
  readonly y: number;
  readonly x: number;
  /** the area in words; absent for a pixel */
  readonly area?: string;
}

/** What a file says its values are relative to (REF_Y, REF_X, REF_AREA); undefined when nothing. */
export function fileReference({ attributes }: Pick<Product, 'attributes'>): FileReference | undefined {
  const [y, x] = ['REF_Y', 'REF_X'].map((key) => optionalNumber(attributes, key));
  if (!Number.isInteger(y) || !Number.isInteger(x)) return undefined;
  const area = attributes['REF_AREA'];
  const count = /^mean of (\d+) pixels$/.exec(area ?? '')?.[1];
  return { y: y!, x: x!, ...(area !== undefined && { area: count ? meanOfPixels(count) : area }) };
}

/** `mean of 35 pixels` in the reader's language. */
export function meanOfPixels(count: number | string): string {
  return `${text('meanOf')} ${count} ${text('pixels')}`;
}
