import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../../../test/support/chromium.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { openProject } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { readLoadedFacts } from '../loaded-facts.ts';
import { Plan } from '../plan.ts';
import { runWorkflow } from '../run-workflow.ts';
import { writePage } from './write-page.ts';

const dates = ['20200101', '20200113', '20200125', '20200206'];
const speed = tinyGrid((y, x) => 0.002 * (y - 2) * (x + 1));
const context = quietContext();

/** A work directory with a velocity, or with what is there after loading alone. */
async function workDirectory({ hasVelocity = true, template = '' } = {}): Promise<string> {
  const workDir = temporaryFolder();
  const path = (name: string) => join(workDir, name);
  mkdirSync(path('inputs'));
  writeFileSync(path('<b>Etna & Co.cfg'), `mintpy.timeFunc.polynomial = 1\n${template}`);
  await tinyStack(
    path('inputs/ifgramStack.h5'),
    { unwrapPhase: (k, y) => k + y, coherence: () => 0.5 },
    {
      kept: [1, 1, 0, 1],
      attributes: { ORBIT_DIRECTION: 'DESCENDING', REF_Y: '1', REF_X: '2', ALOOKS: '1', RLOOKS: '1' },
    },
  );
  await tinyRasters(path('inputs/geometryRadar.h5'), { height: speed, latitude: speed, longitude: speed });
  if (!hasVelocity) return workDir;
  await tinySeries(path('timeseries.h5'), dates, (k, y, x) => (k * 12 * 0.002 * (y - 2) * (x + 1)) / 365.25);
  await tinyRasters(path('velocity.h5'), { velocity: speed, velocityStd: speed }, { UNIT: 'm/year' });
  await tinyRasters(path('maskTempCoh.h5'), { mask: tinyGrid(() => 1) });
  await tinyRasters(path('temporalCoherence.h5'), { temporalCoherence: tinyGrid(() => 0.75) });
  writeFileSync(path('rms_timeseriesResidual.txt'), dates.map((date) => `${date}\t0.0015\n`).join(''));
  return workDir;
}

async function planOf(workDir: string): Promise<Plan> {
  const project = openProject({ workDir, customFile: join(workDir, '<b>Etna & Co.cfg') });
  return new Plan(project, await readLoadedFacts(workDir, { optional: false }));
}

const pageIn = (workDir: string) => readFileSync(join(workDir, 'index.html'), 'utf8');

test('the page says what was done, and is left alone until something is new', async () => {
  const workDir = await workDirectory();
  expect(await writePage(await planOf(workDir), context)).toBe(true);
  const html = pageIn(workDir);
  expect(html).toContain('&#60;b&#62;Etna &#38; Co');
  expect(html).toContain('id="place-A"');
  expect(html).toMatch(/mintsar tsview timeseries.h5 --yx \d+ \d+</);
  expect(html).toContain('href="velocity.h5"');
  expect(html).toContain('timeFunc.polynomial = 1');
  expect(html).toContain('20200101 to 20200125'.replace(/(\d{4})(\d{2})(\d{2})/g, '$1-$2-$3'));
  expect(html).not.toMatch(/NaN|undefined|\bInfinity\b/);
  expect(html).toContain('the black square is the reference point, whose velocity is 0');
  expect(html).toContain('<rect class="reference"');
  expect(await writePage(await planOf(workDir), context)).toBe(false);
  const ofArea = { UNIT: 'm/year', REF_AREA: 'mean of 18 pixels' };
  await tinyRasters(join(workDir, 'velocity.h5'), { velocity: speed }, ofArea);
  expect(await writePage(await planOf(workDir), context)).toBe(true);
  expect(pageIn(workDir)).toContain('along its line of sight; 0 is the mean of 18 pixels.');
  expect(pageIn(workDir)).not.toMatch(/<rect class="reference"|black square|far from the reference/);
});

test('before there is a velocity the page shows the network and the steps', async () => {
  const workDir = await workDirectory({ hasVelocity: false });
  await writePage(await planOf(workDir), context);
  const html = pageIn(workDir);
  expect(html).toContain('Network of interferograms');
  expect(html).not.toContain('Where it moves');
});

describe('a run', () => {
  test('without figures makes no page', async () => {
    const workDir = await workDirectory();
    const { page } = await runWorkflow({ workDir, only: 'reference_date' }, context);
    expect(page).toBeUndefined();
  });

  test('brings a page that is there up to date', async () => {
    const workDir = await workDirectory();
    writeFileSync(join(workDir, 'index.html'), 'an old page');
    const { page } = await runWorkflow({ workDir, only: 'reference_date' }, context);
    expect(page).toBe(join(workDir, 'index.html'));
    expect(pageIn(workDir)).toContain('<!doctype html>');
  });
});

test.runIf(hasChromium)(
  'in a browser the page asks for nothing, and tells the velocity under the pointer',
  async () => {
    const workDir = await workDirectory();
    await writePage(await planOf(workDir), context);
    // Alone it must show all that it shows beside the products.
    const alone = join(temporaryFolder(), 'page.html');
    writeFileSync(alone, pageIn(workDir));
    rmSync(workDir, { recursive: true });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 1600 } });
      const asked: string[] = [];
      const wrong: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => wrong.push(message.text()));
      await page.goto(pathToFileURL(alone).href);
      const map = page.locator('#map');
      await map.focus();
      await page.waitForFunction(() => 'DecompressionStream' in globalThis);
      await expect
        .poll(async () => {
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('ArrowDown');
          return page.locator('#readout').textContent();
        })
        .toMatch(/line 4, sample 3 .* 16\.0 mm\/year .* coherence 0\.75/);
      expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(alone).href]);
      expect(wrong).toEqual([]);
      // One layer at a time.
      await page.locator('input[value=coherence] + span').click();
      expect(await page.locator('image.layer.coherence').isVisible()).toBe(true);
      expect(await page.locator('image.layer.velocity').isVisible()).toBe(false);
    } finally {
      await browser.close();
    }
  },
);
