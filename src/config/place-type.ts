import type { Box } from '../core/array.ts';
import { OptionError } from '../core/errors.ts';
import { acrossDateLine } from '../core/geometry/longitude.ts';
import { composite, numbers } from './composite.ts';
import { decimal, type ValueType } from './value-type.ts';

/** A window on the ground, degrees (or metres for projected data). */
export interface GeoBox {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** Pixels `y0:y1,x0:x1`, counted from 0, ends exclusive; the two numbers of a pair may come in any order. */
export const pixelBox: ValueType<Box> = composite(
  'y0:y1,x0:x1',
  'a pixel window like 1800:2000,700:800',
  (s) => {
    const bounds = twoPairs(s);
    if (bounds?.every((v) => Number.isInteger(v) && v >= 0) !== true) return null;
    const [y0, y1] = sorted(bounds[0], bounds[1]);
    const [x0, x1] = sorted(bounds[2], bounds[3]);
    return y0 === y1 || x0 === x1 ? null : { y0, y1, x0, x1 };
  },
);

/** Latitudes and longitudes `S:N,W:E`; `179.5:-179.5` crosses the 180th meridian and means 179.5 to 180.5. */
export const geoBox: ValueType<GeoBox> = composite(
  'S:N,W:E',
  'a window in degrees like 31.5:32.5,130.5:131.0',
  (s) => {
    const bounds = twoPairs(s);
    if (bounds === null || bounds[0] === bounds[1] || bounds[2] === bounds[3]) return null;
    const [south, north] = sorted(bounds[0], bounds[1]);
    const across = acrossDateLine({ west: bounds[2], east: bounds[3] });
    const [west, east] = sorted(across.west, across.east);
    return { south, north, west, east };
  },
);

/** A pixel `y,x`. */
export const pixel: ValueType<{ readonly y: number; readonly x: number }> = composite(
  'y,x',
  'a pixel like 257,151',
  (s) => {
    const v = numbers(s);
    if (v?.length !== 2 || v.some((n) => !Number.isInteger(n) || n < 0)) return null;
    return { y: v[0], x: v[1] };
  },
);

/** A point `lat,lon`. */
export const geoPoint: ValueType<{ readonly lat: number; readonly lon: number }> = composite(
  'lat,lon',
  'a point like 31.8,130.8',
  (s) => {
    const v = numbers(s);
    return v?.length === 2 ? { lat: v[0], lon: v[1] } : null;
  },
);

/** Bounds `S,N,W,E`. */
export const extent: ValueType<GeoBox> = composite(
  'S,N,W,E',
  'bounds like -1.2,0.5,-92,-91 (S,N,W,E)',
  (s) => {
    const v = numbers(s);
    if (v?.length !== 4) return null;
    const { south, north, west, east } = acrossDateLine({ south: v[0], north: v[1], west: v[2], east: v[3] });
    if (south >= north || west >= east) {
      throw new OptionError(
        `"${s}" has south ${south}, north ${north}, west ${west}, east ${east}: the first must be below the second.`,
      );
    }
    return { south, north, west, east };
  },
);

/** Pixel spacing `lat,lon`; one value v stands for -|v|,|v|, since rows run from north to south. */
export const latLonStep: ValueType<{ readonly lat: number; readonly lon: number }> = composite(
  'lat,lon step',
  'a spacing like -0.000555556,0.000555556, or one number for both',
  (s) => {
    const v = numbers(s);
    if (v === null || v.length < 1 || v.length > 2 || v.includes(0)) return null;
    return v.length === 1 ? { lat: -Math.abs(v[0]), lon: Math.abs(v[0]) } : { lat: v[0], lon: v[1] };
  },
);

/** `a:b,c:d` as four numbers. */
function twoPairs(text: string): [number, number, number, number] | null {
  const values = text.split(',').flatMap((range) => {
    const ends = range.split(':').map((end) => decimal(end.trim()));
    return ends.length === 2 ? ends : [null];
  });
  return values.length === 4 && !values.includes(null) ? (values as [number, number, number, number]) : null;
}

const sorted = (a: number, b: number): [number, number] => [Math.min(a, b), Math.max(a, b)];
