import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { mapGrid, radarGeometry, sceneCorners, subsetOffset } from '../../io/attributes/typed.ts';
import { type Grid, grid } from '../array.ts';
import {
  cornerFootprint,
  cornerRasters,
  downloadArea,
  mapFootprint,
  rasterFootprint,
  wktPolygon,
} from './footprint.ts';
import { standardizeLongitude } from './longitude.ts';
import {
  boundsToBox,
  boxToBounds,
  coordinateDigits,
  cropGrid,
  gridBounds,
  latitudeToRow,
  latLonRasters,
  latLonToPixel,
  pixelCenter,
} from './map-grid.ts';
import {
  latLonToLookupPixel,
  lookupCornerPixel,
  lookupPixelToLatLon,
  type MapLookup,
  mapStepInPixels,
} from './map-lookup.ts';
import {
  boundsToRadarBox,
  cornerPixel,
  latLonToRadarPixel,
  type RadarLookup,
  radarBoxToBounds,
  radarPixelToLatLon,
} from './radar-lookup.ts';
import { epsgToUtmZone, latLonToUtm, parseUtmZone, utmToLatLon, utmZoneToEpsg } from './utm.ts';

const [tables, ...cases] = unitCases('coord');
// biome-ignore lint/suspicious/noExplicitAny: the first entry holds the lookup tables
const { lut_radar: radarTable, lut_geo: mapTable } = tables as any;
const raster = (values: number[][], Type: typeof Float32Array | typeof Float64Array = Float64Array) =>
  grid(Type.from(values.flat()), values.length, values[0].length);
const rows = ({ data, shape: [length, width] }: Grid) =>
  Array.from({ length }, (_, y) => Array.from(data.subarray(y * width, (y + 1) * width)));
const pixelBox = ([x0, y0, x1, y1]: number[]) => ({ x0, y0, x1, y1 });
const bounds = ([west, north, east, south]: number[]) => ({ west, north, east, south });

const radarLookup: RadarLookup = {
  latitude: raster(radarTable.latitude, Float32Array),
  longitude: raster(radarTable.longitude, Float32Array),
  radar: radarGeometry(radarTable.meta),
};
// biome-ignore lint/suspicious/noExplicitAny: attributes of the case
const mapLookup = (meta: any): MapLookup => ({
  azimuth: raster(mapTable.azimuthCoord),
  range: raster(mapTable.rangeCoord),
  grid: mapGrid(mapTable.meta),
  radar: radarGeometry(meta),
  offset: subsetOffset(meta),
});
const zip = (a: number[], b: number[]) => a.map((value, i) => [value, b[i]] as const);
const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;

// biome-ignore lint/suspicious/noExplicitAny: inputs differ from case to case
function evaluate(name: string, input: any): unknown {
  if (name === 'lalo2yx_single_none') return { yx: [latitudeToRow(mapGrid(input.meta), input.lat), null] };
  if (name.startsWith('lalo2yx')) {
    const found = zip(input.lat, input.lon).map(([lat, lon]) => latLonToPixel(mapGrid(input.meta), lat, lon));
    return { y: found.map(([y]) => y), x: found.map(([, x]) => x) };
  }
  if (name.startsWith('yx2lalo')) {
    const found = zip(input.y, input.x).map(([y, x]) => pixelCenter(mapGrid(input.meta), y, x));
    const [lat, lon] = [found.map(([a]) => a), found.map(([, b]) => b)];
    return { lat, lon, northing_easting: [lat, lon] };
  }
  if (name.startsWith('box_pixel2geo')) {
    const box = boxToBounds(mapGrid(input.meta), pixelBox(input.pixel_box));
    const back = boundsToBox(mapGrid(input.meta), box);
    return {
      geo_box: [box.west, box.north, box.east, box.south],
      back: [back.x0, back.y0, back.x1, back.y1],
    };
  }
  if (name === 'four_corners') {
    const { south, north, west, east } = gridBounds(mapGrid(input.meta));
    return { SNWE: [south, north, west, east] };
  }
  if (name === 'get_lat_lon_rdc') {
    const meta = radarGeometry(input.meta);
    const made = cornerRasters(sceneCorners(input.meta), meta.length, meta.width);
    return { lats: rows(made.latitude), lons: rows(made.longitude) };
  }
  if (name.startsWith('get_lat_lon')) {
    const box = input.box ? pixelBox(input.box) : undefined;
    const stride = { y: input.ystep ?? 1, x: input.xstep ?? 1 };
    const made = latLonRasters(mapGrid(input.meta), box, stride);
    const [lats, lons] = [rows(made.latitude), rows(made.longitude)];
    return input.dimension === 1 ? { lats: lats.map((row) => row[0]), lons: lons[0] } : { lats, lons };
  }
  if (name.startsWith('utm2latlon')) {
    const found = zip(input.northing, input.easting).map(([n, e]) =>
      utmToLatLon(n, e, parseUtmZone(input.zone)),
    );
    return { lat: found.map(([a]) => a), lon: found.map(([, b]) => b) };
  }
  if (name.startsWith('latlon2utm')) {
    const found = zip(input.lat, input.lon).map(([a, b]) => latLonToUtm(a, b, parseUtmZone(input.zone)));
    return { northing: found.map(([n]) => n), easting: found.map(([, e]) => e) };
  }
  if (name.startsWith('epsg')) return { epsg: utmZoneToEpsg(input.zone) };
  if (name.startsWith('zone')) return { zone: epsgToUtmZone(input.epsg) ?? null };
  if (name.startsWith('std_lon'))
    return { lon: input.lon.map((lon: number) => standardizeLongitude(lon, input.limit)) };
  if (name === 'wkt') {
    const [south, north, west, east] = input.snwe;
    return { wkt: wktPolygon({ south, north, west, east }) };
  }
  if (name.startsWith('lalo_digit')) {
    const step = input.meta.X_STEP === undefined ? undefined : Number(input.meta.X_STEP);
    return { digit: coordinateDigits(step) };
  }
  if (name === 'radar2geo_radarLUT') {
    const found = zip(input.az, input.rg).map(([y, x]) => radarPixelToLatLon(radarLookup, y, x));
    return { lat: found.map(([a]) => a), lon: found.map(([, b]) => b) };
  }
  if (name === 'geo2radar_radarLUT') {
    const found = zip(input.lat, input.lon).map(
      ([lat, lon]) => cornerPixel(radarLookup, lat, lon, middle(input.lat))!,
    );
    const residual = Math.max(...found.map((pixel) => pixel.residual));
    return { az: found.map((p) => p.y), rg: found.map((p) => p.x), az_resid: residual, rg_resid: residual };
  }
  if (name.startsWith('geo2radar_radarLUT_scalar')) {
    const found = cornerPixel(radarLookup, input.lat, input.lon, input.lat)!;
    return { azrg: [found.y, found.x] };
  }
  if (name === 'bbox_radar2geo') {
    const { west, north, east, south } = radarBoxToBounds(radarLookup, pixelBox(input.pix_box));
    return { geo_box: [west, north, east, south] };
  }
  if (name === 'bbox_geo2radar') {
    const { x0, y0, x1, y1 } = boundsToRadarBox(radarLookup, bounds(input.geo_box));
    return { pix_box: [x0, y0, x1, y1] };
  }
  const lookup = mapLookup(input.meta);
  if (name.startsWith('geo2radar_geoLUT')) {
    const found = zip(input.lat, input.lon).map(([lat, lon]) => lookupCornerPixel(lookup, lat, lon));
    const step = mapStepInPixels(lookup, middle(input.lat));
    return { az: found.map(([y]) => y), rg: found.map(([, x]) => x), az_resid: step.y, rg_resid: step.x };
  }
  const { north, south } = gridBounds(lookup.grid);
  const step = mapStepInPixels(lookup, (north + south) / 2);
  const found = zip(input.az, input.rg).map(([y, x]) => lookupPixelToLatLon(lookup, y, x, step));
  return {
    lat: found.map((place) => place.lat),
    lon: found.map((place) => place.lon),
    lat_resid: found[0].latResidual,
    lon_resid: found[0].lonResidual,
  };
}

test.each(cases)('$name', ({ name, input, expected, tolerance }) => {
  expectWithin(evaluate(name, input), expected, tolerance, name);
});

const areas = unitCases('correction_helpers').filter(({ name }) => /^(snwe|bbox)_/.test(name));

test.each(areas)('$name', ({ name, input, expected, tolerance }) => {
  const footprint =
    input.meta.Y_FIRST === undefined
      ? cornerFootprint(sceneCorners(input.meta))
      : mapFootprint(mapGrid(input.meta));
  if (name.startsWith('snwe')) {
    const { south, north, west, east } = downloadArea(footprint);
    expectWithin([south, north, west, east], expected, tolerance, name);
  } else {
    // The reference lists the first row's latitude first, whichever is larger.
    const [lat1, lat2, lon1, lon2] = expected as number[];
    const ordered = [Math.min(lat1, lat2), Math.max(lat1, lat2), Math.min(lon1, lon2), Math.max(lon1, lon2)];
    const { south, north, west, east } = footprint;
    expectWithin([south, north, west, east], ordered, tolerance, name);
  }
});

test('zeros in latitude and longitude rasters are no part of the scene', () => {
  const footprint = rasterFootprint(raster([[0, 33, 34]]), raster([[0, -118, Number.NaN]]));
  expect(footprint).toEqual({ south: 33, north: 34, west: -118, east: -118 });
});

test('a place far from the radar scene has no pixel, and bounds there are refused', () => {
  expect(latLonToRadarPixel(radarLookup, 10, 10)).toBeUndefined();
  expect(radarPixelToLatLon(radarLookup, -1, 0)).toEqual([Number.NaN, Number.NaN]);
  expect(() => boundsToRadarBox(radarLookup, { south: 9, north: 10, west: 9, east: 10 })).toThrow('outside');
});

test('a window is widened by as much when a corner is found only by a wider search', () => {
  const place = (y: number, x: number) => radarPixelToLatLon(radarLookup, y, x);
  const [south, west] = place(20, 20);
  const [top, east] = place(49, 59); // the northernmost pixel
  const beyond = { south, north: top + 6 * (top - place(48, 59)[0]), west, east };
  const corners = [beyond.south, beyond.north].flatMap((lat) =>
    [west, east].map((lon) => cornerPixel(radarLookup, lat, lon, (beyond.south + beyond.north) / 2)),
  );
  expect(corners.map((pixel) => pixel?.residual)).toEqual([4, 4, 16, 8]);
  expect(boundsToRadarBox(radarLookup, beyond).y0).toBe(
    Math.min(...corners.map((pixel) => pixel?.y ?? 0)) - 2 * 4,
  );
});

test('the centre of a radar pixel leads to this very pixel', () => {
  const [length, width] = radarLookup.latitude.shape;
  const missed: string[] = [];
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      const found = latLonToRadarPixel(radarLookup, ...radarPixelToLatLon(radarLookup, y, x));
      if (found?.y !== y || found.x !== x || found.distance !== 0) missed.push(`${y},${x}`);
    }
  }
  expect(missed).toEqual([]);
});

test('the pixel of a place is the nearest on the ground, across the 180th meridian and at a pole', () => {
  // One row of pixels per parallel; the place is nearer to its eastern neighbour in degrees, to the southern one in metres.
  const table = (latitude: number[][], longitude: number[][]): RadarLookup => ({
    latitude: raster(latitude),
    longitude: raster(longitude),
    radar: { ...radarLookup.radar, azimuthPixelSize: 100e3 },
  });
  const north = table(
    [
      [60, 60],
      [59, 59],
    ],
    [
      [10, 11.5],
      [10, 11.5],
    ],
  );
  expect(latLonToRadarPixel(north, 59.52, 10.7)).toMatchObject({ y: 0, x: 0 });
  expect(latLonToRadarPixel(north, 59.9, 10.8)).toMatchObject({ y: 0, x: 1 });
  const line = table([[10, 10, 10, 10]], [[179.8, 179.9, -180, -179.9]]);
  for (const lon of [179.98, -180.02]) expect(latLonToRadarPixel(line, 10, lon)?.x).toBe(2);
  for (const lon of [180.1, -179.9]) expect(latLonToRadarPixel(line, 10, lon)?.x).toBe(3);
  const pole = table([[89.9, 89.5]], [[170, 0]]);
  expect(latLonToRadarPixel(pole, 89.95, 0)?.x).toBe(0); // over the pole 17 km, along the meridian 50
});

test('the centre of a map pixel leads through a lookup table to the radar pixel nearest to its entry', () => {
  const lookup = { ...mapLookup(radarTable.meta), offset: undefined };
  const { length, width } = lookup.grid;
  let numKnown = 0;
  for (let k = 0; k < length * width; k++) {
    const [az, rg] = [lookup.azimuth.data[k], lookup.range.data[k]];
    const place = pixelCenter(lookup.grid, Math.floor(k / width), k % width);
    const found = latLonToLookupPixel(lookup, ...place);
    if (az === 0 || rg === 0) expect(found).toEqual([Number.NaN, Number.NaN]);
    else {
      numKnown++;
      expect(Math.abs(found[0] - az)).toBeLessThanOrEqual(0.5 + 1e-9);
      expect(Math.abs(found[1] - rg)).toBeLessThanOrEqual(0.5 + 1e-9);
    }
  }
  expect(numKnown).toBeGreaterThan(100);
});

test('between the centres of map pixels a lookup table is interpolated', () => {
  const lookup: MapLookup = {
    azimuth: raster([
      [10, 12],
      [20, 22],
    ]),
    range: raster([
      [40, 60],
      [40, 60],
    ]),
    grid: { yFirst: 2, xFirst: 179, yStep: -1, xStep: 1, length: 2, width: 2 },
    radar: radarLookup.radar,
    offset: { y: 3, x: 5 },
  };
  expect(latLonToLookupPixel(lookup, 1.4, -180.4)).toEqual([8, 37]); // 10.2 + 1, 42 in the full frame
  expect(latLonToLookupPixel(lookup, 1.1, 180.1)).toEqual([12, 47]); // 14 + 1.2, 52
  expect(latLonToLookupPixel(lookup, 2, 181)).toEqual([9, 55]); // beyond the outermost centres
});

test('a scene moved over the 180th meridian has the same windows', () => {
  const { data, shape } = radarLookup.longitude;
  const window = { y0: 10, x0: 5, y1: 40, x1: 50 };
  const here = radarBoxToBounds(radarLookup, window);
  const shift = 180 - (here.west + here.east) / 2;
  const moved = (lon: number) => standardizeLongitude(lon + shift);
  const across: RadarLookup = { ...radarLookup, longitude: { data: Float64Array.from(data, moved), shape } };
  const there = radarBoxToBounds(across, window);
  expect(there.east - there.west).toBeCloseTo(here.east - here.west, 9);
  const wanted = boundsToRadarBox(radarLookup, here);
  const typed = { ...here, west: moved(here.west), east: moved(here.east) };
  expect(typed.east).toBeLessThan(typed.west);
  expect(boundsToRadarBox(across, typed)).toEqual(wanted);
  expect(boundsToRadarBox(across, { ...typed, east: typed.east + 360 })).toEqual(wanted);
});

test('a radar pixel outside of the table has no place on the map', () => {
  const lookup = mapLookup(radarTable.meta);
  expect(lookupPixelToLatLon(lookup, 9000, 9000, { y: 2, x: 1 }).lat).toBeNaN();
  expect(latLonToLookupPixel(lookup, 0, 0)[0]).toBeNaN();
});

test('a cropped grid keeps the places of its pixels', () => {
  const whole = mapGrid(mapTable.meta);
  const part = cropGrid(whole, { y0: 3, x0: 5, y1: 10, x1: 12 });
  expect([part.length, part.width]).toEqual([7, 7]);
  expect(pixelCenter(part, 1, 2)[0]).toBeCloseTo(pixelCenter(whole, 4, 7)[0], 12);
});

test('UTM of the central meridian at the equator is its false origin, and there and back is the same place', () => {
  expect(latLonToUtm(0, 3, parseUtmZone('31N'))).toEqual([0, 500e3]);
  const zone = parseUtmZone('33S');
  const [lat, lon] = utmToLatLon(...latLonToUtm(-41.3, 16.9, zone), zone);
  expect(lat).toBeCloseTo(-41.3, 8);
  expect(lon).toBeCloseTo(16.9, 8);
});

test('a zone without hemisphere is refused with an example', () => {
  expect(() => parseUtmZone('11')).toThrow("'11' is not a UTM zone");
  expect(epsgToUtmZone(32661)).toBeUndefined();
});
