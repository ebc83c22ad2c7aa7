import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { parseRsc } from '../../io/raster/rsc.ts';
import { describeWindow } from '../../loading/describe-window.ts';
import { loadBoxes } from '../../loading/load-boxes.ts';
import type { LoadOptions } from '../../loading/load-options.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { openLayer } from '../../loading/open-layer.ts';
import '../registry.ts'; // makes the sheets of ISCE known
import { prepIsce } from './prep.ts';
import { prepareIsceStack } from './prepare.ts';

let project: string;

/** A raw raster of one or two float bands, filled by a function of band, row and column. */
function raster(
  path: string,
  [length, width]: readonly [number, number],
  bands: number,
  valueAt: (band: number, y: number, x: number) => number,
): void {
  const file = join(project, path);
  mkdirSync(join(file, '..'), { recursive: true });
  const values = new Float32Array(length * width * bands);
  for (let y = 0; y < length; y++)
    for (let b = 0; b < bands; b++)
      for (let x = 0; x < width; x++) values[(y * bands + b) * width + x] = valueAt(b, y, x);
  writeFileSync(file, new Uint8Array(values.buffer));
  const properties = { width, length, number_bands: bands, data_type: 'FLOAT', scheme: 'BIL' };
  const text = Object.entries(properties).map(
    ([k, v]) => `<property name="${k}"><value>${v}</value></property>`,
  );
  writeFileSync(`${file}.xml`, `<imageFile>${text.join('')}</imageFile>`);
}

const SIZE = [6, 8] as const;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-isce-'));
  for (const folder of ['mintpy', 'reference', 'baselines']) mkdirSync(join(project, folder));
  writeFileSync(join(project, 'reference/IW1.xml'), '<productmanager_name/>');
  writeFileSync(
    join(project, 'reference/data.rsc'),
    'LENGTH 6\nWIDTH 8\nALOOKS 2\nRLOOKS 4\nRANGE_PIXEL_SIZE 10\nAZIMUTH_PIXEL_SIZE 20\n' +
      'STARTING_RANGE 800000\nEARTH_RADIUS 6371000\nHEIGHT 700000\nNCORRLOOKS 4\n',
  );
  for (const [pair, bperp] of [
    ['20200101_20200113', 5],
    ['20200101_20200125', -7],
  ] as const) {
    mkdirSync(join(project, 'baselines', pair));
    writeFileSync(join(project, 'baselines', pair, `${pair}.txt`), `Bperp (average): ${bperp}\n`);
    raster(`ifg/${pair}/filt.unw`, SIZE, 2, (b, y, x) => b * 100 + y * 8 + x);
    raster(`ion/${pair}/filt.ion`, [3, 4], 2, (b) => b * 2);
    raster(`bperp/${pair.slice(9)}/bperp`, [3, 4], 1, (_, __, x) => x);
  }
  raster('geom/hgt.rdr', SIZE, 1, (_, y) => (y === 0 ? -32768 : 100));
  raster('geom/los.rdr', SIZE, 2, (b) => (b === 0 ? 35 : -100));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function options(more: Record<string, string> = {}): LoadOptions {
  return loadOptionsOf(
    {
      'mintpy.load.metaFile': '../reference/IW*.xml',
      'mintpy.load.baselineDir': '../baselines',
      'mintpy.load.unwFile': '../ifg/*/filt.unw',
      'mintpy.load.demFile': '../geom/hgt.rdr',
      'mintpy.load.incAngleFile': '../geom/los.rdr',
      'mintpy.load.azAngleFile': '../geom/los.rdr',
      ...more,
    },
    { workDir: join(project, 'mintpy') },
  );
}

test('virtual rasters over ISCE files are read by threads that know no sheets', async () => {
  for (const pair of ['20200101_20200113', '20200101_20200125'])
    writeFileSync(
      join(project, 'ifg', pair, 'whole.vrt'),
      '<VRTDataset rasterXSize="8" rasterYSize="6"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>' +
        '<SourceFilename relativeToVRT="1">filt.unw</SourceFilename><SourceBand>2</SourceBand></SimpleSource>' +
        '</VRTRasterBand></VRTDataset>',
    );
  const outDir = join(project, 'inputs');
  const chosen = options({ 'mintpy.load.unwFile': '../ifg/*/whole.vrt' });
  await loadStack(prepareIsceStack(chosen), chosen, { outDir, workers: 2, bytesPerThread: 0 });
  await withH5(join(outDir, 'ifgramStack.h5'), (file) => {
    expect(Array.from(file.read('unwrapPhase') as Float32Array)).toEqual(
      Array.from({ length: 96 }, (_, p) => 100 + (p % 48)),
    );
  });
});

test('an area in degrees keeps pairs of another size that hold it, and names those that do not', async () => {
  raster('geom/lat.rdr', SIZE, 1, (_, y) => 35 - 0.01 * y);
  raster('geom/lon.rdr', SIZE, 1, (_, __, x) => 25 + 0.01 * x);
  const odd = '20200113_20200125';
  const described = async (size: readonly [number, number], more: Record<string, string>) => {
    raster(`ifg/${odd}/filt.unw`, size, 2, (b, y, x) => b * 100 + y * 8 + x);
    const lookup = {
      'mintpy.load.lookupYFile': '../geom/lat.rdr',
      'mintpy.load.lookupXFile': '../geom/lon.rdr',
    };
    const chosen = options({ ...lookup, ...more });
    const description = await describeWindow(async (own) => prepareIsceStack(own), chosen);
    const { boxes } = await loadBoxes(description, chosen.subset);
    const pairs = description.ifgrams?.pairs.map(({ date1, date2 }) => `${date1}_${date2}`);
    return { pairs, warnings: description.warnings.filter((one) => one.includes('size')), box: boxes.stack };
  };
  const area = { 'mintpy.subset.lalo': '34.97:34.99,25.01:25.06' };
  const rows = { 'mintpy.subset.yx': '0:6,0:8' };
  const large = await described([8, 8], area);
  expect(large).toEqual({ ...(await described([8, 8], rows)), box: { y0: 0, x0: 0, y1: 6, x1: 8 } });
  expect(large.pairs).toContain(odd);
  expect(large.warnings).toEqual([]);
  const small = await described([5, 8], area);
  expect(small).toEqual(await described([5, 8], rows));
  expect(small.pairs).not.toContain(odd);
  expect(small.warnings[0]).toContain(`${odd} (5 x 8)`);
  expect((await described([8, 8], {})).pairs).not.toContain(odd);
});

describe('an ISCE stack', () => {
  test('reads phase from band 2, angles from both bands of los, and -32768 m as no data', async () => {
    const outDir = join(project, 'inputs');
    await loadStack(prepareIsceStack(options()), options(), { outDir });
    await withH5(join(outDir, 'ifgramStack.h5'), (file) => {
      expect((file.read('unwrapPhase') as Float32Array)[9]).toBe(109);
      expect(Array.from(file.read('bperp') as Float32Array)).toEqual([5, -7]);
    });
    await withH5(join(outDir, 'geometryRadar.h5'), (file) => {
      expect((file.read('height') as Float32Array)[0]).toBeNaN();
      expect((file.read('incidenceAngle') as Float32Array)[0]).toBe(35);
      expect((file.read('azimuthAngle') as Float32Array)[0]).toBe(-100);
      expect((file.read('slantRangeDistance') as Float32Array)[15]).toBe(800070);
    });
  });

  test('brings coarse ionosphere and baseline grids to the size of the image', async () => {
    const chosen = options({
      'mintpy.load.ionUnwFile': '../ion/*/filt.ion',
      'mintpy.load.bperpFile': '../bperp/*/bperp',
    });
    const outDir = join(project, 'inputs');
    await loadStack(prepareIsceStack(chosen), chosen, { outDir });
    await withH5(join(outDir, 'ionStack.h5'), (file) => {
      expect(file.datasets.get('unwrapPhase')?.shape).toEqual([2, 6, 8]);
      expect((file.read('unwrapPhase') as Float32Array)[9]).toBe(2);
      expect(Number(file.attributes['ALOOKS'])).toBe(2);
      expect(Number(file.attributes['RANGE_PIXEL_SIZE'])).toBe(10);
    });
    await withH5(join(outDir, 'geometryRadar.h5'), (file) => {
      expect(file.read('date')).toEqual(['20200113', '20200125']);
      expect(Array.from(file.read('bperp') as Float32Array).slice(0, 8)).toEqual([
        0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3,
      ]);
    });
  });

  test('computes the incidence angle where no file gives it', async () => {
    const chosen = options({ 'mintpy.load.incAngleFile': 'no' });
    const layer = prepareIsceStack(chosen).geometry.radar?.layers.incidenceAngle;
    const open = await openLayer(layer!);
    const [angle] = await open.read({ y0: 1, x0: 0, y1: 2, x1: 1 });
    open.close();
    const [r, s, range] = [6371100, 7071000, 800000];
    const exact = 180 - (Math.acos((r * r + range * range - s * s) / (2 * r * range)) * 180) / Math.PI;
    expect(angle).toBeCloseTo(exact, 3);
  });

  test('needs a metadata file that exists, and baselines', () => {
    const meta = options({ 'mintpy.load.metaFile': '../reference/IX*.xml' });
    expect(() => prepareIsceStack(meta)).toThrow(
      /mintpy\.load\.metaFile = \.\.\/reference\/IX\*\.xml: no file/,
    );
    expect(() => prepareIsceStack(options({ 'mintpy.load.baselineDir': 'no' }))).toThrow(
      /perpendicular baseline is not known/,
    );
    const random = prepareIsceStack(options({ 'mintpy.load.baselineDir': 'random' })).ifgrams;
    expect(Math.abs(random?.pairs[0].bperpTop ?? 99)).toBeLessThanOrEqual(10);
  });

  test('with an unreadable sheet and no data.rsc says what to do', () => {
    rmSync(join(project, 'reference/data.rsc'));
    expect(() => prepareIsceStack(options())).toThrow(/Cannot read .*IW1\.xml: .* lists no bursts/);
  });
});

test('prep_isce writes a sheet beside metadata, geometry and interferograms, and keeps those that say the same', () => {
  const preparation = {
    workDir: join(project, 'mintpy'),
    observationPatterns: ['../ifg/*/filt.unw'],
    metaFile: '../reference/IW*.xml',
    baselineDir: '../baselines',
    geometryDir: '../geom',
  };
  const written = prepIsce(preparation).map((sheet) => sheet.path.slice(project.length + 1));
  expect(written).toEqual([
    'reference/data.rsc',
    'geom/hgt.rdr.rsc',
    'geom/los.rdr.rsc',
    'ifg/20200101_20200113/filt.unw.rsc',
    'ifg/20200101_20200125/filt.unw.rsc',
  ]);
  const { attributes } = parseRsc(readFileSync(join(project, 'ifg/20200101_20200125/filt.unw.rsc'), 'utf8'));
  expect(attributes).toMatchObject({
    DATE12: '200101-200125',
    P_BASELINE_TOP_HDR: '-7.0',
    PROCESSOR: 'isce',
  });
  expect(existsSync(join(project, 'geom/hgt.rdr.rsc'))).toBe(true);
  expect(prepIsce({ ...preparation, updateMode: true }).every((sheet) => sheet.kept)).toBe(true);
  // loading afterwards gives the same stack
  expect(prepareIsceStack(options()).ifgrams?.pairs.map((pair) => pair.bperpTop)).toEqual([5, -7]);
});
