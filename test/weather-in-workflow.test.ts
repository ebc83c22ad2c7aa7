import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Context, quietContext } from '../src/core/context.ts';
import { readTimeseries } from '../src/io/products/timeseries.ts';
import { uncorrectedDates } from '../src/io/products/uncorrected-dates.ts';
import { runWorkflow } from '../src/steps/run-workflow.ts';
import { workflowSummary } from '../src/steps/summary/summary.ts';
import { type ClimateStore, climateStore, type StoreOptions } from './support/climate-store.ts';
import { SimulatedStack } from './support/simulated-stack.ts';

/* ERA5 as a step of the workflow: without a key, and with a store of this machine. */

let stack: SimulatedStack;
let store: ClimateStore | undefined;
beforeAll(async () => {
  stack = await SimulatedStack.make();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await store?.close();
  store = undefined;
});
afterAll(() => stack.remove());

const OPTIONS = {
  'mintpy.reference.minCoherence': '0.6',
  'mintpy.networkInversion.minNumPixel': '50',
  'mintpy.networkInversion.weightFunc': 'no',
  'mintpy.unwrapError.method': 'no',
  'mintpy.troposphericDelay.method': 'auto',
  'mintpy.topographicResidual': 'no',
  'mintpy.plot': 'no',
};

function workDir(name: string): string {
  const path = stack.path(name);
  mkdirSync(path, { recursive: true });
  return path;
}

function withKey(key: string, url = ''): void {
  vi.stubEnv('CDSAPI_KEY', key);
  vi.stubEnv('CDSAPI_URL', url);
  vi.stubEnv('CDSAPI_RC', '/nowhere/.cdsapirc');
  vi.stubEnv('WEATHER_DIR', undefined);
}

async function openStore(options: StoreOptions): Promise<void> {
  await store?.close();
  store = await climateStore(options);
  withKey('token', store.url);
}

/** Run up to the velocity. @returns what the steps did, what was warned of, and the summary */
async function run(dir: string) {
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };
  const retry = { attempts: 2, wait: async () => {} };
  const context = { ...quietContext({ log }), retry } as Context;
  const result = await runWorkflow({ workDir: dir, customFile: stack.template, end: 'velocity' }, context);
  const outcomes = Object.fromEntries(result.outcomes.map(({ name, outcome }) => [name, outcome]));
  return { outcomes, warnings: warnings.join('\n'), summary: (await workflowSummary(result)).join('\n') };
}

const leftOut = async (file: string) => uncorrectedDates((await readTimeseries(file)).attributes).get('ERA5');

test('auto without a key goes on without, says so everywhere, and makes up for it once there is one', async () => {
  stack.setOptions(OPTIONS);
  const dir = workDir('auto');
  const at = (name: string) => join(dir, name);
  withKey('');
  const without = await run(dir);
  expect(without.warnings).toMatch(/without a correction of the troposphere.*wants a key.*eu\/profile/);
  expect(without.summary.replace(/\s+/g, ' ')).toMatch(/the troposphere is not corrected: .*wants a key/);
  expect(without.summary).toMatch(/--start correct_troposphere {2}# with a key/);
  expect(await leftOut(at('timeseries.h5'))).toEqual(stack.dates);
  expect(existsSync(at('timeseries_ERA5.h5'))).toBe(false);
  expect(existsSync(at('velocity.h5'))).toBe(true);
  expect(Object.values((await run(dir)).outcomes)).not.toContain('done');

  const last = stack.dates.at(-1)!;
  await openStore({ unpublished: [last] });
  const first = await run(dir);
  expect(first.outcomes).toMatchObject({
    invert_network: 'up to date',
    correct_troposphere: 'done',
    velocity: 'done',
  });
  expect(first.warnings).toContain(`1 of ${stack.dates.length} dates not fetched: ${last}`);
  expect(await leftOut(at('timeseries_ERA5.h5'))).toEqual([last]);
  expect(await leftOut(at('timeseries.h5'))).toBeUndefined();
  expect(readdirSync(at('ERA5'))).toHaveLength(stack.dates.length - 1);

  const second = await run(dir); // tried again, in vain: nothing that follows runs again
  expect(store!.submitted.at(-1)).toEqual([last]);
  expect(second.outcomes).toMatchObject({
    invert_network: 'up to date',
    correct_troposphere: 'done',
    velocity: 'up to date',
  });

  await openStore({});
  const third = await run(dir);
  expect(third.outcomes).toMatchObject({ correct_troposphere: 'done', velocity: 'done' });
  expect(store!.submitted).toEqual([[last]]);
  expect(await leftOut(at('timeseries_ERA5.h5'))).toBeUndefined();
  expect(Object.values((await run(dir)).outcomes)).not.toContain('done');
});

test('a store that refuses everything does not end a run that did not ask for it', async () => {
  stack.setOptions(OPTIONS);
  const dir = workDir('refused');
  await openStore({
    fault: (_, response) => {
      response.writeHead(403).end(JSON.stringify({ detail: 'required licences not accepted' }));
      return true;
    },
  });
  const { warnings, summary } = await run(dir);
  expect(warnings).toContain('#manage-licences');
  expect(summary.replace(/\s+/g, ' ')).toContain('the troposphere is not corrected');
  expect(existsSync(join(dir, 'velocity.h5'))).toBe(true);
});

test('a method that was typed is refused before anything runs when there is neither key nor file', async () => {
  stack.setOptions({ ...OPTIONS, 'mintpy.troposphericDelay.method': 'pyaps' });
  const dir = workDir('typed');
  withKey('');
  await expect(run(dir)).rejects.toMatchObject({
    message: expect.stringMatching(/method = pyaps.*wants a key/),
    remedy: expect.stringContaining('height_correlation'),
  });
  expect(existsSync(join(dir, 'inputs/ifgramStack.h5'))).toBe(false);
  stack.setOptions({ 'mintpy.troposphericDelay.weatherModel': 'MERRA' });
  await expect(run(dir)).rejects.toMatchObject({
    message: expect.stringContaining('MERRA is not read'),
    remedy: expect.stringContaining('weatherModel = ERA5'),
  });
});
