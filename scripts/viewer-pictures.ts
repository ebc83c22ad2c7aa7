// Pictures of the viewer for its page in the docs, from a simulated scene: npx tsx scripts/viewer-pictures.ts
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { quietContext } from '../src/core/context.ts';
import { exportSingleFile } from '../src/viewer/export/export-single-file.ts';
import { openedFiles } from '../src/viewer/server/opened-files.ts';
import { launchChromium } from '../test/support/chromium.ts';
import { runHere } from '../test/support/cli.ts';
import { SimulatedStack } from '../test/support/simulated-stack.ts';
import {
  builtPage,
  drawn,
  openViewer,
  showLayer,
  under,
  until,
  watchedPage,
} from '../test/support/viewer-page.ts';
import { writeCorrectedSeries, writeViewerScene } from '../test/support/viewer-scene.ts';

const OUT = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** Click at shares of the first map. */
async function click(page: Page, across: number, down: number, isLast = false): Promise<void> {
  const box = (await page.locator('.map-signs').first().boundingBox())!;
  if (isLast) await page.keyboard.down('Shift');
  await page.mouse.click(box.x + box.width * across, box.y + box.height * down);
  if (isLast) await page.keyboard.up('Shift');
}

async function picture(page: Page, name: string): Promise<void> {
  await drawn(page);
  await under(page, 0.62, 0.6);
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(OUT, `viewer-${name}.png`) });
}

/** A work directory as the workflow leaves it: a network, radar coordinates with their place on the map. */
async function pairs(browser: Browser): Promise<void> {
  const stack = await SimulatedStack.make({ length: 150, width: 200, numDate: 14, seed: 3 });
  const { status, stderr } = await runHere(['smallbaselineApp', stack.template], stack.workDir);
  if (status !== 0) throw new Error(stderr);
  const { page, close } = await openViewer(browser, [stack.workDir], {
    viewport: { width: 1100, height: 820 },
  });
  await drawn(page);
  await showLayer(page, 'timeseries.h5', 'timeseries');
  await page.getByRole('button', { name: 'Network' }).click();
  await click(page, 0.55, 0.45);
  await until(page, `JSON.parse(document.querySelector('.network').dataset.timeseries).length > 0`);
  const chart = page.locator('.network-chart');
  await chart.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await chart.blur();
  await page.getByRole('button', { name: 'Invert the visible map' }).click();
  await page.locator('.pane').nth(1).waitFor();
  await picture(page, 'network');
  await page.locator('.pair-table').scrollIntoViewIfNeeded();
  await page.locator('.network').screenshot({ path: join(OUT, 'viewer-pixel.png') });
  await close();

  const ground = await openViewer(browser, [stack.workDir], { viewport: { width: 1100, height: 760 } });
  await drawn(ground.page);
  await showLayer(ground.page, 'velocity.h5', 'velocity');
  await ground.page.getByLabel('radar image on the map').check();
  await ground.page.getByLabel('shade by heights').check();
  await click(ground.page, 0.5, 0.5);
  await picture(ground.page, 'map');
  await ground.close();

  const single = join(stack.workDir, 'velocity.html');
  const shared = openedFiles([join(stack.workDir, 'velocity.h5'), join(stack.workDir, 'timeseries.h5')]);
  exportSingleFile(shared, single, quietContext(), await builtPage());
  const address = pathToFileURL(single).href;
  const phone = await watchedPage(browser, address, address, { viewport: { width: 390, height: 760 } });
  await drawn(phone.page);
  await click(phone.page, 0.5, 0.5);
  await picture(phone.page, 'phone');
  await phone.close();
  stack.remove();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-pictures-'));
  mkdirSync(OUT, { recursive: true });
  await writeViewerScene(folder);
  await writeCorrectedSeries(folder);
  const browser = await launchChromium();
  await pairs(browser);
  const { page, close } = await openViewer(browser, [folder], { viewport: { width: 1100, height: 760 } });
  await drawn(page);
  const help = page.getByRole('button', { name: 'Got it' });
  if (await help.isVisible()) await help.click();

  await showLayer(page, 'timeseries_ERA5.h5', 'timeseries');
  await click(page, 0.5, 0.4);
  await page.getByRole('button', { name: 'Draw area' }).click();
  for (const [across, down] of [
    [0.3, 0.5],
    [0.45, 0.5],
    [0.45, 0.8],
  ])
    await click(page, across, down);
  await click(page, 0.3, 0.8, true);
  await page.getByLabel('annual', { exact: true }).check();
  await page.getByLabel('Second file, drawn as rings').selectOption('timeseries.h5:timeseries');
  await picture(page, 'series');

  await page.getByRole('button', { name: 'Draw line' }).click();
  for (const [across, down] of [
    [0.3, 0.3],
    [0.5, 0.6],
  ])
    await click(page, across, down);
  await click(page, 0.7, 0.4, true);
  await page.getByLabel('Swath').fill('9');
  await page.getByRole('button', { name: 'Keep this date' }).click();
  for (let k = 0; k < 5; k++) await page.keyboard.press(',');
  await page.getByLabel('shade by heights').check();
  await picture(page, 'profile');

  await page.getByRole('button', { name: 'Series', exact: true }).click();
  await page.getByRole('button', { name: 'Another pane' }).click();
  await showLayer(page, 'velocity.h5', 'velocity');
  await page.getByLabel('Panes', { exact: true }).selectOption('swipe');
  await page.getByRole('button', { name: 'Light or dark' }).click();
  await page.getByRole('button', { name: 'Light or dark' }).click();
  await picture(page, 'swipe');
  await close();
  await browser.close();
}

void main();
