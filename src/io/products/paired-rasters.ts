import { FileError } from '../../core/errors.ts';
import { isRaster } from './like.ts';
import { mainDataset, type Product } from './product.ts';

/** A raster of the first file, and what goes with it: one dataset of each of the others. */
export interface PairedRasters {
  readonly name: string;
  readonly theirs: readonly string[];
}

/**
 * Rasters of the same name; in files that have none in common the first belongs to the first and so on, or what each
 * file is about to what the others are about when they hold another number.
 * @throws {FileError} when their rasters differ in shape
 */
export function pairedRasters(first: Product, others: readonly Product[]): PairedRasters[] {
  const rastersOf = (product: Product) =>
    [...product.datasets.values()].filter((info) => isRaster(product, info)).map(({ name }) => name);
  const own = rastersOf(first);
  const common = own.filter((name) => others.every(({ datasets }) => datasets.has(name)));
  if (common.length > 0) return common.map((name) => ({ name, theirs: others.map(() => name) }));
  const all = others.map(rastersOf);
  const pairs = all.every(({ length }) => length === own.length)
    ? own.map((name, k) => ({ name, theirs: all.map((names) => names[k]) }))
    : [{ name: mainDataset(first), theirs: others.map(mainDataset) }];
  const shapeOf = ({ datasets }: Product, name: string) => datasets.get(name)!.shape.join(' x ');
  for (const { name, theirs } of pairs) {
    const n = theirs.findIndex((other, k) => shapeOf(others[k], other) !== shapeOf(first, name));
    if (n >= 0) throw nothingInCommon(first, others[n]);
  }
  return pairs;
}

/** Names for messages. */
export function nameOfPair(name: string, theirs: readonly string[]): string {
  return theirs.every((other) => other === name) ? name : `${name} and ${theirs.join(', ')}`;
}

export function nothingInCommon(first: Product, other: Product): FileError {
  return new FileError(
    `${first.path} and ${other.path} have no raster in common.`,
    `They hold ${[...first.datasets.keys()].join(', ')} and ${[...other.datasets.keys()].join(', ')}.`,
  );
}
