import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../support/tiny-series.ts';
import { complains } from './complaint.ts';

/* What users get wrong when they export. */

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const MAP = {
  Y_FIRST: '36.5',
  X_FIRST: '25',
  Y_STEP: '-0.001',
  X_STEP: '0.002',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
};
const INPUTS = ['geo_ts.h5', 'ts.h5', 'geo_velocity.h5', 'geometry.h5', 'meters.h5'];

beforeAll(async () => {
  const dates = ['20200101', '20200113'];
  await tinySeries(at('geo_ts.h5'), dates, (k, y, x) => k * (y - x), { attributes: MAP });
  await tinySeries(at('ts.h5'), dates, (k, y, x) => k * (y - x));
  await tinyRasters(
    at('geo_velocity.h5'),
    { velocity: tinyGrid((y, x) => y - x) },
    { ...MAP, UNIT: 'm/year' },
  );
  await tinyRasters(at('geometry.h5'), { height: tinyGrid((y) => y) }, MAP);
  await tinyRasters(
    at('meters.h5'),
    { velocity: tinyGrid((y) => y) },
    { ...MAP, X_UNIT: 'meters', Y_UNIT: 'meters' },
  );
  mkdirSync(at('folder'));
});

type Case = readonly [words: string, says: RegExp];

const CASES: readonly Case[] = [
  ['save_gdal none.h5', /none\.h5 does not exist/],
  ['save_gdal ts.h5', /ts\.h5 is in radar coordinates/],
  ['save_gdal geo_velocity.h5 -d velocitx', /no raster velocitx.*\n.*velocity/],
  ['save_gdal geo_ts.h5 -d 20200102', /no raster 20200102/],
  ['save_gdal geo_ts.h5 -d 20200101_20200102', /no date 20200102.*\n.*20200113/],
  ['save_gdal geo_velocity.h5 --of JPEG', /does not write JPEG.*\n.*mintsar view/],
  ['save_gdal geo_velocity.h5 --of HFA', /does not write HFA.*\n.*gdal_translate -of HFA/],
  ['save_gdal geo_velocity.h5 -o folder', /folder cannot be written: it is a folder/],
  ['save_gdal geo_velocity.h5 -o geo_velocity.h5', /geo_velocity\.h5 is read/],
  ['save_gdal meters.h5 --of ENVI', /not for an unnamed projection.*\n.*GTiff/],
  ['save_gmt geo_ts.h5', /has 2 rasters/],
  ['save_gmt ts.h5 20200113', /radar coordinates/],
  ['save_netcdf ts.h5', /tells no latitude and longitude/],
  ['save_netcdf geo_velocity.h5 -o geo_velocity.h5', /geo_velocity\.h5 is read/],
  ['save_roipac geo_velocity.h5', /tell the period of the velocity/],
  ['save_roipac geo_ts.h5 --ref-yx 1 1 --ref-lalo 36 25', /two reference points/],
  ['save_roipac ts.h5 --ref-lalo 36 25', /radar coordinates/],
  ['save_gbis geo_ts.h5 -g geometry.h5', /geometry\.h5 has no incidenceAngle/],
  ['save_kite geo_ts.h5 -d 20200113', /does not tell the line of sight/],
  ['save_kite ts.h5 -d 20200113', /radar coordinates/],
];

test.each(CASES)('%s is answered by a sentence and a remedy, and no input changes', async (words, says) => {
  const before = INPUTS.map((name) => readFileSync(at(name)));
  await complains(words.split(' '), folder, { status: 2, says: [says] });
  INPUTS.forEach((name, k) => {
    expect(readFileSync(at(name)).equals(before[k]), name).toBe(true);
  });
});
