import { join } from 'node:path';
import type { Grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import type { CommonRegion } from '../../core/unwrapping/common-regions.ts';
import { readMask, readProduct } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import type { MapPoint } from '../../plot/index.ts';
import { frameOf } from './place.ts';
import { type FigureLook, writeFigure } from './save.ts';

/** Colours of the samples of one region after the other, largest region first. */
const COLORS = ['#d62728', '#1f77b4', '#2ca02c', '#ff7f0e', '#9467bd', '#8c564b', '#e377c2', '#17becf'];

/**
 * Map of the pixels that are in a component of every interferogram, and of the samples at which phase closure solved
 * for cycles: `common_region_sample.png`.
 *
 * @param stack file that knows the reference point
 */
export async function drawCommonRegions(
  stack: string,
  commonMask: string,
  regions: readonly CommonRegion[],
  { folder, ...look }: FigureLook & { readonly folder: string },
  { log }: Pick<Context, 'log'>,
): Promise<string> {
  const product = await readProduct(stack);
  const { length, width } = product;
  const mask: Grid<Uint8Array> = await readMask(commonMask);
  const points = regions.flatMap(({ samples }, k) =>
    Array.from(
      samples,
      (i): MapPoint => ({
        y: Math.floor(i / width),
        x: i % width,
        shape: 'circle',
        size: 3,
        color: COLORS[k % COLORS.length],
      }),
    ),
  );
  const { drawMap, letterSize } = await import('../../plot/index.ts');
  const figure = drawMap({
    values: mask,
    frame: frameOf(product, { box: { y0: 0, x0: 0, y1: length, x1: width }, step: 1 }),
    title: `Common regions and their samples (${regions.length})`,
    colormap: 'gray',
    vlim: [-1, 1],
    colorbar: false,
    scaleBar: false,
    fontSize: letterSize(look.theme),
    points,
    reference: referencePixel(product),
  });
  const target = join(folder, 'common_region_sample.png');
  await writeFigure(target, figure, look);
  log.info(`wrote ${target}`);
  return target;
}
