import { copyFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { writeBands } from '../../../test/support/disp-product.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { writeSmallTiff } from '../../../test/support/small-tiff.ts';
import { readGrid, readProduct } from './product.ts';

const GRID = { length: 6, width: 8, xFirst: 380_000, yFirst: 3_780_000, xStep: 30, yStep: -30 };
const VALUES = Float32Array.from({ length: 48 }, (_, p) => p - 20);
let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-described-'));
  writeSmallTiff(at('S1_unw_phase.tif'), GRID, VALUES);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a GeoTIFF is a product: its name, its place, its pixels', async () => {
  const { attributes, datasets, facts } = await readProduct(at('S1_unw_phase.tif'));
  expect([...datasets.keys()]).toEqual(['phase']);
  expect(attributes).toMatchObject({
    LENGTH: '6',
    WIDTH: '8',
    UTM_ZONE: '11N',
    X_FIRST: '380000.0',
    FILE_TYPE: '.tif',
  });
  expect(facts.isGeocoded).toBe(true);
  expect((await readGrid(at('S1_unw_phase.tif'))).data).toEqual(VALUES);
  const window = await readGrid(at('S1_unw_phase.tif'), 'phase', { y0: 2, x0: 3, y1: 4, x1: 5 });
  expect(Array.from(window.data)).toEqual([-1, 0, 7, 8]);
});

test('bands have numbers, and what a sheet beside the file says counts more', async () => {
  await writeBands(at('los.tif'), [6, 8], [0.6, -0.1, 0.79]);
  writeFileSync(at('los.tif.rsc'), 'WAVELENGTH 0.055\nPROCESSOR hyp3\n');
  const { attributes, datasets } = await readProduct(at('los.tif'));
  expect([...datasets.keys()]).toEqual(['band1', 'band2', 'band3']);
  expect(attributes).toMatchObject({ WAVELENGTH: '0.055', PROCESSOR: 'hyp3', LENGTH: '6' });
  expect((await readGrid(at('los.tif'), 'band3')).data[7]).toBeCloseTo(0.79, 6);
});

test.each([
  ['info S1_unw_phase.tif', /phase\s|UTM_ZONE/],
  ['view S1_unw_phase.tif --nodisplay -o out.png', /out\.png|^$/],
  ['image_math S1_unw_phase.tif * 2 -o out.h5', /.?/],
  ['mask S1_unw_phase.tif -m S1_unw_phase.tif -o out.h5', /.?/],
  ['subset S1_unw_phase.tif -x 1 5 -y 1 4 -o out.h5', /.?/],
  ['save_gdal S1_unw_phase.tif -o again.tif', /.?/],
  ['diff S1_unw_phase.tif S1_unw_phase.tif -o out.h5', /.?/],
  ['spatial_average S1_unw_phase.tif', /.?/],
])('mintsar %s', async (line, says) => {
  const { status, stdout, stderr } = await runHere(line.split(' '), folder);
  expect([status, stderr.includes('error')]).toEqual([0, false]);
  expect(stdout).toMatch(says);
});

test('an export is the same raster again', async () => {
  await runHere(['save_gdal', 'S1_unw_phase.tif', '-o', 'again.tif'], folder);
  await runHere(['save_gmt', 'S1_unw_phase.tif', '-o', 'again.grd'], folder);
  expect((await readGrid(at('again.tif'))).data).toEqual(VALUES);
  expect((await readGrid(at('again.grd'))).data).toEqual(VALUES);
  expect((await readProduct(at('again.grd'))).attributes).toMatchObject({
    X_FIRST: '380000.0',
    Y_STEP: '-30.0',
  });
});

test('a file that is cut, or is none, is named', async () => {
  truncateSync(at('S1_unw_phase.tif'), 500);
  for (const [name, says] of [
    ['S1_unw_phase.tif', /S1_unw_phase\.tif is truncated|S1_unw_phase\.tif cannot be read as GeoTIFF/],
    ['text.tif', /text\.tif: format \.tif cannot be read|text\.tif/],
    ['none.grd', /none\.grd/],
  ] as const) {
    if (name === 'text.tif') writeFileSync(at(name), 'hello');
    const { status, stderr } = await runHere(['view', name, '--nodisplay', '-o', 'out.png'], folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(says)]);
  }
});

describeWithSharedData('rasters of the sample stacks', (data) => {
  test('grids of GMTSAR and GeoTIFFs of HyP3 are viewed where they lie', async () => {
    const pairs = join(data, 'gmtsar/input/interferograms');
    const pair = join(pairs, readdirSync(pairs)[0]);
    const unwrapped = readdirSync(pair).find((name) => name.startsWith('unwrap'))!;
    copyFileSync(join(pair, unwrapped), at('unwrap_ll.grd'));
    const { attributes, datasets } = await readProduct(at('unwrap_ll.grd'));
    expect([...datasets.keys()]).toEqual(['phase']);
    expect(Number(attributes.Y_STEP)).toBeLessThan(0);
    const { status } = await runHere(['view', 'unwrap_ll.grd', '--nodisplay', '-o', 'out.png'], folder);
    expect(status).toBe(0);
  });
});
