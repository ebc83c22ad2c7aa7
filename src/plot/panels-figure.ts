import { assertArgument } from '../core/arguments.ts';
import type { Grid, Values } from '../core/array.ts';
import { type AxesStyle, axesMargins, drawAxes } from './axes.ts';
import type { Colormap } from './color-table.ts';
import { type Colorbar, colorbarExtent, drawColorbar, extendFor } from './colorbar.ts';
import { colormap, resampled } from './colormap.ts';
import type { Figure, Rect } from './context2d.ts';
import { isoDate } from './date-axis.ts';
import { commonLimits, type DisplayLimits, dataRange } from './limits.ts';
import { type ColorbarOptions, mapColorbar } from './map-figure.ts';
import { type MapFrame, mapAxes, mapGeometry } from './map-frame.ts';
import { drawMapLayer, type MapPoint, type Terrain } from './map-layer.ts';
import { subsample, wrapValues } from './raster.ts';
import { textWidth } from './text.ts';

/** One raster among many. */
export interface Panel {
  readonly values: Grid<Values>;
  readonly mask?: Grid<Values>;
  /** Date, pair or dataset name; dates are written as 2018-01-04. */
  readonly title: string;
  /** Left out of the analysis: its title is crimson. */
  readonly dropped?: boolean;
  /** For panels with colour bars of their own. */
  readonly unit?: string;
  readonly colorbar?: ColorbarOptions;
  readonly vlim?: readonly [number, number];
  readonly limits?: DisplayLimits;
  readonly range?: readonly [number, number];
  readonly colormap?: string | Colormap;
}

/** Many rasters of equal size side by side. */
export interface PanelsFigure {
  readonly panels: readonly Panel[];
  readonly frame: MapFrame;
  readonly title?: string;
  readonly colormap?: string | Colormap;
  readonly unit?: string;
  /** Common limits; from all panels unless given. */
  readonly vlim?: readonly [number, number];
  /** Wrap values into this cycle before they are coloured. */
  readonly wrap?: readonly [number, number];
  /** Every panel has limits and a colour bar of its own, as datasets of different units need. */
  readonly ownLimits?: boolean;
  readonly colorbar?: ColorbarOptions | false;
  readonly reference?: MapPoint;
  readonly terrain?: Terrain;
  readonly axes?: boolean;
  readonly rows?: number;
  readonly columns?: number;
  /** Figures to spread the panels over; as few as 160 panels each allow unless given. */
  readonly figures?: number;
  /** Draw every n-th pixel; by the total number of pixels unless given. */
  readonly stride?: number;
  readonly size?: readonly [width: number, height: number];
  readonly fontSize?: number;
  /** How large letters are beside the usual ones of so many panels. */
  readonly letters?: number;
  readonly fontColor?: string;
  /** Gaps between panels as shares of their width and height. */
  readonly gaps?: { readonly width?: number; readonly height?: number };
  readonly smooth?: boolean;
}

/** Most panels in one figure. */
export const MAX_PANELS = 160;
const CRIMSON = '#dc143c';
const SIZE: readonly [number, number] = [15, 8];

/**
 * Draw many rasters as a table of panels with one colour bar, on as many pages as 160 panels each need.
 * Big images are sub-sampled; common limits come from averages of 10 x 10 pixels.
 */
export function drawPanels(spec: PanelsFigure): Figure[] {
  assertArgument('drawPanels', 'spec', spec, { panels: 'list' });
  const { panels } = spec;
  if (panels.length === 0) return [];
  const [length, width] = panels[0].values.shape;
  const stride = spec.stride ?? panelStride(panels.length, length, width);
  const shown = panels.map((panel) => {
    const values = subsample(panel.values, stride);
    return {
      ...panel,
      values: spec.wrap ? wrapValues(values, spec.wrap) : values,
      mask: panel.mask && subsample(panel.mask, stride),
    };
  });
  const bar = spec.ownLimits ? undefined : commonColorbar(spec, shown);
  const count = spec.figures ?? Math.ceil(panels.length / MAX_PANELS);
  const perFigure = Math.ceil(panels.length / count);
  return Array.from({ length: Math.ceil(panels.length / perFigure) }, (_v, k) =>
    page({ ...spec, panels: shown.slice(k * perFigure, (k + 1) * perFigure) }, bar, panels.length, stride),
  );
}

/**
 * Stride that keeps a figure of many images affordable: 1 up to 180 x 360 pixels, then 2 to 32 by the number of
 * pixels of the whole cube.
 * @param memory budget in GB: other budgets than 2-4 GB scale the limits
 */
export function panelStride(numPanel: number, length: number, width: number, memory = 4): number {
  if (length * width <= 180 * 360) return 1;
  const total = numPanel * length * width;
  const steps: [pixels: number, stride: number][] = [
    [64e6 * 320, 32],
    [50e6 * 160, 20],
    [32e6 * 160, 16],
    [18e6 * 160, 12],
    [8e6 * 160, 8],
    [4e6 * 180, 6],
    [4e6 * 80, 4],
    [4e6 * 45, 3],
    [4e6 * 20, 2],
  ];
  const stride = steps.find(([pixels]) => total > pixels)?.[1] ?? 1;
  if (memory > 2 && memory <= 4) return stride;
  return Math.max(1, Math.trunc(stride * Math.sqrt(4 / memory)));
}

/** Pixels of the page across one of so many panels, at most. */
export function panelPixels(
  numPanel: number,
  [length, width]: readonly [number, number],
  { rows, columns, figures, size = SIZE }: Pick<PanelsFigure, 'rows' | 'columns' | 'figures' | 'size'>,
  dpi: number,
): number {
  const ratio = length / width;
  const perFigure = Math.ceil(numPanel / (figures ?? Math.ceil(numPanel / MAX_PANELS)));
  const table = panelTable(perFigure, ratio, size[1] / size[0], { rows, columns });
  return Math.min(size[0] / table.columns, size[1] / table.rows / ratio) * dpi;
}

/** Rows and columns that fill a page of some proportions with panels of some proportions. */
export function panelTable(
  numPanel: number,
  panelRatio: number,
  pageRatio: number,
  fixed: { rows?: number; columns?: number } = {},
): { rows: number; columns: number } {
  if (fixed.rows && fixed.columns) return { rows: fixed.rows, columns: fixed.columns };
  if (fixed.rows) return { rows: fixed.rows, columns: Math.ceil(numPanel / fixed.rows) };
  if (fixed.columns) return { rows: Math.ceil(numPanel / fixed.columns), columns: fixed.columns };
  let best = { rows: 1, columns: numPanel };
  let bestWidth = 0;
  for (let columns = 1; columns <= numPanel; columns++) {
    const rows = Math.ceil(numPanel / columns);
    const panelWidth = Math.min(1 / columns, pageRatio / (rows * panelRatio));
    if (panelWidth > bestWidth * 1.0001) {
      bestWidth = panelWidth;
      best = { rows, columns };
    }
  }
  return best;
}

/** Titles get shorter as panels get more, and never lose what they name: a date with dashes or without, a pair in two lines. */
export function panelTitle(title: string, numPanel: number): string {
  if (isoDate(title) !== title) return numPanel > 80 ? title : isoDate(title);
  return numPanel > 6 ? title.replace(/(\d{8}(?:T\d{4,6})?)_(\d{8}(?:T\d{4,6})?)$/, '$1\n$2') : title;
}

function commonColorbar(spec: PanelsFigure, panels: readonly Panel[]): Colorbar {
  const grids = panels.map((panel) => panel.values);
  const masks = panels.map((panel) => panel.mask);
  const limits = spec.vlim ?? spec.wrap;
  const { vmin, vmax, levels }: DisplayLimits = limits
    ? { vmin: limits[0], vmax: limits[1] }
    : commonLimits(grids, masks);
  const ranges = grids.map((values, k) => panels[k].range ?? dataRange(values, masks[k]));
  const range: [number, number] = [
    Math.min(...ranges.map(([low]) => (Number.isNaN(low) ? vmin : low))),
    Math.max(...ranges.map(([, high]) => (Number.isNaN(high) ? vmax : high))),
  ];
  const options = spec.colorbar || {};
  const map =
    typeof spec.colormap === 'object'
      ? spec.colormap
      : colormap(spec.colormap ?? (spec.wrap ? 'cmy' : 'jet'));
  return {
    map: levels?.length === 1 ? resampled(map, 1) : map,
    vmin,
    vmax,
    label: options.label ?? (spec.unit === '1' ? '' : spec.unit),
    shortLabel: options.shortLabel ?? (spec.unit === '1' ? '' : spec.unit),
    extend: options.extend ?? extendFor(range, vmin, vmax),
    ticks: options.ticks ?? levels?.map((value) => Number(value.toPrecision(5))),
    nbins: options.nbins,
  };
}

function page(spec: PanelsFigure, bar: Colorbar | undefined, total: number, stride: number): Figure {
  const { panels, size = SIZE, title = '', letters = 1 } = spec;
  const [width, height] = [size[0] * 72, size[1] * 72];
  const fontSize =
    spec.fontSize ??
    letters * (panels.length <= 12 ? 12 : panels.length <= 60 ? 10 : panels.length <= 100 ? 8 : 6.5);
  const titles = panels.map((panel) => panelTitle(panel.title, total));
  const titleLines = Math.max(...titles.map((text) => text.split('\n').length));
  const titleRoom = fontSize * (1.25 * titleLines + 0.65);
  const gap = spec.ownLimits ? 14 : 9;
  const head = title ? 30 : 0;
  const barBox = { thickness: 12, height: Math.min(height * 0.55, 300) };
  const barRoom =
    bar && spec.colorbar !== false ? 14 + colorbarExtent(bar, barBox.thickness, barBox.height, 12) : 0;
  const [length, wide] = panels[0].values.shape;
  const place = mapGeometry(spec.frame, length, wide);
  const ratio = place.aspect * (length / wide);
  // Labels stand along the left and the bottom of the table: all panels show the same place.
  const small = { fontSize: fontSize * 0.8 };
  const labels = axisLabels(spec, length, wide);
  const edge = labels === undefined ? { left: 0, bottom: 0 } : axesMargins(labels.x, labels.y, small);
  const area = { width: width - barRoom - 16 - edge.left, height: height - head - 12 - edge.bottom };
  const ownBars = bar
    ? []
    : panels.map((panel) => mapColorbar({ ...panel, colormap: panel.colormap ?? spec.colormap }));
  const ownRoom = Math.max(0, ...ownBars.map((own) => 5 + colorbarExtent(own, 7, 200, fontSize * 0.85)));
  const table = panelTable(panels.length, ratio, area.height / area.width, spec);
  const cell = { width: area.width / table.columns, height: area.height / table.rows };
  const room = { width: cell.width - gap - ownRoom, height: cell.height - titleRoom - gap * 0.5 };
  const image = {
    width: Math.max(4, Math.min(room.width, room.height / ratio)),
    height: Math.max(4, Math.min(room.height, room.width * ratio)),
  };
  // Panels stand as close as their images allow, so that the page has no idle space between them.
  const { gaps = {} } = spec;
  const space = (given: number | undefined, usual: number, size: number) =>
    given === undefined ? usual : given * size;
  const pitch = {
    x: image.width + space(gaps.width, gap, image.width) + ownRoom,
    y: image.height + titleRoom + space(gaps.height, gap * 0.5, image.height),
  };
  const used = { width: pitch.x * table.columns - gap, height: pitch.y * table.rows - gap * 0.5 };
  const figureWidth = spec.size ? width : Math.max(144, used.width + barRoom + edge.left + 20);
  const figureHeight = spec.size ? height : Math.max(120, used.height + head + edge.bottom + 14);
  const left = edge.left + (figureWidth - barRoom - edge.left - used.width) / 2;
  const top = head + 5 + (figureHeight - head - edge.bottom - 14 - used.height) / 2;
  const frameOf = (k: number): Rect => ({
    x: left + (k % table.columns) * pitch.x,
    y: top + Math.floor(k / table.columns) * pitch.y + titleRoom,
    ...image,
  });
  const reference = spec.reference && {
    ...spec.reference,
    y: spec.reference.y / stride,
    x: spec.reference.x / stride,
    size: spec.reference.size ?? Math.max(2, Math.min(5, image.width / 40)),
  };
  return {
    width: figureWidth,
    height: figureHeight,
    title,
    background: 'white',
    draw(surface) {
      const { context } = surface;
      panels.forEach((panel, k) => {
        const frame = frameOf(k);
        const own = bar ?? ownBars[k];
        const layer = {
          ...panel,
          frame: spec.frame,
          reference,
          terrain: spec.terrain,
          scaleBar: false,
          smooth: spec.smooth,
        } as const;
        drawMapLayer(surface, frame, layer, own, fontSize);
        const style: AxesStyle = {
          fontSize,
          title: titles[k],
          titleSize: fittingSize(titles[k], pitch.x - ownRoom - 0.6 * fontSize, fontSize),
          color: spec.fontColor,
          hidden: spec.axes === false,
          titleColor: panel.dropped ? CRIMSON : undefined,
        };
        const isLeft = k % table.columns === 0;
        const isLowest = k + table.columns >= panels.length;
        const x = isLowest && labels ? labels.x : place.pixelX;
        const y = isLeft && labels ? labels.y : place.pixelY;
        drawAxes(context, frame, x, y, { ...style, ...small });
        if (bar === undefined) {
          const box = { x: frame.x + frame.width + 5, y: frame.y, width: 7, height: frame.height };
          drawColorbar(surface, box, own, fontSize * 0.85);
        }
      });
      if (bar && barRoom > 0) {
        const high = Math.min(barBox.height, figureHeight * 0.8);
        const x = left + used.width + 14;
        drawColorbar(
          surface,
          { x, y: (figureHeight - high) / 2, width: barBox.thickness, height: high },
          bar,
          12,
        );
      }
      if (title) {
        const frame = { x: left, y: 30, width: used.width, height: 0.01 };
        const blank = { from: 0, to: 1 };
        drawAxes(context, frame, blank, blank, { fontSize: 14, title, hidden: true, color: spec.fontColor });
      }
    },
  };
}

/** A few labels per axis; none where panels are too many to be read that way, or axes are not wanted. */
function axisLabels(spec: PanelsFigure, length: number, width: number) {
  if (spec.axes === false || spec.panels.length > 60) return undefined;
  const few = { width: 150, height: 110 };
  return mapAxes(spec.frame, length, width, few, { maxTicks: spec.panels.length > 20 ? 2 : 3 });
}

/** Font size at which the longest line of a title fits over its panel. */
function fittingSize(title: string, width: number, fontSize: number): number {
  const longest = Math.max(...title.split('\n').map((line) => textWidth(line, fontSize)));
  return longest > width ? Math.max(3, (fontSize * width) / longest) : fontSize;
}
