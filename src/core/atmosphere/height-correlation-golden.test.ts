import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { grid } from '../array.ts';
import { multilook } from '../terrain/multilook.ts';
import {
  estimateHeightDelay,
  relativeSlantHeight,
  removeHeightDelay,
  slantHeight,
} from './height-correlation.ts';

const read = (path: string, name: string) =>
  withH5(path, (file) => Float32Array.from(file.read(name) as Float32Array));

describeWithSharedData('delay that follows height', (data) => {
  const folder = join(data, 'corrections', 'height-correlation');
  const input = (name: string) => join(folder, 'input', name);

  for (const { name, polyOrder, looks, minCorrelation } of [
    { name: 'ts_tropHgt_p1', polyOrder: 1, looks: 8, minCorrelation: 0 },
    { name: 'ts_tropHgt_p2', polyOrder: 2, looks: 8, minCorrelation: 0 },
    { name: 'ts_tropHgt_p3', polyOrder: 3, looks: 8, minCorrelation: 0 },
    { name: 'ts_tropHgt_p1_l3', polyOrder: 1, looks: 3, minCorrelation: 0 },
    { name: 'ts_tropHgt_p1_l1_t03', polyOrder: 1, looks: 1, minCorrelation: 0.3 },
  ]) {
    test(`the corrected series agrees to 1e-7 m: ${name}`, async () => {
      const timeseries = await read(input('timeseries.h5'), 'timeseries');
      const attributes = await withH5(input('timeseries.h5'), (file) => ({ ...file.attributes }));
      const [length, width, y, x] = ['LENGTH', 'WIDTH', 'REF_Y', 'REF_X'].map((key) =>
        Number(attributes[key]),
      );
      const height = await read(input('inputs/geometryRadar.h5'), 'height');
      const angle = await read(input('inputs/geometryRadar.h5'), 'incidenceAngle');
      const mask = await read(input('maskTempCoh.h5'), 'mask');
      const reference = y * width + x;
      const relative = relativeSlantHeight(height, angle, slantHeight(height[reference], angle[reference]));
      const reduced = (values: Float32Array) => {
        const masked = values.map((value, i) => (mask[i] === 0 ? Number.NaN : value));
        return multilook(grid(masked, length, width), looks, looks).data;
      };
      const golden = await read(join(folder, 'expected', `${name}.h5`), 'timeseries');
      const numPixel = length * width;
      let most = 0;
      for (let k = 0; k * numPixel < golden.length; k++) {
        const plane = timeseries.slice(k * numPixel, (k + 1) * numPixel);
        const delay = estimateHeightDelay(reduced(relative), reduced(plane), { polyOrder, minCorrelation });
        removeHeightDelay(plane, relative, delay).forEach((value, i) => {
          most = Math.max(most, Math.abs(value - golden[k * numPixel + i]));
        });
      }
      expect(golden.length).toBe(timeseries.length);
      expect(most).toBeLessThan(1e-7);
    });
  }
});
