import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { askDuckDb } from '../../../test/support/duckdb.ts';
import { hasOgr, hasQgis, seenByOgr, seenByQgis } from '../../../test/support/ogr.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { type PointsRequest, savePoints } from './save-points.ts';
import { saveQgis } from './save-qgis.ts';
import { saveSeriesAtPlaces } from './series-at-places.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const MAP = {
  Y_FIRST: '36',
  X_FIRST: '25',
  Y_STEP: '-0.001',
  X_STEP: '0.002',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
};
const DATES = ['20200101', '20200113', '20200125'];
/** Displacement in m; pixel (2, 3) has no value on the second date. */
const value = (k: number, y: number, x: number) =>
  y === 2 && x === 3 && k === 1 ? Number.NaN : k * (y + x / 8) + 0.5;

beforeAll(async () => {
  for (const [prefix, attributes] of [
    ['', {}],
    ['geo_', MAP],
  ] as const) {
    const file = (name: string) => at(`${prefix}${name}.h5`);
    await tinySeries(file('timeseries'), DATES, value, { attributes });
    const velocity = tinyGrid((y, x) => (y - x) / 64);
    await tinyRasters(
      file('velocity'),
      { velocity, velocityStd: tinyGrid(() => 0.001) },
      { ...attributes, UNIT: 'm/year' },
    );
    await tinyRasters(file('temporalCoherence'), { temporalCoherence: tinyGrid(() => 0.9) }, attributes);
    await tinyRasters(file('maskTempCoh'), { mask: tinyGrid((_y, x) => (x === 0 ? 0 : 1)) }, attributes);
    const geometry = {
      height: tinyGrid((y, x) => 100 * y + x),
      incidenceAngle: tinyGrid(() => 35),
      azimuthAngle: tinyGrid(() => -102),
      latitude: tinyGrid((y, x) => (y === 4 && x === 6 ? Number.NaN : 36 - y * 0.001)),
      longitude: tinyGrid((_y, x) => 25 + x * 0.002),
    };
    await tinyRasters(file('geometryRadar'), geometry, { ...attributes, FILE_TYPE: 'geometry' });
  }
});

const save = (name: string, format: PointsRequest['format'], more: Partial<PointsRequest> = {}) =>
  savePoints({ file: at('timeseries.h5'), outfile: at(name), format, ...more }, quietContext());
const lines = (name: string) => readFileSync(at(name), 'utf8').trimEnd().split('\n');
const column = (name: string, key: string) => {
  const [head, ...rows] = lines(name).map((line) => line.split(','));
  return rows.map((cells) => cells[head.indexOf(key)]);
};

test('DuckDB reads GeoParquet: one row per pixel with a place that the mask keeps, missing values as NULL', async () => {
  await save('a.parquet', 'parquet');
  const from = `FROM '${at('a.parquet')}'`;
  expect(await askDuckDb(`SELECT count(*), count("D20200113"), sum("D20200101") ${from}`)).toEqual([
    ['29', '28', 29 * 500],
  ]);
  expect(
    await askDuckDb(
      `SELECT latitude, longitude, velocity, temporal_coherence, "D20200125" ${from} WHERE y = 3 AND x = 2`,
    ),
  ).toEqual([
    [expect.closeTo(35.997, 5), expect.closeTo(25.004, 5), 1000 / 64, expect.closeTo(0.9, 6), 7000],
  ]);
  expect(await askDuckDb(`SELECT count(*) ${from} WHERE "D20200113" > 0 OR "D20200113" IS NULL`)).toEqual([
    ['29'],
  ]);
  const [[geo]] = await askDuckDb(
    `SELECT decode(value) FROM parquet_kv_metadata('${at('a.parquet')}') WHERE decode(key) = 'geo'`,
  );
  const { columns, primary_column } = JSON.parse(geo as string);
  expect(primary_column).toBe('geometry');
  expect(columns.geometry.bbox.map((edge: number) => +edge.toFixed(5))).toEqual([25.002, 35.996, 25.012, 36]);
});

test.runIf(hasOgr)('GDAL reads the same of a GeoPackage and of a shapefile', async () => {
  await save('a.gpkg', 'gpkg');
  const layer = seenByOgr(at('a.gpkg'));
  expect(layer).toMatchObject({ driver: 'GPKG', count: 29, crs: '4326' });
  expect(layer.fields.slice(-3)).toEqual(['D20200101', 'D20200113', 'D20200125']);
  const [west, south, east, north] = layer.extent;
  expect([west, south, east, north].map((edge) => +edge.toFixed(5))).toEqual([25.002, 35.996, 25.012, 36]);
  const point = layer.points.find(({ values }) => values[3] === 2 && values[4] === 3)!;
  expect(point.values.slice(-3)).toEqual([500, null, 5250]);
  await save('a.shp', 'shp');
  expect(seenByOgr(at('a.shp'))).toMatchObject({ driver: 'ESRI Shapefile', count: 29, crs: '4326' });
});

test.runIf(hasQgis)('QGIS classifies a field of either by its values, whatever is missing', async () => {
  await save('q.gpkg', 'gpkg');
  await save('q.shp', 'shp');
  const seen = { isValid: true, crs: 'EPSG:4326', count: 29, range: [625, 5125] };
  expect(seenByQgis('D20200113', at('q.gpkg'), at('q.shp'))).toEqual([seen, seen]);
});

test('the points of a map lie at the centres of its pixels, and --step takes some of them', async () => {
  await save('geo.csv', 'csv', { file: at('geo_timeseries.h5'), step: 2, mask: null });
  expect(column('geo.csv', 'latitude')).toEqual(
    [0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4].map((y) => String(+(36 - (y + 0.5) * 0.001).toFixed(8))),
  );
  expect(column('geo.csv', 'longitude').slice(0, 4)).toEqual(['25.001', '25.005', '25.009', '25.013']);
  expect(column('geo.csv', 'height').slice(4, 8)).toEqual(['200', '202', '204', '206']);
});

test('an area in degrees keeps the radar pixels inside', async () => {
  await save('area.csv', 'csv', { window: { lat: [35.9985, 35.9975], lon: [25.0035, 25.0085] } });
  expect(column('area.csv', 'y')).toEqual(['2', '2', '2']);
  expect(column('area.csv', 'x')).toEqual(['2', '3', '4']);
  expect(column('area.csv', 'D20200113')).toEqual(['2750', '', '3000']);
});

test('columns of the European Ground Motion Service: plain dates, look vector, places on EPSG:3035', async () => {
  await save('egms.csv', 'egms', { zeroFirst: true });
  const [head] = lines('egms.csv');
  expect(head).toBe(
    'pid,mp_type,latitude,longitude,easting,northing,height,height_wgs84,line,pixel,rmse,temporal_coherence,amplitude_dispersion,incidence_angle,track_angle,los_east,los_north,los_up,mean_velocity,mean_velocity_std,acceleration,acceleration_std,seasonality,seasonality_std,20200101,20200113,20200125',
  );
  expect([0, 1, 2].map((k) => column('egms.csv', ['los_east', 'los_north', 'los_up'][k])[0])).toEqual([
    '0.561',
    '-0.119',
    '0.819',
  ]);
  expect(column('egms.csv', 'mean_velocity')[0]).toBe('-15.62');
  expect(column('egms.csv', '20200101').every((text) => text === '0')).toBe(true);
  expect(column('egms.csv', '20200125')[0]).toBe('250');
});

test('listed places come out in their order, those outside without values', async () => {
  writeFileSync(at('list.csv'), 'name,lat,lon\nsouth,35.9961,25.0041\nfar,10,10\nnorth,36.0002,25.0098\n');
  const request = { file: at('timeseries.h5'), points: at('list.csv'), outfile: at('places.csv') };
  await saveSeriesAtPlaces({ ...request, format: 'csv' }, quietContext());
  expect(column('places.csv', 'pid')).toEqual(['south', 'far', 'north']);
  expect(column('places.csv', 'y')).toEqual(['4', '', '0']);
  expect(column('places.csv', 'x')).toEqual(['2', '', '5']);
  expect(column('places.csv', 'D20200125')).toEqual(['9000', '', '1750']);
  expect(column('places.csv', 'velocity')).toEqual(['31.25', '', '-78.125']);
});

test('a mean over a window leaves out what has no value, and stops at the edge', async () => {
  writeFileSync(at('pixels.csv'), 'y,x\n2,2\n0,0\n');
  const request = {
    file: at('geo_timeseries.h5'),
    points: at('pixels.csv'),
    outfile: at('mean.csv'),
    average: 3,
  };
  await saveSeriesAtPlaces({ ...request, format: 'csv' }, quietContext());
  const mean = (pixels: [number, number][]) =>
    pixels.reduce((sum, [y, x]) => sum + value(1, y, x), 0) / pixels.length;
  const around = [1, 2, 3].flatMap((y) => [1, 2, 3].map((x): [number, number] => [y, x]));
  const [middle, corner] = column('mean.csv', 'D20200113').map(Number);
  const printed = (pixels: [number, number][]) => Number((1000 * mean(pixels)).toFixed(2));
  expect(middle).toBe(printed(around.filter(([y, x]) => y !== 2 || x !== 3)));
  expect(corner).toBe(printed([0, 1].flatMap((y) => [0, 1].map((x): [number, number] => [y, x]))));
});

test('a failure in the middle leaves what stood there, and nothing else', async () => {
  const before = readdirSync(folder).length;
  writeFileSync(at('kept.gpkg'), 'old');
  const context = quietContext({ signal: { aborted: true } });
  const request = { file: at('timeseries.h5'), outfile: at('kept.gpkg'), format: 'gpkg' } as const;
  await expect(savePoints(request, context)).rejects.toThrow('Stopped by the user');
  expect(readFileSync(at('kept.gpkg'), 'utf8')).toBe('old');
  expect(readdirSync(folder).length).toBe(before + 1);
});

test.runIf(hasOgr)('save_qgis -B takes the pixels of a map within its bounds', async () => {
  const bounds = { south: 35.996, north: 35.998, west: 25.004, east: 25.008 };
  const request = {
    file: at('geo_timeseries.h5'),
    geometry: at('geo_geometryRadar.h5'),
    outfile: at('b.shp'),
  };
  await saveQgis({ ...request, bounds, zeroFirst: true }, quietContext());
  const { count, points, fields } = seenByOgr(at('b.shp'));
  expect(count).toBe(4);
  expect(points[0].at.map((c) => +c.toFixed(6))).toEqual([25.005, 35.9975]);
  expect(points[0].values[fields.indexOf('D20200125')]).toBe(2 * (2 + 2 / 8) * 1000);
});
