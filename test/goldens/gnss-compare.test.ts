import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { compareGnss } from '../../src/operations/gnss/compare-gnss.ts';
import { gnssMisfit } from '../../src/operations/gnss/gnss-misfit.ts';
import { describeWithSharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/tiny-series.ts';

interface Site {
  readonly gnss_datetime: readonly string[];
  readonly gnss_dis: readonly number[];
  readonly gnss_std: readonly number[];
  readonly gnss_std_mean: number;
  readonly gnss_sampled_every: number;
  readonly insar_datetime: readonly string[];
  readonly insar_dis_linear: readonly number[];
  readonly comm_dis_gnss: readonly number[];
  readonly comm_dis_insar: readonly number[];
  readonly temp_coh: number;
  readonly r_square: number | string;
  readonly dis_rmse: number;
}

describeWithSharedData('A scene beside its GNSS stations', (data) => {
  test('is compared with nothing where the reference is the only station', async () => {
    const folder = temporaryFolder();
    cpSync(join(data, 'corrections/gnss/input'), folder, { recursive: true });
    const alone = compareGnss(
      {
        timeseries: join(folder, 'timeseries.h5'),
        geometry: join(folder, 'inputs/geometryRadar.h5'),
        folder,
        sites: ['AB03'],
      },
      quietContext(),
    );
    await expect(alone).rejects.toThrow('Nothing is compared: AB03');
  });

  test('has the displacements and statistics of the reference', async () => {
    const folder = temporaryFolder();
    cpSync(join(data, 'corrections/gnss/input'), folder, { recursive: true });
    // NaN is no JSON
    const text = readFileSync(join(data, 'corrections/gnss/expected/insar_vs_gnss.json'), 'utf8');
    const expected = JSON.parse(text.replace(/\bNaN\b/g, 'null'));
    const found = await compareGnss(
      {
        timeseries: join(folder, 'timeseries.h5'),
        geometry: join(folder, 'inputs/geometryRadar.h5'),
        coherence: join(folder, 'temporalCoherence.h5'),
        folder,
        reference: 'AB03',
        sites: Object.keys(expected.sites),
      },
      quietContext(),
    );
    expect([found.start, found.end, found.refDate]).toEqual([
      expected.start,
      expected.end,
      expected.min_ref_date,
    ]);
    expect(found.stations.map(({ site }) => site)).toEqual(Object.keys(expected.sites));
    const near = (values: ArrayLike<number>, wanted: readonly number[], tolerance: number) => {
      expect(values).toHaveLength(wanted.length);
      wanted.forEach((value, k) => {
        expect(Math.abs(values[k] - value), `${k}: ${values[k]} and ${value}`).toBeLessThan(tolerance);
      });
    };
    const compact = (dates: readonly string[]) => dates.map((date) => date.slice(0, 10).replaceAll('-', ''));
    for (const station of found.stations) {
      const site: Site = expected.sites[station.site];
      const sampled = station.gnss.dates.map((_, k) => k).filter((k) => k % site.gnss_sampled_every === 0);
      expect(sampled.map((k) => station.gnss.dates[k])).toEqual(compact(site.gnss_datetime));
      near(
        sampled.map((k) => station.gnss.values[k]),
        site.gnss_dis,
        1e-6,
      );
      near(
        sampled.map((k) => station.gnss.std[k]),
        site.gnss_std,
        1e-6,
      );
      expect(Math.abs(station.meanStd - site.gnss_std_mean)).toBeLessThan(1e-6);
      expect(station.insar.dates).toEqual(compact(site.insar_datetime));
      near(station.insar.values, site.insar_dis_linear, 1e-6);
      near(station.common.gnss, site.comm_dis_gnss, 1e-6);
      near(station.common.insar, site.comm_dis_insar, 1e-6);
      expect(Math.abs(station.temporalCoherence - site.temp_coh)).toBeLessThan(1e-6);
      expect(Math.abs(station.rmse - site.dis_rmse)).toBeLessThan(1e-6);
      if (typeof site.r_square === 'number')
        expect(Math.abs(station.correlation - site.r_square)).toBeLessThan(2e-5);
      else expect(station.correlation).toBeNaN();
    }
    // nothing is fetched for the report of a correction, and the same series is as far from the stations
    const series = join(folder, 'timeseries.h5');
    const geometry = join(folder, 'inputs/geometryRadar.h5');
    const misfit = await gnssMisfit([series, series], folder, { geometry }, quietContext());
    expect(misfit).toMatchObject({ source: 'UNR', numStation: 3 });
    expect(misfit!.before).toEqual(misfit!.after);
    expect(misfit!.before.rmse).toBeGreaterThan(0.005);
    expect(await gnssMisfit([series, series], temporaryFolder(), {}, quietContext())).toBeUndefined();
  });
});
