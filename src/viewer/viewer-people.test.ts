import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../../test/support/chromium.ts';
import {
  builtPage,
  clickMap,
  drawn,
  drawnSeries,
  openViewer,
  showLayer,
  until,
  viewerSuite,
  watchedPage,
} from '../../test/support/viewer-page.ts';
import { SCENE, SCENE_DATES } from '../../test/support/viewer-scene.ts';
import { stateOf } from './page/state/link.ts';
import { openedFiles } from './server/opened-files.ts';
import { serveViewer } from './server/serve.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 A and AA. */
async function troublesOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`,
  )) as string[];
  return found;
}

describe.runIf(hasChromium)('the viewer for everybody', () => {
  const suite = viewerSuite();
  const { folder } = suite;

  test('contrast, names and reasons hold in light and dark, in German, and on a phone', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder], {
      locale: 'de-DE',
      isFirstVisit: true,
      hasTouch: true,
    });
    await drawn(page);
    expect(await page.locator('.help').innerText()).toMatch(/^Klicken: Reihe eines Pixels/);
    await page.getByRole('button', { name: 'Verstanden' }).click();
    await clickMap(page, 0.5, 0.5);
    await drawnSeries(page);
    await page.getByRole('button', { name: 'Weiteres Feld' }).click();
    await drawn(page);
    expect(await troublesOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hell oder dunkel' }).click();
    await page.getByRole('button', { name: 'Hell oder dunkel' }).click();
    expect(await page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark');
    expect(await troublesOf(page)).toEqual([]);
    // Whatever cannot be used says why.
    const silent = await page.evaluate(
      `[...document.querySelectorAll('button:disabled, select:disabled, input:disabled')].filter((one) => one.checkVisibility() && !one.title && !one.closest('[title]')).map((one) => one.outerHTML)`,
    );
    expect(silent).toEqual([]);
    // Another language is spoken at once, with all that was there.
    await page.evaluate(`window.stays = true`);
    const before = await drawnSeries(page);
    await page.getByLabel('Sprache').selectOption('es');
    await drawn(page);
    expect(await page.evaluate(`[document.documentElement.lang, window.stays]`)).toEqual(['es', true]);
    expect(await page.locator('.pane').count()).toBe(2);
    expect(await drawnSeries(page)).toEqual(before);
    await page.keyboard.press('Control+z');
    await until(page, `document.querySelectorAll('.pane').length === 1`);
    await page.getByLabel('Idioma').selectOption('de');
    await page.getByRole('button', { name: 'Weiteres Feld' }).click();
    await drawn(page);

    await page.setViewportSize({ width: 390, height: 844 });
    await drawn(page);
    // A finger that is gone leaves the value of what it tapped.
    const box = (await page.locator('.map-signs').first().boundingBox())!;
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForTimeout(200);
    expect(await page.locator('.status').innerText()).toMatch(/cm\/year\s+\S+/);
    expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(390);
    expect(await troublesOf(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
  });

  test('keys alone show a layer, pick a pixel, draw an area and play', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await drawn(page);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const reach = async (expression: string) => {
      for (let k = 0; k < 120; k++) {
        if (await page.evaluate(`(() => { const at = document.activeElement; return ${expression}; })()`))
          return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`The tab key never comes to ${expression}.`);
    };
    await reach(`at.textContent.startsWith('timeseries.h5')`);
    await press('Enter');
    await reach(
      `at.title === 'timeseries' && at.closest('details').querySelector('summary').title === 'timeseries.h5'`,
    );
    await press('Enter');
    await drawn(page);
    await reach(`at.className === 'map-signs'`);
    await press('ArrowRight', 'ArrowUp', 'Enter');
    await drawnSeries(page);
    await press('?');
    await until(page, `!document.querySelector('.help').hidden`);
    await press('?');
    await reach(`at.textContent === 'Draw area'`);
    await press('Enter');
    await page.keyboard.down('Shift');
    for (let k = 0; k < 40; k++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(`document.activeElement.className === 'map-signs'`)) break;
    }
    await page.keyboard.up('Shift');
    await press('ArrowLeft', 'Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+Enter');
    await page.locator('[data-part="area"]').waitFor();
    const before = await page.locator('.slice').innerText();
    await press('p');
    await until(page, `document.querySelector('.slice').textContent !== ${JSON.stringify(before)}`);
    await press('p');
    expect(troubles).toEqual([]);
    await close();
  });

  test('keys go on after a slider was used, and a link is given where the browser forbids to copy', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await page.evaluate(`delete Navigator.prototype.clipboard`);
    await showLayer(page, 'timeseries.h5', 'timeseries');
    await page.locator('.dates input').focus();
    await page.keyboard.press(',');
    await until(page, `document.querySelector('.slice').textContent.startsWith('2019-03-12')`);
    await page.getByLabel('repeat (fringes)').check();
    await page.keyboard.press(',');
    await until(page, `document.querySelector('.slice').textContent.startsWith('2019-02-04')`);

    const asked = page.waitForEvent('dialog');
    const click = page.getByRole('button', { name: 'Copy link' }).click();
    const dialog = await asked;
    expect(dialog.message()).toMatch(/does not let this page copy/);
    const link = dialog.defaultValue();
    await dialog.dismiss();
    await click;
    expect(stateOf(new URL(link).hash)?.panes[0].slice).toBe('20190204');
    expect(troubles).toEqual([]);
    await close();
  });

  test('places of the reference are read to their last digit', async () => {
    const { page, close } = await openViewer(suite.browser, [join(folder, 'geo')], { locale: 'de-DE' });
    await drawn(page);
    const place = page.locator('[data-part="reference"]');
    expect(await place.inputValue()).toMatch(/^36\.\d{5}, 25\.\d{5}$/);
    await place.fill('-36.39933, -179.99885');
    const isWhole = await page.evaluate(
      `(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('[data-part="reference"]'))`,
    );
    expect(isWhole).toBe(true);
    await close();
  });

  test('flags of view and tsview are where the page begins', async () => {
    const server = await serveViewer(openedFiles([folder]), {
      page: await builtPage(),
      shown: join(folder, 'timeseries.h5'),
      wish: {
        names: [SCENE_DATES[5]],
        colors: { limits: [-3, 4], colormap: 'RdBu' },
        mask: null,
        points: [{ y: 25, x: 40 }],
        reference: { y: 20, x: 30 },
      },
    });
    const { page, troubles, close } = await watchedPage(
      suite.browser,
      server.url,
      new URL(server.url).origin,
    );
    await drawn(page);
    const [series] = await drawnSeries(page);
    expect(series).toHaveLength(SCENE_DATES.length);
    expect(await page.locator('.legend').innerText()).toMatch(/2018-07-03[\s\S]*−3\.00[\s\S]*4\.00/);
    expect(await page.getByLabel('Low', { exact: true }).inputValue()).toBe('-3');
    expect(await page.locator('[data-part="reference"]').inputValue()).toBe('20, 30');
    expect(SCENE.length).toBe(60);
    expect(troubles).toEqual([]);
    await close();
    await server.close();
  });
});
