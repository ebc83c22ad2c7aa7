import type { Context } from '../../core/context.ts';
import { excludedDates, findDate } from '../../core/date-selection.ts';
import { OptionError } from '../../core/errors.ts';
import { type DisplacementCube, describeCube } from '../../io/products/displacement-cube.ts';
import { withProduct } from '../../io/products/open-product.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import type { SeriesRequest } from './series-request.ts';
import { viewFigure } from './view.ts';

/**
 * The map of one date with the points on it. @param base start of its name; that of the map itself when left out
 * @returns its name, undefined when none is wanted
 */
export async function drawEpochMap(
  request: SeriesRequest,
  points: readonly Pixel[],
  base: string | undefined,
  context: Context,
): Promise<string | undefined> {
  const { map = {}, files } = request;
  if (map === false) return undefined;
  const cube = await withProduct(files[0], describeCube);
  const date = epochOf(cube, request);
  const { SERIES_COLORS } = await import('../../plot/index.ts');
  // Points are told apart by the colours of their series, where each has one.
  const isKey = points.length > 1 && files.length === 1;
  const color = (k: number) => (isKey ? SERIES_COLORS[k % SERIES_COLORS.length] : 'red');
  const name = base === undefined ? undefined : `${base}_${date}${map.format ?? '.png'}`;
  const { files: written } = await viewFigure(
    {
      ...map,
      file: files[0],
      names: [`${cube.dataset}-${date}`],
      points: points.map((pixel, k) => ({ ...pixel, shape: 'triangle', color: color(k), size: 10 })),
      outfiles: [name ?? `${cube.dataset.replace(/^.*\//, '')}_${date}${map.format ?? '.png'}`],
    },
    context,
  );
  return written[0];
}

/** The last date but one, or the third where the reference date lies in the second half: what differs from 0. */
function epochOf({ dates: all, product }: DisplacementCube, { series = {}, epoch }: SeriesRequest): string {
  const out = new Set(excludedDates(all, series));
  const dates = all.filter((date) => !out.has(date));
  if (epoch !== undefined && epoch !== 0) {
    if (epoch > 0 && epoch < dates.length) return dates[epoch];
    throw new OptionError(
      `-n ${epoch}: ${product.path} has ${dates.length} dates to show, counted from 0.`,
      `List them with: mintsar info ${product.path} --num`,
    );
  }
  const reference = findDate(dates, series.refDate ?? product.attributes['REF_DATE'] ?? dates[0]);
  const index = reference > dates.length / 2 ? 2 : dates.length - 2;
  return dates[Math.min(dates.length - 1, Math.max(0, index))];
}
