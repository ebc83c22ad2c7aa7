import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { saveSeriesKmz } from './google-earth-series.ts';

const folder = temporaryFolder();
const map = { Y_FIRST: '36.5', X_FIRST: '25', Y_STEP: '-0.01', X_STEP: '0.02' };
const dates = ['20180104', '20180703', '20190104'];
const series = await tinySeries(
  join(folder, 'geo_timeseries_ramp.h5'),
  dates,
  (k, y, x) => 0.01 * k * (y + x),
  { attributes: map },
);
const velocity = tinyGrid((y, x) => (y === 0 && x === 0 ? 0.2 : 0.02 * (y + x)));
const beside = (name: string, raster: Float32Array) =>
  tinyRasters(join(folder, `geo_${name}.h5`), { [name]: raster }, map);
await beside('velocity', velocity);
await beside(
  'temporalCoherence',
  tinyGrid(() => 0.87),
);
const mask = await tinyRasters(
  join(folder, 'geo_maskTempCoh.h5'),
  { mask: tinyGrid((y) => (y < 4 ? 1 : 0)) },
  map,
);

describe('points of a geocoded series', async () => {
  const path = await saveSeriesKmz({ file: series, steps: [2, 1, 1], minPercentage: 0 }, quietContext());
  const files = unzipSync(readFileSync(path));
  const kml = (name: string) => strFromU8(files[name]);
  const places = (name: string) => [...kml(name).matchAll(/<Point><coordinates>(.*?)<\/coordinates>/g)];

  test('stand in one file for each box and level, which a root loads by size on the screen', () => {
    expect(path).toBe(join(folder, 'geo_timeseries_ramp.kmz'));
    expect(Object.keys(files)[0]).toBe('geo_timeseries_ramp_root.kml');
    const links = [...kml('geo_timeseries_ramp_root.kml').matchAll(/<href>(files\/\d_.*?kml)<\/href>/g)];
    expect(links.map(([, href]) => href).sort()).toEqual(['1', '2', '3'].map((k) => `files/${k}_0_0.kml`));
    const lods = [
      ...kml('geo_timeseries_ramp_root.kml').matchAll(/<minLodPixels>(.*?)<.*?<maxLodPixels>(.*?)</g),
    ];
    expect(lods.map(([, from, to]) => [from, to]).sort()).toEqual([
      ['0', '1500'],
      ['1500', '4000'],
      ['4000', '-1'],
    ]);
    expect(places('files/1_0_0.kml')).toHaveLength(2 * 3); // rows 1 and 3, columns 1, 3, 5
    expect(places('files/2_0_0.kml')).toHaveLength(4 * 7);
    expect(places('files/1_0_0.kml')[0][1]).toBe('25.03,36.485'); // centre of y 1, x 1
  });

  test('tell velocity, coherence and displacement, and draw every date', () => {
    const [, point] = kml('files/1_0_0.kml').split('<Placemark>');
    expect(point).toContain('<value>4.00 cm/year</value>');
    expect(point).toContain('<value>0.87</value>');
    expect(point).toContain('<value>4.00 cm</value>'); // 0.01 * 2 * (1 + 1) m
    const dots = /<Data name="dots"><value>(.*?)<\/value>/.exec(point)![1];
    const [first, middle, last] = [...dots.matchAll(/M(\d+),(\d+)/g)].map(([, x, y]) => [+x, +y]);
    expect(middle[0] - first[0]).toBeCloseTo((180 / 365) * (last[0] - first[0]), -0.5);
    expect(middle[1] - first[1]).toBe(last[1] - middle[1]);
    expect(last[1]).toBeLessThan(first[1]); // up is towards the satellite
  });

  test('have a balloon that needs neither scripts nor a network', () => {
    const text = kml('files/2_0_0.kml');
    expect(text).toContain('&lt;svg');
    expect(text).not.toMatch(/script|http:\/\/(?!www\.(opengis|w3)\.)/);
  });
});

test('the finest level is left out where little of the ground deforms', async () => {
  const outfile = join(folder, 'calm');
  const path = await saveSeriesKmz(
    { file: series, steps: [2, 1, 1], minPercentage: 0.9, outfile },
    quietContext(),
  );
  const root = strFromU8(unzipSync(readFileSync(path))['calm_root.kml']);
  expect(root).not.toContain('files/3_0_0.kml');
  expect(root).toMatch(/files\/2_0_0.kml/);
  expect(root.match(/<maxLodPixels>-1</g)).toHaveLength(1); // the second level stays
});

test('what the points are chosen and coloured by must be there and of the same size', async () => {
  const alone = await tinySeries(join(temporaryFolder(), 'timeseries.h5'), dates, (k) => k, {
    attributes: map,
  });
  await expect(saveSeriesKmz({ file: alone }, quietContext())).rejects.toThrow(/velocity.h5 is not there/);
  await expect(saveSeriesKmz({ file: mask }, quietContext())).rejects.toThrow('is not a time series');
  expect(existsSync(alone.replace('.h5', '.kmz'))).toBe(false);
});
