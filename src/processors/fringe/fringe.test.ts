import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { expectUplift, UPLIFT, UPLIFT_TEMPLATE, upliftPhase } from '../../../test/support/uplift.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { withAutoPaths } from '../auto-path.ts';
import { recognise } from '../recognise.ts';
import '../registry.ts'; // makes the sheets of ISCE known
import { prepareFringeStack } from './prepare.ts';

const { length, width } = UPLIFT;
const N = length * width;
const WAVELENGTH = 0.05546576;
/** Whole images of ISCE-2, and where the window of FRInGE lies in them. */
const FULL = { length: 20, width: 16, y0: 4, x0: 3 };
const DATES = ['20190105', '20190305', '20190504', '20190703', '20190901'];
let project: string;
const at = (path: string) => join(project, path);

function raw(path: string, values: Float32Array | Uint8Array, rows: number, bands = 1): void {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), new Uint8Array(values.buffer));
  const type = values instanceof Uint8Array ? 1 : 4;
  const samples = values.length / rows / bands;
  writeFileSync(
    `${at(path)}.hdr`,
    `ENVI\nsamples = ${samples}\nlines = ${rows}\nbands = ${bands}\ndata type = ${type}\ninterleave = bil\nbyte order = 0\n`,
  );
}

/** A geometry raster of ISCE-2 whose value tells band, row and column, and the window that shows it. */
function geometry(name: string, valueAt: (band: number, y: number, x: number) => number, bands = 1): void {
  const values = new Float32Array(FULL.length * FULL.width * bands);
  for (let y = 0; y < FULL.length; y++)
    for (let b = 0; b < bands; b++)
      for (let x = 0; x < FULL.width; x++) values[(y * bands + b) * FULL.width + x] = valueAt(b, y, x);
  raw(`merged/geom_reference/${name}.rdr.full`, values, FULL.length, bands);
  if (bands > 1) return; // FRInGE leaves the line of sight where it is
  mkdirSync(at('fringe/geometry'), { recursive: true });
  writeFileSync(
    at(`fringe/geometry/${name}.vrt`),
    `<VRTDataset rasterXSize="${width}" rasterYSize="${length}"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>
<SourceFilename relativeToVRT="1">../../merged/geom_reference/${name}.rdr.full</SourceFilename><SourceBand>1</SourceBand>
<SrcRect xOff="${FULL.x0}" yOff="${FULL.y0}" xSize="${width}" ySize="${length}"/><DstRect xOff="0" yOff="0" xSize="${width}" ySize="${length}"/>
</SimpleSource></VRTRasterBand></VRTDataset>`,
  );
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-fringe-'));
  mkdirSync(at('fringe/mintpy'), { recursive: true });
  mkdirSync(at('reference'));
  writeFileSync(at('reference/IW1.xml'), '<productmanager_name/>');
  writeFileSync(
    at('reference/data.rsc'),
    `LENGTH ${FULL.length}\nWIDTH ${FULL.width}\nALOOKS 1\nRLOOKS 1\nRANGE_PIXEL_SIZE 2.3\nAZIMUTH_PIXEL_SIZE 14\nWAVELENGTH ${WAVELENGTH}\n` +
      'STARTING_RANGE 800000\nEARTH_RADIUS 6371000\nHEIGHT 700000\nHEADING -12\nNCORRLOOKS 1\nPLATFORM Sen\nCENTER_LINE_UTC 1000\n',
  );
  geometry('hgt', (_, y, x) => 100 * y + x);
  geometry('lat', (_, y) => 30 - y / 1000);
  geometry('lon', (_, __, x) => 100 + x / 1000);
  geometry('los', (b, _, x) => (b === 0 ? 30 + x : -100), 2);
  for (const date of DATES.filter((one) => one !== DATES[2])) {
    // One of them is the reference of all; the sheet of a pair tells amplitude and phase, as ISCE's programs leave it.
    const phase = upliftPhase(DATES[2], date, WAVELENGTH);
    const both = new Float32Array(2 * N);
    for (let y = 0; y < length; y++)
      both.set(phase.subarray(y * width, (y + 1) * width), (2 * y + 1) * width);
    raw(`fringe/PS_DS/unwrap/${DATES[2]}_${date}.unw`, both, length, 2);
    raw(`fringe/PS_DS/unwrap/${DATES[2]}_${date}.unw.conncomp`, new Uint8Array(N).fill(1), length);
    mkdirSync(at(`baselines/${DATES[2]}_${date}`), { recursive: true });
    writeFileSync(
      at(`baselines/${DATES[2]}_${date}/${DATES[2]}_${date}.txt`),
      `Bperp (average): ${10 * DATES.indexOf(date)}\n`,
    );
  }
  raw('fringe/PS_DS/tcorr_ds_ps.bin', new Float32Array(N).fill(0.8), length);
  raw(
    'fringe/ampDispersion/ps_pixels',
    Uint8Array.from({ length: N }, (_, p) => p % 2),
    length,
  );
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const workDir = () => at('fringe/mintpy');
const options = () =>
  withAutoPaths(
    loadOptionsOf(
      { 'mintpy.load.processor': 'fringe', 'mintpy.load.autoPath': 'yes' },
      { workDir: workDir() },
    ),
  );

test('ground that rises has a positive velocity, also where the reference lies in the middle of the dates', async () => {
  const template = join(workDir(), 'Scene.txt');
  writeFileSync(template, `mintpy.load.processor = fringe\nmintpy.load.autoPath = yes\n${UPLIFT_TEMPLATE}`);
  await expectUplift(workDir(), template);
});

test('geometry is that of the window: heights, angles of the whole rasters, slant ranges of its columns', async () => {
  const { ifgrams, warnings } = prepareFringeStack(options());
  expect(warnings).toEqual([]);
  expect(ifgrams?.pairs.map(({ date1, date2, bperpTop }) => [date1, date2, bperpTop])).toEqual([
    [DATES[0], DATES[2], 0],
    [DATES[1], DATES[2], -10],
    [DATES[2], DATES[3], 30],
    [DATES[2], DATES[4], 40],
  ]);
  expect(ifgrams?.attributes).toMatchObject({
    LENGTH: '12',
    WIDTH: '10',
    SUBSET_XMIN: '3',
    SUBSET_YMIN: '4',
  });
  writeFileSync(
    join(workDir(), 'smallbaselineApp.cfg'),
    'mintpy.load.processor = fringe\nmintpy.load.autoPath = yes\n',
  );
  expect(await runHere(['load_data', '-t', 'smallbaselineApp.cfg'], workDir())).toMatchObject({ status: 0 });
  await withH5(join(workDir(), 'inputs/geometryRadar.h5'), (file) => {
    const first = (name: string) => (file.read(name) as Float32Array)[0];
    expect([first('height'), first('incidenceAngle'), first('azimuthAngle')]).toEqual([403, 33, -100]);
    expect(first('slantRangeDistance')).toBeCloseTo(800_000 + 3 * 2.3, 1);
    expect(first('latitude')).toBeCloseTo(29.996, 5);
  });
});

test('prep_fringe leaves the products of the inversion', async () => {
  const words = ['prep_fringe', '--sub-x', '0', '10', '--sub-y', '2', '12'];
  expect(await runHere(words, at('fringe'))).toMatchObject({ status: 0 });
  await withH5(join(workDir(), 'timeseries.h5'), (series) => {
    expect(series.read('date')).toEqual(DATES);
    expect(Array.from(series.read('bperp') as Float32Array)).toEqual([0, 10, 0, 30, 40]);
    expect(series.attributes).toMatchObject({
      FILE_TYPE: 'timeseries',
      UNIT: 'm',
      LENGTH: '10',
      REF_DATE: DATES[0],
    });
    const values = series.read('timeseries') as Float32Array;
    const last = values.subarray(4 * 100, 5 * 100);
    // Relative to a pixel that stands still, 0.08 m a year where the uplift is largest.
    const [peak, still] = [last[(7 - 2) * width + 6], last[10]];
    expect(values.subarray(0, 100).every((value) => value === 0)).toBe(true);
    expect(peak).toBeGreaterThan(still);
  });
  await withH5(join(workDir(), 'temporalCoherence.h5'), (file) =>
    expect((file.read('temporalCoherence') as Float32Array)[7]).toBeCloseTo(0.8, 6),
  );
  await withH5(join(workDir(), 'maskPS.h5'), (file) =>
    expect(Array.from(file.read('mask') as Uint8Array).slice(0, 4)).toEqual([0, 1, 0, 1]),
  );
});

test('multilooked interferograms take the geometry in the middle of their pixels', () => {
  rmSync(at('fringe/PS_DS'), { recursive: true });
  const pair = `fringe/PS_DS/unwrap/${DATES[2]}_${DATES[3]}.unw`;
  raw(pair, new Float32Array(4 * 5), 4);
  const { ifgrams, geometry: described } = prepareFringeStack(options());
  expect(ifgrams?.attributes).toMatchObject({
    LENGTH: '4',
    WIDTH: '5',
    ALOOKS: '3',
    RLOOKS: '2',
    RANGE_PIXEL_SIZE: '4.6',
  });
  expect(described.radar).toMatchObject({ length: 4, width: 5 });
});

test('what does not belong together is refused with file and sizes', async () => {
  raw('fringe/PS_DS/tcorr_ds_ps.bin', new Float32Array(N - width), length - 1);
  expect(() => prepareFringeStack(options())).toThrow(
    /tcorr_ds_ps\.bin has 11 x 10 pixels, the interferograms have 12 x 10/,
  );
  raw(`fringe/PS_DS/unwrap/${DATES[2]}_${DATES[0]}.unw`, new Float32Array(18 * 10), 18);
  expect(() => prepareFringeStack(options())).toThrow(
    /20190105\.unw has 18 x 10 pixels, the window of the geometry has 12 x 10/,
  );
  const { status, stderr } = await runHere(['prep_fringe'], at('fringe'));
  expect([status, stderr]).toEqual([2, expect.stringMatching(/has 18 x 10 pixels/)]);
});

test('a folder of FRInGE is recognised', () => {
  expect(recognise(project)).toMatchObject({
    processor: { name: 'fringe' },
    patterns: { unwFile: 'fringe/PS_DS/unwrap/20190504_*.unw', corFile: 'fringe/PS_DS/tcorr_ds_ps.bin' },
  });
});
