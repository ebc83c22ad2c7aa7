import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { fetchGnss, searchGnss } from '../../src/services/nevada/nevada.ts';
import { type Answer, answering, file } from '../support/answers.ts';
import { describeWithSharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/tiny-series.ts';

/* Tolerance: 1e-6 m, the digits of the files. */

interface Expected {
  readonly lat: number;
  readonly lon: number;
  readonly num_date: number;
  readonly sample_every: number;
  readonly dates: readonly string[];
  readonly [component: string]: unknown;
}

const SITES = ['AB01', 'AB02', 'AB03', 'AB04'];

describeWithSharedData('GNSS stations of the Nevada Geodetic Laboratory', (data) => {
  const input = join(data, 'corrections/gnss/input');
  const text = (name: string) => readFileSync(join(input, name), 'utf8');

  test('are those of the reference, fetched from a server of the same layout', async () => {
    const { sites } = JSON.parse(
      readFileSync(join(data, 'corrections/gnss/expected/gnss_expected.json'), 'utf8'),
    );
    const answers: Record<string, Answer> = {
      '/NGLStationPages/DataHoldings.txt': file(text('DataHoldings.txt')),
    };
    for (const site of SITES) {
      answers[`/gps_timeseries/IGS20/tenv3/IGS20/${site}.tenv3`] = file(text(`GNSS-UNR/${site}.tenv3`));
    }
    const server = await answering(answers);
    const where = {
      folder: temporaryFolder(),
      service: { name: 'Nevada Geodetic Laboratory', address: server.url },
    };
    const [start, end] = ['20150110', '20160401'];
    const box = { south: 33, north: 34, west: -118, east: -117 };
    const found = await searchGnss({ box, start, end }, where, quietContext());
    expect(found.map(({ site }) => site)).toEqual(SITES);
    for (const outcome of await fetchGnss(SITES, where, quietContext())) {
      if ('error' in outcome) throw outcome.error;
      const series = outcome.value;
      const expected: Expected = sites[`UNR:${outcome.item}`];
      expect(series.latitude).toBeCloseTo(expected.lat, 9);
      expect(series.longitude).toBeCloseTo(expected.lon, 9);
      const used = series.dates.flatMap((date, k) => (date >= start && date <= end ? [k] : []));
      expect(used).toHaveLength(expected.num_date);
      const sampled = used.filter((_, n) => n % expected.sample_every === 0);
      expect(sampled.map((k) => series.dates[k])).toEqual(
        expected.dates.map((date) => date.slice(0, 10).replaceAll('-', '')),
      );
      const columns = {
        dis_e: series.east,
        dis_n: series.north,
        dis_u: series.up,
        std_e: series.eastStd,
        std_n: series.northStd,
        std_u: series.upStd,
      };
      for (const [name, values] of Object.entries(columns)) {
        sampled.forEach((k, n) => {
          expect(
            Math.abs(values[k] - (expected[name] as number[])[n]),
            `${outcome.item} ${name}`,
          ).toBeLessThan(1e-6);
        });
      }
    }
    await server.close();
  });
});
