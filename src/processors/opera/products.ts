import { basename } from 'node:path';
import { FileError, MetadataError } from '../../core/errors.ts';
import { type DispProduct, readDispProduct } from './product.ts';

export interface DispStack {
  /** of one frame and grid, in the order of their dates, one a pair */
  readonly products: readonly DispProduct[];
  readonly warnings: readonly string[];
}

/**
 * Headers of the products of a frame. Of several of one pair the one that was made last counts.
 * @throws {MetadataError} when they are of several frames, or of pixels that do not lie on one grid
 */
export function readDispProducts(paths: readonly string[]): DispStack {
  const warnings: string[] = [];
  const pairs = new Map<string, DispProduct>();
  for (const path of paths) {
    const product = readDispProduct(path);
    const pair = `${product.date1}_${product.date2}`;
    const other = pairs.get(pair);
    const isNewer = other === undefined || product.madeAt > other.madeAt;
    if (other !== undefined) {
      const [kept, left] = isNewer ? [product, other] : [other, product];
      assertOneFrame(kept, left);
      warnings.push(
        `Two products are of the pair ${pair}: ${basename(kept.path)} is newer than ${basename(left.path)}.`,
      );
    }
    if (isNewer) pairs.set(pair, product);
  }
  const products = [...pairs.keys()].sort().map((pair) => pairs.get(pair)!);
  if (products.length === 0)
    throw new FileError('No OPERA DISP-S1 product is left to load.', 'Look at mintpy.load.unwFile.');
  const [first] = products;
  for (const product of products) {
    assertOneFrame(first, product);
    assertOneGrid(first, product);
  }
  return { products, warnings };
}

function assertOneFrame(first: DispProduct, other: DispProduct): void {
  if (first.frame === other.frame || first.frame === undefined || other.frame === undefined) return;
  throw new MetadataError(
    `${first.path} is of frame ${first.frame}, ${other.path} of frame ${other.frame}.`,
    'Load frames one at a time, with a pattern in mintpy.load.unwFile that matches one of them.',
  );
}

function assertOneGrid({ path, grid, epsg }: DispProduct, other: DispProduct): void {
  const isOne =
    epsg === other.epsg &&
    (['length', 'width'] as const).every((key) => grid[key] === other.grid[key]) &&
    (['y', 'x'] as const).every((axis) => {
      const step = Math.abs(grid[`${axis}Step`]);
      return (
        Math.abs(grid[`${axis}Step`] - other.grid[`${axis}Step`]) < 1e-6 * step &&
        Math.abs(grid[`${axis}First`] - other.grid[`${axis}First`]) < step / 100
      );
    });
  if (isOne) return;
  const told = (one: DispProduct['grid'], code: number) =>
    `${one.length} x ${one.width} pixels from northing ${one.yFirst}, easting ${one.xFirst} (EPSG:${code})`;
  throw new MetadataError(
    `${other.path} has ${told(other.grid, other.epsg)}, ${path} ${told(grid, epsg)}.`,
    'Cut all products of a frame to the same area.',
  );
}
