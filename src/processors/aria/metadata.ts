import { MetadataError } from '../../core/errors.ts';
import { epsgToUtmZone, parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { Vrt, VrtBand } from '../../io/raster/vrt.ts';

/** Looks of every ARIA GUNW product: range and azimuth. */
const RANGE_LOOKS = 19;
const AZIMUTH_LOOKS = 7;
/** Resolution over pixel spacing of Sentinel-1, slant range and azimuth. */
const CORRELATED_PIXELS = (3.1 / 2.3) * (22.7 / 14.1);

/** What is wanted of a stack VRT. */
type StackSheet = Pick<Vrt, 'length' | 'width' | 'geoTransform' | 'srs'> & {
  readonly bands: readonly Pick<VrtBand, 'metadata'>[];
};

/** Metadata of a pair as the stack VRT carries it per band. */
export interface AriaPair {
  /** YYYYMMDD, earlier first; products are named later_earlier. */
  readonly date1: string;
  readonly date2: string;
  /** Metres, of the pair earlier to later. */
  readonly bperp: number;
  /** Band of the stack, from 1. */
  readonly band: number;
}

/** Items of the one metadata domain of a band and the domain's name, which is that of the layer. */
export function bandItems(stack: StackSheet, band: number): { domain: string; items: Attributes } {
  const found = Object.entries(stack.bands[band - 1]?.metadata ?? {}).find(
    ([domain, items]) => domain !== '' && domain !== 'IMAGE_STRUCTURE' && items.Dates !== undefined,
  );
  return { domain: found?.[0] ?? '', items: found?.[1] ?? {} };
}

/**
 * Pairs of a stack in the order of its bands. Products count from the later to the earlier date, in whatever order a
 * band spells the two: turned around, the baseline changes its sign, and so does the phase of every band.
 * @throws {MetadataError} when a band does not say its dates
 */
export function ariaPairs(stack: StackSheet, label: string): AriaPair[] {
  return stack.bands.map((_, index) => {
    const { items } = bandItems(stack, index + 1);
    const match = /^(\d{8})_(\d{8})$/.exec(items.Dates ?? '');
    if (match === null) {
      throw new MetadataError(
        `${label}: band ${index + 1} has no dates (Dates = ${items.Dates ?? 'missing'}).`,
        'Make the stack again with ariaTSsetup.py.',
      );
    }
    const [date1, date2] = match.slice(1, 3).sort();
    return { date1, date2, bperp: -Number(items.perpendicularBaseline ?? Number.NaN), band: index + 1 };
  });
}

/**
 * Attributes of an ARIA stack from band 1 of its unwrapped-phase VRT. Looks, heading, height and Earth radius are fixed
 * numbers of the product family, as in the reference.
 * @throws {MetadataError} for missing items
 */
export function ariaAttributes(stack: StackSheet, label: string, platform = 'Sen'): Attributes {
  const { items } = bandItems(stack, 1);
  const { Dates: _dates, perpendicularBaseline: _bperp, ...copied } = items;
  const text = (key: string): string => {
    if (items[key] !== undefined) return items[key];
    throw new MetadataError(
      `${label}: band 1 has no item '${key}'.`,
      'Make the stack again with ariaTSsetup.py.',
    );
  };
  const transform = stack.geoTransform;
  if (transform === undefined)
    throw new MetadataError(`${label} has no GeoTransform.`, 'Is it the stack VRT?');
  const descending = text('orbitDirection').toUpperCase().startsWith('D');
  return {
    ...copied,
    ALOOKS: String(AZIMUTH_LOOKS),
    RLOOKS: String(RANGE_LOOKS),
    NCORRLOOKS: pythonFloat((RANGE_LOOKS * AZIMUTH_LOOKS) / CORRELATED_PIXELS),
    ANTENNA_SIDE: '-1',
    CENTER_LINE_UTC: pythonFloat(secondsOfDay(text('UTCTime (HH:MM:SS.ss)'), label)),
    EARTH_RADIUS: '6337286.638938101',
    HEIGHT: '693000.0',
    HEADING: descending ? '-168' : '-12',
    LENGTH: String(stack.length),
    FILE_LENGTH: String(stack.length),
    WIDTH: String(stack.width),
    NUMBER_OF_PAIRS: String(stack.bands.length),
    ORBIT_DIRECTION: text('orbitDirection').toUpperCase(),
    PLATFORM: platform,
    PROCESSOR: 'isce',
    RANGE_PIXEL_SIZE: pythonFloat(Number(text('slantRangeSpacing')) * RANGE_LOOKS),
    STARTING_RANGE: text('startRange'),
    WAVELENGTH: text('Wavelength (m)'),
    ...mapAttributes(stack, transform, descending),
  };
}

/** Grid to nine decimals, and the corners: first and last line as flown, near and far range. */
function mapAttributes(stack: StackSheet, transform: readonly number[], descending: boolean): Attributes {
  const [x, dx, , y, , dy] = transform;
  const north = y;
  const south = y + dy * stack.length;
  const west = x;
  const east = x + dx * stack.width;
  const lats = descending ? [north, north, south, south] : [south, south, north, north];
  const lons = descending ? [east, west, east, west] : [west, east, west, east];
  // NISAR products may be extracted in their own projection, a UTM zone.
  const epsg = [...(stack.srs ?? '').matchAll(/"EPSG","?(\d+)"?/g)].at(-1)?.[1];
  const utmZone = epsg === undefined ? undefined : epsgToUtmZone(epsg);
  const unit = utmZone === undefined ? 'degrees' : 'meters';
  const out: Attributes = {
    X_FIRST: x.toFixed(9),
    X_STEP: dx.toFixed(9),
    X_UNIT: unit,
    Y_FIRST: y.toFixed(9),
    Y_STEP: dy.toFixed(9),
    Y_UNIT: unit,
    ...(utmZone === undefined ? {} : { EPSG: String(epsg), UTM_ZONE: utmZone }),
  };
  lats.forEach((north, i) => {
    const place = [north, lons[i]] as const;
    const [lat, lon] = utmZone === undefined ? place : utmToLatLon(...place, parseUtmZone(utmZone));
    out[`LAT_REF${i + 1}`] = pythonFloat(lat);
    out[`LON_REF${i + 1}`] = pythonFloat(lon);
  });
  return out;
}

/** Whole seconds of the day of `HH:MM:SS.ss`. */
function secondsOfDay(text: string, label: string): number {
  const [h, m, s] = text.split(':').map(Number);
  const seconds = h * 3600 + m * 60 + Math.trunc(s);
  if (Number.isFinite(seconds)) return seconds;
  throw new MetadataError(`${label}: UTC time '${text}' is not HH:MM:SS.`, 'Correct it in the stack VRT.');
}
