import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { type ArchiveRequest, saveHdfEos5 } from './hdfeos5.ts';
import { archiveMetadata, archiveName, missionOf, withTemplate } from './hdfeos5-metadata.ts';

const folder = temporaryFolder();
const map = {
  Y_FIRST: '0.01',
  X_FIRST: '-91.2',
  Y_STEP: '-0.01',
  X_STEP: '0.02',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
  ORBIT_DIRECTION: 'descending',
  ...Object.fromEntries(
    [1, 2, 3, 4].flatMap((k) => [
      [`LAT_REF${k}`, `${k}.5`],
      [`LON_REF${k}`, `-9${k}.0`],
    ]),
  ),
};
const identity = { beam_mode: 'IW', relative_orbit: '7', first_frame: '473', last_frame: '480' };

async function archiveRequest(attributes: Record<string, string>): Promise<ArchiveRequest> {
  const at = (name: string) => join(folder, name);
  const dates = ['20200101', '20200113', '20200125'];
  return {
    timeseries: await tinySeries(at('geo_timeseries.h5'), dates, (k, y, x) => k * (y + x), {
      bperp: [3, 50, -20],
      attributes: { ...map, REF_DATE: '20200113', ...attributes },
    }),
    temporalCoherence: await tinyRasters(
      at('geo_temporalCoherence.h5'),
      { temporalCoherence: tinyGrid(() => 0.9) },
      map,
    ),
    avgSpatialCoherence: await tinyRasters(
      at('geo_avgSpatialCoh.h5'),
      { coherence: tinyGrid(() => 0.8) },
      map,
    ),
    mask: await tinyRasters(at('geo_maskTempCoh.h5'), { mask: tinyGrid(() => 1) }, map),
    geometry: await tinyRasters(
      at('geo_geometryRadar.h5'),
      { height: tinyGrid((y) => (y === 0 ? Number.NaN : y)), odd: tinyGrid(() => 1) },
      map,
    ),
    folder: at('out'),
  };
}

test('series, quality and geometry stand in their groups with native attributes', async () => {
  const path = await saveHdfEos5(await archiveRequest(identity), quietContext());
  expect(path).toBe(join(folder, 'out', 'ENV_IW_007_0473_0480_20200101_20200125.he5'));
  const root = 'HDFEOS/GRIDS/timeseries';
  await withH5(path, ({ datasets, attributes }) => {
    expect([...datasets.keys()].map((name) => name.replace(`${root}/`, ''))).toEqual([
      'geometry/height',
      'geometry/latitude',
      'geometry/longitude',
      'geometry/odd',
      'observation/bperp',
      'observation/date',
      'observation/displacement',
      'quality/avgSpatialCoherence',
      'quality/mask',
      'quality/temporalCoherence',
    ]);
    expect(datasets.get(`${root}/geometry/height`)!.attributes).toEqual({
      Title: 'height',
      MissingValue: '0',
      _FillValue: '0',
      Units: 'meters',
    });
    expect(datasets.get(`${root}/geometry/odd`)!.attributes).toEqual({ Title: 'odd' });
    expect(attributes).toMatchObject({
      FILE_TYPE: 'HDFEOS',
      mission: 'ENV',
      relative_orbit: '7',
      first_date: '2020-01-01',
      look_direction: 'R',
      flight_direction: 'D',
      scene_footprint: 'POLYGON((-91.0 1.5,-93.0 3.5,-94.0 4.5,-92.0 2.5,-91.0 1.5))',
    });
  });
  expect((await valuesOf(path, `${root}/observation/displacement`)).slice(-1)).toEqual([20]);
  expect(await valuesOf(path, `${root}/observation/bperp`)).toEqual([-47, 0, -70]); // from the reference date
  expect((await valuesOf(path, `${root}/geometry/height`))[0]).toBeNaN(); // nothing is masked or filled
  expect((await valuesOf(path, `${root}/geometry/latitude`))[0]).toBeCloseTo(0.005, 6);
});

test('the name may hide the end of the series and tell the bounds', async () => {
  const request = await archiveRequest(identity);
  const path = await saveHdfEos5({ ...request, update: true, subset: true, suffix: 'v1' }, quietContext());
  expect(path).toMatch(/ENV_IW_007_0473_0480_20200101_XXXXXXXX_v1_S00040_N00010_W091200_W091060\.he5$/);
});

test('a map in metres has the four corners and the extremes that its edges have in degrees', async () => {
  const metres = {
    Y_FIRST: '5100000',
    X_FIRST: '650000',
    Y_STEP: '-20000',
    X_STEP: '15000',
    UTM_ZONE: '33N',
  };
  const corners = {
    ...Object.fromEntries([1, 2].map((k) => [`LAT_REF${k}`, '5000000'])),
    ...Object.fromEntries([3, 4].map((k) => [`LAT_REF${k}`, '5100000'])),
    ...Object.fromEntries([1, 3].map((k) => [`LON_REF${k}`, '650000'])),
    ...Object.fromEntries([2, 4].map((k) => [`LON_REF${k}`, '755000'])),
  };
  const inMetres = { ...metres, X_UNIT: 'meters', Y_UNIT: 'meters', EPSG: '32633', ...corners };
  const request = { ...(await archiveRequest({ ...identity, ...inMetres })), subset: true };
  const path = await saveHdfEos5({ ...request, folder: join(folder, 'utm') }, quietContext());
  expect(path).toMatch(/_N45107_N46037_E016908_E018294\.he5$/);
  const ring = async (name: string) =>
    withH5(path, ({ attributes }) =>
      [...attributes[name].matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
    );
  // PROJ 9: EPSG:32633 to EPSG:4326
  const [southWest, southEast, northEast, northWest] = [
    [16.90775481, 45.13754075],
    [18.241481406, 45.107452879],
    [18.293622009, 46.00609191],
    [16.938485748, 46.037132756],
  ];
  const expected = {
    data_footprint: [northWest, northEast, southEast, southWest, northWest],
    scene_footprint: [southWest, northWest, northEast, southEast, southWest],
  };
  for (const [name, places] of Object.entries(expected)) {
    const found = await ring(name);
    expect(found.length, name).toBe(5);
    for (const [k, place] of places.entries())
      for (const axis of [0, 1]) expect(found[k][axis], name).toBeCloseTo(place[axis], 7);
  }
});

test('everything that an archive asks for is missed at once, before anything is written', async () => {
  const request = { ...(await archiveRequest({ first_frame: '1' })), folder: join(folder, 'none') };
  await expect(saveHdfEos5(request, quietContext())).rejects.toThrow(/lack beam_mode.*relative_orbit/);
  await expect(saveHdfEos5(request, quietContext())).rejects.toMatchObject({
    remedy: expect.stringMatching(/'relative_orbit = VALUE'.* into your template/),
  });
  expect(readdirSync(folder)).not.toContain('none');
});

test('lines of the templates of a run complete the metadata of its archive', async () => {
  const metadata = new Map([
    ['beam_mode', 'IW'],
    ['relative_orbit', '124'],
  ]);
  const request = {
    ...(await archiveRequest({ first_frame: '1' })),
    folder: join(folder, 'lines'),
    metadata,
  };
  expect(await saveHdfEos5(request, quietContext())).toMatch(/_IW_\d*_?124_/);
});

test('a template completes the metadata with its lines that are no options', () => {
  const lines = new Map([
    ['mintpy.plot', 'no'],
    ['beam_mode', 'SM'],
    ['unavco.RELATIVE_ORBIT', '87'],
    ['hdfeos5.processing_dem', 'COPDEM'],
  ]);
  const attributes = withTemplate({ beam_mode: 'IW', PLATFORM: 'Alos2' }, lines);
  expect(attributes).toMatchObject({ beam_mode: 'SM', relative_orbit: '87', processing_dem: 'COPDEM' });
  expect(attributes['mintpy.plot']).toBeUndefined();
});

test('missions have the names of archives', () => {
  const names = ['sen', 'S1A', 'Alos', 'alos2', 'Env', 'rs1', 'Rsat2', 'Cosmo', 'TanDEM', 'saocom', 'ni'];
  expect(names.map(missionOf).join()).toBe('S1,S1,ALOS,ALOS2,ENV,RS1,RS2,CSK,TSX,SAOCOM,NI');
});

test('a swath of 0 and equal frames are not in the name', () => {
  const attributes = {
    ...map,
    ...identity,
    LENGTH: '5',
    WIDTH: '7',
    PLATFORM: 'sen',
    WAVELENGTH: '0.05',
    ANTENNA_SIDE: '-1',
  };
  const metadata = archiveMetadata(
    { ...attributes, last_frame: '473', beam_swath: '2' },
    ['20200101', '20210101'],
    '2022-02-02',
  );
  expect(archiveName(metadata, {})).toBe('S1_IW2_007_0473_20200101_20210101.he5');
  expect(metadata).toMatchObject({ prf: { float: 0 }, wavelength: { float: 0.05 }, history: '2022-02-02' });
  expect(() => archiveMetadata({ ...attributes, relative_orbit: 'seven' }, ['20200101'], '')).toThrow(
    "'seven'",
  );
});

test('a file of another kind stands for neither geometry nor quality', async () => {
  const request = await archiveRequest(identity);
  const context = quietContext();
  await expect(saveHdfEos5({ ...request, geometry: request.mask }, context)).rejects.toThrow(
    'no geometry file',
  );
  await expect(saveHdfEos5({ ...request, mask: request.timeseries }, context)).rejects.toThrow(
    'no map of mask',
  );
});
