import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadOptionsOf } from '../../test/support/load-options.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import type { ElementType } from '../io/raster/element-type.ts';
import type { GeometryDataset, StackDataset, StackDescription } from './description.ts';
import { fileLayer } from './layer.ts';
import { loadStack } from './load-stack.ts';
import { impossibleAttributes, requireAttributes } from './required-attributes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-odd-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [length, width] = [2, 4];

function layer(name: string, values: readonly number[], type: ElementType = 'f4', littleEndian = true) {
  const path = join(folder, name);
  writeFileSync(path, type === 'f8' ? Float64Array.from(values) : Float32Array.from(values));
  const layout = { length, width, bands: 1, type, littleEndian, interleave: 'BIL', headerBytes: 0 } as const;
  return fileLayer(path, { known: { length, width, format: { kind: 'raw', layout } } });
}

const PHASE = [1, 2, 3, 4, 5, 6, 7, 8];

/** Two pairs, of which the second has these values, and a height; the rest is sound. */
function described(odd: Partial<Record<StackDataset, readonly number[]>>, bperp = 10): StackDescription {
  const pairs = ['20200113', '20200125'].map((date2, k) => {
    const values = { unwrapPhase: PHASE, coherence: PHASE.map((v) => v / 10), ...(k === 1 ? odd : {}) };
    const layers = Object.fromEntries(
      Object.entries({ ...odd, ...values }).map(([name, v]) => [name, layer(`${name}${k}`, v)]),
    );
    return { date1: '20200101', date2, bperpTop: 10, bperpBottom: k === 1 ? bperp : 10, layers };
  });
  const datasets = Object.keys(pairs[0].layers) as StackDataset[];
  const attributes = { LENGTH: '2', WIDTH: '4', FILE_TYPE: 'ifgramStack' };
  return { ifgrams: { pairs, datasets, length, width, attributes }, geometry: {}, warnings: [] };
}

async function warningsOf(description: StackDescription, lines = {}, workers = 1): Promise<string[]> {
  const warnings: string[] = [];
  const warn = (line: string) => void warnings.push(line.replaceAll(`${folder}/`, ''));
  const options = loadOptionsOf(lines, { workDir: folder });
  await loadStack(description, options, { outDir: join(folder, 'out'), warn, workers, bytesPerThread: 0 });
  return warnings;
}

const nan = Number.NaN;
const none = PHASE.map(() => 0);

describe('values of a stack that cannot be meant are said with file and value', () => {
  test.each<[StackDataset, readonly number[], string[]]>([
    ['coherence', [0, 0.5, 1, nan, 0.2, 1, 1, 1], []],
    [
      'coherence',
      [0, 80, 20, 50, 99, 1, 1, 1],
      ['1 of 2 rasters, first coherence1: 1 to 99, expected 0 to 1.001'],
    ],
    ['coherence', [-0.5, 0.5, 0.5, 0, 0, 0, 0, 0.1], ['first coherence1: -0.5 to -0.5']],
    ['unwrapPhase', [-900, 900, 0, 0, 0, nan, 1, 2], []],
    ['unwrapPhase', [4e30, 1, 1, 1, 1, 1, 1, 1], ['first unwrapPhase1: 4e+30 to 4e+30 rad']],
    [
      'unwrapPhase',
      [0, 0, nan, 0, 0, 0, 0, nan],
      ['unwrapPhase: all pixels are 0 or NaN in 1 of 2 rasters, first unwrapPhase1'],
    ],
    ['wrapPhase', [3, -3, 0, 0, 0, 0, 0, 9], ['first wrapPhase0: -3 to 9 rad, expected -3.15 to 3.15 rad']],
    ['magnitude', [-5, 1, 1, 1, 1, 1, 1, 1], ['first magnitude0: -5 to 1, expected 0 to 1e+30']],
    ['connectComponent', none, []],
  ])('%s %j', async (dataset, values, expected) => {
    const warnings = await warningsOf(described({ [dataset]: values }));
    expect(warnings).toHaveLength(expected.length);
    for (const [k, text] of expected.entries()) expect(warnings[k]).toContain(text);
  });

  test('whichever thread reads them', async () => {
    const description = described({ coherence: PHASE.map((v) => 10 * v) });
    expect(await warningsOf(description, {}, 2)).toEqual(await warningsOf(description));
  });
});

describe('layers of the geometry', () => {
  const geometry = (name: GeometryDataset, values: readonly number[], swapped: boolean): StackDescription => {
    const layers = { [name]: layer(name, values, swapped ? 'f8' : 'f4', !swapped) };
    const attributes = { LENGTH: '2', WIDTH: '4', FILE_TYPE: 'geometry' };
    return { geometry: { radar: { layers, length, width, attributes } }, warnings: [] };
  };
  const load = (name: GeometryDataset, values: readonly number[], swapped = false) => {
    const options = loadOptionsOf({}, { workDir: folder });
    const warnings: string[] = [];
    const warn = (line: string) => void warnings.push(line.replaceAll(`${folder}/`, ''));
    const context = { outDir: join(folder, 'out'), onlyGeometry: true, warn };
    return loadStack(geometry(name, values, swapped), options, context).then(() => warnings);
  };
  const most = (odd: number, sound: number) => [sound, odd, odd, odd, odd, odd, odd, 0];
  const one = (odd: number, sound: number) => [odd, ...Array.from({ length: 7 }, () => sound)];

  test.each<[GeometryDataset, number, number, string]>([
    ['latitude', 95, 31, 'degrees, expected -90 to 90'],
    ['longitude', 700, 130, 'degrees, expected -360 to 540'],
    ['height', -9999, 130, 'm, expected -1000 to 9500'],
    ['incidenceAngle', 120, 35, 'degrees, expected 0 to 90'],
    ['azimuthAngle', -9999, -100, 'degrees, expected -450 to 450'],
    ['slantRangeDistance', -3, 8e5, 'm, expected 100 to 100000000'],
    ['rangeCoord', 1e30, 7, 'pixel, expected -1000000 to 1000000'],
  ])('of %s: %d beside %d is said, and refused when most are so', async (name, odd, sound, text) => {
    expect(await load(name, one(sound, sound))).toEqual([]);
    const [warning] = await load(name, one(odd, sound));
    expect(warning).toMatch(
      new RegExp(`^${name}: ${name} cannot be meant: .*outside of that in 1 of 8 pixels`),
    );
    expect(warning).toContain(text);
    await expect(load(name, most(odd, sound))).rejects.toThrow(/outside of that in 86 % of its pixels/);
  });

  test('in the wrong byte order are refused, and no file is left', async () => {
    const attempt = load(
      'latitude',
      PHASE.map((v) => 31 + v / 7),
      true,
    );
    await expect(attempt).rejects.toThrow(/latitude cannot be meant: .* degrees, expected -90 to 90/);
    expect(existsSync(join(folder, 'out', 'geometryRadar.h5'))).toBe(false);
  });

  test('without any data say what that means', async () => {
    expect(await load('waterMask', none)).toEqual([
      'waterMask: waterMask is 0 or NaN everywhere, so no pixel is land: all of them will be masked.',
    ]);
    expect(await load('shadowMask', none)).toEqual([]);
  });
});

test.each([[2e9], [-1.5e5], [nan], [Infinity]])(
  'a perpendicular baseline of %d m is refused',
  async (bperp) => {
    await expect(warningsOf(described({}, bperp))).rejects.toThrow(
      /The perpendicular baseline of 20200101_20200125 is .* m \(.*unwrapPhase1\)/,
    );
    expect(existsSync(join(folder, 'out'))).toBe(false);
  },
);

describe('metadata that cannot be meant', () => {
  const sound: Attributes = {
    LENGTH: '60',
    WIDTH: '50',
    WAVELENGTH: '0.0555',
    ALOOKS: '5.0',
    RLOOKS: '15',
    RANGE_PIXEL_SIZE: '34.9',
    AZIMUTH_PIXEL_SIZE: '70.1',
    EARTH_RADIUS: '6371000',
    HEIGHT: '693000.0',
    STARTING_RANGE: '8.0e5',
  };

  test.each([
    ['RANGE_PIXEL_SIZE', 'nan', 'expected 0.001 to 1000000'],
    ['AZIMUTH_PIXEL_SIZE', '0', 'expected 0.001 to 1000000'],
    ['WAVELENGTH', '5.5e9', 'radar wavelength, m; expected 0.001 to 10'],
    ['EARTH_RADIUS', '6371', 'expected 6000000 to 7000000'],
    ['STARTING_RANGE', '-1', 'expected 100 to 1000000000'],
    ['ALOOKS', '0', 'expected 1 to 100000'],
    ['HEIGHT', 'high', 'expected 100 to 100000000'],
    ['X_STEP', '0', 'a number other than 0'],
    ['Y_FIRST', 'nan', 'expected a number'],
  ])('%s = %s is refused with what would do', (key, value, expected) => {
    expect(impossibleAttributes(sound)).toEqual([]);
    expect(() => requireAttributes({ ...sound, [key]: value })).toThrow(`${key} = ${value} (`);
    expect(() => requireAttributes({ ...sound, [key]: value })).toThrow(expected);
  });
});

test.each([
  [{ 'mintpy.multilook.ystep': '3' }, /ystep = 3 is more than the 2 rows of the image/],
  [{ 'mintpy.multilook.xstep': '5' }, /xstep = 5 is more than the 4 columns of the image/],
  [
    { 'mintpy.multilook.xstep': '3', 'mintpy.subset.yx': '0:2,0:2' },
    /xstep = 3 is more than the 2 columns of the subset: ifgramStack\.h5 would have no pixel/,
  ],
])('looks larger than the image are refused before anything is written: %j', async (lines, message) => {
  await expect(warningsOf(described({}), lines)).rejects.toThrow(message);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});
