import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { expect, test } from 'vitest';
import { hasChromium } from '../../test/support/chromium.ts';
import { runHere } from '../../test/support/cli.ts';
import { describeWithSharedData } from '../../test/support/shared-data.ts';
import { drawn, openViewer, showLayer, under, viewerSuite } from '../../test/support/viewer-page.ts';
import { readPixel } from '../io/products/reference-pixel.ts';

const [length, width] = [541, 541];
const files = ['velocity.h5', 'temporalCoherence.h5', 'height.tif'];
const places = [
  [0.5, 0.5],
  [0.35, 0.3],
  [0.62, 0.7],
] as const;

describeWithSharedData('a real project by an older MintPy in the viewer', (data) => {
  const suite = viewerSuite(async (folder) => {
    for (const name of files) cpSync(join(data, 'real-mintpy', name), join(folder, name));
  });
  const { folder, planeOf } = suite;

  /** A raster as another reader has it. */
  async function rasterOf(file: string, dataset: string): Promise<ArrayLike<number>> {
    if (file.endsWith('.h5')) return planeOf(file, dataset);
    const image = await (await fromArrayBuffer(readFileSync(join(folder, file)).buffer)).getImage();
    return ((await image.readRasters()) as unknown as Float32Array[])[0];
  }

  test.runIf(hasChromium)('opens every product with the values of the file under the cursor', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder, join(folder, 'height.tif')]);
    await drawn(page);
    for (const [file, dataset, words] of [
      ['velocity.h5', 'velocity', /lat 31\.9\d{4}°\s+lon 130\.8\d{4}°.* cm\/year\s+(towards|away from)/s],
      ['velocity.h5', 'velocityStd', /lat 31\.9\d{4}°.* cm\/year/s],
      ['temporalCoherence.h5', 'temporalCoherence', /lat 31\.9\d{4}°.*0\.\d+/s],
      ['height.tif', 'band 1', /lat 31\.9\d{4}°.*\d/s],
    ] as const) {
      await showLayer(page, file, dataset);
      const values = await rasterOf(file, dataset);
      expect(values).toHaveLength(length * width);
      for (const [across, down] of places) {
        const { y, x, value, text } = await under(page, across, down);
        expect([file, dataset, value]).toEqual([file, dataset, values[y * width + x]]);
        if (Number.isFinite(value) && value !== 0) expect(text).toMatch(words);
      }
    }
    expect(troubles).toEqual([]);
    await close();
  });

  test.runIf(hasChromium)('follows another reference point as the command does', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [join(folder, 'velocity.h5')]);
    await drawn(page);
    const place = page.locator('[data-part="reference"]');
    // REF_Y and REF_X of the file, by the place that it tells beside them.
    expect(await place.inputValue()).toBe('31.91593, 130.85000');
    const { y, x } = await under(page, 0.35, 0.3);
    const { value } = await under(page, 0.62, 0.7);
    const other = await under(page, 0.62, 0.7);
    const request = ['velocity.h5', '-y', String(y), '-x', String(x), '-o', 'moved.h5'];
    const moved = await runHere(['reference_point', ...request], folder);
    expect([moved.status, moved.stderr]).toEqual([0, moved.stderr]);
    await under(page, 0.35, 0.3);
    await place.fill(
      `${(31.9800925925 - (y + 0.5) * 0.000185185).toFixed(6)}, ${(130.8199074075 + (x + 0.5) * 0.000185185).toFixed(6)}`,
    );
    await place.press('Enter');
    await drawn(page);
    const now = await under(page, 0.62, 0.7);
    const [expected] = await readPixel(join(folder, 'moved.h5'), 'velocity', { y: other.y, x: other.x });
    expect(now.value).not.toBe(value);
    expect(Math.fround(now.value)).toBe(expected);
    expect(troubles).toEqual([]);
    await close();
  });
});
