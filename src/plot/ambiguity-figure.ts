import { assertArgument } from '../core/arguments.ts';
import type { Grid, Values } from '../core/array.ts';
import { xOf, yOf } from './axes.ts';
import { drawChart, SERIES_COLORS, sideBySide } from './chart.ts';
import { colormap, resampled } from './colormap.ts';
import type { Figure } from './context2d.ts';
import { dataRange } from './limits.ts';
import { drawMap } from './map-figure.ts';
import type { MapFrame } from './map-frame.ts';
import type { MapPoint } from './map-layer.ts';
import { integerTicks, logTicks } from './ticks.ts';

/** Number of triplets with a non-zero integer ambiguity (T_int) at every pixel. */
export interface AmbiguityFigure {
  readonly count: Grid<Values>;
  /** How many pixels hold each whole number from 0; of the map unless given, as for a map that was thinned out. */
  readonly bins?: readonly number[];
  readonly mask?: Grid<Values>;
  readonly frame: MapFrame;
  readonly reference?: MapPoint;
  readonly fontSize?: number;
}

const SYMBOL = 'Tᵢₙₜ';

/** Map of T_int, blue where unwrapping closes and red where it does not, and its histogram on a logarithmic axis. */
export function drawAmbiguity(spec: AmbiguityFigure): Figure {
  assertArgument('drawAmbiguity', 'spec', spec, { count: 'object' });
  const { fontSize = 12 } = spec;
  const [, high] = dataRange(spec.count, spec.mask);
  const most = spec.bins ? spec.bins.length - 1 : Number.isNaN(high) ? 1 : Math.max(1, Math.ceil(high));
  const map = drawMap({
    values: spec.count,
    mask: spec.mask,
    frame: spec.frame,
    reference: spec.reference,
    title: `Triplets with non-zero integer ambiguity ${SYMBOL}`,
    colormap: resampled(colormap('RdBu_r'), Math.min(256, most + 1)),
    vlim: [-0.5, most + 0.5],
    colorbar: { ticks: integerTicks(0, most, 7).map((tick) => tick.value), extend: 'neither' },
    scaleBar: false,
    fontSize,
  });
  const bins = spec.bins ?? countHistogram(spec.count, most, spec.mask);
  const x = {
    from: -1,
    to: most + 1,
    ticks: integerTicks(0, most, 7),
    label: `Number of triplets ${SYMBOL}`,
  };
  const tallest = Math.max(10, ...bins);
  const y = {
    from: 0.6,
    to: tallest * 1.8,
    log: true,
    ticks: logTicks(1, tallest * 1.8),
    label: 'Number of pixels',
  };
  const histogram = drawChart({
    fontSize,
    size: [6, map.height / 72],
    grid: 'y',
    title: ' ', // the same head as the map, so that the frames align
    x,
    y,
    plot({ context }, frame) {
      context.fillStyle = SERIES_COLORS[0];
      bins.forEach((count, value) => {
        if (count === 0) return;
        const left = xOf(frame, x, value - 0.45);
        const top = yOf(frame, y, count);
        context.fillRect(left, top, xOf(frame, x, value + 0.45) - left, frame.y + frame.height - top);
      });
    },
  });
  return sideBySide([map, histogram]);
}

/** How many pixels hold each whole number from 0 to `most`. */
export function countHistogram(count: Grid<Values>, most: number, mask?: Grid<Values>): number[] {
  const bins = new Array<number>(most + 1).fill(0);
  for (let i = 0; i < count.data.length; i++) {
    const value = Math.round(count.data[i]);
    if (value >= 0 && value <= most && (mask === undefined || mask.data[i] !== 0)) bins[value]++;
  }
  return bins;
}
