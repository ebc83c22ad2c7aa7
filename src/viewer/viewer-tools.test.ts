import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../../test/support/chromium.ts';
import {
  drawn,
  drawnSeries,
  openViewer,
  placeOf,
  showLayer,
  type Under,
  under,
  underAt,
  until,
  viewerSuite,
} from '../../test/support/viewer-page.ts';
import {
  SCENE,
  SCENE_DATES,
  writeCorrectedSeries,
  writeViewerScene,
} from '../../test/support/viewer-scene.ts';

describe.runIf(hasChromium)('tools of the viewer in Chromium', () => {
  const suite = viewerSuite((own) => writeViewerScene(own).then(() => writeCorrectedSeries(own)));
  const { folder, planeOf } = suite;
  const { length, width } = SCENE;

  test('a press reads the series already, and the chart waits for the next one', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await showLayer(page, 'timeseries.h5', 'timeseries');
    const all = await Promise.all(SCENE_DATES.map((_, k) => planeOf('timeseries.h5', 'timeseries', k)));
    const seriesAt = ({ y, x }: { y: number; x: number }) => all.map((plane) => plane[y * width + x] + 0);
    const first = await under(page, 0.5, 0.5);
    await page.mouse.down();
    await page.mouse.up();
    expect((await drawnSeries(page))[0]).toEqual(seriesAt(first));

    let letPass = () => {};
    const gate = new Promise<void>((resolve) => {
      letPass = resolve;
    });
    await page.route(/\/values\//, (route) => gate.then(() => route.continue()));
    const second = await under(page, 0.4, 0.6);
    const asked = page.waitForRequest(/\/values\//);
    await page.mouse.down();
    expect((await asked).url()).toContain(`y=${second.y}&x=${second.x}`);
    expect((await drawnSeries(page))[0]).toEqual(seriesAt(first)); // it may become a drag
    await page.mouse.up();
    await page.locator('.chart[data-waiting] canvas').waitFor();
    letPass();
    await page.locator('.chart:not([data-waiting]) canvas').waitFor();
    expect((await drawnSeries(page))[0]).toEqual(seriesAt(second));
    expect(troubles).toEqual([]);
    await close();
  });

  test('two panes are swiped, and one layer is taken from another', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
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
    const seen: Under[] = [];
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
    // On a phone the legends stand beside each other.
    await page.setViewportSize({ width: 390, height: 760 });
    await page.locator('.swipe').focus();
    for (let k = 0; k < 5; k++) await page.keyboard.press('ArrowLeft');
    await until(page, `document.querySelector('.swipe').getAttribute('aria-valuenow') === '50'`);
    await drawn(page);
    const [one, two] = await Promise.all([0, 1].map((k) => page.locator('.legend').nth(k).boundingBox()));
    expect(one!.x + one!.width).toBeLessThan(195);
    expect(two!.x).toBeGreaterThan(195);
    expect(two!.x + two!.width).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1100, height: 760 });
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

  test('areas, residuals, a second file and profiles hold the numbers of the files, and so do their tables', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await showLayer(page, 'timeseries_ERA5.h5', 'timeseries');
    const planes = await Promise.all(
      SCENE_DATES.map((_, k) => planeOf('timeseries_ERA5.h5', 'timeseries', k)),
    );
    const corner = async ({ y, x }: { y: number; x: number }, isLast = false) => {
      const at = await placeOf(page, { y, x });
      if (isLast) await page.keyboard.down('Shift');
      await page.mouse.click(at.x, at.y);
      if (isLast) await page.keyboard.up('Shift');
    };
    const table = async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV' }).click(),
      ]);
      const text = readFileSync(await download.path(), 'utf8');
      const rows = text.split('\n').filter((line) => line && !line.startsWith('#'));
      return rows.map((line) => line.split(','));
    };

    // A pixel that has no data says so, and draws no line of zeros.
    await corner({ y: 2, x: 3 });
    await page.locator('.fit [role=status]', { hasText: 'This pixel has no data.' }).waitFor();
    await page.getByRole('button', { name: 'Draw area' }).click();
    const corners: number[][] = [];
    for (const [k, place] of [
      [20, 30],
      [20, 44],
      [35, 37],
    ].entries()) {
      const [y, x] = place;
      await corner({ y, x }, k === 2);
      const [row, column] = (await page.locator('.status').getAttribute('data-pixel'))!
        .split(' ')
        .map(Number);
      corners.push([row, column]);
    }
    const area = page.locator('[data-part="area"]');
    await area.waitFor();
    const inside: number[] = [];
    for (let y = 0; y < length; y++) {
      for (let x = 0; x < width; x++) {
        const crossed = corners.filter(([ya, xa], k) => {
          const [yb, xb] = corners[(k + 1) % corners.length];
          return ya > y !== yb > y && xa + ((y - ya) * (xb - xa)) / (yb - ya) > x;
        });
        if (crossed.length % 2 === 1) inside.push(y * width + x);
      }
    }
    const known = planes.map((plane) => inside.map((i) => plane[i]));
    const means = known.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
    const [series] = await drawnSeries(page);
    for (const [k, value] of series.entries()) expect(value).toBeCloseTo(means[k], 12);
    expect(await area.innerText()).toContain(`${inside.length} pixels`);

    // On another map it has the numbers of that.
    await showLayer(page, 'velocity.h5', 'velocity');
    const velocity = await planeOf('velocity.h5', 'velocity');
    const flat = inside.map((i) => velocity[i]).sort((a, b) => a - b);
    await until(
      page,
      `JSON.parse(document.querySelector('.dock').dataset.areas)[0]?.count === ${flat.length}`,
    );
    const [onMap] = JSON.parse((await page.locator('.dock').getAttribute('data-areas'))!);
    expect(onMap.mean).toBeCloseTo(flat.reduce((sum, value) => sum + value, 0) / flat.length, 12);
    expect(onMap.median).toBeCloseTo((flat[(flat.length - 1) >> 1] + flat[flat.length >> 1]) / 2, 12);
    const told = page.locator('[data-part="map-area"]');
    expect(await told.innerText()).toMatch(new RegExp(`^velocity .*cm/year\\s+${flat.length} pixels$`));
    expect(await area.innerText()).toMatch(/^2019-04-17/); // its series stays
    await showLayer(page, 'timeseries_ERA5.h5', 'timeseries');

    await page.getByLabel('Second file, drawn as rings').selectOption('timeseries.h5:timeseries');
    const rows = await table();
    expect(rows[0].slice(0, 4)).toEqual(['date', 'Area 1 [cm]', 'Area 1 std [cm]', 'Area 1 pixels']);
    expect(rows).toHaveLength(1 + SCENE_DATES.length);
    const spread = Math.sqrt(
      known[13].reduce((sum, value) => sum + (value - means[13]) ** 2, 0) / inside.length,
    );
    expect(Number(rows[14][1])).toBeCloseTo(100 * means[13], 10);
    expect(Number(rows[14][2])).toBeCloseTo(100 * spread, 10);
    await page.getByRole('button', { name: 'Residuals' }).click();
    await until(page, `JSON.parse(document.querySelector('.dock').dataset.series)[0][0] !== 0`);
    const [left] = await drawnSeries(page);
    const rms = Math.sqrt(left.reduce((sum, value) => sum + value ** 2, 0) / left.length);
    expect(rms).toBeCloseTo(
      Number(await page.locator('.fit section[data-rmse]').getAttribute('data-rmse')),
      12,
    );
    await page.getByLabel('Name').first().fill('crater');
    await page.getByLabel('Name').first().press('Enter');
    expect((await table())[0][1]).toBe('crater [cm]');

    await page.getByRole('button', { name: 'Draw line' }).click();
    await corner({ y: 12, x: 20 });
    await corner({ y: 40, x: 55 });
    await corner({ y: 45, x: 30 }, true);
    await until(page, `(document.querySelector('.dock').dataset.profile ?? '[]') !== '[]'`);
    const [line] = JSON.parse((await page.locator('.dock').getAttribute('data-profile'))!);
    expect(line.mean.length).toBeGreaterThan(60);
    const expected = line.y.map(
      (y: number, k: number) => planes[13][Math.round(y) * width + Math.round(line.x[k])],
    );
    // Halves between two pixels may go either way.
    const same = line.mean.filter((value: number | null, k: number) => (value ?? Number.NaN) === expected[k]);
    expect(same.length).toBeGreaterThan(0.95 * line.mean.length);
    await page.getByLabel('Swath').fill('5');
    await page.getByRole('button', { name: 'Keep this date' }).click();
    await page.keyboard.press(',');
    await until(page, `JSON.parse(document.querySelector('.dock').dataset.profile).length === 2`);
    const profile = await table();
    expect(profile[0].slice(0, 4)).toEqual(['distance [m]', 'row', 'column', 'height [m]']);
    expect(profile).toHaveLength(1 + line.mean.length);
    expect(Math.max(...profile.slice(1).map((row) => Number(row[9])))).toBe(5);

    // Displacement and velocity have an axis each; distance and heights are the other two.
    const axes = page.locator('.chart:not([hidden]) .u-axis');
    expect(await axes.count()).toBe(3);
    await page.getByRole('button', { name: 'Another pane' }).click();
    await drawn(page);
    await showLayer(page, 'velocity.h5', 'velocity');
    await until(page, `document.querySelectorAll('.names li').length === 2`);
    expect((await page.locator('.names li').allInnerTexts()).sort()).toEqual([
      'timeseries_ERA5.h5 2019-03-12 (cm)',
      'velocity.h5 (cm/year)',
    ]);
    expect(await axes.count()).toBe(4);
    expect(troubles).toEqual([]);
    await close();
  });
});
