import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasGdal, readByGdal } from '../../test/support/outside-readers.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import {
  type Figure,
  layoutHdf5,
  plotInsarVsGnssScatter,
  read,
  readIsceXml,
  subplots,
  Timeseries,
  writeHdf5Block,
  writeIsceXml,
} from '../index.ts';
import { recordFigure } from '../plot/recording-surface.ts';

const cwd = temporaryFolder();
const DATES = ['20200101', '20200113', '20200125'];
const MAP = {
  X_FIRST: '25',
  Y_FIRST: '37',
  X_STEP: '0.1',
  Y_STEP: '-0.1',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
};

test('a block of a dataset is replaced, and nothing else', async () => {
  await tinySeries(join(cwd, 'series.h5'), DATES, (k, y, x) => 100 * k + 10 * y + x);
  const block = [
    [1, 3],
    [2, 4],
    [0, 2],
  ] as const;
  await writeHdf5Block('series.h5', Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 'timeseries', block, { cwd });
  const { data } = await read('series.h5', { cwd });
  const expected = Array.from(
    { length: 3 * 35 },
    (_, i) => 100 * Math.floor(i / 35) + 10 * Math.floor((i % 35) / 7) + (i % 7),
  );
  [1, 2].forEach((k) => {
    [2, 3].forEach((y) => {
      [0, 1].forEach((x) => {
        expected[k * 35 + y * 7 + x] = 1 + 4 * (k - 1) + 2 * (y - 2) + x;
      });
    });
  });
  expect([...data.data]).toEqual(expected);
  // rasters and texts in one piece
  await writeHdf5Block('series.h5', ['20200102'], 'date', [[0, 1]], { cwd });
  const { dateList } = await new Timeseries('series.h5', { cwd }).open();
  expect(dateList).toEqual(['20200102', ...DATES.slice(1)]);
  const fresh = await layoutHdf5(
    'fresh.h5',
    { height: { shape: [2, 2] } },
    { cwd, metadata: { FILE_TYPE: 'geometry', LENGTH: '2', WIDTH: '2' } },
  );
  await writeHdf5Block(fresh, Float32Array.of(7, 8), 'height', [
    [1, 2],
    [0, 2],
  ]);
  fresh.close();
  expect([...(await read('fresh.h5', { cwd, dataset: 'height' })).data.data]).toEqual([0, 0, 7, 8]);
});

test('blocks that do not fit are refused, and the file stays as it was', async () => {
  await tinyRasters(join(cwd, 'speed.h5'), { velocity: tinyGrid((y, x) => y + x) });
  const write = (values: Float32Array, name: string, block: readonly [number, number][]) =>
    writeHdf5Block('speed.h5', values, name, block, { cwd });
  await expect(
    write(Float32Array.of(1), 'speed', [
      [0, 1],
      [0, 1],
    ]),
  ).rejects.toThrow(/has no dataset speed/);
  await expect(
    write(Float32Array.of(1), 'velocity', [
      [0, 1],
      [7, 8],
    ]),
  ).rejects.toThrow(/outside/);
  await expect(
    write(Float32Array.of(1), 'velocity', [
      [0, 1],
      [0, 2],
    ]),
  ).rejects.toThrow(/1 x 2 of velocity got 1 values/);
  expect((await read('speed.h5', { cwd })).data.data[8]).toBe(2);
});

test('sheets of ISCE-2 tell size, type, bands and grid', async () => {
  const attributes = { LENGTH: '2', WIDTH: '3', DATA_TYPE: 'int16', BANDS: '2', INTERLEAVE: 'BSQ', ...MAP };
  expect(writeIsceXml(attributes, 'heights.dem', { cwd })).toBe(join(cwd, 'heights.dem.xml'));
  const found = readIsceXml('heights.dem.xml', { cwd });
  expect(found).toMatchObject({ LENGTH: '2', WIDTH: '3', DATA_TYPE: 'int16', BANDS: '2', INTERLEAVE: 'BSQ' });
  for (const key of ['X_FIRST', 'X_STEP', 'Y_FIRST', 'Y_STEP'] as const)
    expect(Number(found[key])).toBeCloseTo(Number(MAP[key]), 12);
  // by the name of the file: two bands of float32, the second of which is the phase
  writeIsceXml({ LENGTH: '2', WIDTH: '3' }, 'pair.unw', { cwd });
  expect(readIsceXml('pair.unw.xml', { cwd })).toMatchObject({
    DATA_TYPE: 'float32',
    BANDS: '2',
    INTERLEAVE: 'BIL',
    image_type: 'unw',
  });
  expect(() => writeIsceXml({ WIDTH: '3' }, 'pair.unw', { cwd })).toThrow(/LENGTH is missing/);
  expect(() => writeIsceXml({ LENGTH: '2', WIDTH: '3', DATA_TYPE: 'uint64' }, 'a.bin', { cwd })).toThrow(
    /type uint64/,
  );
});

test.runIf(hasGdal)('GDAL reads the raster by its sheet', () => {
  writeFileSync(join(cwd, 'map.bin'), new Uint8Array(Int16Array.of(1, 2, 3, 4, 5, 6).buffer));
  writeIsceXml({ LENGTH: '2', WIDTH: '3', DATA_TYPE: 'int16' }, 'map.bin', { cwd });
  const { type, shape, values } = readByGdal(join(cwd, 'map.bin.vrt'));
  expect([type, shape, [...values]]).toEqual(['Int16', [2, 3], [1, 2, 3, 4, 5, 6]]);
});

test('velocities are compared with those of GNSS stations', async () => {
  // m/year, of which the stations know better by 1 mm/year; one of them is wrong, one on no data, one outside
  await tinyRasters(
    join(cwd, 'velocity.h5'),
    { velocity: tinyGrid((y, x) => (y === 4 && x === 6 ? Number.NaN : 0.01 * y + 0.001 * x)) },
    { UNIT: 'm/year', ...MAP },
  );
  const station = (site: string, y: number, x: number, error: number) =>
    [site, 25.05 + 0.1 * x, 36.95 - 0.1 * y, 0, 0.01 * y + 0.001 * x + error].join(',');
  const rows = [
    station('AAAA', 0, 0, 0.001),
    station('BBBB', 1, 3, -0.001),
    station('CCCC', 2, 5, 0.001),
    station('DDDD', 3, 1, -0.001),
    station('EEEE', 3, 4, 0.09),
    station('FFFF', 4, 6, 0),
    station('GGGG', 40, 6, 0),
  ];
  writeFileSync(
    join(cwd, 'gnss_enu2los_UNR.csv'),
    ['Site,Lon,Lat,Displacement,Velocity', ...rows, ''].join('\n'),
  );
  const page = subplots(1, 1, { size: [5, 5] });
  const { stations, rmse } = await plotInsarVsGnssScatter(page.axes[0], 'velocity.h5', { cwd });
  expect(stations.map(({ site, isOutlier }) => (isOutlier ? site.toLowerCase() : site))).toEqual([
    'AAAA',
    'BBBB',
    'CCCC',
    'DDDD',
    'eeee',
  ]);
  expect(rmse).toBeCloseTo(Math.sqrt((4 * 0.001 ** 2) / 3), 8);
  const { texts } = recordFigure(page.axes[0].content as Figure);
  expect(texts.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['RMSE = 0.12 cm/year', '4 of 5 stations', 'InSAR [cm/year]']),
  );
  const relative = await plotInsarVsGnssScatter(page.axes[0], 'velocity.h5', {
    cwd,
    refGnssSite: 'AAAA',
    exGnssSites: ['EEEE'],
  });
  expect(relative.stations[1]).toMatchObject({ site: 'BBBB', isOutlier: false });
  expect(relative.stations[1].gnss - relative.stations[1].insar).toBeCloseTo(-0.002, 8);
  const wrong = (options: object) => plotInsarVsGnssScatter(page.axes[0], 'velocity.h5', { cwd, ...options });
  await expect(wrong({ refGnssSite: 'ZZZZ' })).rejects.toThrow(/reference station ZZZZ/);
  await expect(wrong({ csvFile: 'none.csv' })).rejects.toThrow(/no table of GNSS stations/);
});
