import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../../test/support/chromium.ts';
import { serveRanges } from '../../test/support/range-server.ts';
import {
  builtPage,
  clickMap,
  drawn,
  drawnSeries,
  showLayer,
  under,
  until,
  watchedPage,
} from '../../test/support/viewer-page.ts';
import { SCENE, writeViewerScene } from '../../test/support/viewer-scene.ts';
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { saveZarr } from '../operations/exports/save-zarr.ts';
import { exportFolder } from './export/export-folder.ts';
import { exportSingleFile } from './export/export-single-file.ts';
import { openedFiles } from './server/opened-files.ts';

describe.runIf(hasChromium)('results that are passed on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-share-'));
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
  /** A server that knows of no ranges and of nothing else. */
  const dumb = (root: string) => {
    const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const files = new Map(
      names.map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [
          path.slice(root.length),
          { bytes: readFileSync(path), ...(name === 'index.html' && { type: 'text/html' }) },
        ];
      }),
    );
    return serveRanges(files, (request) => {
      delete request.headers.range;
      return false;
    });
  };

  beforeAll(async () => {
    await Promise.all([writeViewerScene(folder), builtPage()]);
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());

  test('a folder of static files shows maps, series and dates with the values of the files, from the simplest server', async () => {
    const out = join(folder, 'site');
    await exportFolder(openedFiles([folder]), out, quietContext(), await builtPage());
    await exportFolder(openedFiles([folder]), out, quietContext(), await builtPage()); // an older one is replaced
    const server = await dumb(out);
    const { page, troubles, close } = await watchedPage(browser, `${server.url}/index.html`, server.url);
    await drawn(page);
    for (const [file, dataset, plane] of [
      ['timeseries.h5', 'timeseries', 13],
      ['geo/geo_timeseries.h5', 'timeseries', 13],
      ['temporalCoherence.h5', 'temporalCoherence', undefined],
      ['inputs/ifgramStack.h5', 'coherence', 12],
    ] as const) {
      await showLayer(page, file, dataset);
      const { y, x, value } = await under(page, 0.42, 0.36);
      expect([file, value]).toEqual([file, (await planeOf(file, dataset, plane))[y * width + x]]);
    }
    await showLayer(page, 'timeseries.h5', 'timeseries');
    await clickMap(page, 0.42, 0.36);
    const { y, x } = await under(page, 0.42, 0.36);
    const [series] = await drawnSeries(page);
    expect(series[13]).toBe((await planeOf('timeseries.h5', 'timeseries', 13))[y * width + x]);
    expect(troubles).toEqual([]);
    await close();
    await server.close();

    const local = await watchedPage(browser, pathToFileURL(join(out, 'index.html')).href, 'file:');
    await until(local.page, `/no page read the files beside it/.test(document.body.innerText)`);
    expect(local.troubles).toEqual([]);
    await local.close();
  });

  test('one HTML file opens from a disk and still takes another reference and fits', async () => {
    const out = join(folder, 'one.html');
    const files = openedFiles([join(folder, 'velocity.h5'), join(folder, 'timeseries.h5')]);
    exportSingleFile(files, out, quietContext(), await builtPage());
    const { page, troubles, close } = await watchedPage(browser, pathToFileURL(out).href, 'file:');
    await drawn(page);
    const values = await planeOf('velocity.h5', 'velocity');
    await clickMap(page, 0.5, 0.5);
    await drawnSeries(page);
    const place = page.locator('[data-part="reference"]');
    await place.fill('20, 30');
    await place.press('Enter');
    const { y, x } = await under(page, 0.5, 0.5);
    const expected = values[y * width + x] - values[20 * width + 30];
    await expect.poll(async () => (await under(page, 0.5, 0.5)).value).toBe(expected);
    expect(await page.locator('[data-parameter="velocity"]').count()).toBe(1);
    expect(troubles).toEqual([]);
    await close();
  });

  test('files that are too large for one page are refused, and a folder that is no export stays', async () => {
    const path = join(folder, 'large.h5');
    writeFileSync(path, '');
    truncateSync(path, 200e6);
    const files = [{ name: 'large.h5', path }];
    expect(() => exportSingleFile(files, join(folder, 'x.html'), quietContext(), '')).toThrow(/200 MB/);
    await expect(
      exportFolder(openedFiles([join(folder, 'velocity.h5')]), join(folder, 'inputs'), quietContext(), ''),
    ).rejects.toThrow(/holds something else/);
    rmSync(path);
  });

  test('stores of save_zarr open in the page, in degrees and in radar coordinates', async () => {
    const root = mkdtempSync(join(tmpdir(), 'mintsar-stores-'));
    const stores = [
      ['geo_timeseries.zarr', 'geo/geo_timeseries.h5'],
      ['velocity.zarr', 'utm/velocity.h5'],
    ] as const;
    for (const [name, file] of stores)
      await saveZarr({ file: join(folder, file), outfile: join(root, name) }, quietContext());
    writeFileSync(join(root, 'index.html'), await builtPage());
    const server = await dumb(root);
    const query = stores.map(([name]) => `open=${name}`).join('&');
    const { page, troubles, close } = await watchedPage(
      browser,
      `${server.url}/index.html?${query}`,
      server.url,
    );
    await drawn(page);
    await showLayer(page, 'geo_timeseries.zarr', 'displacement');
    const series = await planeOf('geo/geo_timeseries.h5', 'timeseries', 13);
    const one = await under(page, 0.5, 0.5);
    expect(one.value).toBe(series[one.y * width + one.x]);
    expect(one.text).toMatch(/lat 36\.\d{5}°/);
    await clickMap(page, 0.5, 0.5);
    expect((await drawnSeries(page))[0]).toHaveLength(14);
    await showLayer(page, 'velocity.zarr', 'velocity');
    const two = await under(page, 0.5, 0.5);
    expect(two.value).toBe((await planeOf('utm/velocity.h5', 'velocity'))[two.y * width + two.x]);
    expect(two.text).toMatch(/lat 36\.\d{5}°.*cm\/year/s);
    expect(troubles).toEqual([]);
    await close();
    await server.close();
  });
});
