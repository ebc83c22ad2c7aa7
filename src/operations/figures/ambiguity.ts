import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { readGrid, readProduct } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { frameOf } from './place.ts';
import type { ViewResult } from './request.ts';
import { writeFigure } from './save.ts';

/** Map and histogram of the number of triplets that do not close, beside which unwrapping methods are chosen. */
export async function drawAmbiguityFigure(
  {
    file,
    folder,
    dpi,
    update,
  }: { readonly file: string; readonly folder: string; readonly dpi: number; readonly update?: boolean },
  { log }: Pick<Context, 'log'>,
): Promise<ViewResult> {
  const target = join(folder, basename(file).replace(/\.h5$/, '.png'));
  if (update && existsSync(target) && statSync(target).mtimeMs > statSync(file).mtimeMs) {
    return { files: [target], drawn: false };
  }
  const product = await readProduct(file);
  const { length, width } = product;
  const box = { y0: 0, x0: 0, y1: length, x1: width };
  const { drawAmbiguity } = await import('../../plot/index.ts');
  const figure = drawAmbiguity({
    count: await readGrid(file),
    frame: frameOf(product, { box, step: 1 }),
    reference: referencePixel(product),
  });
  await writeFigure(target, figure, dpi);
  log.debug(`wrote ${target}`);
  return { files: [target], drawn: true };
}
