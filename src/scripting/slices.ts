import { viewOfWords } from '../commands/view-line.ts';
import { assertArgument } from '../core/arguments.ts';
import type { Grid } from '../core/array.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import type { Sampling } from '../operations/figures/pixels.ts';
import { frameOf } from '../operations/figures/place.ts';
import { prepareSlice } from '../operations/figures/slice.ts';
import {
  type Axes,
  type Colormap,
  drawMap,
  gridOfAxes,
  type MapFigure,
  type MapFrame,
  mapColorbar,
  type PageGrid,
  pageOfAxes,
} from '../plot/index.ts';
import { type CallOptions, contextOf, inFolder } from './call.ts';
import { NotebookFigure } from './figures.ts';
import { cutAttributes } from './read.ts';
import { wordsOf } from './words.ts';

/** How a slice is drawn: all that a map has besides its values. */
export interface SliceOptions extends Omit<MapFigure, 'values' | 'frame' | 'limits' | 'range'> {
  readonly frame?: MapFrame;
  /** left, right, bottom, top: degrees or metres of the outer edges on a map, else pixels */
  readonly extent?: readonly [left: number, right: number, bottom: number, top: number];
}

/** A slice that was read and prepared. */
export interface PreparedData {
  /** [length, width], in the unit of the figure; NaN = masked, or no data */
  readonly data: Grid;
  /** attributes of what `data` holds: its part of the grid, its unit, its references */
  readonly atr: Attributes;
  readonly opts: SliceOptions & {
    readonly vlim: readonly [number, number];
    readonly colormap: Colormap;
    readonly unit: string;
    readonly extent: readonly [left: number, right: number, bottom: number, top: number];
  };
}

/** What a map in a place consists of. */
export interface PlottedSlice {
  readonly axes: Axes;
  readonly image: {
    readonly colormap: Colormap;
    readonly vlim: readonly [number, number];
    readonly extent: readonly [left: number, right: number, bottom: number, top: number];
  };
  /** undefined when there is none */
  readonly colorbar: { readonly label: string; readonly extend: string } | undefined;
}

/**
 * Read one slice as `view` would show it (window, mask, reference, unit, wrapping), to look at its numbers, change them,
 * and draw it with {@link plotSlice}. The first raster that the words name counts.
 *
 *     const { data, atr, opts } = await prepSlice('view.py velocity.h5 velocity -v -3 3 --sub-y 100 300');
 *
 * @throws {MintsarError} as `view`, with a stable `code`
 */
export async function prepSlice(
  cmd: string | readonly string[],
  options: CallOptions = {},
): Promise<PreparedData> {
  const words = wordsOf(cmd);
  const own = /(?:^|\/)view(?:\.py)?$/.test(words[0] ?? '') ? words.slice(1) : words;
  const context = contextOf(options, ['view', ...own].join(' '));
  return inFolder(options.cwd, async () => {
    const request = await viewOfWords(own);
    const { map, product, sampling, attributes, refDate } = await prepareSlice(request, context);
    const { values, limits: _limits, range: _range, ...rest } = map;
    const { box, step } = sampling;
    const unit = map.unit ?? attributes['UNIT'] ?? '1';
    const atr: Attributes = {
      ...cutAttributes(attributes, product, box, { y: step, x: step }),
      UNIT: unit,
      ...(refDate === undefined ? {} : { REF_DATE: refDate }),
      ...(request.refPixel === undefined || map.reference === undefined
        ? {}
        : { REF_Y: `${Math.floor(map.reference.y)}`, REF_X: `${Math.floor(map.reference.x)}` }),
    };
    const { map: colors, vmin, vmax } = mapColorbar(map);
    const data = values as Grid;
    return {
      data,
      atr,
      opts: { ...rest, unit, colormap: colors, vlim: [vmin, vmax], extent: extentOf(map.frame, data) },
    };
  });
}

/**
 * Draw a slice into a place of a page, over what was there.
 *
 *     const page = subplots(1, 2);
 *     for (const [k, name] of ['20180104', '20180808'].entries()) {
 *       const { data, atr, opts } = await prepSlice(`timeseries.h5 ${name} -v -5 5`);
 *       plotSlice(page.axes[k], data, atr, { ...opts, title: name });
 *     }
 *     page
 *
 * @param data [length, width], of `prepSlice`, `read`, or computed; NaN is transparent
 * @param opts of `prepSlice`, changed at will; from attributes and data unless given
 * @throws {ShapeError} when a mask, or terrain, is of another size
 */
export function plotSlice(axes: Axes, data: Grid, atr: Attributes, opts: SliceOptions = {}): PlottedSlice {
  assertArgument('plotSlice', 'axes', axes, { rect: 'object' });
  assertArgument('plotSlice', 'data', data, { data: 'list', shape: 'list' });
  assertArgument('plotSlice', 'atr', atr);
  assertArgument('plotSlice', 'opts', opts);
  const { extent, ...look } = opts;
  const [length, width] = data.shape;
  const whole: Sampling = { box: { y0: 0, x0: 0, y1: length, x1: width }, step: 1 };
  const frame = opts.frame ?? frameOf({ attributes: atr }, whole);
  const map: MapFigure = {
    ...look,
    unit: look.unit ?? atr['UNIT'],
    size: look.size ?? axes.size,
    frame,
    values: data,
  };
  axes.put(drawMap(map));
  const bar = mapColorbar(map);
  return {
    axes,
    image: { colormap: bar.map, vlim: [bar.vmin, bar.vmax], extent: extent ?? extentOf(frame, data) },
    colorbar:
      opts.colorbar === false ? undefined : { label: bar.label ?? '', extend: bar.extend ?? 'neither' },
  };
}

function extentOf(frame: MapFrame, { shape: [length, width] }: Grid): [number, number, number, number] {
  if (frame.kind === 'radar') {
    const { x0 = 0, y0 = 0, step = 1 } = frame;
    return [x0 - 0.5, x0 + step * width - 0.5, y0 + step * length - 0.5, y0 - 0.5];
  }
  const [yStep, xStep] = frame.kind === 'geo' ? [frame.latStep, frame.lonStep] : [frame.yStep, frame.xStep];
  return [frame.west, frame.west + width * xStep, frame.north + length * yStep, frame.north];
}

/** A page of figures that is filled place by place, and shown and saved as any other figure. */
export class Subplots extends NotebookFigure {
  /** row by row from the top left */
  readonly axes: readonly Axes[];

  constructor(axes: readonly Axes[], title = '') {
    super(pageOfAxes(axes, title), 'figure.png');
    this.axes = axes;
  }
}

/**
 * A page with places for several figures.
 *
 *     const page = subplots(1, 3, { size: [15, 4] });
 *     page.axes[0].put(drawRms({ dates, rms, size: page.axes[0].size }));
 *     await page.save('three.pdf');
 *
 * @throws {OptionError} for a page without room
 */
export function subplots(rows = 1, columns = 1, page: PageGrid = {}): Subplots {
  return new Subplots(gridOfAxes(rows, columns, page), page.title);
}
