import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { LoadOptions } from '../../loading/load-options.ts';
import { openLayer } from '../../loading/open-layer.ts';
import { prepAria } from './prep-aria.ts';
import { prepareAriaStack } from './prepare.ts';

const LENGTH = 3;
const WIDTH = 4;
let project: string;

function raster(path: string, values: readonly number[], type: 'f4' | 'i2', noData: number): void {
  const file = join(project, path);
  mkdirSync(join(file, '..'), { recursive: true });
  const array = type === 'f4' ? Float32Array.from(values) : Int16Array.from(values);
  writeFileSync(file, new Uint8Array(array.buffer));
  writeFileSync(
    `${file.replace(/\.\w+$/, '')}.hdr`,
    `ENVI\nsamples = ${WIDTH}\nlines = ${LENGTH}\nbands = 1\ndata type = ${type === 'f4' ? 4 : 2}\n` +
      `interleave = bsq\nbyte order = 0\ndata ignore value = ${noData}\n`,
  );
}

function stackVrt(
  path: string,
  domain: string,
  type: string,
  bands: readonly (readonly [string, string, number])[],
) {
  const band = ([file, dates, bperp]: readonly [string, string, number], i: number): string =>
    `<VRTRasterBand dataType="${type}" band="${i + 1}"><SimpleSource>` +
    `<SourceFilename relativeToVRT="1">../${file}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>` +
    `<Metadata domain="${domain}"><MDI key="Dates">${dates}</MDI><MDI key="Wavelength (m)">0.05</MDI>` +
    '<MDI key="UTCTime (HH:MM:SS.ss)">14:07:34.9</MDI><MDI key="startRange">800000</MDI>' +
    '<MDI key="slantRangeSpacing">2.3</MDI><MDI key="orbitDirection">ascending</MDI>' +
    `<MDI key="perpendicularBaseline">${bperp}</MDI></Metadata></VRTRasterBand>`;
  mkdirSync(join(project, path, '..'), { recursive: true });
  writeFileSync(
    join(project, path),
    `<VRTDataset rasterXSize="${WIDTH}" rasterYSize="${LENGTH}">` +
      `<GeoTransform>10,0.5,0,50,0,-0.5</GeoTransform>${bands.map(band).join('')}</VRTDataset>`,
  );
}

const ramp = (scale: number): number[] => Array.from({ length: LENGTH * WIDTH }, (_, i) => scale * i);

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-aria-'));
  mkdirSync(join(project, 'mintpy'));
  raster('unw/a', ramp(1), 'f4', 0);
  raster('unw/b', ramp(2), 'f4', 0);
  raster('cor/a', ramp(0.01), 'f4', 0);
  raster(
    'conn/a',
    ramp(1).map((v) => (v === 3 ? -1 : v)),
    'i2',
    -1,
  );
  raster('DEM/x.dem', ramp(10), 'i2', -32768);
  raster(
    'inc/x',
    ramp(1).map((v) => (v === 5 ? 0 : 30)),
    'f4',
    0,
  );
  raster(
    'az/x',
    ramp(1).map(() => -10),
    'f4',
    0,
  );
  raster(
    'mask/w.msk',
    ramp(1).map((v) => (v === 2 ? 0 : 1)),
    'i2',
    0,
  );
  raster(
    'set/a',
    ramp(1).map((v) => (v === 1 ? Number.NaN : v)),
    'f4',
    7,
  );
  stackVrt('stack/unwrapStack.vrt', 'unwrappedPhase', 'Float32', [
    ['unw/b', '20200125_20200113', 4],
    ['unw/a', '20200113_20200101', -3],
  ]);
  stackVrt('stack/cohStack.vrt', 'coherence', 'Float32', [
    ['cor/a', '20200125_20200113', 4],
    ['cor/a', '20200113_20200101', -3],
  ]);
  stackVrt('stack/connCompStack.vrt', 'connectedComponents', 'Int16', [['conn/a', '20200113_20200101', -3]]);
  stackVrt('stack/setStack.vrt', 'solidEarthTide', 'Float32', [
    ['set/a', '20200113', 0],
    ['set/a', '20200101', 0],
  ]);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function options(more: Record<string, string> = {}): LoadOptions {
  return loadOptionsOf(
    {
      'mintpy.load.processor': 'aria',
      'mintpy.load.unwFile': '../stack/unwrapStack.vrt',
      'mintpy.load.corFile': '../stack/cohStack.vrt',
      'mintpy.load.demFile': '../DEM/*.dem',
      'mintpy.load.incAngleFile': '../inc/x',
      'mintpy.load.azAngleFile': '../az/x',
      'mintpy.load.waterMaskFile': '../mask/w.msk',
      ...more,
    },
    { workDir: join(project, 'mintpy') },
  );
}

test('pairs named later_earlier are turned around: dates, phase and baseline', async () => {
  const outDir = join(project, 'mintpy/inputs');
  await prepAria(options(), { outDir });
  await withH5(join(outDir, 'ifgramStack.h5'), (file) => {
    expect(file.read('date')).toEqual(['20200101', '20200113', '20200113', '20200125']);
    expect(Array.from(file.read('bperp') as Float32Array)).toEqual([3, -4]);
    expect((file.read('unwrapPhase') as Float32Array)[5]).toBe(-5);
    expect((file.read('unwrapPhase') as Float32Array)[LENGTH * WIDTH + 5]).toBe(-10);
    expect(file.attributes).toMatchObject({
      HEADING: '-12',
      CENTER_LINE_UTC: '50854.0',
      LAT_REF1: '48.5',
      LON_REF2: '12.0',
      X_STEP: '0.500000000',
    });
  });
  await withH5(join(outDir, 'geometryGeo.h5'), (file) => {
    const mask = Array.from(file.read('waterMask') as Uint8Array);
    expect(mask).toEqual(ramp(1).map((v) => (v === 2 || v === 5 ? 0 : 1)));
    const azimuth = file.read('azimuthAngle') as Float32Array;
    expect([azimuth[0], azimuth[2]]).toEqual([-100, -0]);
    expect((file.read('incidenceAngle') as Float32Array)[5]).toBeNaN();
    expect(file.read('slantRangeDistance')).toEqual(new Float32Array(12).fill(800000));
  });
});

test('phase and baseline change their sign together, also where a band spells the earlier date first', async () => {
  stackVrt('stack/unwrapStack.vrt', 'unwrappedPhase', 'Float32', [
    ['unw/b', '20200113_20200125', 4],
    ['unw/a', '20200113_20200101', -3],
  ]);
  const { ifgrams } = prepareAriaStack(options());
  expect(ifgrams?.pairs.map((pair) => pair.bperpTop)).toEqual([3, -4]);
  const layer = await openLayer(ifgrams!.pairs[1].layers.unwrapPhase!);
  expect(await layer.read({ y0: 0, x0: 1, y1: 1, x1: 2 })).toEqual(Float32Array.of(-2));
  layer.close();
});

test('two bands of the same dates are refused by name, before a stack with one pair twice is written', () => {
  stackVrt('stack/unwrapStack.vrt', 'unwrappedPhase', 'Float32', [
    ['unw/a', '20200113_20200101', -3],
    ['unw/b', '20200113_20200101', -3],
  ]);
  expect(() => prepareAriaStack(options())).toThrow(
    /stack\/unwrapStack\.vrt has two bands of 20200101_20200113: 1 and 2/,
  );
});

test('where NaN means no data it stays NaN', async () => {
  raster('unw/a', [Number.NaN, ...ramp(1).slice(1)], 'f4', Number.NaN);
  const { ifgrams } = prepareAriaStack(options());
  const layer = await openLayer(ifgrams!.pairs[0].layers.unwrapPhase!);
  expect(await layer.read({ y0: 0, x0: 0, y1: 1, x1: 2 })).toEqual(Float32Array.of(Number.NaN, -1));
  layer.close();
});

test('files whose headers name no byte order are little-endian, as GDAL reads them', async () => {
  for (const name of ['unw/a', 'unw/b', 'cor/a', 'DEM/x', 'inc/x', 'az/x', 'mask/w']) {
    const header = join(project, `${name}.hdr`);
    writeFileSync(header, readFileSync(header, 'utf8').replace(/byte order.*\n/, ''));
  }
  const outDir = join(project, 'mintpy/inputs');
  await prepAria(options(), { outDir });
  await withH5(join(outDir, 'ifgramStack.h5'), (file) => {
    expect((file.read('unwrapPhase') as Float32Array)[5]).toBe(-5);
  });
  await withH5(join(outDir, 'geometryGeo.h5'), (file) => {
    expect((file.read('height') as Float32Array)[3]).toBe(30);
    expect((file.read('azimuthAngle') as Float32Array)[0]).toBe(-100);
    expect((file.read('incidenceAngle') as Float32Array)[0]).toBe(30);
  });
});

test('a pair that one of the stacks lacks is left out', async () => {
  const { ifgrams } = prepareAriaStack(options({ 'mintpy.load.connCompFile': '../stack/connCompStack.vrt' }));
  expect(ifgrams?.pairs.map((pair) => pair.date2)).toEqual(['20200113']);
  const layer = await openLayer(ifgrams!.pairs[0].layers.connectComponent!);
  expect(await layer.read({ y0: 0, x0: 2, y1: 1, x1: 4 })).toEqual(Float32Array.of(2, 0));
  layer.close();
});

test('windows in latitude and longitude and looks apply to stack and geometry', async () => {
  const outDir = join(project, 'mintpy/inputs');
  const chosen = options({ 'mintpy.subset.lalo': '48.5:49.5,10:12', 'mintpy.multilook.xstep': '2' });
  await prepAria(chosen, { outDir });
  await withH5(join(outDir, 'ifgramStack.h5'), (file) => {
    expect(Array.from(file.read('unwrapPhase') as Float32Array).slice(0, 4)).toEqual([-5, -7, -9, -11]);
    expect(file.attributes).toMatchObject({ LENGTH: '2', WIDTH: '2', Y_FIRST: '49.5' });
  });
  await withH5(join(outDir, 'geometryGeo.h5'), (file) => {
    expect(Array.from(file.read('height') as Float32Array)).toEqual([50, 70, 90, 110]);
  });
});

test('tides become a time series in metres, no data and NaN as 0', async () => {
  const outDir = join(project, 'mintpy/inputs');
  const given = options();
  const patterns = { ...given.patterns, setFile: '../stack/setStack.vrt' };
  const { series } = await prepAria({ ...given, patterns }, { outDir });
  expect(series).toEqual([join(outDir, 'solidEarthTide_ARIA.h5')]);
  await withH5(series[0], (file) => {
    expect(file.read('date')).toEqual(['20200101', '20200113']);
    expect(file.read('sensingMid')).toEqual(['20200101T140734', '20200113T140734']);
    const values = file.read('timeseries') as Float32Array;
    expect([values[1], values[7]]).toEqual([0, 0]);
    expect(values[4]).toBeCloseTo((4 * 0.05) / (4 * Math.PI), 8);
  });
});

test('a missing required layer is named with its option and pattern', () => {
  expect(() => prepareAriaStack(options({ 'mintpy.load.demFile': '../DEM/*.tif' }))).toThrow(
    /mintpy\.load\.demFile = \.\.\/DEM\/\*\.tif: no file \(relative to/,
  );
});

test('prep_aria speaks of the flags that were typed, and of the template where that decides', async () => {
  const words = async (...flags: string[]) => (await runHere(['prep_aria', ...flags], project)).stderr;
  expect(await words('-s', 'gone')).toMatch(/^error: --unwrap-stack-name gone.unwrapStack\.vrt: no file/);
  expect(await words('-s', 'stack')).toMatch(/^error: --dem is not set\.\n +Give it with --dem;/);
  const template = join(project, 'a.txt');
  writeFileSync(template, 'mintpy.load.demFile = gone.dem\n');
  expect(await words('-s', 'stack', '-t', template)).toMatch(
    /^error: mintpy\.load\.demFile = gone\.dem: no file/,
  );
  expect(await words('-s', 'gone', '-t', template)).toMatch(/^error: mintpy\.load\.unwFile = gone/);
});
