import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietContext } from '../../core/context.ts';
import { InterruptedError } from '../../core/errors.ts';
import { createRandom } from '../../core/stats/random.ts';
import { createH5 } from '../../io/hdf5/file.ts';
import type { Compression } from '../../io/hdf5/types.ts';
import { readSamples } from './pixel-samples.ts';

const [numPlane, length, width] = [3, 700, 61];
const values = Float32Array.from({ length: numPlane * length * width }, (_, i) => i);
const folder = mkdtempSync(join(tmpdir(), 'mintsar-samples-'));

async function stackOf(compression: Compression): Promise<string> {
  const path = join(folder, `${compression}.h5`);
  const shape = [numPlane, length, width];
  const datasets = [{ name: 'phase', type: 'f4', shape, compression } as const];
  const writer = await createH5(path, { attributes: {}, datasets });
  writer.write('phase', values);
  writer.commit();
  return path;
}

test.each(['none', 'gzip'] as const)(
  'samples are the values at their pixels, compression %s',
  async (compression) => {
    const path = await stackOf(compression);
    const random = createRandom(2);
    const scattered = Int32Array.from({ length: 9 }, () => Math.floor(random() * length * width));
    const corners = Int32Array.of(length * width - 1, 0, width - 1, width, 0); // far apart, one of them twice
    for (const pixels of [scattered, corners, Int32Array.of(5), new Int32Array(0)]) {
      const samples = await readSamples({ path, dataset: 'phase', planes: [2, 0], pixels }, quietContext());
      const expected = [2, 0].map((k) => pixels.map((i) => values[k * length * width + i]));
      expect(samples.map((plane) => [...plane])).toEqual(expected.map((plane) => [...plane]));
    }
  },
);

test('reading samples can be stopped', async () => {
  const path = await stackOf('none');
  const stopped = quietContext({ signal: AbortSignal.abort() });
  const work = readSamples({ path, dataset: 'phase', planes: [0], pixels: Int32Array.of(1) }, stopped);
  await expect(work).rejects.toThrow(InterruptedError);
});
