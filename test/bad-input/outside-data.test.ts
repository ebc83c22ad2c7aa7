import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { runHere } from '../support/cli.ts';
import { leftovers } from '../support/folder-state.ts';
import { temporaryFolder } from '../support/tiny-series.ts';
import { expectComplaint } from './complaint.ts';
import { writeScene } from './scene.ts';

/* Files of weather, ionosphere and stations that are none: a web page, nothing, or another size. No series comes of them. */

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const DATES = ['20200101', '20200113', '20200125', '20200206', '20200218'];
const PAGE = '<!DOCTYPE html><html><body>Please log in</body></html>';

beforeAll(async () => {
  vi.stubEnv('CDSAPI_KEY', '');
  vi.stubEnv('CDSAPI_RC', '/nowhere/.cdsapirc');
  await writeScene(folder);
  for (const [kind, content] of [
    ['page', PAGE],
    ['empty', ''],
  ]) {
    const put = (name: string) => {
      mkdirSync(join(at(kind), name, '..'), { recursive: true });
      writeFileSync(join(at(kind), name), content);
    };
    for (const date of DATES) {
      const day = String(
        Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) / 864e5 - 18261,
      );
      put(`ERA5/ERA5_N30_N40_E20_E30_${date}_00.grb`);
      put(`${date}.ztd.tif`);
      put(`OPERA_L4_TROPO-ZENITH_${date}T000000Z_20200301T000000Z_HRES_v1.0.nc`);
      put(`jplg${day.padStart(3, '0')}0.20i`);
    }
  }
  mkdirSync(at('short'));
  for (const date of DATES) {
    writeFileSync(at(`short/${date}.ztd`), Buffer.alloc(400));
    const sheet =
      'WIDTH 7\nFILE_LENGTH 9\nX_FIRST 24\nY_FIRST 37\nX_STEP 0.5\nY_STEP -0.5\nX_UNIT degrees\nY_UNIT degrees\n';
    writeFileSync(at(`short/${date}.ztd.rsc`), sheet);
  }
  writeFileSync(at('quakes.csv'), PAGE);
  mkdirSync(at('GNSS-GENERIC'));
});

const CASES: readonly (readonly [words: string, says: RegExp])[] = [
  [
    'tropo_pyaps3 -f ts.h5 -g geometry.h5 -w page',
    /page.ERA5 has no usable weather of any of 5 dates|wants a key/,
  ],
  ['tropo_pyaps3 -f ts.h5 -g geometry.h5 -w empty', /empty.ERA5 has no usable weather|wants a key/],
  ['tropo_pyaps3 -f ts.h5 -g geometry.h5 -w page --custom-height nan', /nan is not a number/],
  ['tropo_pyaps3 -f ts.h5 -g geometry.h5 -w page -o nowhere/out.h5', /folder .*nowhere does not exist/],
  ['tropo_gacos -f ts.h5 -g geometry.h5 --dir page', /page has no usable zenith delay/],
  ['tropo_gacos -f ts.h5 -g geometry.h5 --dir empty', /empty has no usable zenith delay/],
  ['tropo_gacos -f ts.h5 -g geometry.h5 --dir short', /short has no usable zenith delay/],
  ['tropo_opera -f ts.h5 -g geometry.h5 --dir page --no-download', /page has no OPERA_L4_TROPO-ZENITH/],
  ['tropo_opera -f ts.h5 -g geometry.h5 --dir empty --no-download', /empty has no OPERA_L4_TROPO-ZENITH/],
  [
    'iono_tec geo.h5 -g geoGeometry.h5 --tec-dir page',
    /page has no usable IONEX file of jpl for any of 5 dates/,
  ],
  [
    'iono_tec geo.h5 -g geoGeometry.h5 --tec-dir empty',
    /empty has no usable IONEX file of jpl for any of 5 dates/,
  ],
  ['plate_motion -g geoGeometry.h5 -v geoVelocity.h5 --enu nan 0 0', /nan is not a number/],
  ['timeseries2velocity ts.h5 --quakes quakes.csv -o out.h5', /quakes\.csv/],
  ['reference_point geo.h5 --gnss ZZZZ --gnss-source GENERIC -o out.h5', /ZZZZ|GenericList/],
];

test.each(CASES)('%s', async (line, says) => {
  const before = readdirSync(folder).sort();
  const result = await runHere(line.split(' '), folder);
  const error = result.stderr.slice(result.stderr.indexOf('error: ')); // warnings about each file come before
  expectComplaint({ ...result, stderr: error }, { status: 2, says: [says] });
  expect(readdirSync(folder).sort()).toEqual(before);
  expect(leftovers(folder)).toEqual([]);
});

test('what is wrong with each file is told', async () => {
  const told = async (line: string) => (await runHere(line.split(' '), folder)).stderr;
  expect(await told('tropo_pyaps3 -f ts.h5 -g geometry.h5 -w page')).toMatch(
    /20200113_00\.grb is no GRIB file: it holds a web page/,
  );
  expect(await told('tropo_gacos -f ts.h5 -g geometry.h5 --dir short')).toMatch(
    /20200113\.ztd has 400 bytes.*9 x 7 values/,
  );
});
