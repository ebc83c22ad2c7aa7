import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { type SentinelGunwContent, writeSentinelGunw } from '../../../test/support/sentinel-gunw.ts';
import { writeSmallTiff } from '../../../test/support/small-tiff.ts';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { writeEpochSeries } from '../../processors/aria/epoch-series.ts';
import { prepareAriaStack } from '../../processors/aria/prepare.ts';
import { readAriaStack } from '../../processors/aria/stack-layer.ts';
import { prepareGunwStack } from '../../processors/gunw/prepare.ts';
import { extractGunw } from './extract.ts';
import { type Layer, STANDARD_LAYERS } from './layers.ts';

const root = temporaryFolder();
let count = 0;

/** Whole metres that rise to the south: 1 m in 0.001 degrees. */
const dem = join(root, 'dem.tif');
const land = { yFirst: 38, xFirst: -123, yStep: -0.01, xStep: 0.01, length: 150, width: 200 };
writeSmallTiff(
  dem,
  land,
  Float32Array.from({ length: 150 * 200 }, (_, i) => 100 + 10 * Math.floor(i / 200)),
  4326,
);

interface Road {
  values(file: string, dataset: string): Promise<Float32Array>;
  attribute(file: string, key: string): Promise<string>;
}

function road(folder: string): Road {
  const at = (file: string) => join(folder, file);
  return {
    values: (file, dataset) => withH5(at(file), (h5) => h5.read(dataset) as Float32Array),
    attribute: (file, key) => withH5(at(file), (h5) => h5.attributes[key]),
  };
}

/** Products loaded by both roads: through the folders of ariaTSsetup, and as they are. */
async function bothRoads(
  frames: readonly Partial<SentinelGunwContent>[],
  delays: readonly string[] = [],
  layers: readonly Layer[] = [],
) {
  const base = join(root, `case${count++}`);
  const files = join(base, 'products');
  for (const frame of frames)
    await writeSentinelGunw(files, { pair: ['20200113', '20200101'], rows: [0, 30], ...frame });
  const setup = join(base, 'setup');
  const models = delays.filter((name) => name === 'HRRR');
  const area = {
    projection: 4326,
    toUnion: false,
    minimumOverlap: 0.0081,
    looks: 1,
    isRanked: false,
  } as const;
  await extractGunw(
    {
      ...area,
      files: `${files}/*.nc`,
      folder: setup,
      layers: [...STANDARD_LAYERS, ...layers],
      models,
      dem,
      isSetup: true,
    },
    quietContext(),
  );
  const workDir = join(base, 'mintpy');
  mkdirSync(workDir);
  const place = (path: string) => join(setup, path);
  const aria = loadOptionsOf(
    {
      'mintpy.load.processor': 'aria',
      'mintpy.load.unwFile': place('stack/unwrapStack.vrt'),
      'mintpy.load.corFile': place('stack/cohStack.vrt'),
      'mintpy.load.connCompFile': place('stack/connCompStack.vrt'),
      'mintpy.load.demFile': place('DEM/*.dem'),
      'mintpy.load.incAngleFile': place('incidenceAngle/*.vrt'),
      'mintpy.load.azAngleFile': place('azimuthAngle/*.vrt'),
      ...(layers.includes('ionosphere') && { 'mintpy.load.ionUnwFile': place('stack/ionoStack.vrt') }),
    },
    { workDir },
  );
  const folders = ['through', 'direct'].map((name) => join(workDir, name));
  const through = prepareAriaStack(aria);
  await loadStack(through, aria, { outDir: folders[0] });
  const own = loadOptionsOf(
    {
      'mintpy.load.processor': 'gunw',
      'mintpy.load.unwFile': `${files}/*.nc`,
      'mintpy.load.demFile': place('DEM/dem.dem'),
      'mintpy.load.delays': delays.length > 0 ? delays.join(',') : 'no',
    },
    { workDir },
  );
  const description = await prepareGunwStack(own);
  await loadStack(description, own, { outDir: folders[1] });
  const { ifgrams } = through;
  const size = { length: ifgrams!.length, width: ifgrams!.width };
  return { setup, workDir, size, through, description, roads: folders.map(road), folders };
}

function expectClose(one: ArrayLike<number>, other: ArrayLike<number>, tolerance: number): void {
  expect(one.length).toBe(other.length);
  let most = 0;
  for (let i = 0; i < one.length; i++) {
    if (Number.isNaN(one[i]) !== Number.isNaN(other[i])) most = Infinity;
    else if (!Number.isNaN(one[i])) most = Math.max(most, Math.abs(one[i] - other[i]));
  }
  expect(most).toBeLessThanOrEqual(tolerance);
}

async function expectSameStacks([through, direct]: readonly Road[]): Promise<Float32Array> {
  for (const dataset of ['date', 'coherence', 'connectComponent'])
    expect(await direct.values('ifgramStack.h5', dataset), dataset).toEqual(
      await through.values('ifgramStack.h5', dataset),
    );
  const phase = await direct.values('ifgramStack.h5', 'unwrapPhase');
  expectClose(phase, await through.values('ifgramStack.h5', 'unwrapPhase'), 2e-6);
  expectClose(
    await direct.values('ifgramStack.h5', 'bperp'),
    await through.values('ifgramStack.h5', 'bperp'),
    1e-4,
  );
  for (const dataset of ['height', 'incidenceAngle', 'azimuthAngle', 'slantRangeDistance'])
    expectClose(
      await direct.values('geometryGeo.h5', dataset),
      await through.values('geometryGeo.h5', dataset),
      1e-5,
    );
  for (const key of ['CENTER_LINE_UTC', 'ORBIT_DIRECTION', 'STARTING_RANGE', 'X_FIRST', 'Y_FIRST'])
    expect(Number(await direct.attribute('ifgramStack.h5', key)) || key, key).toEqual(
      Number(await through.attribute('ifgramStack.h5', key)) || key,
    );
  return phase;
}

const truth = (y: number, x: number) => 0.5 + 0.05 * y + 0.02 * x;

test('three frames of a date, cycles apart, are one interferogram by both roads', async () => {
  const far = 4 * Math.PI + 0.3;
  const two = (y: number, x: number) => (y > 40 && x > 20 ? 2 : 1);
  const { roads, size } = await bothRoads([
    { rows: [0, 30], phase: truth, labels: (y) => (y === 3 ? 0 : 1) },
    { rows: [25, 60], phase: (y, x) => truth(y, x) - far, labels: two, time: '140746' },
    { rows: [52, 80], phase: (y, x) => truth(y, x) + far, time: '140810' },
  ]);
  const phase = await expectSameStacks(roads);
  expect(size).toEqual({ length: 80, width: 40 });
  for (let i = 0; i < phase.length; i++) expect(phase[i]).toBeCloseTo(-truth(Math.floor(i / 40), i % 40), 4);
});

test('of versions 2 and 3 of a pair the new one counts by both roads, and a pair of version 2 alone is taken', async () => {
  const old = { version: '2_0_6', format: '1b' };
  const { roads, through } = await bothRoads([
    { phase: () => 7, ...old },
    { phase: truth },
    { pair: ['20200125', '20200101'], phase: truth, ...old },
  ]);
  const phase = await expectSameStacks(roads);
  expect(through.ifgrams!.pairs).toHaveLength(2);
  expect([phase[0], phase[30 * 40]]).toEqual([Math.fround(-0.5), Math.fround(-0.5)]);
});

test('a pass across midnight is one interferogram by both roads', async () => {
  const { roads, through } = await bothRoads([
    { rows: [0, 30], phase: truth, time: '235950' },
    { pair: ['20200114', '20200102'], rows: [25, 60], phase: truth, time: '000014' },
  ]);
  await expectSameStacks(roads);
  expect(through.ifgrams!.pairs).toHaveLength(1);
  // 23:59:50 and 00:00:14
  expect(Number(await roads[1].attribute('ifgramStack.h5', 'CENTER_LINE_UTC'))).toBeCloseTo(2, 0);
});

const delay = (kind: string, date: string, h: number) =>
  ({ wet: 1, hydrostatic: 2, tide: 0.5 })[kind]! * (date === '20200113' ? 1 : 10) + h / 1e4;
const WITH_DELAYS = {
  models: ['HRRR'],
  delay,
  ionosphere: (lat: number, lon: number) => lat - 37 + (lon + 122) ** 2,
};

test('delays of the products are loaded as ariaTSsetup extracts them', async () => {
  const frames = [
    { rows: [0, 30], ...WITH_DELAYS },
    { rows: [25, 60], ...WITH_DELAYS, time: '140746' },
  ] as const;
  const layers = ['ionosphere', 'solidEarthTide', 'troposphereTotal'] as const;
  const { roads, setup, folders, through, size } = await bothRoads(
    frames,
    ['ionosphere', 'HRRR', 'solidEarthTide'],
    layers,
  );
  const [aria, direct] = roads;
  const ionosphere = await direct.values('ionStack.h5', 'unwrapPhase');
  expectClose(ionosphere, await aria.values('ionStack.h5', 'unwrapPhase'), 1e-6);
  expect(ionosphere.some((value) => value < -0.1)).toBe(true);
  const n = size.length * size.width;
  for (const [stack, file] of [
    ['troposphereTotal/HRRRStack.vrt', 'tropoStack.h5'],
    ['setStack.vrt', 'setStack.h5'],
  ] as const) {
    const series = await writeEpochSeries(readAriaStack(join(setup, 'stack', stack)), {
      outDir: folders[0],
      attributes: through.ifgrams!.attributes,
      reduction: { box: { y0: 0, x0: 0, y1: size.length, x1: size.width }, ystep: 1, xstep: 1 },
      isSubset: false,
      method: 'mean',
    });
    const metres = await withH5(series, (h5) => h5.read('timeseries') as Float32Array);
    const toPhase = (-4 * Math.PI) / Number(through.ifgrams!.attributes.WAVELENGTH);
    const expected = Float32Array.from({ length: n }, (_, i) => toPhase * (metres[n + i] - metres[i]));
    expectClose(await direct.values(file, 'unwrapPhase'), expected, 2e-5);
  }
});

test('the ionosphere of a single frame is its own', async () => {
  const { roads } = await bothRoads([WITH_DELAYS], ['ionosphere'], ['ionosphere']);
  const [one, other] = await Promise.all(roads.map((way) => way.values('ionStack.h5', 'unwrapPhase')));
  expectClose(one, other, 0);
});

test('delays that no product has are refused with those that there are', async () => {
  await expect(bothRoads([WITH_DELAYS], ['ERA5'])).rejects.toThrow(
    /mintpy\.load\.delays names ERA5, which none of the products has/,
  );
  await expect(bothRoads([{}], ['HRES'])).rejects.toThrow(/names HRES/);
});
