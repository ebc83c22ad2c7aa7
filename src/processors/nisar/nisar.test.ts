import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { GUNW_FREQUENCY_HZ, type GunwContent, writeGunw } from '../../../test/support/gunw.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import {
  expectUplift,
  UPLIFT,
  UPLIFT_PAIRS,
  UPLIFT_TEMPLATE,
  upliftPhase,
} from '../../../test/support/uplift.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { plainTiff } from '../../io/geotiff/plain.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { prepareNisarStack } from './prepare.ts';

const { length, width } = UPLIFT;
const WAVELENGTH = 299_792_458 / GUNW_FREQUENCY_HZ;
const HEIGHT = 500;
let project: string;
let workDir: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-nisar-'));
  workDir = join(project, 'mintpy');
  mkdirSync(join(project, 'interferograms'));
  mkdirSync(workDir);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const productPath = (k: number, date1: string, date2: string) =>
  join(
    project,
    `interferograms/NISAR_L2_PR_GUNW_00${k}_064_A_034_001_4000_SH_${date1}T135206_${date1}T135241_${date2}T135206_${date2}T135241_X05014_N_P_J_001.h5`,
  );

/** A pair of the stack. @returns its path */
async function pair(k: number, content: Partial<GunwContent> = {}): Promise<string> {
  const [date1, date2] = UPLIFT_PAIRS[k];
  const path = productPath(k, date1, date2);
  const phase = upliftPhase(date1, date2, WAVELENGTH);
  await writeGunw(path, { date1, date2, phase, shape: [length, width], ...content });
  return path;
}

function writeTiff(name: string, grid: MapGrid, epsg: number, values: Float32Array): void {
  const { head } = plainTiff({
    grid,
    crs: { epsg, isProjected: epsg !== 4326 },
    type: 'f4',
    description: '',
    unit: 'm',
    metadata: {},
  });
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writeFileSync(join(project, name), Buffer.concat([head, bytes]));
}

/** Elevation in degrees around the scene, everywhere the same. */
function dem(lat = 34.2, lon = -118.4, name = 'dem.tiff'): void {
  const grid = { yFirst: lat, xFirst: lon, yStep: -0.001, xStep: 0.001, length: 200, width: 200 };
  writeTiff(name, grid, 4326, new Float32Array(200 * 200).fill(HEIGHT));
}

function describeStack(more: Record<string, string> = {}) {
  const lines = {
    'mintpy.load.processor': 'nisar',
    'mintpy.load.unwFile': '../interferograms/*.h5',
    'mintpy.load.demFile': '../dem.tiff',
    ...more,
  };
  const options = loadOptionsOf(lines, { workDir });
  return { options, described: prepareNisarStack(options) };
}

/** Load the stack and read a dataset. */
async function loaded(more: Record<string, string> = {}) {
  const { options, described } = describeStack(more);
  const outDir = join(workDir, 'inputs');
  await loadStack(await described, options, { outDir });
  return {
    read: (file: string, dataset: string) =>
      withH5(
        join(file === 'waterMask.h5' ? workDir : outDir, file),
        (h5) => h5.read(dataset) as Float32Array,
      ),
    attributes: (file: string) => withH5(join(outDir, file), (h5) => h5.attributes),
  };
}

test('ground that rises has a positive velocity', async () => {
  dem();
  for (const k of UPLIFT_PAIRS.keys()) await pair(k);
  const template = join(workDir, 'Scene.txt');
  writeFileSync(template, `mintpy.load.processor = nisar\nmintpy.load.autoPath = yes\n${UPLIFT_TEMPLATE}`);
  await expectUplift(workDir, template);
});

test('geometry and delays are those at the height of the ground, azimuths count from north', async () => {
  dem();
  await pair(0);
  const { read } = await loaded();
  const pixel = 3 * width + 4; // 320 m east of the first one
  expect((await read('geometryGeo.h5', 'slantRangeDistance'))[pixel]).toBeCloseTo(900_000 - HEIGHT + 160, 1);
  expect((await read('geometryGeo.h5', 'incidenceAngle'))[pixel]).toBeCloseTo(37.05 + 0.0032, 4);
  expect((await read('geometryGeo.h5', 'azimuthAngle'))[pixel]).toBeCloseTo(90 + 9.4623, 3);
  expect((await read('tropoStack.h5', 'unwrapPhase'))[pixel]).toBeCloseTo(1.5, 5);
  expect((await read('setStack.h5', 'unwrapPhase'))[pixel]).toBeCloseTo(-0.024, 6);
  const [phase, screen] = [
    await read('ifgramStack.h5', 'unwrapPhase'),
    await read('ionStack.h5', 'unwrapPhase'),
  ];
  expect(screen[pixel]).toBeCloseTo(phase[pixel] / 10, 5);
  expect(Array.from(await read('ifgramStack.h5', 'bperp'))).toEqual([25]);
  const labels = await read('ifgramStack.h5', 'connectComponent');
  expect([labels[0], labels[length * width - 1]]).toEqual([1, Number.NaN]);
});

describe('a pixel is kept where all products see land:', () => {
  const n = length * width;
  const words = (Type: typeof Uint8Array | typeof Uint32Array, values: readonly number[]) => {
    const out = new Type(n).fill(11);
    out.set(values);
    return out as Uint8Array | Uint32Array;
  };
  const keptOf = async () =>
    Array.from((await (await loaded()).read('waterMask.h5', 'waterMask')).slice(0, 7));

  test('one byte', async () => {
    dem();
    await pair(0, { version: '1.2.0', mask: words(Uint8Array, [111, 10, 1, 255, 0, 22, 11]) });
    expect(await keptOf()).toEqual([0, 0, 0, 0, 0, 1, 1]);
  });

  test('four bytes, of which the lowest counts', async () => {
    dem();
    const flags = 0x01_03_02_00;
    const mask = words(Uint32Array, [flags + 111, flags + 10, 1, flags + 255, 0, flags + 22, flags + 11]);
    await pair(0, { version: '1.5.0', mask });
    expect(await keptOf()).toEqual([0, 0, 0, 0, 0, 1, 1]);
  });

  test('digits of another meaning: all with a phase', async () => {
    dem();
    const phase = new Float32Array(n).fill(1);
    phase[5] = Number.NaN;
    await pair(0, { version: '1.1.0', phase, mask: words(Uint8Array, [1, 2, 3, 4, 5, 6, 7]) });
    expect(await keptOf()).toEqual([1, 1, 1, 1, 1, 0, 1]);
  });

  test('of two products, and of a water mask', async () => {
    dem();
    await pair(0, { mask: words(Uint8Array, [0]) });
    await pair(1, { mask: words(Uint8Array, [11, 0]) });
    const grid = { yFirst: 3_780_000, xFirst: 380_000, yStep: -80, xStep: 80, length, width };
    const land = new Float32Array(n).fill(1);
    land[2] = 0;
    writeTiff('water.tif', grid, 32611, land);
    const { read } = await loaded({ 'mintpy.load.waterMaskFile': '../water.tif' });
    const phase = await read('ifgramStack.h5', 'unwrapPhase');
    expect(Array.from(phase.subarray(0, 4), Number.isNaN)).toEqual([true, true, true, false]);
    expect(Array.from(phase.subarray(n, n + 4), Number.isNaN)).toEqual([true, true, true, false]);
  });
});

test('products that begin elsewhere are cut to the area of all', async () => {
  dem();
  const numbered = Float32Array.from({ length: length * width }, (_, p) => p);
  await pair(0, { phase: numbered });
  await pair(1, { phase: numbered, north: 3_779_960 - 2 * 80, west: 380_040 + 3 * 80 });
  const { read, attributes } = await loaded();
  const phase = await read('ifgramStack.h5', 'unwrapPhase');
  expect([phase[0], phase[(length - 2) * (width - 3)]]).toEqual([2 * width + 3, 0]);
  expect(await attributes('ifgramStack.h5')).toMatchObject({
    LENGTH: `${length - 2}`,
    WIDTH: `${width - 3}`,
    X_FIRST: '380240.0',
    Y_FIRST: '3779840.0',
    SUBSET_XMIN: '3',
    SUBSET_YMAX: `${length}`,
  });
});

test('an area in degrees takes the pixels whose centre lies in it', async () => {
  dem();
  await pair(0);
  const { attributes } = await loaded({ 'mintpy.subset.lalo': '34.1480:34.1530,-118.2990:-118.2960' });
  const { LENGTH, WIDTH, SUBSET_XMIN, SUBSET_YMIN } = await attributes('ifgramStack.h5');
  // by gdaltransform its corners lie from 380244.8 to 380528.4 and from 3779324.7 to 3779882.7 m
  expect([SUBSET_YMIN, LENGTH, SUBSET_XMIN, WIDTH]).toEqual(['1', '7', '3', '4']);
});

test('south of the equator the zone is one of the south', async () => {
  dem(-20.9, -69.1);
  await pair(0, { epsg: 32719, north: 7_680_000, west: 500_040 });
  const { attributes } = await loaded();
  expect(await attributes('geometryGeo.h5')).toMatchObject({ UTM_ZONE: '19S', EPSG: '32719' });
});

test('VV is loaded, and said, where no product has HH; frequency B where it is asked for', async () => {
  dem();
  await pair(0, { polarization: 'VV', frequency: 'B' });
  const { described } = describeStack({ 'mintpy.load.frequency': 'B' });
  const { ifgrams, warnings } = await described;
  expect(ifgrams?.attributes.POLARIZATION).toBe('VV');
  expect(warnings).toEqual(['The products have no HH in frequencyB: VV is loaded.']);
});

test('products without delays leave out their files; the mask tells the common area', async () => {
  dem();
  await pair(0, { without: /wetTropo|Tides/ });
  await pair(1, { without: /Tides/ });
  const { ifgrams, troposphere, tides, warnings } = await describeStack().described;
  expect([ifgrams?.pairs.length, troposphere, tides]).toEqual([2, undefined, undefined]);
  expect(warnings).toEqual([expect.stringMatching(/No tropospheric phase screen in 1 product/)]);
});

describe('is refused with file, field and remedy:', () => {
  test.each<[what: string, spoil: () => Promise<void>, says: RegExp]>([
    [
      'a product of another polarisation',
      async () => {
        await pair(1, { polarization: 'VV' });
      },
      /NISAR\S+: no HH in frequencyA \(found: VV\)/,
    ],
    [
      'a product of another frequency',
      async () => {
        await pair(1, { frequency: 'B' });
      },
      /NISAR\S+: no unwrapped phase in frequencyA \(found: frequencyB\).*\n.*mintpy\.load\.frequency = B/,
    ],
    [
      'two frames of a pair',
      async () => {
        const [date1, date2] = UPLIFT_PAIRS[0];
        const phase = new Float32Array(length * width);
        await writeGunw(productPath(9, date1, date2), {
          date1,
          date2,
          phase,
          shape: [length, width],
          frame: 35,
        });
      },
      /Two products are of the pair 20190105_20190305: .*frame 34.*frame 35/,
    ],
    [
      'products that do not meet',
      async () => {
        await pair(1, { north: 3_879_960 });
      },
      /The products have no area in common/,
    ],
    ['a product that was cut off', async () => truncateSync(await pair(1), 5000), /NISAR\S+ is truncated/],
    [
      'no elevation',
      async () => rmSync(join(project, 'dem.tiff')),
      /mintpy\.load\.demFile = \.\.\/dem\.tiff: no file/,
    ],
    ['elevation of elsewhere', async () => dem(10, 20), /dem\.tiff does not cover the products/],
    [
      'a product without times and angles',
      async () => {
        await pair(0, { without: /incidenceAngle/ });
      },
      /NISAR\S+ has no science\/LSAR\/GUNW\/metadata\/radarGrid\/incidenceAngle/,
    ],
  ])('%s', async (_, spoil, says) => {
    dem();
    await pair(0);
    await spoil();
    const words = ['prep_nisar', '-i', 'interferograms/*.h5', '-d', 'dem.tiff', '-o', 'mintpy'];
    writeFileSync(
      join(workDir, 'a.txt'),
      'mintpy.load.processor = nisar\nmintpy.load.unwFile = ../interferograms/*.h5\nmintpy.load.demFile = ../dem.tiff\n',
    );
    const { status, stderr } = await runHere(['smallbaselineApp', 'a.txt', '--dostep', 'load_data'], workDir);
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
    expect((await runHere(words, project)).status).toBe(2);
  });
});

test('threads share mask and heights: the files are the same', async () => {
  dem();
  for (const k of [0, 1]) await pair(k, { mask: new Uint8Array(length * width).fill(11).fill(255, 3, 9) });
  const { options, described } = describeStack();
  const threads = { workers: 2, bytesPerThread: 1 };
  await loadStack(await described, options, { outDir: join(workDir, 'threads'), ...threads });
  const { read } = await loaded();
  for (const name of ['ifgramStack.h5', 'tropoStack.h5'])
    await withH5(join(workDir, 'threads', name), async (h5) =>
      expect(h5.read('unwrapPhase')).toEqual(await read(name, 'unwrapPhase')),
    );
});

test.each<[flags: string[], says: RegExp]>([
  [
    ['-i', 'interferograms/X*.h5', '-d', 'dem.tiff'],
    /^error: --input-file-glob interferograms.X\*\.h5: no file/,
  ],
  [['-i', 'interferograms/*.h5', '-d', 'gone.tif'], /^error: --dem-file gone\.tif: no file/],
  [['-i', 'interferograms/*.h5', '-d', 'dem.tiff', '-m', 'gone.tif'], /^error: --mask gone\.tif: no file/],
  [
    ['-i', 'interferograms/*.h5', '-d', 'dem.tiff', '-freq', 'B'],
    /found: frequencyA\)\.\n.*Set --frequency A,/,
  ],
  [
    ['-i', 'interferograms/*.h5', '-d', 'dem.tiff', '--sub-lat', '1', '2', '--sub-lon', '3', '4'],
    /^error: The area of --sub-lat and --sub-lon lies outside of the products/,
  ],
])('prep_nisar speaks of the flags that were typed: %j', async (flags, says) => {
  dem();
  await pair(0);
  const { status, stderr } = await runHere(['prep_nisar', ...flags], project);
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/mintpy\./);
  expect([status, existsSync(join(project, 'inputs'))]).toEqual([2, false]);
});

test('prep_nisar writes all files', async () => {
  dem();
  await pair(0);
  const words = ['--quiet', 'prep_nisar', '-i', 'interferograms/NISAR*.h5', '-d', 'dem.tiff', '-o', 'mintpy'];
  expect((await runHere(words, project)).status).toBe(0);
  for (const name of [
    'waterMask.h5',
    ...['ifgramStack', 'ionStack', 'tropoStack', 'setStack', 'geometryGeo'].map((one) => `inputs/${one}.h5`),
  ])
    await withH5(join(workDir, name), ({ datasets }) => expect(datasets.size).toBeGreaterThan(0));
});

describe('two frames of every pair', () => {
  const [LENGTH, WIDTH] = [24, width];
  /** Phase that tells its place, rows counted from the first of the northern frame. */
  const ground = (y: number, x: number) => 5 + 0.2 * y + 0.05 * x;
  const frames = async (change: number, more: Partial<GunwContent> = {}) => {
    for (const [k, [date1, date2]] of UPLIFT_PAIRS.slice(0, 2).entries())
      for (const [frame, top] of [
        [34, 0],
        [35, 16],
      ]) {
        const phase = Float32Array.from(
          { length: LENGTH * WIDTH },
          (_, i) => ground(top + Math.floor(i / WIDTH), i % WIDTH) + (frame === 35 ? change : 0),
        );
        await writeGunw(productPath(10 * k + frame, date1, date2), {
          date1,
          date2,
          phase,
          shape: [LENGTH, WIDTH],
          frame,
          north: 3_779_960 - 80 * top,
          ...(frame === 35 ? more : {}),
        });
      }
    dem();
  };

  test('are stitched, with masks, cubes and geometry of both', async () => {
    await frames(-4 * Math.PI - 0.3);
    const options = loadOptionsOf(
      {
        'mintpy.load.processor': 'nisar',
        'mintpy.load.unwFile': '../interferograms/*.h5',
        'mintpy.load.demFile': '../dem.tiff',
      },
      { workDir },
    );
    const lines: string[] = [];
    const outDir = join(workDir, 'inputs');
    await loadStack(await prepareNisarStack(options), options, { outDir, info: (line) => lines.push(line) });
    expect(lines.join('\n')).toMatch(
      /frame 2 \(track 64, frame 35\) on 1 \(track 64, frame 34\): \d+ pixels, 12\.866 rad = 2 cycle\(s\) \+ 0\.300 rad; after 0\.000/,
    );
    await withH5(join(outDir, 'ifgramStack.h5'), (stack) => {
      expect(stack.datasets.get('unwrapPhase')?.shape).toEqual([2, 40, WIDTH]);
      const phase = stack.read('unwrapPhase') as Float32Array;
      for (let i = 0; i < phase.length; i++) {
        const at = i % (40 * WIDTH);
        expect(phase[i]).toBeCloseTo(ground(Math.floor(at / WIDTH), at % WIDTH), 4);
      }
      expect(stack.attributes).toMatchObject({ LENGTH: '40', SUBSET_YMIN: '0', SUBSET_YMAX: '40' });
    });
    await withH5(join(outDir, 'geometryGeo.h5'), (geometry) => {
      for (const name of ['incidenceAngle', 'azimuthAngle', 'slantRangeDistance'])
        expect((geometry.read(name) as Float32Array).every(Number.isFinite)).toBe(true);
      expect((geometry.read('waterMask') as Uint8Array).every((land) => land === 1)).toBe(true);
    });
  });

  test('are refused where they are forbidden', async () => {
    await frames(0);
    const describe = (lines: Record<string, string>) =>
      prepareNisarStack(
        loadOptionsOf(
          {
            'mintpy.load.processor': 'nisar',
            'mintpy.load.unwFile': '../interferograms/*.h5',
            'mintpy.load.demFile': '../dem.tiff',
            ...lines,
          },
          { workDir },
        ),
      );
    await expect(describe({ 'mintpy.load.frames': 'no' })).rejects.toThrow(
      /Two products are of the pair .*frame 34.*frame 35.*; .*frame 34.*frame 35/,
    );
    const left = await describe({ 'mintpy.load.excludePair': UPLIFT_PAIRS[0].join('_') });
    expect(left.ifgrams?.pairs.map(({ date1, date2 }) => [date1, date2])).toEqual([UPLIFT_PAIRS[1]]);
  });
});
