import { join } from 'node:path';
import { strFromU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../../test/support/chromium.ts';
import { runHere } from '../../test/support/cli.ts';
import {
  clickMap,
  drawn,
  drawnSeries,
  openViewer,
  placeOf,
  saved,
  showLayer,
  under,
  viewerSuite,
} from '../../test/support/viewer-page.ts';
import { SCENE } from '../../test/support/viewer-scene.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { stateOf } from './page/state/link.ts';

describe.runIf(hasChromium)('references of the viewer in Chromium', () => {
  const suite = viewerSuite();
  const { folder, planeOf } = suite;
  const { width } = SCENE;

  test('every kind of layer that is relative follows a point; an area stands for the mean of its pixels', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await drawn(page);
    const place = page.locator('[data-part="reference"]');
    const displacement = 'HDFEOS/GRIDS/timeseries/observation/displacement';
    const he5 = 'S1_IW1_014_0001_0001_20180104_XXXXXXXX.he5';
    const inMap = `${(36.5 - 20.5 * 0.001).toFixed(5)}, ${(25.3 + 30.5 * 0.0012).toFixed(5)}`;
    for (const [file, dataset, plane, at] of [
      ['geo/geo_timeseries.h5', 'timeseries', 13, inMap],
      [he5, displacement, 13, inMap],
      ['velocity.h5', 'velocity', undefined, '20, 30'],
      ['inputs/ifgramStack.h5', 'unwrapPhase', 12, '20, 30'],
      ['timeseries.h5', 'timeseries', 13, '20, 30'],
    ] as const) {
      await showLayer(page, file, dataset);
      await place.fill(at);
      await place.press('Enter');
      await drawn(page);
      const values = await planeOf(file, dataset, plane);
      const { y, x, value } = await under(page, 0.5, 0.5);
      expect([file, value]).toEqual([file, values[y * width + x] - values[20 * width + 30]]);
    }
    await showLayer(page, 'inputs/geometryRadar.h5', 'height');
    await expect.poll(() => place.isDisabled(), { timeout: 10_000 }).toBe(true);

    // An area of 4 x 5 pixels, in two panes at once.
    await showLayer(page, 'timeseries.h5', 'timeseries');
    await clickMap(page, 0.6, 0.6);
    await drawnSeries(page);
    await page.getByRole('button', { name: 'Another pane' }).click();
    await showLayer(page, 'velocity.h5', 'velocity');
    await page.getByRole('button', { name: 'Mean of an area' }).click();
    const corners = [
      { y: 20, x: 30 },
      { y: 20, x: 35 },
      { y: 24, x: 35 },
      { y: 24, x: 30 },
    ];
    for (const [k, corner] of corners.entries()) {
      const { x, y } = await placeOf(page, corner);
      if (k === corners.length - 1) await page.keyboard.down('Shift');
      await page.mouse.click(x, y);
    }
    await page.keyboard.up('Shift');
    await page.getByText(/^mean of \d+ pixels$/).waitFor();
    // The corners as they were hit, and the pixels whose centres lie between them.
    await expect.poll(() => stateOf(new URL(page.url()).hash)?.reference?.outline).toHaveLength(4);
    const outline = stateOf(new URL(page.url()).hash)!.reference!.outline!;
    const [ys, xs] = ([0, 1] as const).map((k) => outline.map((corner) => corner[k]));
    expect([ys[1], xs[3], ys[3], xs[1]]).toEqual([ys[0], xs[0], ys[2], xs[2]]);
    const inside: number[] = [];
    for (let y = ys[0]; y < ys[2]; y++) for (let x = xs[0]; x < xs[2]; x++) inside.push(y * width + x);
    expect(inside.length).toBeGreaterThan(8);
    const meanOf = (values: Float32Array) => inside.reduce((sum, i) => sum + values[i], 0) / inside.length;
    await drawn(page);
    const shown = [
      [0, await planeOf('timeseries.h5', 'timeseries', 13)],
      [1, await planeOf('velocity.h5', 'velocity')],
    ] as const;
    for (const [pane, values] of shown) {
      const { y, x, value } = await under(page, 0.5, 0.5, pane);
      expect(Math.abs(value - (values[y * width + x] - meanOf(values)))).toBeLessThan(1e-9);
    }
    if (process.env['SHOT']) await page.screenshot({ path: process.env['SHOT'] });
    expect(troubles).toEqual([]);
    await close();
  });

  test('a file that is relative to the mean of an area says so; its sign is dragged to a pixel', async () => {
    const name = 'velocityOfArea.h5';
    const request = ['--method', 'area', '-m', 'temporalCoherence.h5', '-o', name];
    const made = await runHere(['reference_point', 'velocity.h5', ...request], folder);
    expect(made.stderr).toMatch(/reference area/);
    const attributes = await withH5(join(folder, name), (h5) => h5.attributes);
    const words = attributes['REF_AREA'];
    const near = { y: Number(attributes['REF_Y']), x: Number(attributes['REF_X']) };
    const { page, troubles, close } = await openViewer(suite.browser, [join(folder, name)]);
    await drawn(page);
    const panel = page.getByRole('region', { name: 'Reference', exact: true });
    await panel.getByText(words, { exact: true }).waitFor();
    const place = page.locator('[data-part="reference"]');
    expect(await place.inputValue()).toBe('');
    const values = await planeOf(name, 'velocity');
    const before = await under(page, 0.4, 0.4);
    expect(before.value).toBe(values[before.y * width + before.x]);
    await page.getByRole('combobox', { name: 'Figure', exact: true }).selectOption('svg');
    const svg = strFromU8((await saved(page, 'Map')).bytes);
    expect(svg).toContain(`Reference: ${words}`);

    if (process.env['SHOT']) await page.screenshot({ path: process.env['SHOT'] });

    const to = { y: 20, x: 30 };
    const [from, target] = [await placeOf(page, near), await placeOf(page, to)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(target.x, target.y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => place.inputValue()).toMatch(/^\d+, \d+$/);
    await drawn(page);
    const [y, x] = (await place.inputValue()).split(', ').map(Number);
    expect(Math.max(Math.abs(y - to.y), Math.abs(x - to.x))).toBeLessThanOrEqual(1);
    expect(await panel.getByText(words, { exact: true }).count()).toBe(0);
    const after = await under(page, 0.4, 0.4);
    expect(after.value).toBe(values[after.y * width + after.x] - values[y * width + x]);
    const ofPixel = strFromU8((await saved(page, 'Map')).bytes);
    expect(ofPixel).not.toContain('mean of');
    // Of the two, this one has the square of a reference point, and its rim.
    const shapes = (figure: string) => figure.match(/<(?:path|rect|polygon)/g)!.length;
    expect(shapes(ofPixel)).toBe(shapes(svg) + 2);
    expect(troubles).toEqual([]);
    await close();
  });
});
