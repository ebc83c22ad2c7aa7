import { assertArgument } from '../core/arguments.ts';
import { type AxesStyle, axesMargins, drawAxes, type Sides } from './axes.ts';
import type { Colormap } from './color-table.ts';
import { type Colorbar, colorbarExtent, drawColorbar, type Extend, extendFor } from './colorbar.ts';
import { colormap, resampled } from './colormap.ts';
import type { Figure, Rect } from './context2d.ts';
import { drawLevelColorbar, levelColorbarExtent } from './level-colorbar.ts';
import { type DisplayLimits, dataRange, displayLimits } from './limits.ts';
import { mapAxes, mapGeometry } from './map-frame.ts';
import { drawMapLayer, type MapLayer } from './map-layer.ts';
import { textWidth } from './text.ts';

export interface ColorbarOptions {
  /** Text beside the bar; the unit unless given. */
  readonly label?: string;
  /** Written instead of a label that is longer than the bar; the unit unless given. */
  readonly shortLabel?: string;
  readonly extend?: Extend;
  readonly ticks?: readonly number[];
  readonly nbins?: number;
  /** Side of the map at which it stands; right unless given. */
  readonly side?: 'right' | 'left' | 'top' | 'bottom';
  /** Thickness as a share of the frame beside which it stands. */
  readonly thickness?: number;
}

/** One raster on a map. */
export interface MapFigure extends MapLayer {
  readonly title?: string;
  /** A colormap or its name; `jet` unless given. */
  readonly colormap?: string | Colormap;
  /** Limits of the colours; from the data unless given. */
  readonly vlim?: readonly [number, number];
  /** What is known of values that were made fewer before they came here: limits of the colours, and range. */
  readonly limits?: DisplayLimits;
  readonly range?: readonly [number, number];
  readonly unit?: string;
  readonly colorbar?: ColorbarOptions | false;
  /** Frame, ticks and labels, or ticks and labels alone, may be left out. */
  readonly axes?: boolean;
  readonly ticks?: boolean;
  /** Interval of degree labels. */
  readonly degreeStep?: number;
  /** About so many labels per axis. */
  readonly maxTicks?: number;
  /** Image alone: no margin, frame, title or colour bar. */
  readonly bare?: boolean;
  /** Size of the whole figure in inches; fitted to the raster unless given. */
  readonly size?: readonly [width: number, height: number];
  readonly fontSize?: number;
  /** Colour of all text. */
  readonly fontColor?: string;
  readonly yLabelAngle?: number;
  readonly titleInside?: boolean;
  /** Sides with labels, their distance in points and size. */
  readonly sides?: Sides;
  readonly labelOffset?: readonly [x: number, y: number];
  readonly tickSize?: number;
  /** Height over width of a pixel; ground proportions for geographic data and 1 in radar coordinates unless given. */
  readonly pixelAspect?: number;
  readonly background?: string;
}

/** Largest map frame, points: a figure about 8 x 6 inches with its labels. */
const FRAME = { width: 468, height: 400 };
const BAR = { thickness: 11, gap: 10 };

/** Pixels of the page across the frame of a map, at most. @param size of the whole figure, inches */
export function mapPixels(
  [length, width]: readonly [number, number],
  size: readonly [number, number] | undefined,
  dpi: number,
): number {
  const room = size ? { width: size[0] * 72, height: size[1] * 72 } : FRAME;
  // Pixels on the ground may be twice as wide as high.
  return (Math.min(room.width, (2 * room.height * width) / length) * dpi) / 72;
}

/**
 * Draw one raster as a map: title, colour bar with unit and arrow ends, coordinates, reference point, scale bar, and
 * terrain as shaded relief and contours. NaN and masked pixels are transparent.
 */
export function drawMap(spec: MapFigure): Figure {
  assertArgument('drawMap', 'spec', spec, { values: 'object' });
  const { fontSize = 12, title = '', bare = false } = spec;
  const [length, width] = spec.values.shape;
  const place = mapGeometry(spec.frame, length, width);
  const axesOn = spec.axes !== false && !bare;
  const bar = mapColorbar(spec);
  const { side = 'right', thickness: share } = spec.colorbar || {};
  const isLevel = side === 'top' || side === 'bottom';
  const showBar = spec.colorbar !== false && !bare;
  const labelled = axesOn && spec.ticks !== false;
  const ratio = (spec.pixelAspect ?? place.aspect) * (length / width);
  const page = spec.size && { width: spec.size[0] * 72, height: spec.size[1] * 72 };
  // Labels need the size of the frame and the frame needs their room: an estimate of the frame settles both.
  const estimate = page ? { width: page.width * 0.8, height: page.height * 0.8 } : FRAME;
  const near = fitted(estimate, ratio, true);
  const axes = labelled
    ? mapAxes(spec.frame, length, width, near, {
        maxTicks: spec.maxTicks,
        step: spec.degreeStep,
        fontSize: spec.tickSize ?? fontSize,
      })
    : { x: place.pixelX, y: place.pixelY };
  const style: AxesStyle = {
    fontSize,
    title: bare ? undefined : title,
    hidden: !axesOn,
    color: spec.fontColor,
    yLabelAngle: spec.yLabelAngle,
    titleInside: spec.titleInside,
    sides: spec.sides,
    labelOffset: spec.labelOffset,
    tickSize: spec.tickSize,
  };
  const margins = bare ? { left: 0, right: 0, top: 0, bottom: 0 } : axesMargins(axes.x, axes.y, style);
  const thickness =
    share === undefined ? BAR.thickness : Math.max(3, share * (isLevel ? near.height : near.width));
  // On the far side of labels there is room for them first.
  const inFront = side === 'right' && !spec.sides?.right ? 0 : side === 'top' ? 4 : margins[side];
  const extent = isLevel
    ? levelColorbarExtent(bar, thickness, fontSize)
    : colorbarExtent(bar, thickness, near.height, fontSize);
  const barRoom = showBar ? BAR.gap + extent : 0;
  const room4 = { ...margins };
  if (showBar) room4[side] = (side === 'top' ? margins.top : inFront) + barRoom;
  const pad = bare ? 0 : 4;
  const beside = room4.left + room4.right + 2 * pad;
  const above = room4.top + room4.bottom + 2 * pad;
  const room = page ? { width: page.width - beside, height: page.height - above } : FRAME;
  const inner = fitted(room, ratio, page === undefined);
  const titleWidth = Math.max(...title.split('\n').map((line) => textWidth(line, fontSize * 1.15)));
  const figure = page ?? {
    width: Math.max(inner.width + beside, bare ? 0 : Math.min(titleWidth, FRAME.width) + 4 * pad),
    height: inner.height + above,
  };
  const frame: Rect = {
    x: pad + room4.left + Math.max(0, (figure.width - beside - inner.width) / 2),
    y: pad + room4.top + Math.max(0, (figure.height - above - inner.height) / 2),
    ...inner,
  };
  const middle = frame.x + frame.width / 2;
  const titleRoom = 2 * Math.min(middle, figure.width - middle) - 2 * pad;
  const titleSize = fontSize * 1.15 * Math.min(1, titleRoom / Math.max(1, titleWidth));
  return {
    ...figure,
    title,
    background: spec.background ?? (bare ? undefined : 'white'),
    draw(surface) {
      drawMapLayer(surface, frame, spec, bar, fontSize);
      const titled = side === 'top' && showBar ? { ...style, titleRise: barRoom } : style;
      if (!bare) drawAxes(surface.context, frame, axes.x, axes.y, { ...titled, titleSize });
      if (!showBar) return;
      const box = {
        right: { x: frame.x + frame.width + inFront + BAR.gap, y: frame.y },
        left: { x: frame.x - inFront - barRoom, y: frame.y },
        top: { x: frame.x, y: frame.y - barRoom },
        bottom: { x: frame.x, y: frame.y + frame.height + inFront + BAR.gap },
      }[side];
      if (isLevel)
        drawLevelColorbar(surface, { ...box, width: frame.width, height: thickness }, bar, fontSize);
      else drawColorbar(surface, { ...box, width: thickness, height: frame.height }, bar, fontSize);
    },
  };
}

/**
 * The image of a map alone, transparent where there is no data: what a globe viewer lays over the ground. Pixels keep
 * equal steps in degrees.
 */
export function drawOverlay(spec: MapFigure): Figure {
  return drawMap({ ...spec, bare: true, pixelAspect: 1, scaleBar: false });
}

/** Colours of a map: its colormap, limits and colour bar, with one colour per value when values are few and even. */
export function mapColorbar(
  spec: Pick<
    MapFigure,
    'values' | 'mask' | 'colormap' | 'vlim' | 'limits' | 'range' | 'fontColor' | 'unit' | 'colorbar'
  >,
): Colorbar {
  const limits: DisplayLimits = spec.vlim
    ? { vmin: spec.vlim[0], vmax: spec.vlim[1] }
    : (spec.limits ?? displayLimits(spec.values, spec.mask));
  const base = typeof spec.colormap === 'object' ? spec.colormap : colormap(spec.colormap ?? 'jet');
  const options = spec.colorbar || {};
  const { vmin, vmax, levels } = limits;
  const extend =
    options.extend ??
    (spec.vlim ? extendFor(spec.range ?? dataRange(spec.values, spec.mask), vmin, vmax) : 'neither');
  const label = options.label ?? (spec.unit === '1' ? '' : spec.unit);
  return {
    map: levels && levels.length > 0 ? resampled(base, levels.length) : base,
    vmin,
    vmax,
    extend,
    label,
    shortLabel: options.shortLabel ?? (spec.unit === '1' ? '' : spec.unit),
    ticks: options.ticks ?? (levels && levels.length <= 12 ? levels.map(readable) : undefined),
    nbins: options.nbins,
    color: spec.fontColor,
  };
}

/** A value as it can be read beside a bar. */
function readable(value: number): number {
  return Number(value.toPrecision(5));
}

/** Largest frame of a given height-to-width ratio that fits; very long strips keep room for their labels. */
function fitted(room: { width: number; height: number }, ratio: number, free: boolean) {
  const least = free ? 90 : 10;
  const width = Math.min(room.width, room.height / ratio);
  return { width: Math.max(least, width), height: Math.max(least, Math.min(room.height, width * ratio)) };
}
