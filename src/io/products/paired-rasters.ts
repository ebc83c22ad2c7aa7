import { FileError } from '../../core/errors.ts';
import { isRaster } from './like.ts';
import { mainDataset, type Product } from './product.ts';

/** A raster of the first file, and what goes with it: one dataset of each of the others. */
export interface PairedRasters {
  readonly name: string;
  readonly theirs: readonly string[];
}

/**
 * Rasters of the same name; of files that have none in common what each is about: its only raster, or that of its type
 * (the velocity among its intercept and standard deviations).
 * @throws {FileError} when a file is about several rasters (geometry), or they differ in shape
 */
export function pairedRasters(first: Product, others: readonly Product[]): PairedRasters[] {
  const rastersOf = (product: Product) =>
    [...product.datasets.values()].filter((info) => isRaster(product, info)).map(({ name }) => name);
  const own = rastersOf(first);
  const common = own.filter((name) => others.every(({ datasets }) => datasets.has(name)));
  if (common.length > 0) return common.map((name) => ({ name, theirs: others.map(() => name) }));
  const mainShape = (product: Product) => {
    const isClear = rastersOf(product).length === 1 || product.datasets.has(product.fileType);
    return isClear ? product.datasets.get(mainDataset(product))!.shape.join(' x ') : undefined;
  };
  const shape = mainShape(first);
  const odd = others.find((other) => shape === undefined || mainShape(other) !== shape);
  if (odd !== undefined) throw nothingInCommon(first, odd);
  return [{ name: mainDataset(first), theirs: others.map(mainDataset) }];
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
