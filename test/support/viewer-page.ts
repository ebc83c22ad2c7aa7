import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { withH5 } from '../../src/io/hdf5/file.ts';
import { openedFiles } from '../../src/viewer/server/opened-files.ts';
import { type BuiltPage, readPage } from '../../src/viewer/server/page-file.ts';
import { serveViewer } from '../../src/viewer/server/serve.ts';
import { launchChromium } from './chromium.ts';
import { temporaryFolder } from './tiny-series.ts';
import { writeViewerScene } from './viewer-scene.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let built: Promise<BuiltPage> | undefined;

/** The page of these sources, bundled once for a test file. */
export function builtPage(): Promise<BuiltPage> {
  built ??= (async () => {
    const folder = temporaryFolder();
    const script: { buildViewerPage(root: string, out: string): Promise<unknown> } = await import(
      `${ROOT}scripts/viewer-page.mjs`
    );
    await script.buildViewerPage(ROOT, folder);
    return readPage(pathToFileURL(`${folder}/`));
  })();
  return built;
}

/** A page that was opened, with what must not have happened on it. */
export interface OpenedPage {
  readonly page: Page;
  /** errors of console and scripts, and requests to elsewhere */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** Open an address and watch it. @param own beginning of the addresses that may be asked */
export async function watchedPage(
  browser: Browser,
  url: string,
  own: string,
  { isFirstVisit = false, ...options }: BrowserContextOptions & { isFirstVisit?: boolean } = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
  // The help of a first visit lies over a corner of the map.
  if (!isFirstVisit) await context.addInitScript(`localStorage.setItem('mintsar-help-seen', 'yes')`);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(own)) troubles.push(request.url());
  });
  await page.goto(url);
  return { page, troubles, close: () => context.close() };
}

/** What the tests of a file share: a browser, and a scene in a folder. */
export interface ViewerSuite {
  readonly folder: string;
  readonly browser: Browser;
  /** A plane of a file of the scene, as the file has it. */
  planeOf(file: string, dataset: string, plane?: number): Promise<Float32Array>;
}

/** Make them before the tests of a file, and end them after. @param write what is in the folder */
export function viewerSuite(write: (folder: string) => Promise<unknown> = writeViewerScene): ViewerSuite {
  const folder = temporaryFolder();
  let browser: Browser | undefined;
  beforeAll(async () => {
    await Promise.all([write(folder), builtPage()]);
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  return {
    folder,
    get browser() {
      return browser!;
    },
    planeOf: (file, dataset, plane) =>
      withH5(join(folder, file), (h5) => {
        const [length, width] = h5.datasets.get(dataset)!.shape.slice(-2);
        const window = plane === undefined ? undefined : { start: [plane, 0, 0], count: [1, length, width] };
        return h5.read(dataset, window) as Float32Array;
      }),
  };
}

/** Serve files and open the viewer on them. @param hash end of the address */
export async function openViewer(
  browser: Browser,
  targets: readonly string[],
  { hash = '', ...options }: BrowserContextOptions & { hash?: string; isFirstVisit?: boolean } = {},
): Promise<OpenedPage> {
  const server = await serveViewer(openedFiles(targets), { page: await builtPage() });
  const opened = await watchedPage(browser, server.url + hash, new URL(server.url).origin, options);
  return {
    ...opened,
    async close() {
      await opened.close();
      await server.close();
    },
  };
}

/** Wait until an expression is true in a page; its own policy forbids the way of playwright-core to ask again and again. */
export async function until(page: Page, expression: string): Promise<void> {
  for (let tries = 0; tries < 1500; tries++) {
    if (await page.evaluate(expression)) return;
    await page.waitForTimeout(20);
  }
  throw new Error(`It never was so that ${expression}.`);
}

/** Let a page act on what was done to it: it is laid out and drawn anew with its next frames. */
async function frames(page: Page): Promise<void> {
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
  );
}

/** Wait until all that a page asked for is drawn. */
export async function drawn(page: Page): Promise<void> {
  await frames(page);
  await page.waitForSelector('#app:not([data-opening]) .pane[data-ready]');
  await until(page, `document.querySelectorAll('.pane:not([data-ready])').length === 0`);
}

/** Show a raster by the names in the list of layers. */
export async function showLayer(page: Page, file: string, dataset: string): Promise<void> {
  const group = page.locator('.layers details', { has: page.locator(`summary[title="${file}"]`) });
  if ((await group.getAttribute('open')) === null) await group.locator('summary').click();
  await group.locator(`button[title="${dataset}"]`).click();
  await drawn(page);
}

/** What stands at the bottom for a place of the map. */
export interface Under {
  readonly y: number;
  readonly x: number;
  readonly value: number;
  readonly text: string;
}

/** What stands under the cursor at a point of the page. */
export async function underAt(page: Page, x: number, y: number): Promise<Under> {
  await page.mouse.move(x - 1, y);
  await page.mouse.move(x, y);
  await frames(page);
  const status = page.locator('.status');
  await until(page, `document.querySelector('.status').dataset.value`);
  const [row, column] = (await status.getAttribute('data-pixel'))!.split(' ').map(Number);
  const value = Number(await status.getAttribute('data-value'));
  return { y: row, x: column, value, text: await status.innerText() };
}

/** The same at shares of the size of a map. */
export async function under(page: Page, across: number, down: number, pane = 0): Promise<Under> {
  await frames(page);
  const box = (await page.locator('.map-signs').nth(pane).boundingBox())!;
  return underAt(page, box.x + box.width * across, box.y + box.height * down);
}

/** Where a pixel is on the page: from what stands under two points of the map. */
export async function placeOf(
  page: Page,
  pixel: { y: number; x: number },
): Promise<{ x: number; y: number }> {
  await frames(page);
  const box = (await page.locator('.map-signs').first().boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const middle = await underAt(page, at.x, at.y);
  const other = await underAt(page, at.x + 90, at.y + 90);
  return {
    x: at.x + ((pixel.x - middle.x) * 90) / (other.x - middle.x),
    y: at.y + ((pixel.y - middle.y) * 90) / (other.y - middle.y),
  };
}

/** Click at a place of the map. */
export async function clickMap(page: Page, across: number, down: number, shift = false): Promise<void> {
  await frames(page);
  const box = (await page.locator('.map-signs').first().boundingBox())!;
  const position = { x: box.width * across, y: box.height * down };
  await page
    .locator('.map-signs')
    .first()
    .click({ position, modifiers: shift ? ['Shift'] : [] });
}

/** The series that are drawn, as they are in the chart, in the unit of the file. */
export async function drawnSeries(page: Page, count = 1): Promise<number[][]> {
  await until(page, `JSON.parse(document.querySelector('.dock').dataset.series ?? '[]').length === ${count}`);
  return JSON.parse((await page.locator('.dock').getAttribute('data-series'))!);
}

/** Save by a button of the panel. */
export async function saved(page: Page, name: string): Promise<{ name: string; bytes: Uint8Array }> {
  const panel = page.getByRole('region', { name: 'Save', exact: true });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name, exact: true }).click(),
  ]);
  const bytes = new Uint8Array(readFileSync(await download.path()));
  await until(page, `document.querySelector('.panel .note').hidden`);
  return { name: download.suggestedFilename(), bytes };
}

/** What a page shows once it shows the same three times in a row: every key and click may change it, one after another. */
export async function settled<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 0, same = 0, last = ''; tries < 300; tries++) {
    const value = await read();
    const now = JSON.stringify(value);
    same = now === last ? same + 1 : 0;
    if (same === 3) return value;
    last = now;
    await sleep(80);
  }
  throw new Error('It never comes to rest.');
}
