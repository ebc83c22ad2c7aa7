import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../../test/support/chromium.ts';
import { serveRanges } from '../../test/support/range-server.ts';
import {
  builtPage,
  clickMap,
  drawn,
  drawnSeries,
  openViewer,
  placeOf,
  showLayer,
  under,
  underAt,
  until,
  viewerSuite,
  watchedPage,
} from '../../test/support/viewer-page.ts';
import { SCENE, SCENE_DATES } from '../../test/support/viewer-scene.ts';
import { quietContext } from '../core/context.ts';
import { writeProduct } from '../io/products/product.ts';
import { saveZarr } from '../operations/exports/save-zarr.ts';

/** Drop files or folders of the disk on a page, as a hand does. */
async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      x: 500,
      y: 300,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    });
}

describe.runIf(hasChromium)('the viewer in Chromium', () => {
  const suite = viewerSuite();
  const { folder, planeOf } = suite;
  const { width } = SCENE;

  test('shows every kind of product with the values of the file under the cursor', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [
      folder,
      join(folder, 'utm/velocity.h5'),
    ]);
    await drawn(page);
    const displacement = 'HDFEOS/GRIDS/timeseries/observation/displacement';
    const he5 = 'S1_IW1_014_0001_0001_20180104_XXXXXXXX.he5';
    const cases: [file: string, dataset: string, plane: number | undefined, words: RegExp][] = [
      [
        'velocity.h5',
        'velocity',
        undefined,
        /row \d+, column \d+\s+−?[\d.]+ cm\/year\s+(towards|away from) the satellite/,
      ],
      ['timeseries.h5', 'timeseries', 13, /−?[\d.]+ cm\s+(towards|away from) the satellite/],
      ['geo/geo_timeseries.h5', 'timeseries', 13, /lat 36\.\d{5}°\s+lon 25\.\d{5}°/],
      [he5, displacement, 13, /lat 36\.\d{5}°/],
      ['utm/velocity.h5', 'velocity', undefined, /lat 36\.\d{5}°\s+lon 25\.\d{5}°.*cm\/year/s],
      ['temporalCoherence.h5', 'temporalCoherence', undefined, /0\.9500/],
      ['inputs/geometryRadar.h5', 'height', undefined, /[\d.]+ m/],
      ['inputs/ifgramStack.h5', 'unwrapPhase', 12, /rad/],
      ['inputs/ifgramStack.h5', 'coherence', 12, /0\.\d+/],
    ];
    for (const [file, dataset, plane, words] of cases) {
      await showLayer(page, file, dataset);
      const values = await planeOf(file, dataset, plane);
      for (const [across, down] of [
        [0.5, 0.5],
        [0.42, 0.36],
      ]) {
        const { y, x, value, text } = await under(page, across, down);
        expect([file, dataset, value]).toEqual([file, dataset, values[y * width + x]]);
        expect(text).toMatch(words);
      }
    }
    await page.keyboard.press(','); // an earlier pair
    const before = await under(page, 0.5, 0.5);
    expect(before.value).toBe(
      (await planeOf('inputs/ifgramStack.h5', 'coherence', 11))[before.y * width + before.x],
    );

    // From a map, the network leads to the pixels of its stack.
    await showLayer(page, 'geo/geo_timeseries.h5', 'timeseries');
    await page.getByRole('button', { name: 'Network' }).click();
    await page.getByRole('button', { name: 'Show inputs/ifgramStack.h5' }).click();
    await page.locator('.network-chart').waitFor();
    await drawn(page);
    expect(await page.locator('.top h1').innerText()).toContain('inputs/ifgramStack.h5');
    expect(troubles).toEqual([]);
    await close();
  });

  test('draws the series of a pixel and fits it as timeseries2velocity does', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await showLayer(page, 'velocity.h5', 'velocity');
    const { y, x } = await under(page, 0.5, 0.5);
    await clickMap(page, 0.5, 0.5);
    const [values] = await drawnSeries(page);
    const expected = await Promise.all(
      SCENE_DATES.map(async (_, k) => (await planeOf('timeseries.h5', 'timeseries', k))[y * width + x]),
    );
    expect(values).toEqual(expected);
    const row = page.locator('[data-parameter="velocity"]');
    for (const [name, dataset] of [
      ['data-value', 'velocity'],
      ['data-std', 'velocityStd'],
    ]) {
      const own = (await planeOf('velocity.h5', dataset))[y * width + x];
      expect(Math.abs(Number(await row.getAttribute(name)) / own - 1)).toBeLessThan(1e-6);
    }
    const residue = (await planeOf('velocity.h5', 'residue'))[y * width + x];
    const result = page.locator('.fit section');
    const rmse = Number(await result.getAttribute('data-rmse'));
    expect(Math.abs((rmse * Math.sqrt(SCENE_DATES.length)) / residue - 1)).toBeLessThan(1e-6);
    const r2 = Number(await result.getAttribute('data-r2'));
    expect(r2).toBeGreaterThan(0.5);

    await page.getByLabel('annual', { exact: true }).check();
    await page.waitForSelector('[data-parameter="annualAmplitude"]');
    expect(Number(await result.getAttribute('data-rmse'))).toBeLessThan(rmse);
    const step = page.getByPlaceholder('YYYYMMDD …');
    await step.fill('20990101');
    await step.press('Enter');
    await page.waitForSelector('.fit .problem');
    expect(await page.locator('.fit .problem').innerText()).toMatch(/^No fit: Date 20990101 lies outside/);
    await clickMap(page, 0.4, 0.4, true);
    await drawnSeries(page, 2);
    expect(troubles).toEqual([]);
    await close();
  });

  test('another reference moves map, series and fit of all panes at once, and undo brings them back', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await showLayer(page, 'timeseries.h5', 'timeseries');
    await page.getByRole('button', { name: 'Another pane' }).click();
    await drawn(page);
    await clickMap(page, 0.5, 0.5);
    const { y, x } = await under(page, 0.5, 0.5);
    await drawnSeries(page);
    const place = page.locator('[data-part="reference"]');
    await place.fill('20, 30');
    await place.press('Enter');
    const last = await planeOf('timeseries.h5', 'timeseries', 13);
    const first = await planeOf('timeseries.h5', 'timeseries', 4);
    const at = y * width + x;
    const ref = 20 * width + 30;
    await expect.poll(async () => (await drawnSeries(page))[0][13]).toBe(Math.fround(last[at] - last[ref]));
    for (const pane of [0, 1]) {
      const now = await under(page, 0.5, 0.5, pane);
      expect([now.y, now.x, now.value]).toEqual([y, x, last[at] - last[ref]]);
    }
    await page.getByLabel('Reference date').selectOption(SCENE_DATES[4]);
    await drawn(page);
    const both = (await under(page, 0.5, 0.5)).value;
    expect(both).toBeCloseTo(last[at] - last[ref] - (first[at] - first[ref]), 12);
    expect((await drawnSeries(page))[0][4]).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect((await under(page, 0.5, 0.5)).value).toBe(last[at]);

    // The square is dragged: what it stands on is zero.
    await page.getByRole('button', { name: 'Close pane' }).click();
    await drawn(page);
    const square = await placeOf(page, SCENE.reference);
    await page.mouse.move(square.x, square.y);
    await page.mouse.down();
    await page.mouse.move(square.x + 30, square.y - 60, { steps: 4 });
    await page.mouse.up();
    const moved = await underAt(page, square.x + 30, square.y - 60);
    expect(moved.value).toBe(0);
    expect(await place.inputValue()).toBe(`${moved.y}, ${moved.x}`);
    const now = await under(page, 0.5, 0.5);
    expect(now.value).toBe(last[now.y * width + now.x] - last[moved.y * width + moved.x]);
    expect(troubles).toEqual([]);
    await close();
  });

  test('a link holds layer, date, colours, reference, points and view', async () => {
    const one = await openViewer(suite.browser, [folder]);
    await showLayer(one.page, 'timeseries.h5', 'timeseries');
    await clickMap(one.page, 0.45, 0.4);
    await one.page.getByLabel('Low', { exact: true }).fill('-4.5');
    await one.page.getByLabel('Low', { exact: true }).press('Enter');
    await one.page.locator('.shares').waitFor();
    await one.page.keyboard.press('Escape');
    await one.page.getByRole('button', { name: 'Zoom in' }).click();
    await one.page.getByRole('button', { name: 'Earlier' }).click();
    const series = await drawnSeries(one.page);
    const seen = await under(one.page, 0.5, 0.5);
    await until(one.page, 'location.hash.length > 10');
    await one.page.waitForTimeout(300);
    const { hash } = new URL(one.page.url());
    await one.close();
    const two = await openViewer(suite.browser, [folder], { hash });
    await drawn(two.page);
    expect(await two.page.locator('.top h1').innerText()).toContain('timeseries.h5');
    expect(await drawnSeries(two.page)).toEqual(series);
    expect(await under(two.page, 0.5, 0.5)).toEqual(seen);
    expect(await two.page.getByLabel('Low', { exact: true }).inputValue()).toBe('-4.5');
    expect(two.troubles).toEqual([]);
    await two.close();
  });

  test('opens from a folder of static files, and files that are dropped, without a server of ours', async () => {
    const bytes = (name: string) => readFileSync(join(folder, name));
    const files = new Map([
      ['/index.html', { bytes: Buffer.from((await builtPage()).html), type: 'text/html' }],
      ['/velocity.h5', { bytes: bytes('velocity.h5') }],
      ['/timeseries.h5', { bytes: bytes('timeseries.h5') }],
    ]);
    const server = await serveRanges(files);
    const query = 'open=velocity.h5&open=timeseries.h5';
    const one = await watchedPage(suite.browser, `${server.url}/index.html?${query}`, server.url);
    await drawn(one.page);
    const values = await planeOf('velocity.h5', 'velocity');
    const { y, x, value } = await under(one.page, 0.5, 0.5);
    expect(value).toBe(values[y * width + x]);
    await clickMap(one.page, 0.5, 0.5);
    expect((await drawnSeries(one.page))[0]).toHaveLength(SCENE_DATES.length);
    expect(one.troubles).toEqual([]);
    await one.close();

    const two = await watchedPage(suite.browser, `${server.url}/index.html`, server.url);
    expect(await two.page.locator('.empty').innerText()).toMatch(/Drop HDF5, GeoTIFF or Zarr here/);
    const junk = join(folder, 'junk.h5');
    writeFileSync(junk, 'no HDF5 at all, and longer than a signature of one');
    await two.page.setInputFiles('input[type=file]', [join(folder, 'velocity.h5'), junk]);
    await drawn(two.page);
    const dropped = await under(two.page, 0.5, 0.5);
    expect(dropped.value).toBe(values[dropped.y * width + dropped.x]);
    expect(await two.page.locator('.layers .problem').innerText()).toMatch(
      /junk\.h5 could not be opened: .*not an HDF5 file/,
    );
    expect(two.troubles).toEqual([]);
    await two.close();

    // A folder stands for the products in it, those of a Zarr store for one.
    await saveZarr(
      { file: join(folder, 'utm/velocity.h5'), outfile: join(folder, 'utm/velocity.zarr') },
      quietContext(),
    );
    const three = await watchedPage(suite.browser, `${server.url}/index.html`, server.url);
    await dropOn(three.page, [join(folder, 'utm')]);
    await drawn(three.page);
    const names = await three.page
      .locator('.layers summary')
      .evaluateAll((all) => all.map((one) => one.title));
    expect(names.sort()).toEqual(['velocity.h5', 'velocity.zarr']);
    const utm = await planeOf('utm/velocity.h5', 'velocity');
    await showLayer(three.page, 'velocity.zarr', 'velocity');
    const inStore = await under(three.page, 0.5, 0.5);
    expect(inStore.value).toBe(utm[inStore.y * width + inStore.x]);
    expect(three.troubles).toEqual([]);
    await three.close();
    await server.close();
    rmSync(join(folder, 'utm/velocity.zarr'), { recursive: true });
  });

  test('files that lie about their size, or hold tens of thousands of attributes, do not stop the page', async () => {
    const place = mkdtempSync(join(tmpdir(), 'mintsar-hostile-'));
    const size = { LENGTH: '60', WIDTH: '90', FILE_TYPE: 'velocity', UNIT: 'm/year' };
    const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, k) => [`KEY${k}`, 'x']));
    const values = new Float32Array(60 * 90).fill(0.01);
    const velocity = { name: 'velocity', type: 'f4' as const, shape: [60, 90], values };
    await writeProduct(join(place, 'many.h5'), { ...size, ...many }, [velocity], quietContext());
    const honest = join(place, 'velocity.h5');
    await writeProduct(honest, size, [velocity], quietContext());
    // The same file, whose raster says that it has 60 x 2 ** 40 values.
    const bytes = readFileSync(honest);
    const extent = Buffer.alloc(16);
    extent.writeBigUInt64LE(60n, 0);
    extent.writeBigUInt64LE(90n, 8);
    const at = bytes.indexOf(extent);
    expect(at).toBeGreaterThan(0);
    for (let from = at; from >= 0; from = bytes.indexOf(extent, from + 1))
      bytes.writeBigUInt64LE(1n << 40n, from + 8);
    writeFileSync(join(place, 'huge.h5'), bytes);
    const { page, troubles, close } = await openViewer(suite.browser, [place]);
    await drawn(page);
    expect(await page.locator('.layers .problem').allInnerTexts()).toEqual([
      expect.stringMatching(/^huge\.h5 could not be opened: /),
    ]);
    await showLayer(page, 'many.h5', 'velocity');
    expect((await under(page, 0.5, 0.5)).value).toBe(Math.fround(0.01));
    expect(troubles).toEqual([]);
    await close();
  });
});
