import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearestModelTime } from '../src/core/atmosphere/model-times.ts';
import { quietContext } from '../src/core/context.ts';
import { makeH5 } from '../src/io/hdf5/file.ts';
import { readIfgramStack } from '../src/io/products/ifgram-stack.ts';
import { readGrid, writeProduct } from '../src/io/products/product.ts';
import { readTimeseries } from '../src/io/products/timeseries.ts';
import { saveGdal } from '../src/operations/exports/save-gdal.ts';
import { runWorkflow } from '../src/steps/run-workflow.ts';
import { runCli, startCli } from './support/cli.ts';
import { contentOf, differentContent } from './support/content.ts';
import { leftovers, unreadable } from './support/folder-state.ts';
import { SimulatedStack } from './support/simulated-stack.ts';

/* Corrections with data from outside, as steps of the workflow on a whole simulated scene. */

const UNWRAPPED = '../merged/interferograms/*/filt*.unw';

let stack: SimulatedStack;
beforeAll(async () => {
  stack = await SimulatedStack.make();
  stack.setOptions({
    'mintpy.reference.minCoherence': '0.6',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.networkInversion.weightFunc': 'no',
    'mintpy.unwrapError.method': 'no',
    'mintpy.troposphericDelay.method': 'no',
    'mintpy.topographicResidual': 'no',
    'mintpy.plot': 'no',
  });
});
afterAll(() => stack.remove());

function workDir(name: string): string {
  const path = stack.path(name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Run up to a step. @returns what the steps did, by name */
async function run(dir: string, end: string): Promise<Record<string, string>> {
  const { outcomes } = await runWorkflow({ workDir: dir, customFile: stack.template, end }, quietContext());
  return Object.fromEntries(outcomes.map(({ name, outcome }) => [name, outcome]));
}

test('an ionosphere that is all there is in the pairs leaves nothing of the series', async () => {
  stack.setOptions({
    'mintpy.load.ionUnwFile': UNWRAPPED,
    'mintpy.ionosphericDelay.method': 'split_spectrum',
  });
  const dir = workDir('ionosphere');
  await run(dir, 'correct_ionosphere');
  const [ions, ifgrams] = [
    await readIfgramStack(join(dir, 'inputs/ionStack.h5')),
    await readIfgramStack(join(dir, 'inputs/ifgramStack.h5')),
  ];
  expect(ions.date12).toEqual(ifgrams.date12);
  expect(ions.attributes['REF_Y']).toBe(ifgrams.attributes['REF_Y']);
  const last = stack.dates.at(-1)!;
  const { data: before } = await readGrid(join(dir, 'timeseries.h5'), last);
  const { data: after } = await readGrid(join(dir, 'timeseries_ion.h5'), last);
  expect(Math.max(...before)).toBeGreaterThan(1e-3);
  expect(Math.max(...after.map(Math.abs))).toBeLessThan(1e-6);

  expect((await run(dir, 'correct_ionosphere'))['correct_ionosphere']).toBe('up to date');
  stack.setOptions({ 'mintpy.ionosphericDelay.excludeDate': stack.dates.at(-1) });
  const again = await run(dir, 'correct_ionosphere');
  expect(again).toMatchObject({ load_data: 'up to date', correct_ionosphere: 'done' });
  expect((await readTimeseries(join(dir, 'ion.h5'))).dates).toEqual(stack.dates.slice(0, -1));
  expect((await readTimeseries(join(dir, 'timeseries_ion.h5'))).attributes['UNCORRECTED_DATES']).toBe(
    `ion: ${last}`,
  );
  stack.setOptions({ 'mintpy.ionosphericDelay.excludeDate': 'no' });
  await run(dir, 'correct_ionosphere');
  expect((await readTimeseries(join(dir, 'ion.h5'))).dates).toEqual(stack.dates);
});

/** Zenith delay of a date, m. */
const zenith = (k: number, latitude: number, longitude: number) =>
  2.3 + 0.01 * k * k + 0.2 * k * (latitude - longitude + 50);

/** A map around the scene in steps that are not those of its pixels. */
const STEP = 0.002;

/** Rasters of all dates but one, half of them in each form of GACOS. */
async function writeGacos(folder: string, dir: string): Promise<void> {
  mkdirSync(folder);
  const geometry = join(dir, 'inputs/geometryRadar.h5');
  const [lat, lon] = [await readGrid(geometry, 'latitude'), await readGrid(geometry, 'longitude')];
  const yFirst = Math.max(...lat.data) + 5 * STEP;
  const xFirst = Math.min(...lon.data) - 5 * STEP;
  const length = Math.ceil((yFirst - Math.min(...lat.data)) / STEP) + 5;
  const width = Math.ceil((Math.max(...lon.data) - xFirst) / STEP) + 5;
  const sheet = {
    WIDTH: String(width),
    X_FIRST: String(xFirst),
    Y_FIRST: String(yFirst),
    X_STEP: String(STEP),
    Y_STEP: String(-STEP),
  };
  for (const [k, date] of stack.dates.entries()) {
    if (k === 3) continue;
    const values = Float32Array.from({ length: length * width }, (_, i) =>
      zenith(k, yFirst - (Math.floor(i / width) + 0.5) * STEP, xFirst + ((i % width) + 0.5) * STEP),
    );
    const path = join(folder, `${date}.ztd`);
    if (k % 2 === 0) {
      const text = {
        ...sheet,
        FILE_LENGTH: String(length),
        XMAX: String(width - 1),
        YMAX: String(length - 1),
      };
      writeFileSync(path, new Uint8Array(values.buffer));
      writeFileSync(
        `${path}.rsc`,
        Object.entries(text)
          .map(([key, value]) => `${key} ${value}`)
          .join('\n'),
      );
    } else {
      const attributes = {
        ...sheet,
        LENGTH: String(length),
        X_UNIT: 'degrees',
        Y_UNIT: 'degrees',
        FILE_TYPE: 'zenith',
        UNIT: 'm',
      };
      const product = join(folder, 'product.h5');
      await writeProduct(
        product,
        attributes,
        [{ name: 'zenith', type: 'f4', shape: [length, width], values }],
        quietContext(),
      );
      await saveGdal({ file: product, dataset: 'zenith', outfile: `${path}.tif` }, quietContext());
      rmSync(product);
    }
  }
}

/** Products of OPERA for all dates, alike at all heights. */
async function writeOpera(folder: string, dir: string): Promise<void> {
  mkdirSync(folder);
  const geometry = join(dir, 'inputs/geometryRadar.h5');
  const [lat, lon] = [await readGrid(geometry, 'latitude'), await readGrid(geometry, 'longitude')];
  const [length, width, heights] = [30, 30, [-500, 500, 9000]];
  const latitude = Float64Array.from({ length }, (_, y) => lat.data[0] + 1 - 0.07 * y);
  const longitude = Float64Array.from({ length: width }, (_, x) => lon.data[0] - 1 + 0.07 * x);
  const axes = { latitude, longitude, height: Float64Array.from(heights) };
  const shape = [1, 3, length, width];
  const { attributes } = await readTimeseries(join(dir, 'timeseries.h5'));
  for (const [k, date] of stack.dates.entries()) {
    const time = nearestModelTime(date, Number(attributes['CENTER_LINE_UTC']));
    const delay = Float32Array.from({ length: 3 * length * width }, (_, i) =>
      zenith(k, latitude[Math.floor(i / width) % length], longitude[i % width]),
    );
    const datasets = [
      ...Object.entries(axes).map(([name, values]) => ({
        name,
        type: 'f8' as const,
        shape: [values.length],
      })),
      { name: 'wet_delay', type: 'f4' as const, shape },
      { name: 'hydrostatic_delay', type: 'f4' as const, shape },
    ];
    const path = join(folder, `OPERA_L4_TROPO-ZENITH_${time}_20260101T000000Z_HRES_v1.0.nc`);
    await makeH5(path, { attributes: {}, datasets }, async (writer) => {
      for (const [name, values] of Object.entries(axes)) writer.write(name, values);
      writer.write('wet_delay', new Float32Array(delay.length));
      writer.write('hydrostatic_delay', delay);
    });
  }
}

/** Largest distance of what was removed from the slant delay relative to first date and reference pixel, m, and what it may be. */
async function errorOf(dir: string, name: string, k: number): Promise<number> {
  const geometry = join(dir, 'inputs/geometryRadar.h5');
  const [lat, lon, angle] = await Promise.all(
    ['latitude', 'longitude', 'incidenceAngle'].map(
      async (raster) => (await readGrid(geometry, raster)).data,
    ),
  );
  const { attributes, width } = await readTimeseries(join(dir, 'timeseries.h5'));
  const reference = Number(attributes['REF_Y']) * width + Number(attributes['REF_X']);
  const delay = (i: number) =>
    (zenith(0, lat[i], lon[i]) - zenith(k, lat[i], lon[i])) / Math.cos((angle[i] * Math.PI) / 180);
  const [before, after] = [
    await readGrid(join(dir, 'timeseries.h5'), stack.dates[k]),
    await readGrid(join(dir, name), stack.dates[k]),
  ];
  const errors = before.data.map((value, i) =>
    value === 0 ? 0 : Math.abs(value - after.data[i] - (delay(i) - delay(reference))),
  );
  return Math.max(...errors);
}

/** A date whose zenith delay is gone is asked for in every run; what follows runs again only when something changes. */
async function looksForMissing(dir: string): Promise<void> {
  const folder = join(dir, 'OPERA');
  const day = stack.dates[2];
  rmSync(join(folder, readdirSync(folder).find((name) => name.includes(`ZENITH_${day}`))!));
  const asked: string[] = [];
  const context = {
    ...quietContext(),
    fetch: async (url: string) => {
      asked.push(url);
      return new Response('{"feed":{"entry":[]}}');
    },
  };
  process.env['EARTHDATA_TOKEN'] = 'abc';
  try {
    for (const velocity of ['done', 'up to date']) {
      const request = { workDir: dir, customFile: stack.template, end: 'velocity' };
      const { outcomes } = await runWorkflow(request, context);
      const now = Object.fromEntries(outcomes.map(({ name, outcome }) => [name, outcome]));
      expect(now).toMatchObject({ correct_troposphere: 'done', velocity });
    }
  } finally {
    delete process.env['EARTHDATA_TOKEN'];
  }
  expect(asked).toHaveLength(1); // the answer is kept for an hour
  expect((await readTimeseries(join(dir, 'timeseries_OPERA.h5'))).attributes['UNCORRECTED_DATES']).toBe(
    `OPERA: ${day}`,
  );
}

test('zenith delays of GACOS and of OPERA are removed, also when the run is killed again and again', async () => {
  stack.setOptions({ 'mintpy.ionosphericDelay.method': 'no', 'mintpy.troposphericDelay.method': 'gacos' });
  const dir = workDir('troposphere');
  await expect(run(dir, 'correct_troposphere')).rejects.toThrow(
    /no zenith delay \(\*\.ztd, \*\.ztd\.tif\) in .*GACOS/,
  );
  expect(existsSync(join(dir, 'inputs/geometryRadar.h5'))).toBe(false);
  stack.setOptions({ 'mintpy.troposphericDelay.method': 'no' });
  await run(dir, 'invert_network');
  await writeGacos(join(dir, 'GACOS'), dir);
  const killed = stack.path('killed');
  cpSync(dir, killed, { recursive: true, preserveTimestamps: true });
  stack.setOptions({ 'mintpy.troposphericDelay.method': 'gacos' });

  await run(dir, 'velocity');
  const first = stack.dates[3];
  expect((await readTimeseries(join(dir, 'inputs/GACOS.h5'))).dates).toEqual(
    stack.dates.filter((_, k) => k !== 3),
  );
  expect((await readTimeseries(join(dir, 'timeseries_GACOS.h5'))).attributes['UNCORRECTED_DATES']).toBe(
    `GACOS: ${first}`,
  );
  for (const k of [1, 2, 6])
    expect(await errorOf(dir, 'timeseries_GACOS.h5', k)).toBeLessThan(0.4 * k * STEP);
  const untouched = (await readGrid(join(dir, 'timeseries_GACOS.h5'), first)).data;
  expect(untouched).toEqual((await readGrid(join(dir, 'timeseries.h5'), first)).data);
  expect(await run(dir, 'velocity')).toMatchObject({
    correct_troposphere: 'up to date',
    velocity: 'up to date',
  });

  await writeOpera(join(dir, 'OPERA'), dir);
  stack.setOptions({ 'mintpy.troposphericDelay.method': 'opera' });
  expect(await run(dir, 'correct_troposphere')).toMatchObject({
    invert_network: 'up to date',
    correct_troposphere: 'done',
  });
  for (const k of [1, 2, 6]) expect(await errorOf(dir, 'timeseries_OPERA.h5', k)).toBeLessThan(2e-3 * k);
  await run(dir, 'velocity');
  await looksForMissing(dir);
  stack.setOptions({ 'mintpy.troposphericDelay.method': 'gacos' });
  await run(dir, 'velocity');

  const words = ['--quiet', 'smallbaselineApp', stack.template, '--dir', killed, '--end', 'velocity'];
  const caught = new Set<string>();
  for (let attempt = 0; attempt < 10; attempt++) {
    const child = startCli(words, stack.folder);
    let isOver = false;
    const exited = once(child, 'exit').finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const fresh = leftovers(killed)
        .map((file) => file.replace(/\d+/g, ''))
        .filter((file) => /GACOS.*partial$/.test(file) && !caught.has(file));
      if (fresh.length > 0) {
        for (const file of fresh) caught.add(file);
        child.kill('SIGKILL');
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await exited;
    expect(await unreadable(killed)).toEqual([]);
    if (child.exitCode === 0) break;
  }
  const end = runCli(words, stack.folder);
  expect([end.status, end.stderr]).toEqual([0, '']);
  expect(leftovers(killed)).toEqual([]);
  const products = async (folder: string) =>
    new Map([...(await contentOf(folder))].filter(([key]) => !/smallbaselineApp.cfg|OPERA/.test(key)));
  expect(differentContent(await products(dir), await products(killed))).toEqual([]);
});
