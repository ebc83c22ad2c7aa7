import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { prepareRms, selectDates } from '../stats/residual-rms.ts';
import { prepareDemError } from './dem-error.ts';
import { derampGrid } from './ramp-removal.ts';

const read = (path: string, name: string) =>
  withH5(path, (file) => Float32Array.from(file.read(name) as Float32Array));
const textRead = (path: string, name: string) =>
  withH5(path, (file) => Array.from(file.read(name) as string[]));

/** Largest difference of two arrays after each was made relative to the same date. */
function largestDifference(
  a: Float32Array,
  b: Float32Array,
  numPixel: number,
  referenceIndex?: number,
): number {
  let most = 0;
  for (let i = 0; i < b.length; i++) {
    const offset = referenceIndex === undefined ? 0 : a[referenceIndex * numPixel + (i % numPixel)];
    most = Math.max(most, Math.abs(a[i] - offset - b[i]));
  }
  return most;
}

describeWithSharedData('terrain corrections of a Sentinel-1 scene', (data) => {
  const expected = (...parts: string[]) => join(data, 'isce-radar', 'expected', ...parts);
  const plain = (name: string) => expected('default-notropo', name);
  let dates: string[] = [];
  let bperp = new Float32Array();
  let timeseries = new Float32Array();
  let mask = new Uint8Array();
  let attributes: Record<string, string> = {};
  let numPixel = 0;

  beforeAll(async () => {
    const path = plain('timeseries.h5');
    dates = await textRead(path, 'date');
    bperp = await read(path, 'bperp');
    timeseries = await read(path, 'timeseries');
    attributes = await withH5(path, (file) => ({ ...file.attributes }));
    numPixel = timeseries.length / dates.length;
    // The file is relative to a later date; when the DEM error was estimated it was relative to the first.
    const first = timeseries.slice(0, numPixel);
    timeseries = timeseries.map((value, i) => value - first[i % numPixel]);
    mask = Uint8Array.from(await read(plain('temporalCoherence.h5'), 'temporalCoherence'), (c) =>
      c === 0 ? 0 : 1,
    );
  });

  for (const { variant, polynomial, excludeDate, stepDate, phaseVelocity } of [
    { variant: 'default-notropo', polynomial: 2 },
    { variant: 'demerr-poly3', polynomial: 3, excludeDate: ['20180901'] },
    { variant: 'demerr-meangeom-step', polynomial: 2, stepDate: ['20180610'], phaseVelocity: true },
  ]) {
    test(`the DEM error agrees to a millimetre and the correction to 1e-7 m: ${variant}`, async () => {
      const geometry = expected('load', 'inputs', 'geometryRadar.h5');
      const isMean = variant.includes('meangeom');
      const [near, spacing, width] = ['STARTING_RANGE', 'RANGE_PIXEL_SIZE', 'WIDTH'].map((key) =>
        Number(attributes[key]),
      );
      const seconds = Number(attributes['CENTER_LINE_UTC']);
      const model = { polynomial, stepDate };
      const result = prepareDemError({ dates, seconds, model, excludeDate, phaseVelocity, bperp })({
        timeseries,
        mask,
        slantRange: isMean ? near + (spacing * (width - 1)) / 2 : await read(geometry, 'slantRangeDistance'),
        incidenceAngle: isMean
          ? Number(attributes['CENTER_INCIDENCE_ANGLE'])
          : await read(geometry, 'incidenceAngle'),
      });
      expect(
        largestDifference(result.dem, await read(expected(variant, 'demErr.h5'), 'dem'), numPixel),
      ).toBeLessThan(1e-3);
      const corrected = expected(variant, 'timeseries_demErr.h5');
      const referenceDate = await withH5(corrected, (file) => file.attributes['REF_DATE']);
      const reference = dates.indexOf(referenceDate);
      expect(
        largestDifference(result.corrected, await read(corrected, 'timeseries'), numPixel, reference),
      ).toBeLessThan(1e-7);
      if (variant === 'demerr-poly3') return; // its residual is not kept
      const residual = await read(expected(variant, 'timeseriesResidual.h5'), 'timeseries');
      expect(largestDifference(result.residual, residual, numPixel)).toBeLessThan(1e-6);
    });
  }

  test('ramps of the residual, its RMS, the reference date and the noisy dates agree', async () => {
    const residual = await read(plain('timeseriesResidual.h5'), 'timeseries');
    const reliable = Uint8Array.from(await read(plain('maskTempCoh.h5'), 'mask'));
    const [length, width] = [Number(attributes['LENGTH']), Number(attributes['WIDTH'])];
    const reference = { y: Number(attributes['REF_Y']), x: Number(attributes['REF_X']) };
    const deramped = new Float32Array(residual.length);
    dates.forEach((_, k) => {
      const plane = {
        data: residual.slice(k * numPixel, (k + 1) * numPixel),
        shape: [length, width],
      } as const;
      const { corrected } = derampGrid(plane, 'quadratic', { mask: reliable, reference });
      deramped.set(corrected.data, k * numPixel);
    });
    const golden = await read(plain('timeseriesResidual_ramp.h5'), 'timeseries');
    expect(largestDifference(deramped, golden, numPixel)).toBeLessThan(1e-7);

    const rmsOf = prepareRms({ length, width }, reliable);
    const rms = dates.map((_, k) => rmsOf(deramped.subarray(k * numPixel, (k + 1) * numPixel)));
    expect(rms[0]).toBeCloseTo(0.0018645304953679442, 7);
    expect(rms[10]).toBeCloseTo(0.011988458223640919, 7);
    const selection = selectDates(rms);
    expect(dates[selection.reference]).toBe('20190204');
    expect(selection.excluded.map((k) => dates[k])).toEqual(['20180901']);
  });
});
