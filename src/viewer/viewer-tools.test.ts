import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../../test/support/chromium.ts';
import {
  builtPage,
  drawn,
  openViewer,
  showLayer,
  under,
  underAt,
  until,
} from '../../test/support/viewer-page.ts';
import { SCENE, writeCorrectedSeries, writeViewerScene } from '../../test/support/viewer-scene.ts';
import { withH5 } from '../io/hdf5/file.ts';

describe.runIf(hasChromium)('tools of the viewer in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-viewer-'));
  const { length, width } = SCENE;
  let browser: Browser;
  const planeOf = (file: string, dataset: string, plane?: number) =>
    withH5(
      join(folder, file),
      (h5) =>
        h5.read(
          dataset,
          plane === undefined ? undefined : { start: [plane, 0, 0], count: [1, length, width] },
        ) as Float32Array,
    );

  beforeAll(async () => {
    await Promise.all([writeViewerScene(folder).then(() => writeCorrectedSeries(folder)), builtPage()]);
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());

  test('two panes are swiped, and one layer is taken from another', async () => {
    const { page, troubles, close } = await openViewer(browser, [folder]);
    await showLayer(page, 'timeseries_ERA5.h5', 'timeseries');
    const panes = page.getByLabel('Panes', { exact: true });
    expect(await panes.isDisabled()).toBe(true);
    expect(await panes.getAttribute('title')).toMatch(/another one first/);
    await page.getByRole('button', { name: 'Another pane' }).click();
    await drawn(page);
    await panes.selectOption('swipe');
    await showLayer(page, 'temporalCoherence.h5', 'temporalCoherence');
    const handle = page.getByRole('slider', { name: 'Border of the two maps' });
    await handle.focus();
    for (let k = 0; k < 5; k++) await page.keyboard.press('ArrowRight');
    await until(page, `document.querySelector('.swipe').getAttribute('aria-valuenow') === '60'`);
    // Left of the border is one map, right of it the other, over the same pixels.
    const box = (await page.locator('.panes').boundingBox())!;
    const seen = [];
    for (const share of [0.55, 0.65]) {
      seen.push(await underAt(page, box.x + box.width * share, box.y + box.height / 2));
    }
    const [left, right] = seen;
    const corrected = await planeOf('timeseries_ERA5.h5', 'timeseries', 13);
    const coherence = await planeOf('temporalCoherence.h5', 'temporalCoherence');
    expect(left.value).toBe(corrected[left.y * width + left.x]);
    expect(right.value).toBe(coherence[right.y * width + right.x]);
    expect(await page.locator('.legend').allInnerTexts()).toEqual([
      expect.stringMatching(/^timeseries_ERA5\.h5 2019-04-17[\s\S]*cm$/),
      expect.stringMatching(/^temporalCoherence\.h5/),
    ]);
    await panes.selectOption('side');
    await page.getByRole('button', { name: 'Close pane' }).click();
    await drawn(page);

    await page.getByLabel('Less', { exact: true }).selectOption('timeseries.h5:timeseries');
    await drawn(page);
    const { y, x, value } = await under(page, 0.5, 0.5);
    const before = (await planeOf('timeseries.h5', 'timeseries', 13))[y * width + x];
    expect(value).toBe(Math.fround(corrected[y * width + x] - before));

    // Dates are played one after the other.
    const date = page.locator('.slice');
    expect(await date.innerText()).toMatch(/14\/14/);
    await page.getByRole('button', { name: 'Play' }).click();
    await until(page, `/ [3-9]\\/14/.test(document.querySelector('.slice').textContent)`);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(troubles).toEqual([]);
    await close();
  });
});
