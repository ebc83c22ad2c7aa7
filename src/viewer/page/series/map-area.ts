import { areaQuestion } from '../data/area-request.ts';
import type { Library } from '../data/library.ts';
import { isMasked } from '../map/map-picture.ts';
import { offsetOf, type Shown } from '../map/view-model.ts';
import { numberText, sliceText } from '../parts/number-text.ts';
import type { Point, ViewerState } from '../state/state.ts';
import { text } from '../text/text.ts';

/** What the pixels of an area have on the map that is shown, relative as it is, in the unit of the file. */
export interface MapArea {
  readonly mean: number;
  readonly median: number;
  /** standard deviation */
  readonly spread: number;
  /** pixels that have a value */
  readonly count: number;
}

/** The values of an area on a map; undefined while they are on their way, or where the area lies on other pixels. */
export function mapArea(
  point: Point,
  shown: Shown,
  state: ViewerState,
  library: Library,
): MapArea | { readonly problem: string } | undefined {
  const { layer, slice, minus, grid } = shown;
  if (!point.outline || point.raster !== grid.raster.key) return undefined;
  const before = minus === undefined ? undefined : layer.slices?.[minus];
  const slices = slice === undefined ? undefined : before === undefined ? [slice] : [slice, before];
  const one = { ...layer, ...(slices && { slices }) };
  const mask = isMasked(layer) ? state.mask : undefined;
  const found = library.areaOf(areaQuestion(point, one, before === undefined ? undefined : 1, mask, library));
  const offset = offsetOf(shown, library);
  if (found === undefined || offset === undefined) return undefined;
  if ('problem' in found) return found;
  const [mean, median] = [found.mean[0] - offset, found.median[0] - offset];
  return { mean, median, spread: found.spread[0], count: found.count[0] };
}

/** The same in words: `velocity  mean 1.2  median 1.1  ± 0.3 cm/year  120 pixels`. */
export function mapAreaText({ layer, slice }: Shown, { mean, median, spread, count }: MapArea): string {
  const { unit, factor } = layer.shown;
  const name = [layer.dataset.split('/').at(-1), slice && sliceText(slice)].filter(Boolean).join(' ');
  if (count === 0) return `${name}: ${text('noData')}`;
  const shown = (value: number) => numberText(value * factor, 3);
  return `${name}  ${text('mean')} ${shown(mean)}  ${text('median')} ${shown(median)}  ± ${shown(spread)} ${unit}  ${count} ${text('pixels')}`;
}
