import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadOptionsOf } from '../../test/support/load-options.ts';
import { rawLayer } from '../../test/support/raw-layer.ts';
import { createH5, withH5 } from '../io/hdf5/file.ts';
import { withAutoPaths } from '../processors/auto-path.ts';
import { processorNamed } from '../processors/registry.ts';
import type { StackDescription } from './description.ts';
import { expandPattern } from './glob.ts';
import { computedLayer, datasetLayer } from './layer.ts';
import type { LoadOptions } from './load-options.ts';
import { loadStack } from './load-stack.ts';
import {
  applyTransform,
  invertBits,
  negate,
  type RasterFacts,
  replaceNoData,
  replaceValue,
} from './pixel-transforms.ts';
import { missingAttributes, requireAttributes } from './required-attributes.ts';
import { resizeBilinear } from './resize.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-load-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = (template: Record<string, string>): LoadOptions =>
  loadOptionsOf(template, { workDir: folder });

describe('a pattern', () => {
  test('matches within segments, sorted, without hidden files, relative to the work directory', () => {
    for (const name of ['b/x.unw', 'a/x.unw', 'a/y.cor', '.c/x.unw', 'a/.x.unw']) {
      mkdirSync(join(folder, 'pairs', name, '..'), { recursive: true });
      writeFileSync(join(folder, 'pairs', name), '');
    }
    const work = join(folder, 'mintpy');
    mkdirSync(work);
    expect(expandPattern('../pairs/*/*.unw', work)).toEqual([
      join(folder, 'pairs/a/x.unw'),
      join(folder, 'pairs/b/x.unw'),
    ]);
    expect(expandPattern('../pairs/[!a]/?.unw', work)).toEqual([join(folder, 'pairs/b/x.unw')]);
    expect(expandPattern('../pairs/*/../a/y.cor', work)).toEqual([join(folder, 'pairs/a/y.cor')]);
    expect(expandPattern('../pairs/none*', work)).toEqual([]);
  });

  test('expands variables and leaves unknown ones', () => {
    process.env['MINTSAR_TEST_FOLDER'] = folder;
    writeFileSync(join(folder, 'x(1).txt'), '');
    expect(expandPattern('$MINTSAR_TEST_FOLDER/x(*).txt', '/')).toEqual([join(folder, 'x(1).txt')]);
    expect(expandPattern(`\${MINTSAR_NOT_THERE}/x`, folder)).toEqual([]);
  });
});

describe('loading options', () => {
  test('leave out what is auto, no or none, and keep upper-case keys as attributes', () => {
    const got = options({
      'mintpy.load.unwFile': '../*.unw',
      'mintpy.load.corFile': 'auto',
      'mintpy.load.ionUnwFile': 'None',
      HEADING: '-168',
      SUBSET_XMIN: '5',
    });
    expect(got.patterns).toEqual({ unwFile: '../*.unw' });
    expect(got.templateAttributes).toEqual({ HEADING: '-168' });
    expect([got.processor, got.compression, got.multilook.method]).toEqual(['isce', 'default', 'nearest']);
  });

  test('read both forms of a subset', () => {
    const got = options({ 'mintpy.subset.yx': '[20:120, 60:170]', 'mintpy.subset.lalo': '36.4:36.3,25:26' });
    expect(got.subset?.yx).toEqual({ y0: 20, y1: 120, x0: 60, x1: 170 });
    expect(got.subset?.lalo).toEqual({ south: 36.3, north: 36.4, west: 25, east: 26 });
  });

  test.each([
    ['mintpy.subset.yx', '20:120'],
    ['mintpy.multilook.ystep', '1.5'],
    ['mintpy.multilook.method', 'mode'],
    ['mintpy.load.compression', 'zip'],
  ])('refuse %s = %s', (key, value) => {
    expect(() => options({ [key]: value })).toThrow(key);
  });

  test('name a processor that is not known with those that are', () => {
    expect(() => processorNamed('gamm')).toThrow(/gamm: there is no loader of that name/);
    expect(processorNamed('ISCE').name).toBe('isce');
  });

  test('are filled by autoPath only where they are not set', () => {
    const got = withAutoPaths(
      options({
        'mintpy.load.processor': 'aria',
        'mintpy.load.autoPath': 'yes',
        'mintpy.load.demFile': 'my.dem',
        'mintpy.load.waterMaskFile': 'no',
      }),
    );
    expect(got.patterns['demFile']).toBe('my.dem');
    expect(got.patterns['waterMaskFile']).toBeUndefined();
    expect(got.patterns['unwFile']).toBe('../stack/unwrapStack.vrt');
  });

  test('of an ISCE project follow the folders that are there', () => {
    const work = join(folder, 'mintpy');
    mkdirSync(work);
    const auto = () =>
      withAutoPaths({ ...options({ 'mintpy.load.autoPath': 'yes' }), workDir: work }).patterns['unwFile'];
    expect(auto).toThrow(/none of \.\.\/reference, \.\.\/Igrams, \.\.\/dates_resampled/);
    mkdirSync(join(folder, 'Igrams'));
    expect(auto()).toBe('../Igrams/*/filt*.unw');
    mkdirSync(join(folder, 'reference'));
    expect(auto()).toBe('../merged/interferograms/*/filt*.unw');
  });
});

test('a coarse grid is enlarged between its pixel centres', () => {
  const got = resizeBilinear(Float32Array.of(0, 4), [1, 2], [1, 4], 'edge');
  expect(Array.from(got)).toEqual([0, 1, 3, 4]);
  const faded = resizeBilinear(Float32Array.of(4, 4), [1, 2], [1, 4], 'zero');
  expect(Array.from(faded)).toEqual([3, 4, 4, 3]);
});

describe('pixel transforms', () => {
  const facts = (type: RasterFacts['type']): RasterFacts => ({ type, noData: undefined });

  test('turn a water body into a land mask for signed and unsigned bytes', () => {
    const unsigned = Float32Array.of(0, 255, 1);
    applyTransform(unsigned, invertBits, facts('u1'));
    expect(Array.from(unsigned)).toEqual([1, 0, 1]);
    const signed = Float32Array.of(0, -1);
    applyTransform(signed, invertBits, facts('i1'));
    expect(Array.from(signed)).toEqual([1, 0]);
  });

  test('replace a value as float32 holds it, and NaN', () => {
    const values = Float32Array.of(0.1, Number.NaN);
    applyTransform(values, replaceValue(0.1, 7), facts('f4'));
    expect(values[0]).toBe(7);
    applyTransform(values, replaceValue(Number.NaN, 0), facts('f4'));
    expect(values[1]).toBe(0);
  });
});

describe('a described stack', () => {
  const shape = [4, 6] as const;
  const layer = (name: string, valueAt: (pixel: number) => number) => {
    const numPixel = shape[0] * shape[1];
    const values = Float32Array.from({ length: numPixel }, (_, p) => valueAt(p));
    return rawLayer(join(folder, `${name}.raw`), shape, values);
  };
  const ramp = (scale: number) => layer(`ramp${scale}`, (p) => scale * p);
  const attributes = { LENGTH: '4', WIDTH: '6', Y_FIRST: '10', X_FIRST: '20', Y_STEP: '-1', X_STEP: '1' };
  const described = (): StackDescription => ({
    ifgrams: {
      pairs: ['20200113', '20200125'].map((date2, k) => ({
        date1: '20200101',
        date2,
        bperpTop: 10,
        bperpBottom: 20 + k,
        layers: {
          unwrapPhase: ramp(k + 1),
          connectComponent: layer(`labels${k}`, () => (k ? Number.NaN : 3)),
        },
      })),
      datasets: ['unwrapPhase', 'connectComponent'],
      length: 4,
      width: 6,
      attributes: { ...attributes, FILE_TYPE: 'ifgramStack', UNIT: 'radian' },
    },
    geometry: { geo: { layers: { height: ramp(1), waterMask: ramp(1) }, length: 4, width: 6, attributes } },
    warnings: [],
  });
  /** 25 interferograms with phase and labels */
  const manyPairs = (): StackDescription => {
    const ifgrams = described().ifgrams!;
    const [pair] = ifgrams.pairs;
    const pairs = Array.from({ length: 25 }, (_, k) => ({
      ...pair,
      date2: `202002${String(k + 1).padStart(2, '0')}`,
      layers: { ...pair.layers, unwrapPhase: ramp(k) },
    }));
    return { ...described(), geometry: {}, ifgrams: { ...ifgrams, pairs } };
  };
  let description: StackDescription;
  beforeEach(() => {
    description = described();
  });

  test('is written with its window and looks', async () => {
    const chosen = options({
      'mintpy.subset.lalo': '6:9,21:26',
      'mintpy.multilook.xstep': '2',
      'mintpy.multilook.method': 'mean',
    });
    const files = await loadStack(description, chosen, { outDir: folder });
    expect(files.map((file) => file.kept)).toEqual([false, false]);
    await withH5(join(folder, 'ifgramStack.h5'), (file) => {
      expect(file.datasets.get('unwrapPhase')?.shape).toEqual([2, 3, 2]);
      // rows 1 to 3, columns 1 to 5: means of neighbouring columns, the last column fills no pair
      expect(Array.from(file.read('unwrapPhase') as Float32Array).slice(0, 6)).toEqual([
        7.5, 9.5, 13.5, 15.5, 19.5, 21.5,
      ]);
      expect(Array.from(file.read('connectComponent') as Int16Array)).toEqual([
        3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0,
      ]);
      expect(Array.from(file.read('bperp') as Float32Array)).toEqual([15, 15.5]);
      expect(file.read('date')).toEqual(['20200101', '20200113', '20200101', '20200125']);
      expect(Array.from(file.read('dropIfgram') as Uint8Array)).toEqual([1, 1]);
      expect(file.attributes).toMatchObject({ LENGTH: '3', WIDTH: '2', SUBSET_YMIN: '1', X_STEP: '2.0' });
      expect(file.attributes['UNIT']).toBeUndefined();
      expect(Number(file.datasets.get('unwrapPhase')?.attributes['MODIFICATION_TIME'])).toBeGreaterThan(
        1.5e9,
      );
    });
    await withH5(join(folder, 'geometryGeo.h5'), (file) => {
      expect(Array.from(file.read('height') as Float32Array)).toEqual([8, 10, 14, 16, 20, 22]);
    });
  });

  test('is the same file, byte for byte, for any number of threads', async () => {
    const chosen = options({ 'mintpy.load.compression': 'gzip', 'mintpy.multilook.ystep': '2' });
    const many = manyPairs();
    vi.useFakeTimers({ toFake: ['Date'] }); // the time of writing is in the file
    try {
      const files = [];
      for (const workers of [1, 2, 3]) {
        const outDir = join(folder, `threads${workers}`);
        const ended: number[] = [];
        const progress = (_: string, done: number) => ended.push(done);
        await loadStack(many, chosen, { outDir, workers, bytesPerThread: 0, progress });
        expect(ended).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
        files.push(readFileSync(join(outDir, 'ifgramStack.h5')));
      }
      expect(files[1].equals(files[0])).toBe(true);
      expect(files[2].equals(files[0])).toBe(true);
    } finally {
      vi.useRealTimers();
    }
    await withH5(join(folder, 'threads3', 'ifgramStack.h5'), (file) => {
      const last = { start: [24, 1, 0], count: [1, 1, 6] };
      expect(Array.from(file.read('unwrapPhase', last) as Float32Array)).toEqual(
        [18, 19, 20, 21, 22, 23].map((p) => 24 * p),
      );
    });
  });

  test.each([
    ['none', 1, 30],
    ['gzip', 1, 30],
    ['gzip', 3, 33], // a raster in each thread may be read and not stored yet
  ] as const)(
    'goes on where it was stopped, to the same file (compression %s, threads %i)',
    async (compression, workers, mostLeft) => {
      const chosen = options({ 'mintpy.load.compression': compression });
      const many = manyPairs();
      vi.useFakeTimers({ toFake: ['Date'] });
      try {
        const load = async (name: string, stopAt = Infinity) => {
          const outDir = join(folder, name);
          const signal = { aborted: false };
          const ended: number[] = [];
          const progress = (_: string, done: number) => {
            ended.push(done);
            signal.aborted = done >= stopAt;
          };
          await loadStack(many, chosen, { outDir, workers, bytesPerThread: 0, progress, signal });
          return { ended, outDir };
        };
        const { outDir } = await load('at-once');
        await expect(load('stopped', 20)).rejects.toThrow(/Stopped/);
        vi.advanceTimersByTime(60_000);
        const { ended } = await load('stopped');
        expect(ended.length).toBeLessThanOrEqual(mostLeft);
        expect(ended).toEqual(Array.from(ended, (_, i) => 51 - ended.length + i));
        for (const dataset of ['unwrapPhase', 'connectComponent', 'date', 'bperp', 'dropIfgram']) {
          const [one, other] = await Promise.all(
            [outDir, join(folder, 'stopped')].map((dir) =>
              withH5(join(dir, 'ifgramStack.h5'), (file) => file.read(dataset)),
            ),
          );
          expect(other).toEqual(one);
        }
        const sizes = [outDir, join(folder, 'stopped')].map(
          (dir) => statSync(join(dir, 'ifgramStack.h5')).size,
        );
        expect(sizes[1]).toBe(sizes[0]);
        expect(readdirSync(join(folder, 'stopped'))).toEqual(['.ifgramStack.h5.sources', 'ifgramStack.h5']);
      } finally {
        vi.useRealTimers();
      }
    },
  );

  test('begins again when a raw file has changed since it was stopped', async () => {
    const many = manyPairs();
    const signal = { aborted: false };
    const ended: number[] = [];
    const progress = (_: string, done: number) => {
      ended.push(done);
      signal.aborted = ended.length === 20;
    };
    const context = { outDir: folder, progress, signal };
    await expect(loadStack(many, options({}), context)).rejects.toThrow(/Stopped/);
    const { path } = many.ifgrams!.pairs[3].layers.unwrapPhase!.source;
    writeFileSync(path, new Uint8Array(96));
    ended.push(...new Array(20));
    signal.aborted = false;
    await loadStack(many, options({}), context);
    expect(ended.slice(40)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    const third = { start: [3, 0, 0], count: [1, 4, 6] };
    const phase = await withH5(join(folder, 'ifgramStack.h5'), (file) => file.read('unwrapPhase', third));
    expect(phase).toEqual(new Float32Array(24));
  });

  test('names a file that became shorter since its sheet was read, whichever thread meets it', async () => {
    const { ifgrams } = description;
    writeFileSync(ifgrams!.pairs[1].layers.unwrapPhase!.source.path, new Uint8Array(8));
    for (const workers of [1, 2])
      await expect(
        loadStack(description, options({}), { outDir: folder, workers, bytesPerThread: 0 }),
      ).rejects.toThrow(/ramp2\.raw is truncated: 4 x 6 pixels need 96 bytes, the file has 8/);
    expect(expandPattern(join(folder, 'ifgramStack.h5'), '/')).toEqual([]);
  });

  test('has dates of 13 characters when acquisitions have a time of day, and is known again', async () => {
    const ifgrams = description.ifgrams!;
    const pairs = ifgrams.pairs.map((pair, k) => ({ ...pair, date1: `20200101T0${k}30` }));
    const hourly = { ...description, ifgrams: { ...ifgrams, pairs } };
    for (const kept of [false, true]) {
      const files = await loadStack(hourly, options({}), { outDir: folder, updateMode: true });
      expect(files.map((file) => file.kept)).toEqual([kept, kept]);
    }
    await withH5(join(folder, 'ifgramStack.h5'), (file) => {
      expect(file.datasets.get('date')?.type).toBe('S13');
      expect(file.read('date')).toEqual(['20200101T0030', '20200113', '20200101T0130', '20200125']);
    });
  });

  test.each([1, 2])('may lie in datasets of HDF5 files, read by %i threads', async (workers) => {
    const path = join(folder, 'products.h5');
    const planes = Float32Array.from({ length: 2 * 24 }, (_, p) => (p === 5 ? -9 : p));
    const writer = await createH5(path, {
      attributes: {},
      datasets: [
        {
          name: 'grids/phase',
          type: 'f4',
          shape: [2, ...shape],
          compression: 'gzip',
          attributes: { _FillValue: '-9' },
        },
        { name: 'grids/labels', type: 'u2', shape },
      ],
    });
    writer.write('grids/phase', planes);
    writer.write(
      'grids/labels',
      Uint16Array.from({ length: 24 }, (_, p) => p % 3),
    );
    await writer.commit();
    const ifgrams = description.ifgrams!;
    const pairs = ifgrams.pairs.map((pair, plane) => ({
      ...pair,
      layers: {
        unwrapPhase: datasetLayer(path, 'grids/phase', {
          plane,
          transforms: [replaceNoData(Number.NaN), negate],
        }),
        connectComponent: datasetLayer(path, 'grids/labels'),
      },
    }));
    const chosen = options({ 'mintpy.subset.yx': '0:4,1:6' });
    await loadStack({ ...description, ifgrams: { ...ifgrams, pairs } }, chosen, {
      outDir: folder,
      workers,
      bytesPerThread: 0,
    });
    await withH5(join(folder, 'ifgramStack.h5'), (file) => {
      const phase = file.read('unwrapPhase') as Float32Array;
      expect(Array.from(phase.slice(0, 5))).toEqual([-1, -2, -3, -4, Number.NaN]);
      expect(Array.from(phase.slice(20, 25))).toEqual([-25, -26, -27, -28, -29]);
      expect(Array.from(file.read('connectComponent') as Int16Array).slice(0, 6)).toEqual([1, 2, 0, 1, 2, 1]);
    });
    expect(() => datasetLayer(path, 'grids/phase')).toThrow(
      /grids\/phase has the shape 2 x 4 x 6, not that of an image/,
    );
    expect(() => datasetLayer(path, 'grids/phase', { plane: 2 })).toThrow(
      /images of which there is number 2/,
    );
    expect(() => datasetLayer(path, 'grids/none')).toThrow(/no dataset of numbers grids\/none/);
  });

  test('is kept in update mode when complete, and written anew when a pair is missing', async () => {
    const chosen = options({});
    await loadStack(description, chosen, { outDir: folder });
    const again = await loadStack(description, chosen, { outDir: folder, updateMode: true });
    expect(again.map((file) => file.kept)).toEqual([true, true]);
    const ifgrams = description.ifgrams!;
    const other = {
      ...description,
      ifgrams: { ...ifgrams, pairs: ifgrams.pairs.map((p) => ({ ...p, date1: '20200107' })) },
    };
    const changed = await loadStack(other, chosen, { outDir: folder, updateMode: true });
    expect(changed.map((file) => file.kept)).toEqual([true, false]);
  });

  test('leaves nothing behind under the final name when reading fails', async () => {
    const broken = {
      ...description,
      geometry: {
        geo: {
          ...description.geometry.geo!,
          layers: {
            height: computedLayer('broken', shape, [], () => {
              throw new Error('disk gone');
            }),
          },
        },
      },
    };
    await expect(loadStack(broken, options({}), { outDir: folder })).rejects.toThrow('disk gone');
    expect(expandPattern(join(folder, '*.h5'), '/')).toEqual([]);
  });

  test('outside of the wanted window is refused', async () => {
    const chosen = options({ 'mintpy.subset.yx': '10:20,0:3' });
    await expect(loadStack(description, chosen, { outDir: folder })).rejects.toThrow(
      /lies outside of the image of 4 x 6/,
    );
  });

  test('that lacks attributes of enabled steps is refused with their meaning', () => {
    expect(() => requireAttributes(description.ifgrams!.attributes)).toThrow(
      /lack WAVELENGTH \(radar wavelength, m\), ALOOKS/,
    );
  });

  test('needs corners and time of day for a weather model, corners only in radar coordinates', () => {
    const known = { LENGTH: '4', WIDTH: '6', WAVELENGTH: '0.05', ALOOKS: '1', RLOOKS: '1' };
    const grid = {
      X_FIRST: '1',
      Y_FIRST: '1',
      X_STEP: '1',
      Y_STEP: '-1',
      X_UNIT: 'degrees',
      Y_UNIT: 'degrees',
    };
    const orbit = { RANGE_PIXEL_SIZE: '2', EARTH_RADIUS: '6371000', HEIGHT: '7e5', STARTING_RANGE: '8e5' };
    expect(missingAttributes({ ...known, ...grid }, { weatherModel: true })).toEqual(['CENTER_LINE_UTC']);
    expect(missingAttributes({ ...known, ...orbit })).toEqual([]);
    expect(missingAttributes({ ...known, ...orbit }, { solidEarthTides: true })).toHaveLength(9);
  });

  test('without observations names the option that matched nothing', async () => {
    const { ifgrams: _none, ...geometryOnly } = description;
    const chosen = options({ 'mintpy.load.unwFile': '../none/*.unw' });
    await expect(loadStack(geometryOnly, chosen, { outDir: folder })).rejects.toThrow(
      /mintpy\.load\.unwFile = \.\.\/none\/\*\.unw: no file \(relative to/,
    );
  });
});
