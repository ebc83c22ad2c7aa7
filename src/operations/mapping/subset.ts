import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { gridBounds } from '../../core/geometry/map-grid.ts';
import { subsetAttributes } from '../../io/attributes/resized.ts';
import { mapGrid } from '../../io/attributes/typed.ts';
import { makeLike, rastersOf } from '../../io/products/like.ts';
import { type Product, readProduct, source } from '../../io/products/product.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { completedAttributes } from './completed-attributes.ts';
import { fillOf } from './fill-value.ts';
import { type Cut, clippedBox, tightWindow, windowOfCut, windowOfFile } from './subset-window.ts';

/** What is cut out: rows, columns, latitudes and longitudes; the area of another file; what a lookup table covers. */
export type SubsetWindow =
  | ({ readonly by: 'ranges' } & Cut)
  | { readonly by: 'file'; readonly file: string }
  | { readonly by: 'lookup' };

export interface SubsetRequest {
  readonly file: string;
  readonly outfile: string;
  readonly window: SubsetWindow;
  /** lookup table for latitudes and longitudes in radar coordinates; near the file when left out */
  readonly lookup?: string;
  /** lets the window reach beyond the file, where this stands; whole numbers and masks take 0 for NaN */
  readonly fill?: number;
}

/**
 * Cut a window out of every raster of a file: `mintsar subset`. Dates, baselines and flags stay, corners and the
 * reference pixel move with the window. A window that is all of the file writes nothing.
 *
 * @returns the file that holds the window: `outfile`, or the input when it is all of it
 * @throws {OptionError} when nothing of the window lies in the file
 */
export async function subsetFile(request: SubsetRequest, context: Context): Promise<string> {
  assertRequest('subsetFile', request, context, ['file', 'outfile']);
  const { file, outfile, fill } = request;
  const product = await readProduct(file);
  const box = await settledBox(product, request);
  const size = { length: box.y1 - box.y0, width: box.x1 - box.x0 };
  if (box.y0 === 0 && box.x0 === 0 && size.length === product.length && size.width === product.width) {
    context.log.warn(`the window is all of ${file}: nothing is written`);
    return file;
  }
  const rasters = rastersOf(product);
  const attributes = subsetAttributes(completedAttributes(product, rasters[0]), box);
  report(product, box, attributes, context);
  await makeLike(outfile, product, { attributes, size }, context, async ({ sink }) => {
    for (const { name, type, shape } of rasters) {
      const planes = shape.slice(0, -2).reduce((a, b) => a * b, 1);
      await runBlocks(
        {
          label: `cutting ${name}`,
          ...size,
          inputs: { values: { ...source(file, name), window: box } },
          outputs: { values: sink(name) },
          kernel: 'cut',
          args: {
            window: box,
            size: { length: product.length, width: product.width },
            planes,
            fill: fillOf(type, fill ?? Number.NaN),
          },
        },
        context,
      );
    }
  });
  return outfile;
}

async function settledBox(product: Product, { window, lookup, fill }: SubsetRequest): Promise<Box> {
  const { length, width, path } = product;
  const wanted =
    window.by === 'ranges'
      ? await windowOfCut(product, window, lookup)
      : window.by === 'file'
        ? await windowOfFile(product, window.file, lookup)
        : await tightWindow(product, lookup);
  const inside = clippedBox(wanted, { y0: 0, x0: 0, y1: length, x1: width });
  if (inside.y1 > inside.y0 && inside.x1 > inside.x0) return fill === undefined ? inside : wanted;
  const cover = product.facts.isGeocoded ? `, which covers ${edges(product.attributes)}` : '';
  throw new OptionError(
    `Rows ${wanted.y0} to ${wanted.y1}, columns ${wanted.x0} to ${wanted.x1} hold no pixel of ${path} (${length} x ${width})${cover}.`,
    'Choose a window that meets the image.',
  );
}

function edges(attributes: Product['attributes']): string {
  const { south, north, west, east } = gridBounds(mapGrid(attributes));
  const [s, n, w, e] = [south, north, west, east].map((edge) => Number(edge.toPrecision(8)));
  return `S ${s}, N ${n}, W ${w}, E ${e}`;
}

function report(
  { path, facts, attributes: old }: Product,
  { y0, x0, y1, x1 }: Box,
  attributes: Product['attributes'],
  { log }: Context,
): void {
  log.info(`${path}: rows ${y0} to ${y1}, columns ${x0} to ${x1}`);
  if (facts.isGeocoded) log.info(`${edges(old)} becomes ${edges(attributes)}`);
  const reference = facts.referenceYX;
  if (reference === undefined) return;
  const { y, x } = reference;
  if (y < y0 || y >= y1 || x < x0 || x >= x1)
    log.warn(`the reference pixel y ${y}, x ${x} of ${path} lies outside of the window`);
}
