import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { createH5 } from '../../io/hdf5/file.ts';
import type { PairStack, StackDescription } from '../../loading/description.ts';
import { datasetLayer } from '../../loading/layer.ts';
import { sampleValues } from './sample-values.ts';

const folder = temporaryFolder();
const [LENGTH, WIDTH] = [16, 30];
const BPERP = [-80, -30, 10, 45, 90, 130];
const PAIRS = BPERP.map((_, k) => ['20200101', `2020020${k + 1}`] as const);

/** A raster of every pair in one file, as layers. */
async function stackOf(
  name: string,
  valueAt: (k: number, y: number, x: number) => number,
): Promise<PairStack> {
  const path = join(folder, `${name}.h5`);
  const shape = [PAIRS.length, LENGTH, WIDTH];
  const values = Float32Array.from({ length: PAIRS.length * LENGTH * WIDTH }, (_, i) => {
    const p = i % (LENGTH * WIDTH);
    return valueAt(Math.floor(i / (LENGTH * WIDTH)), Math.floor(p / WIDTH), p % WIDTH);
  });
  const writer = await createH5(path, {
    attributes: {},
    datasets: [{ name: 'unwrapPhase', type: 'f4', shape }],
  });
  writer.write('unwrapPhase', values);
  writer.commit();
  const pairs = PAIRS.map(([date1, date2], k) => ({
    date1,
    date2,
    bperpTop: BPERP[k],
    bperpBottom: BPERP[k],
    layers: { unwrapPhase: datasetLayer(path, 'unwrapPhase', { plane: k }) },
  }));
  return { pairs, datasets: ['unwrapPhase'], length: LENGTH, width: WIDTH, attributes: {} };
}

const relief = (y: number, x: number) => 300 + 200 * Math.sin(x / 3) + 100 * Math.cos(y / 2);
/** Of every pair another one. */
const noise = (k: number, y: number, x: number) => Math.sin(7 * k + 1.3 * y * (k + 1) + 2.1 * x * (k + 2));

async function codesOf(
  phase: (k: number, y: number, x: number) => number,
  tide?: (k: number, y: number, x: number) => number,
): Promise<string[]> {
  const ifgrams = await stackOf('phase', phase);
  const [height] = (await stackOf('height', (_, y, x) => relief(y, x))).pairs;
  const description: StackDescription = {
    ifgrams,
    ...(tide === undefined ? {} : { tides: await stackOf('tides', tide) }),
    geometry: {
      geo: { layers: { height: height.layers.unwrapPhase }, length: LENGTH, width: WIDTH, attributes: {} },
    },
    warnings: [],
  };
  return (await sampleValues(description)).findings.map(({ code }) => code);
}

test('phase that grows with height as the baseline does is topography', async () => {
  expect(await codesOf((k, y, x) => (BPERP[k] * relief(y, x)) / 4000 + noise(k, y, x))).toContain('MS1705');
  expect(
    await codesOf((k, y, x) => (BPERP[(k * 5 + 2) % 6] * relief(y, x)) / 4000 + noise(k, y, x)),
  ).not.toContain('MS1705');
  expect(await codesOf((k, y, x) => 5 * noise(k, y, x))).not.toContain('MS1705');
});

test('tides that go against the phase in all pairs have another sign', async () => {
  const tide = (k: number, y: number, x: number) => (k + 1) * (y + x / 2) + 1;
  expect(await codesOf((k, y, x) => -tide(k, y, x) + noise(k, y, x), tide)).toContain('MS1706');
  expect(await codesOf((k, y, x) => tide(k, y, x) + noise(k, y, x), tide)).not.toContain('MS1706');
  expect(await codesOf((k, y, x) => 20 * noise(k, y, x), tide)).not.toContain('MS1706');
});
