import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, mainDataset, type Product, readRaster } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { readPixels, sampledPosition } from './pixels.ts';
import { frameOf } from './place.ts';
import type { ViewResult } from './request.ts';
import { type FigureLook, writeFigure } from './save.ts';
import { usualStep } from './scene.ts';

const BAND_PIXELS = 1 << 20;

/** Map and histogram of the number of triplets that do not close, beside which unwrapping methods are chosen. */
export async function drawAmbiguityFigure(
  {
    file,
    folder,
    update,
    ...look
  }: FigureLook & { readonly file: string; readonly folder: string; readonly update?: boolean },
  { log, maxMemory }: Pick<Context, 'log' | 'maxMemory'>,
): Promise<ViewResult> {
  const target = join(folder, basename(file).replace(/\.h5$/, '.png'));
  if (update && existsSync(target) && statSync(target).mtimeMs > statSync(file).mtimeMs) {
    return { files: [target], drawn: false };
  }
  const figure = await withProduct(file, async (opened) => {
    const product = describeProduct(opened);
    const box = { y0: 0, x0: 0, y1: product.length, x1: product.width };
    const sampling = { box, step: await usualStep(1, box, maxMemory) };
    const { drawAmbiguity, letterSize } = await import('../../plot/index.ts');
    const reference = referencePixel(product);
    return drawAmbiguity({
      fontSize: letterSize(look.theme),
      count: readPixels(opened, mainDataset(product), undefined, sampling),
      bins: sampling.step > 1 ? await histogram(opened, product) : undefined,
      frame: frameOf(product, sampling),
      reference: reference && sampledPosition(sampling, reference.y, reference.x),
    });
  });
  await writeFigure(target, figure, look);
  log.debug(`wrote ${target}`);
  return { files: [target], drawn: true };
}

/** Histogram of all pixels, of which the map may show but some: read a few rows at a time. */
async function histogram(file: H5Reader, product: Product): Promise<number[]> {
  const { countHistogram, dataRange } = await import('../../plot/index.ts');
  const { length, width } = product;
  const rows = Math.max(1, Math.floor(BAND_PIXELS / width));
  let bins = [0, 0];
  for (let y0 = 0; y0 < length; y0 += rows) {
    const box = { y0, x0: 0, y1: Math.min(length, y0 + rows), x1: width };
    const band = readRaster(file, product, mainDataset(product), box);
    const [, high] = dataRange(band);
    if (high > bins.length - 1)
      bins = [...bins, ...new Array<number>(Math.ceil(high) + 1 - bins.length).fill(0)];
    const more = countHistogram(band, bins.length - 1);
    bins = bins.map((count, value) => count + more[value]);
  }
  return bins;
}
