import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../../test/support/chromium.ts';
import { runHere } from '../../test/support/cli.ts';
import { SimulatedStack } from '../../test/support/simulated-stack.ts';
import {
  builtPage,
  clickMap,
  drawn,
  openViewer,
  settled,
  showLayer,
  under,
  until,
} from '../../test/support/viewer-page.ts';
import { withH5 } from '../io/hdf5/file.ts';

describe.runIf(hasChromium)('the network of the viewer in Chromium', () => {
  let browser: Browser;
  let stack: SimulatedStack;

  const run = async (...words: string[]) => {
    const { status, stderr } = await runHere(words, stack.workDir);
    if (status !== 0) throw new Error(stderr);
  };
  /** Series of a pixel in a file. */
  const seriesOf = (file: string, y: number, x: number) =>
    withH5(join(stack.workDir, file), (h5) => {
      const [n] = h5.datasets.get('timeseries')!.shape;
      const values = h5.read('timeseries', { start: [0, y, x], count: [n, 1, 1] }) as Float32Array;
      return Array.from(values, (value) => value + 0); // no -0, which JSON lacks
    });

  beforeAll(async () => {
    [stack] = await Promise.all([SimulatedStack.make(), builtPage()]);
    await run('smallbaselineApp', stack.template, '--end', 'invert_network');
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    stack?.remove();
  });

  test('a pixel is inverted as ifgram_inversion does it, with all pairs and without some', async () => {
    const { page, troubles, close } = await openViewer(browser, [stack.workDir]);
    await showLayer(page, 'timeseries.h5', 'timeseries');
    await page.getByRole('button', { name: 'Network' }).click();
    await clickMap(page, 0.5, 0.5);
    const { y, x } = await under(page, 0.5, 0.5);
    const inverted = async () =>
      JSON.parse((await page.locator('.network').getAttribute('data-timeseries')) ?? '[]') as number[];
    // Before the click it was the reference pixel.
    await expect.poll(inverted, { timeout: 20_000 }).toEqual(await seriesOf('timeseries.h5', y, x));

    // A date and two pairs are left out, by mouse, box and keys.
    const chart = page.locator('.network-chart');
    await chart.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp'); // the last pair
    expect(await page.locator('.pointed').innerText()).toMatch(
      /^2018-\d\d-\d\d → 2018-\d\d-\d\d {2}· {2}click: leave out$/,
    );
    await page.keyboard.press('Enter');
    await page.locator('.pair-table tr[data-index="8"] input').uncheck();
    const line = page.locator('.template-line input');
    await expect.poll(() => line.inputValue()).toMatch(/^mintpy\.network\.excludeIfgIndex = [\d:,]+$/);
    const template = await settled(() => line.inputValue());
    expect(await page.locator('.network .count').first().innerText()).toMatch(/ · \d of 15 take part/);
    const fewer = 'inputs/fewerStack.h5'; // the page goes on with its own
    copyFileSync(join(stack.workDir, 'inputs/ifgramStack.h5'), join(stack.workDir, fewer));
    writeFileSync(join(stack.workDir, 'fewer.cfg'), `${template}\n`);
    await run('modify_network', fewer, '-t', 'fewer.cfg');
    await run('ifgram_inversion', fewer, '-o', 'fewer.h5', 'fewerCoh.h5', 'fewerNum.h5');
    const without = await seriesOf('fewer.h5', y, x);
    await expect.poll(inverted, { timeout: 20_000 }).toEqual(without);
    expect(without).not.toEqual(await seriesOf('timeseries.h5', y, x));
    const word = await page.locator('[data-fact="temporalCoherence"]').innerText();

    // The map of these pairs, beside that of the file.
    await page.getByRole('button', { name: 'Invert the visible map' }).click();
    await page.locator('.pane').nth(1).waitFor();
    await drawn(page);
    const map = await under(page, 0.5, 0.5, 1);
    await showLayer(page, 're-inverted', 'velocity');
    const rate = await under(page, 0.5, 0.5, 0);
    await showLayer(page, 're-inverted', 'temporalCoherence');
    const quality = await under(page, 0.5, 0.5, 0);
    expect(await page.locator('.matrix-scales').innerText()).toMatch(
      /coherence\s+≤ 0\.20\s+1\.0\s+residual\s+0.*≥ 1\.6 rad/s,
    );
    if (process.env['SHOT']) await page.screenshot({ path: process.env['SHOT'] });
    expect(troubles).toEqual([]);
    // A link to it inverts it again.
    await expect.poll(() => page.evaluate(`location.hash.length`)).toBeGreaterThan(200);
    await page.waitForTimeout(400);
    const hash = new URL(page.url()).hash;
    await close();
    const again = await openViewer(browser, [stack.workDir], { hash });
    await until(again.page, `document.querySelectorAll('.pane').length === 2`);
    await drawn(again.page);
    expect(await under(again.page, 0.5, 0.5, 0)).toEqual(quality);
    expect(again.troubles).toEqual([]);
    await again.close();

    const valueIn = (file: string, dataset: string, at: { y: number; x: number }) =>
      withH5(join(stack.workDir, file), (h5) =>
        Number(h5.read(dataset, { start: [at.y, at.x], count: [1, 1] })),
      );
    expect(word).toBe((await valueIn('fewerCoh.h5', 'temporalCoherence', { y, x })).toFixed(4));
    await run('timeseries2velocity', 'fewer.h5', '-o', 'fewerVelocity.h5');
    expect(map.value).toBe((await seriesOf('fewer.h5', map.y, map.x)).at(-1));
    expect(rate.value).toBe(await valueIn('fewerVelocity.h5', 'velocity', rate));
    expect(quality.value).toBe(await valueIn('fewerCoh.h5', 'temporalCoherence', quality));
  });
});
