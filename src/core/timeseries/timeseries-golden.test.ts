import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { toRows } from '../linalg/matrix.ts';
import { timeFunctionDesign } from './design-matrix.ts';
import { prepareTimeFunctionFit } from './fit.ts';
import type { TimeFunctionModel } from './model.ts';
import { parameterDatasets } from './parameter-datasets.ts';

const read = (path: string, name: string) =>
  withH5(path, (file) => Float32Array.from(file.read(name) as Float32Array));

const onset = '20180610';
const variants: { variant: string; model: TimeFunctionModel; excludeDate: string[] }[] = [
  { variant: 'default-notropo', model: { polynomial: 1 }, excludeDate: ['20180901'] },
  {
    variant: 'timefunc-suite',
    model: { polynomial: 2, periodic: [1, 0.5], stepDate: [onset] },
    excludeDate: ['20180901'],
  },
  {
    variant: 'timefunc-exp-log',
    model: { polynomial: 1, stepDate: [onset], exp: [{ onset, tau: [60] }], log: [{ onset, tau: [30] }] },
    excludeDate: [],
  },
  {
    variant: 'timefunc-full',
    model: {
      polynomial: 2,
      periodic: [1, 0.5],
      stepDate: [onset],
      exp: [{ onset, tau: [60] }],
      log: [{ onset, tau: [30] }],
    },
    excludeDate: [],
  },
];

describeWithSharedData('time functions of a Sentinel-1 scene', (data) => {
  const expected = (...parts: string[]) => join(data, 'isce-radar', 'expected', ...parts);
  for (const { variant, model, excludeDate } of variants) {
    test(`datasets, residue and fitted curve agree: ${variant}`, async () => {
      const path = expected('default-notropo', 'timeseries_demErr.h5');
      const all = await withH5(path, (file) => Array.from(file.read('date') as string[]));
      const seconds = await withH5(path, (file) => Number(file.attributes['CENTER_LINE_UTC']));
      const series = await read(path, 'timeseries');
      const numPixel = series.length / all.length;
      const dates = all.filter((date) => !excludeDate.includes(date));
      const block = new Float32Array(dates.length * numPixel);
      dates.forEach((date, k) => {
        const from = all.indexOf(date) * numPixel;
        block.set(series.subarray(from, from + numPixel), k * numPixel);
      });
      const estimated = prepareTimeFunctionFit({ dates, seconds, model })(block);
      const golden = new Map<string, Float32Array>();
      const file = expected(variant, 'velocity.h5');
      for (const name of await withH5(file, (h5) => [...h5.datasets.keys()]))
        golden.set(name, await read(file, name));
      expect([...estimated.keys()].sort()).toEqual([...golden.keys()].sort());

      const parts = parameterDatasets(model);
      const most = (name: string) =>
        (estimated.get(name) as Float32Array).reduce(
          (worst, value, i) => Math.max(worst, Math.abs(value - (golden.get(name) as Float32Array)[i])),
          0,
        );
      // The ten parameters of the full model (condition 3.6e4) are stated to 1e-5 m: single precision of the design turns
      // its weakest direction by 2e-4 rad, which accounts for 99 % of the difference.
      expect(most('residue')).toBeLessThan(variant === 'timefunc-full' ? 1e-5 : 2e-6);
      if (variant === 'default-notropo') {
        for (const name of golden.keys()) expect(most(name)).toBeLessThan(2e-6);
      }
      // Parameters of the full model reach 140 m and nearly cancel: stored as float32 they draw no curve to 1e-5 m, in
      // neither file. Its residue, above, is the meaningful comparison.
      if (variant === 'timefunc-full') return;
      // Single parameters of the larger models are poorly determined by 14 dates; the curve they draw is not.
      const design = toRows(timeFunctionDesign(dates, model, seconds));
      const curve = (values: Map<string, Float32Array>, row: number[], i: number) =>
        parts.reduce((sum, { name, kind, columns }) => {
          const value = (values.get(name) as Float32Array)[i];
          if (kind === 'value') return sum + row[columns[0]] * value;
          if (kind === 'phase') return sum;
          const phase = (values.get(name.replace('Amplitude', 'Phase')) as Float32Array)[i];
          return sum + value * (Math.sin(phase) * row[columns[0]] + Math.cos(phase) * row[columns[1]]);
        }, 0);
      let worst = 0;
      for (let i = 0; i < numPixel; i += 7) {
        for (const row of design) {
          worst = Math.max(worst, Math.abs(curve(estimated, row, i) - curve(golden, row, i)));
        }
      }
      expect(worst).toBeLessThan(1e-5);
    });
  }
});
