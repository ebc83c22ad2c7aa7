import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
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
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { readProduct, writeProduct } from '../io/products/product.ts';
import { linkOf, stateOf } from './page/state/link.ts';

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

  test('series and maps of the network are relative to the date of the file', async () => {
    const date = (await withH5(join(stack.workDir, 'timeseries.h5'), (h5) => h5.read('date'))) as string[];
    await run('reference_date', 'timeseries.h5', '--ref-date', String(date[3]), '-o', 'ofDate.h5');
    const files = ['ofDate.h5', 'inputs/ifgramStack.h5'].map((file) => join(stack.workDir, file));
    const { page, troubles, close } = await openViewer(browser, files);
    await showLayer(page, 'ofDate.h5', 'timeseries');
    await page.getByRole('button', { name: 'Network' }).click();
    await clickMap(page, 0.5, 0.5);
    const { y, x } = await under(page, 0.5, 0.5);
    const ofDate = await seriesOf('ofDate.h5', y, x);
    expect(ofDate[3]).toBe(0);
    expect(ofDate[0]).not.toBe(0);
    const inverted = async () =>
      JSON.parse((await page.locator('.network').getAttribute('data-timeseries')) ?? '[]') as number[];
    await expect.poll(async () => (await inverted()).length, { timeout: 20_000 }).toBe(7);
    for (const [k, value] of (await inverted()).entries())
      expect(Math.abs(value - ofDate[k])).toBeLessThan(1e-9);
    await page.getByRole('button', { name: 'Invert the visible map' }).click();
    await page.locator('.pane').nth(1).waitFor();
    await drawn(page);
    const map = await under(page, 0.5, 0.5, 1);
    expect(map.value).toBe((await seriesOf('ofDate.h5', map.y, map.x)).at(-1));
    expect(troubles).toEqual([]);
    await close();
  });

  test('a pixel that was left out is placed nowhere, and no words of the panel are broken', async () => {
    const sizes = { viewport: { width: 1200, height: 800 } };
    const { page, troubles, close } = await openViewer(browser, [stack.workDir], sizes);
    await showLayer(page, 'timeseries.h5', 'timeseries');
    await page.getByRole('button', { name: 'Network' }).click();
    await clickMap(page, 0.5, 0.5);
    await page.locator('[data-fact="largestStd"]').waitFor();
    await page.getByRole('button', { name: 'Another pane' }).click();
    await drawn(page);
    const dates = await page.locator('.legend .whole').allInnerTexts();
    expect(dates).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d$/), dates[0]]);
    for (const language of ['de', 'es', 'zh', 'en']) {
      await page.locator('[data-part="language"]').selectOption(language);
      await drawn(page);
      await page.locator('[data-fact="largestStd"]').waitFor();
      const broken = await page.evaluate(
        `[...document.querySelectorAll('.facts dt, .facts dd, .legend .whole')].filter((one) => one.getClientRects().length !== 1 || one.getBoundingClientRect().height > 22).map((one) => one.textContent)`,
      );
      expect([language, broken]).toEqual([language, []]);
      const isWithin = await page.evaluate(
        `(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('.network'))`,
      );
      expect([language, isWithin]).toEqual([language, true]);
    }
    expect(troubles).toEqual([]);
    await close();

    const { attributes } = await readProduct(join(stack.workDir, 'timeseries.h5'));
    const values = new Uint8Array(48 * 60);
    mkdirSync(join(stack.workDir, 'sea'));
    await writeProduct(
      join(stack.workDir, 'sea/waterMask.h5'),
      { ...attributes, FILE_TYPE: 'mask' },
      [{ name: 'waterMask', type: 'bool', shape: [48, 60], values }],
      quietContext(),
    );
    const files = ['timeseries.h5', 'inputs/ifgramStack.h5', 'sea/waterMask.h5'];
    const sea = await openViewer(
      browser,
      files.map((file) => join(stack.workDir, file)),
    );
    await showLayer(sea.page, 'timeseries.h5', 'timeseries');
    await sea.page.getByRole('button', { name: 'Network' }).click();
    await clickMap(sea.page, 0.5, 0.4);
    await sea.page.locator('[data-outcome="off"]').waitFor();
    expect(await sea.page.locator('.facts').innerText()).not.toMatch(/no pair connects/);
    expect(sea.troubles).toEqual([]);
    await sea.close();
  });

  test('series and maps of the network follow an area that is the reference, as those of reference_point', async () => {
    // Corners between pixels; the map that is looked at need not hold the area.
    const area = { y0: 20, x0: 14, y1: 28, x1: 25 };
    const at = { y: 30, x: 30 };
    const corner = (y: number, x: number) => [y - 0.5, x - 0.5] as const;
    const { y0, x0, y1, x1 } = area;
    const outline = [corner(y0, x0), corner(y0, x1), corner(y1, x1), corner(y1, x0)];
    const inside = (p: number) =>
      Math.floor(p / 60) >= y0 && Math.floor(p / 60) < y1 && p % 60 >= x0 && p % 60 < x1;
    const { attributes } = await readProduct(join(stack.workDir, 'timeseries.h5'));
    const own = { name: 'mask', type: 'bool' as const, shape: [48, 60] };
    const values = Uint8Array.from({ length: 48 * 60 }, (_, p) => Number(inside(p)));
    const mask = { ...attributes, FILE_TYPE: 'mask' };
    await writeProduct(join(stack.workDir, 'area.h5'), mask, [{ ...own, values }], quietContext());
    const method = ['--method', 'area', '-m', 'area.h5', '-c', 'none.h5'];
    await run('reference_point', 'timeseries.h5', ...method, '-o', 'ofArea.h5');

    const first = await openViewer(browser, [stack.workDir]);
    await showLayer(first.page, 'timeseries.h5', 'timeseries');
    await first.page.getByRole('button', { name: 'Network' }).click();
    await clickMap(first.page, 0.5, 0.5);
    const state = () => stateOf(new URL(first.page.url()).hash);
    await expect.poll(() => state()?.points.length).toBe(1);
    const { raster } = state()!.points[0];
    const asked = {
      ...state()!,
      points: [{ ...state()!.points[0], ...at }],
      reference: { raster, y: 24, x: 20, outline },
    };
    await first.close();

    const { page, troubles, close } = await openViewer(browser, [stack.workDir], { hash: linkOf(asked) });
    await drawn(page);
    const inverted = async () =>
      JSON.parse((await page.locator('.network').getAttribute('data-timeseries')) ?? '[]') as number[];
    const { y, x } = at;
    const near = (found: readonly number[], wanted: readonly number[]) => {
      expect(found).toHaveLength(wanted.length);
      for (const [k, value] of found.entries()) expect(Math.abs(value - wanted[k])).toBeLessThan(1e-9);
    };
    await expect.poll(async () => (await inverted()).length, { timeout: 20_000 }).toBe(7);
    near(await inverted(), await seriesOf('ofArea.h5', y, x));
    expect(Math.abs((await inverted())[6] - (await seriesOf('timeseries.h5', y, x))[6])).toBeGreaterThan(
      1e-3,
    );

    // The map, of a part that does not hold the area.
    for (let k = 0; k < 8; k++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await drawn(page);
    await page.getByRole('button', { name: 'Invert the visible map' }).click();
    await page.locator('.pane').nth(1).waitFor();
    await drawn(page);
    const map = await under(page, 0.5, 0.5, 1);
    near([map.value], (await seriesOf('ofArea.h5', map.y, map.x)).slice(-1));

    // Back to a point: both follow at once.
    const place = page.locator('[data-part="reference"]');
    await place.fill('26, 22');
    await place.press('Enter');
    await run('reference_point', 'timeseries.h5', '-y', '26', '-x', '22', '-o', 'ofPoint.h5');
    const ofPoint = await seriesOf('ofPoint.h5', y, x);
    await expect.poll(async () => Math.abs((await inverted())[6] - ofPoint[6])).toBeLessThan(1e-9);
    near(await inverted(), ofPoint);
    await drawn(page);
    const moved = await under(page, 0.5, 0.5, 1);
    near([moved.value], (await seriesOf('ofPoint.h5', moved.y, moved.x)).slice(-1));
    expect(troubles).toEqual([]);
    await close();
  });
});
