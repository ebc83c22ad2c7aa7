import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { askXarray, gmt, hasGdal, hasXarray, readByGdal } from '../../../test/support/outside-readers.ts';
import { tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { saveGmt } from './save-gmt.ts';
import { saveNetcdf } from './save-netcdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-netcdf-'));
const at = (name: string) => join(folder, name);
const MAP = {
  Y_FIRST: '36.5',
  X_FIRST: '25.25',
  Y_STEP: '-0.001',
  X_STEP: '0.002',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
};
const UTM = {
  Y_FIRST: '4000000',
  X_FIRST: '500000',
  Y_STEP: '-30',
  X_STEP: '20',
  X_UNIT: 'meters',
  Y_UNIT: 'meters',
  UTM_ZONE: '35N',
};
const context = quietContext();
const DATES = ['20200101', '20200113', '20200125'];
const height = (y: number, x: number) => (y === 1 && x === 2 ? Number.NaN : 10 * y + x);

beforeAll(async () => {
  await tinySeries(at('geo_ts.h5'), DATES, (k, y, x) => k * (y + 0.5 * x), {
    attributes: { ...MAP, CENTER_LINE_UTC: '43200.0' },
  });
  await tinySeries(at('ts.h5'), DATES, (k, y, x) => k * (y + 0.5 * x));
  await tinyRasters(
    at('geo_velocity.h5'),
    { velocity: tinyGrid(height), velocityStd: tinyGrid(() => 1) },
    { ...MAP, UNIT: 'm/year' },
  );
  await tinyRasters(at('utm.h5'), { velocity: tinyGrid(height) }, { ...UTM, UNIT: 'm/year' });
  await tinyRasters(at('geometryRadar.h5'), {
    height: tinyGrid(height),
    latitude: tinyGrid((y) => 36 + y),
    longitude: tinyGrid((_, x) => 25 + x),
  });
});

test.runIf(gmt.isThere)('GMT finds the edges, the range and every value where it belongs', async () => {
  await saveGmt({ file: at('geo_velocity.h5'), outfile: at('v.grd') }, context);
  const words = gmt.run('grdinfo', '-C', at('v.grd')).trim().split('\t');
  const info = words.slice(1).map((word) => Number(Number(word).toFixed(9)));
  expect(info.slice(0, 10)).toEqual([25.25, 25.264, 36.495, 36.5, 0, 46, 0.002, 0.001, 7, 5]);
  expect(gmt.run('grdinfo', at('v.grd'))).toMatch(/Pixel node registration used \[Geographic grid\]/);
  const first = gmt.run('grd2xyz', at('v.grd')).split('\n')[0].split('\t').map(Number);
  expect(first).toEqual([25.251, 36.4995, 0]); // centre of the upper left pixel
});

describe.runIf(hasGdal)('as GDAL sees them', () => {
  test('grids and maps have their place and coordinate system', async () => {
    await saveGmt({ file: at('utm.h5'), outfile: at('utm.grd') }, context);
    const grid = readByGdal(at('utm.grd'));
    expect(grid).toMatchObject({
      driver: 'netCDF',
      epsg: '32635',
      transform: [500000, 20, 0, 4000000, 0, -30],
      noData: 'nan',
    });
    expect([...grid.values]).toEqual([...tinyGrid(height)]);
  });
});

describe.runIf(hasXarray)('as xarray sees them', () => {
  test('a series has a time axis, baselines, coordinates of pixel centres, units and gaps', async () => {
    await saveNetcdf({ file: at('geo_ts.h5'), outfile: at('ts.nc'), zeroMask: true }, context);
    expect(
      askXarray(
        at('ts.nc'),
        `dict(times=[str(t)[:19] for t in d.time.values], lat=d.lat.values[[0, -1]].round(6).tolist(), lon=float(d.lon[0].round(6)),
          bperp=d.bperp.values.tolist(), units=d.displacement.units, shape=d.displacement.shape, gaps=int(d.displacement.isnull().sum()),
          last=d.displacement.sel(time='2020-01-25').values.ravel()[-1].item(), mapping=d.displacement.grid_mapping, crs=d.crs.attrs['epsg_code'])`,
      ),
    ).toEqual({
      times: ['2020-01-01T12:00:00', '2020-01-13T12:00:00', '2020-01-25T12:00:00'],
      lat: [36.4995, 36.4955],
      lon: 25.251,
      bperp: [0, 50, 100],
      units: 'm',
      shape: [3, 5, 7],
      gaps: 35 + 2,
      last: 14,
      mapping: 'crs',
      crs: 'EPSG:4326',
    });
  });

  test('a file of several maps is one of several variables, or of those that were named', async () => {
    await saveNetcdf({ file: at('geo_velocity.h5'), outfile: at('all.nc') }, context);
    await saveNetcdf(
      { file: at('geo_velocity.h5'), datasets: ['velocityStd'], outfile: at('one.nc') },
      context,
    );
    const names = 'sorted(d.data_vars)';
    expect(askXarray(at('all.nc'), names)).toEqual(['crs', 'velocity', 'velocityStd']);
    expect(askXarray(at('one.nc'), names)).toEqual(['crs', 'velocityStd']);
    expect(askXarray(at('all.nc'), 'd.velocity.values[0, :3].tolist()')).toEqual([0, 1, 2]);
  });

  test('radar coordinates come with the latitude and longitude of the pixels', async () => {
    await saveNetcdf({ file: at('ts.h5'), datasets: ['20200113'], outfile: at('rdr.nc') }, context);
    expect(
      askXarray(
        at('rdr.nc'),
        '[d.displacement_20200113.dims, float(d.latitude[3, 0]), float(d.longitude[0, 6])]',
      ),
    ).toEqual([['azimuth', 'range'], 39, 31]);
  });
});

test('what has no place is refused', async () => {
  await expect(
    saveGmt({ file: at('ts.h5'), dataset: '20200113', outfile: at('no.grd') }, context),
  ).rejects.toThrow(/radar coordinates/);
  await expect(saveGmt({ file: at('geo_ts.h5'), outfile: at('no.grd') }, context)).rejects.toThrow(
    /has 3 rasters/,
  );
  await expect(
    saveNetcdf({ file: at('ts.h5'), geometry: at('utm.h5'), outfile: at('no.nc') }, context),
  ).rejects.toThrow(/no latitude and longitude/);
  expect([existsSync(at('no.grd')), existsSync(at('no.nc'))]).toEqual([false, false]);
});
