// Pictures of the viewer for its page in the docs, from a simulated scene: npx tsx scripts/viewer-pictures.ts
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchChromium } from '../test/support/chromium.ts';
import { drawn, openViewer, showLayer } from '../test/support/viewer-page.ts';
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
  await page.waitForTimeout(800);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(OUT, `viewer-${name}.png`) });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-pictures-'));
  mkdirSync(OUT, { recursive: true });
  await writeViewerScene(folder);
  await writeCorrectedSeries(folder);
  const browser = await launchChromium();
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
