import type { Axis } from './axes.ts';
import { textWidth } from './text.ts';
import { degreeTicks, integerTicks, linearTicks, type Tick } from './ticks.ts';

/** Radar coordinates: azimuth lines and range samples, turned on the page by the flight direction. */
export interface RadarFrame {
  readonly kind: 'radar';
  readonly orbitDirection?: 'ascending' | 'descending';
  /** Turned over as given instead of by the flight direction. */
  readonly flipUpDown?: boolean;
  readonly flipLeftRight?: boolean;
  /** First line and sample of a subset. */
  readonly y0?: number;
  readonly x0?: number;
  /** Lines and samples per drawn pixel of an image that was thinned out; 1 unless given. */
  readonly step?: number;
  /** Ground size of a pixel, m; without it there is no scale bar. */
  readonly pixelSize?: { readonly azimuth: number; readonly range: number };
}

/** Latitude and longitude of the outer corner of the first pixel, and steps, degrees (`latStep` negative). */
export interface GeoFrame {
  readonly kind: 'geo';
  readonly north: number;
  readonly west: number;
  readonly latStep: number;
  readonly lonStep: number;
}

/** Projected metres (UTM): the outer corner of the first pixel, and steps (`yStep` negative). */
export interface ProjectedFrame {
  readonly kind: 'projected';
  readonly north: number;
  readonly west: number;
  readonly yStep: number;
  readonly xStep: number;
}

export type MapFrame = RadarFrame | GeoFrame | ProjectedFrame;

/** How a raster of some size lies on the page. */
export interface MapGeometry {
  /** Axes in pixels, whole numbers at pixel centres: they place everything drawn on the raster. */
  readonly pixelX: Axis;
  readonly pixelY: Axis;
  readonly flipUpDown: boolean;
  readonly flipLeftRight: boolean;
  /** Height over width of one pixel on the page. */
  readonly aspect: number;
  /** Width of the scene on the ground, m; undefined when unknown or wider than 30 degrees. */
  readonly groundWidth?: number;
}

const WGS84 = { a: 6378137, e2: 0.00669437999014 };

/**
 * Place a raster: radar images are turned over so that they look as from above (ascending upside down, descending
 * left to right), geographic pixels get the proportions they have on the ground.
 */
export function mapGeometry(frame: MapFrame, length: number, width: number): MapGeometry {
  const radar: Partial<RadarFrame> = frame.kind === 'radar' ? frame : {};
  const flipUpDown = radar.flipUpDown ?? radar.orbitDirection === 'ascending';
  const flipLeftRight = radar.flipLeftRight ?? radar.orbitDirection === 'descending';
  const placed = {
    pixelX: ordered(-0.5, width - 0.5, flipLeftRight),
    pixelY: ordered(length - 0.5, -0.5, flipUpDown),
    flipUpDown,
    flipLeftRight,
  };
  if (frame.kind === 'radar') {
    const groundWidth = frame.pixelSize && frame.pixelSize.range * width;
    return { ...placed, aspect: 1, groundWidth };
  }
  if (frame.kind === 'projected') {
    return {
      ...placed,
      aspect: Math.abs(frame.yStep / frame.xStep),
      groundWidth: Math.abs(frame.xStep) * width,
    };
  }
  const latitude = frame.north + (frame.latStep * length) / 2;
  const perDegree = metresPerDegree(latitude);
  return {
    ...placed,
    aspect: Math.abs((frame.latStep * perDegree.latitude) / (frame.lonStep * perDegree.longitude)),
    groundWidth: frame.lonStep * width > 30 ? undefined : frame.lonStep * width * perDegree.longitude,
  };
}

/**
 * Axes with the labels a reader wants: degrees, kilometres, or line and sample numbers.
 * @param size frame on the page, points: as many labels as read well
 */
export function mapAxes(
  frame: MapFrame,
  length: number,
  width: number,
  size: { readonly width: number; readonly height: number },
  options: { maxTicks?: number; step?: number; fontSize?: number } = {},
): { x: Axis; y: Axis } {
  const count = (points: number, each: number) => options.maxTicks ?? clamp(Math.round(points / each), 2, 7);
  if (frame.kind === 'geo') {
    const east = frame.west + frame.lonStep * width;
    const south = frame.north + frame.latStep * length;
    const { step } = options;
    const ticks = {
      x: apart(
        (n) => degreeTicks(frame.west, east, 'longitude', n, step),
        count(size.width, 95),
        size.width / Math.abs(east - frame.west),
        options.fontSize,
      ),
      y: degreeTicks(south, frame.north, 'latitude', count(size.height, 80), step),
    };
    return {
      x: { from: frame.west, to: east, ticks: ticks.x },
      y: { from: south, to: frame.north, ticks: ticks.y },
    };
  }
  if (frame.kind === 'projected') {
    const [west, east] = [frame.west / 1000, (frame.west + frame.xStep * width) / 1000];
    const [south, north] = [(frame.north + frame.yStep * length) / 1000, frame.north / 1000];
    const ticks = {
      x: linearTicks(west, east, count(size.width, 80)),
      y: linearTicks(south, north, count(size.height, 60)),
    };
    return {
      x: { from: west, to: east, ticks: ticks.x, label: 'Easting [km]' },
      y: { from: south, to: north, ticks: ticks.y, label: 'Northing [km]' },
    };
  }
  const { flipUpDown, flipLeftRight } = mapGeometry(frame, length, width);
  const { y0 = 0, x0 = 0, step = 1 } = frame;
  const x = ordered(x0 - 0.5, x0 + width * step - 0.5, flipLeftRight);
  const y = ordered(y0 + length * step - 0.5, y0 - 0.5, flipUpDown);
  return {
    x: { ...x, ticks: integerTicks(x.from, x.to, count(size.width, 70)), label: 'Range' },
    y: { ...y, ticks: integerTicks(y.from, y.to, count(size.height, 55)), label: 'Azimuth' },
  };
}

/** Ticks along the bottom with as many labels, up to `count`, as stand clear of each other. @param scale points per unit */
function apart(
  ticksFor: (count: number) => readonly Tick[],
  count: number,
  scale: number,
  fontSize = 12,
): readonly Tick[] {
  const widthOf = ({ label }: Tick) => textWidth(label, fontSize);
  const fits = (ticks: readonly Tick[]) =>
    ticks.every((tick, k) => {
      if (k === 0) return true;
      const before = ticks[k - 1];
      const room = Math.abs(tick.value - before.value) * scale;
      return room >= (widthOf(tick) + widthOf(before)) / 2 + 0.6 * fontSize;
    });
  let ticks = ticksFor(count);
  for (let n = count - 1; n >= 2 && !fits(ticks); n--) ticks = ticksFor(n);
  return ticks;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Length of one degree on the WGS84 ellipsoid, m. */
export function metresPerDegree(latitude: number): { latitude: number; longitude: number } {
  const phi = (latitude * Math.PI) / 180;
  const w = 1 - WGS84.e2 * Math.sin(phi) ** 2;
  const perRadian = { meridian: (WGS84.a * (1 - WGS84.e2)) / w ** 1.5, prime: WGS84.a / Math.sqrt(w) };
  return {
    latitude: (perRadian.meridian * Math.PI) / 180,
    longitude: Math.max(1e-6, (perRadian.prime * Math.cos(phi) * Math.PI) / 180),
  };
}

function ordered(from: number, to: number, swap: boolean): Axis {
  return swap ? { from: to, to: from } : { from, to };
}
