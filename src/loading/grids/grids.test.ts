import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Hyp3Product, hyp3Lines, mapAt, writeHyp3 } from '../../../test/support/hyp3-products.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { prepareHyp3Stack } from '../../processors/hyp3/prepare.ts';
import { seamsOfStack } from '../../steps/doctor/seams.ts';
import { loadStack } from '../load-stack.ts';

const root = mkdtempSync(join(tmpdir(), 'mintsar-grids-'));
let folder: string;
let n = 0;
beforeEach(() => {
  folder = join(root, String(n++));
});
afterAll(() => rmSync(root, { recursive: true }));

const PAIRS = ['20200101_20200113', '20200113_20200125', '20200125_20200206'];
/** A phase that tells its place, in pixels of the map. */
const ground = (y: number, x: number) => 10 + 0.1 * y + 0.01 * x;

function write(products: readonly (Partial<Hyp3Product> & Pick<Hyp3Product, 'grid'>)[]): void {
  products.forEach((product, k) => {
    writeHyp3(folder, { pair: PAIRS[k % PAIRS.length], phase: ground, ...product });
  });
}

interface Loaded {
  readonly pairs: readonly string[];
  readonly size: readonly [number, number];
  readonly attributes: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Float32Array>>;
  readonly geometry: Readonly<Record<string, Float32Array>>;
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

async function load(
  lines: Record<string, string> = {},
  { workers = 1, updateMode = false } = {},
): Promise<Loaded> {
  const outDir = join(folder, 'inputs');
  const told: string[] = [];
  const warnings: string[] = [];
  const options = loadOptionsOf({ ...hyp3Lines(folder), ...lines }, { workDir: folder });
  await loadStack(await prepareHyp3Stack(options), options, {
    outDir,
    workers,
    updateMode,
    bytesPerThread: 1,
    info: (line) => told.push(line),
    warn: (line) => warnings.push(line),
  });
  const read = (name: string) =>
    withH5(join(outDir, name), async (file) => ({
      attributes: file.attributes,
      values: Object.fromEntries([...file.datasets.keys()].map((key) => [key, file.read(key)])),
    }));
  const [stack, geo] = [await read('ifgramStack.h5'), await read('geometryGeo.h5')];
  const dates = stack.values.date as unknown as string[];
  return {
    pairs: Array.from({ length: dates.length / 2 }, (_, k) => `${dates[2 * k]}_${dates[2 * k + 1]}`),
    size: [Number(stack.attributes.LENGTH), Number(stack.attributes.WIDTH)],
    attributes: stack.attributes as Record<string, string>,
    values: stack.values as unknown as Record<string, Float32Array>,
    geometry: geo.values as unknown as Record<string, Float32Array>,
    lines: told,
    warnings,
  };
}

function described() {
  return prepareHyp3Stack(loadOptionsOf(hyp3Lines(folder), { workDir: folder }));
}

/** Every pixel has the value of its place, or is NaN where the pair does not reach. */
function expectGround(
  { values, size: [length, width], attributes }: Loaded,
  k: number,
  reaches: (y: number, x: number) => boolean = () => true,
  digits = 5,
): void {
  const top = (4_000_000 - Number(attributes.Y_FIRST)) / 80;
  const left = (Number(attributes.X_FIRST) - 400_000) / 80;
  let found = 0;
  for (let row = 0; row < length; row++)
    for (let column = 0; column < width; column++) {
      const [y, x] = [top + row + 0.5, left + column + 0.5];
      const value = values.unwrapPhase[(k * length + row) * width + column];
      if (reaches(y, x)) {
        expect(value).toBeCloseTo(ground(y, x), digits);
        found++;
      } else expect(value).toBeNaN();
    }
  expect(found).toBeGreaterThan(0);
}

describe('pairs of unequal grids', () => {
  const unequal = () =>
    write([{ grid: mapAt(0, 0, 12, 10) }, { grid: mapAt(0, 0, 12, 10) }, { grid: mapAt(2, -1, 11, 10) }]);

  test('no rule: the pair of another size is left out and named, as MintPy does', async () => {
    unequal();
    const loaded = await load();
    expect(loaded.pairs).toEqual(PAIRS.slice(0, 2));
    expect(loaded.warnings.join()).toMatch(/Left out 1 pair.*20200125_20200206 \(11 x 10\)/);
  });

  test('commonest: others are cropped and padded by whole pixels', async () => {
    unequal();
    const loaded = await load({ 'mintpy.load.grid': 'commonest' });
    expect(loaded.pairs).toEqual(PAIRS);
    expect(loaded.size).toEqual([12, 10]);
    for (const k of [0, 1]) expectGround(loaded, k);
    expectGround(loaded, 2, (y, x) => y > 2 && x < 9);
    expect(loaded.values.connectComponent[2 * 120]).toBe(0);
    expect(loaded.lines.join('\n')).toMatch(
      /grid \(commonest of 3 pairs\): 12 x 10 pixels.*\n {2}2 pair\(s\) lie on it\n {2}1 cropped or padded by whole pixels: 20200125_20200206/,
    );
    expect(loaded.geometry.height[5 * 10 + 3]).toBeCloseTo(100 + 5.5 + 0.035, 4);
  });

  test('intersection: what all pairs have, and geometry follows', async () => {
    unequal();
    const loaded = await load({ 'mintpy.load.grid': 'intersection' });
    expect(loaded.size).toEqual([10, 9]);
    for (const k of [0, 1, 2]) expectGround(loaded, k);
    expect(loaded.attributes.Y_FIRST).toBe('3999840.0');
    expect(loaded.geometry.height).toHaveLength(90);
    expect(loaded.geometry.height[0]).toBeCloseTo(100 + 2.5 + 0.005, 4);
    expect(loaded.geometry.incidenceAngle.every(Number.isFinite)).toBe(true);
    expect(loaded.geometry.slantRangeDistance.every(Number.isFinite)).toBe(true);
  });

  test('union: geometry is put together of the products, and threads give the same', async () => {
    unequal();
    const loaded = await load({ 'mintpy.load.grid': 'union' });
    expect(loaded.size).toEqual([13, 11]);
    expectGround(loaded, 0, (y, x) => y < 12 && x > 0);
    expectGround(loaded, 2, (y, x) => y > 2 && x < 9);
    const at = (row: number, column: number) => loaded.geometry.height[row * 11 + column];
    expect(at(12, 0)).toBeCloseTo(100 + 12.5 - 0.005, 4); // of the third product alone
    expect(at(0, 10)).toBeCloseTo(100 + 0.5 + 0.095, 4); // of the others
    expect(at(0, 0)).toBeNaN();
    rmSync(join(folder, 'inputs'), { recursive: true });
    const threads = await load({ 'mintpy.load.grid': 'union' }, { workers: 2 });
    expect(threads.values.unwrapPhase).toEqual(loaded.values.unwrapPhase);
  });

  test('a subset counts on the common grid', async () => {
    unequal();
    const loaded = await load({ 'mintpy.load.grid': 'intersection', 'mintpy.subset.yx': '1:5,2:8' });
    expect(loaded.size).toEqual([4, 6]);
    for (const k of [0, 1, 2]) expectGround(loaded, k);
  });

  test('pairs without a common pixel are named', async () => {
    write([{ grid: mapAt(0, 0, 8, 8) }, { grid: mapAt(0, 0, 8, 8) }, { grid: mapAt(20, 0, 8, 8) }]);
    await expect(load({ 'mintpy.load.grid': 'intersection' })).rejects.toThrow(
      /20200101.* and .*20200125.* have no pixel in common/,
    );
    expect(existsSync(join(folder, 'inputs'))).toBe(false);
  });
});

describe('pixels that lie elsewhere', () => {
  test('a fraction of a pixel: to the nearest one, which is said; or interpolated', async () => {
    write([{ grid: mapAt(0, 0, 12, 10) }, { grid: mapAt(0, 0, 12, 10) }, { grid: mapAt(0.3, -0.4, 12, 10) }]);
    const moved = await load({ 'mintpy.load.grid': 'commonest' });
    expect(moved.lines.join('\n')).toMatch(/1 begin within a pixel, by at most 0\.40: taken to the nearest/);
    expect(moved.values.unwrapPhase[2 * 120]).toBeCloseTo(ground(0.8, 0.1), 5);
    rmSync(join(folder, 'inputs'), { recursive: true });
    const exact = await load({ 'mintpy.load.resample': 'bilinear' });
    expect(exact.lines.join('\n')).toMatch(/1 interpolated \(bilinear\): 20200125_20200206/);
    const inside = (row: number, column: number) => (2 * 12 + row) * 10 + column;
    expect(exact.values.unwrapPhase[inside(5, 4)]).toBeCloseTo(ground(5.5, 4.5), 4);
  });

  test('other steps are refused with the list, or interpolated: phase within its cycle, labels by the nearest', async () => {
    const jump = (_y: number, x: number) => (x < 5 ? 1 : 2);
    const phase = (y: number, x: number) => ground(y, x) + (x < 5 ? 0 : 8 * Math.PI);
    write([
      { grid: mapAt(0, 0, 12, 10) },
      { grid: mapAt(0, 0, 12, 10) },
      { grid: mapAt(0, 0, 24, 20, 40), phase, label: jump },
    ]);
    await expect(load({ 'mintpy.load.grid': 'commonest' })).rejects.toThrow(
      /cannot be brought to the grid.*20200125.*pixels of 40 x 40, not 80 x 80/,
    );
    const loaded = await load({ 'mintpy.load.grid': 'commonest', 'mintpy.load.resample': 'bilinear' });
    for (let row = 1; row < 11; row++)
      for (let column = 1; column < 9; column++) {
        const at = (2 * 12 + row) * 10 + column;
        // Averages over a coarse pixel stay on their side of the jump: never half a jump.
        expect(Math.abs(loaded.values.unwrapPhase[at] - phase(row + 0.5, column + 0.5))).toBeLessThan(0.06);
        expect(loaded.values.connectComponent[at]).toBe(jump(row + 0.5, column + 0.5));
      }
  });

  test('pairs of another zone are refused without interpolation', async () => {
    const grid = mapAt(0, 0, 8, 8);
    write([{ grid }, { grid }, { grid: { ...grid, utmZone: '10N' }, epsg: 32610 }]);
    await expect(load({ 'mintpy.load.grid': 'commonest' })).rejects.toThrow(/on the map 10N, not 11N/);
  });
});

describe('frames of one pair', () => {
  const TURN = 2 * Math.PI;
  const [north, south] = [mapAt(0, 0, 14, 10), mapAt(9, 1, 14, 10)];
  const frames = (change: (k: number) => number, more: Partial<Hyp3Product> = {}) =>
    PAIRS.forEach((pair, k) => {
      writeHyp3(folder, { pair, time: '015047', grid: north, phase: ground });
      writeHyp3(folder, {
        pair,
        time: '015112',
        grid: south,
        phase: (y, x) => ground(y, x) + change(k),
        ...more,
      });
    });

  test('are stitched: offset and cycles taken off, components numbered, seams told', async () => {
    frames((k) => [0.4, -2 * TURN - 0.2, 3 * TURN][k]);
    const loaded = await load();
    expect(loaded.pairs).toEqual(PAIRS);
    expect(loaded.size).toEqual([23, 11]);
    const reaches = (y: number, x: number) => (y < 14 && x < 10) || (y > 9 && x > 1);
    for (const k of [0, 1, 2]) expectGround(loaded, k, reaches, 4);
    expect(new Set(loaded.values.connectComponent)).toEqual(new Set([0, 1]));
    const text = loaded.lines.join('\n');
    expect(text).toMatch(/3 pair\(s\) of 2 frame\(s\)/);
    expect(text).toMatch(
      /20200113_20200125: frame 2 \(T015112\) on 1 \(T015047\): 45 pixels, 12\.766 rad = 2 cycle\(s\) \+ 0\.200 rad; after 0\.000 rad/,
    );
    expect(loaded.geometry.height[22 * 11 + 5]).toBeCloseTo(100 + 22.5 + 0.055, 4);
    expect(Number(loaded.attributes.CENTER_LINE_UTC)).toBeCloseTo(6647.1);
  });

  test('a pass that goes on after midnight is one: its later frame has the dates of the next day', async () => {
    const north = mapAt(0, 0, 14, 10);
    const south = mapAt(9, 1, 14, 10);
    for (const [pair, next] of [
      ['20191231_20200112', '20200101_20200113'],
      ['20200112_20200124', '20200113_20200125'],
    ]) {
      writeHyp3(folder, { pair, time: '235950', utc: 86_395, grid: north, phase: ground });
      writeHyp3(folder, {
        pair: next,
        time: '000015',
        utc: 20,
        grid: south,
        phase: (y, x) => ground(y, x) + TURN,
      });
    }
    const loaded = await load();
    expect(loaded.pairs).toEqual(['20191231_20200112', '20200112_20200124']);
    expect(loaded.size).toEqual([23, 11]);
    for (const k of [0, 1]) expectGround(loaded, k, (y, x) => (y < 14 && x < 10) || (y > 9 && x > 1), 4);
    expect(loaded.lines.join('\n')).toMatch(/2 pair\(s\) go on after midnight.*20200101_20200113/);
  });

  test('pairs of two days in a row at another time of day are no frames of one', async () => {
    writeHyp3(folder, { pair: PAIRS[0], grid: mapAt(0, 0, 14, 10), phase: ground });
    writeHyp3(folder, { pair: '20200102_20200114', grid: mapAt(0, 0, 14, 10), phase: ground });
    expect((await load()).pairs).toEqual([PAIRS[0], '20200102_20200114']);
  });

  test('pairs that are added later are stitched alone, and the stack is that of one load', async () => {
    frames((k) => k * TURN + 0.1);
    await load();
    for (const [time, grid] of [
      ['015047', north],
      ['015112', south],
    ] as const)
      writeHyp3(folder, {
        pair: '20200206_20200218',
        time,
        grid,
        phase: (y, x) => ground(y, x) + (grid === south ? 0.3 - TURN : 0),
      });
    const added = await load({}, { updateMode: true });
    expect(added.lines.filter((line) => line.includes(' cycle(s) '))).toHaveLength(1);
    rmSync(join(folder, 'inputs'), { recursive: true });
    const anew = await load();
    expect(added.pairs).toHaveLength(4);
    expect(added.values).toEqual(anew.values);
  });

  test('a pair of one frame is on the area of all', async () => {
    frames(() => 1);
    rmSync(join(folder, 'S1AA_20200125T015112_20200206T015112_VVP012_INT80_G_ueF_5112'), { recursive: true });
    const loaded = await load();
    expect(loaded.size).toEqual([14, 10]);
    for (const k of [0, 1, 2]) expectGround(loaded, k, undefined, 4);
    expect(loaded.lines.join('\n')).toMatch(/1 pair\(s\) of 1 frame\(s\): 20200125_20200206/);
  });

  test('are refused with their list when that is wanted, or when they cannot be put together', async () => {
    frames(() => 0);
    await expect(load({ 'mintpy.load.frames': 'no' })).rejects.toThrow(
      /3 pair\(s\) have several frames.*20200101_20200113 \(.*T015112.*\)/,
    );
    frames(() => 0, { orbit: 27620 });
    await expect(load()).rejects.toThrow(/relative_orbit 67 and 73/);
    expect(existsSync(join(folder, 'inputs'))).toBe(false);
  });

  test('a frame that does not fit is named with its number, before anything is written', async () => {
    frames(() => 0);
    writeHyp3(folder, {
      pair: PAIRS[1],
      time: '015112',
      grid: south,
      phase: (y, x) => 40 * Math.sin(12.9898 * x + 78.233 * y),
    });
    await expect(load()).rejects.toThrow(
      /frames of 1 pair\(s\) cannot.*20200113_20200125: frame 2 \(T015112\) does not continue frame 1 \(T015047\)/,
    );
    expect(existsSync(join(folder, 'inputs'))).toBe(false);
  });

  test('a frame without coherence does not take that of its neighbour', async () => {
    frames(() => 1);
    writeHyp3(folder, { pair: '20200206_20200218', time: '015047', grid: north, phase: ground });
    writeHyp3(folder, {
      pair: '20200206_20200218',
      time: '015112',
      grid: south,
      phase: ground,
      without: ['corr'],
    });
    const loaded = await load();
    expect(loaded.pairs).toHaveLength(4);
    expect(loaded.warnings.join()).toMatch(
      /Skipped 1 pair.*20200206_20200218 of .*T015112.*\(no coherence\)/,
    );
  });

  test('the same product twice is a version, of which the last is used and named', async () => {
    frames(() => 0);
    writeHyp3(join(folder, 'again'), { pair: PAIRS[0], grid: north, phase: ground });
    const options = loadOptionsOf(
      { ...hyp3Lines(join(folder, '*')), 'mintpy.load.excludePair': PAIRS.slice(1).join(',') },
      { workDir: folder },
    );
    const { ifgrams } = await prepareHyp3Stack(options);
    expect(ifgrams?.pairs).toHaveLength(1);
  });

  test('mintsar doctor tells seams before anything is loaded: offsets, a map, and the frame that does not fit', async () => {
    frames((k) => [0, -2 * TURN - 0.2, 0][k]);
    const { ifgrams } = await described();
    const { report, findings } = await seamsOfStack({ ifgrams });
    expect(findings).toEqual([]);
    expect(report.pairs.map(({ pair }) => pair)).toEqual(PAIRS);
    const [seam] = report.pairs[1].seams;
    expect(seam.before).toBeCloseTo(2 * TURN + 0.2, 4);
    expect([seam.components[0].cycles, Math.abs(seam.after) < 1e-4, seam.pixels]).toEqual([2, true, 45]);
    expect(report.map[0]).toBe('1111111111.');
    expect(report.map[10]).toBe('1*********2');
    expect(report.map[22]).toBe('.2222222222');
    writeHyp3(folder, {
      pair: PAIRS[2],
      time: '015112',
      grid: south,
      phase: (y, x) => 40 * Math.sin(13 * x + 78 * y),
    });
    const broken = await seamsOfStack(await described());
    expect(broken.findings.map(({ code, message }) => [code, message])).toEqual([
      ['MS1209', expect.stringMatching(/^20200125_20200206: frame 2 \(T015112\) does not continue frame 1/)],
    ]);
  });
});
