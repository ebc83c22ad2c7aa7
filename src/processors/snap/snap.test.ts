import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import {
  expectUplift,
  UPLIFT,
  UPLIFT_PAIRS,
  UPLIFT_TEMPLATE,
  upliftPhase,
} from '../../../test/support/uplift.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { parseRsc } from '../../io/raster/rsc.ts';
import { dimapAttributes } from './dimap-sheet.ts';

const FREQUENCY = 5405.000454334349;
const WAVELENGTH = 299.792458 / FREQUENCY;
const { length, width } = UPLIFT;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `20190105` as `05Jan2019`. */
const spelled = (date: string) =>
  `${date.slice(6)}${MONTHS[Number(date.slice(4, 6)) - 1]}${date.slice(0, 4)}`;

function sheetText([date1, date2]: readonly [string, string], rows: number = length): string {
  const attribute = (name: string, value: string | number) => `<MDATTR name="${name}">${value}</MDATTR>`;
  const told = {
    MISSION: 'SENTINEL-1C',
    antenna_pointing: 'right',
    PASS: 'DESCENDING',
    incidence_near: 36.5213,
    incidence_far: 42.1189,
    first_line_time: '31-DEC-2018 23:59:53.218511',
    last_line_time: '01-JAN-2019 00:00:11.774432',
    azimuth_looks: '2.0',
    range_looks: '8.0',
    range_spacing: 18.6,
    azimuth_spacing: 27.9,
    radar_frequency: FREQUENCY,
    slant_range_to_first_pixel: 846324.8715,
    centre_heading: 193.3,
  };
  const image = (date: string, baseline: number) =>
    `<MDElem name="Secondary_${spelled(date)}">${attribute('Perp Baseline', baseline)}</MDElem>`;
  return `<?xml version="1.0"?><Dimap_Document>
<Geoposition><IMAGE_TO_MODEL_TRANSFORM>0.001,0.0,0.0,-0.001,18.42,-33.71</IMAGE_TO_MODEL_TRANSFORM></Geoposition>
<Image_Interpretation><Spectral_Band_Info><BAND_RASTER_WIDTH>${width}</BAND_RASTER_WIDTH>
<BAND_RASTER_HEIGHT>${rows}</BAND_RASTER_HEIGHT><DATA_TYPE>float32</DATA_TYPE></Spectral_Band_Info></Image_Interpretation>
<MDElem name="metadata"><MDElem name="Abstracted_Metadata">
${Object.entries(told)
  .map(([name, value]) => attribute(name, value))
  .join('\n')}
<MDElem name="Orbit_State_Vectors"><MDElem name="orbit_vector1">
${attribute('x_pos', 4843717.2)}${attribute('y_pos', 1676523.9)}${attribute('z_pos', -4881312.4)}</MDElem></MDElem>
<MDElem name="Baselines"><MDElem name="Ref_${spelled(date1)}">${image(date1, 0)}${image(date2, -44.5)}</MDElem></MDElem>
</MDElem></MDElem></Dimap_Document>`;
}

/** An image with its sheet. @param order of the bytes, told in a header; without one there is no header, and they are big-endian */
function writeImage(path: string, values: Float32Array, text: string, order?: 'little' | 'big'): void {
  mkdirSync(dirname(path), { recursive: true });
  const view = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, order === 'little');
  });
  writeFileSync(path, view);
  writeFileSync(dirname(path).replace(/\.data$/, '.dim'), text);
  const header = `ENVI\nsamples = ${width}\nlines = ${values.length / width}\nbands = 1\ndata type = 4\ninterleave = bsq\n`;
  const told = order === 'little' ? 0 : 1;
  if (order !== undefined) writeFileSync(path.replace('.img', '.hdr'), `${header}byte order = ${told}\n`);
}

let project: string;
const work = () => join(project, 'work');
const image = (k: number, what: 'unw' | 'coh') => {
  const pair = UPLIFT_PAIRS[k].join('_');
  return join(project, 'interferograms', pair, `${pair}_${what}_tc.data`, `${what}_IW2.img`);
};
const sheet = (k: number, what: 'unw' | 'coh') => dirname(image(k, what)).replace('.data', '.dim');
const dem = () => join(project, 'dem_tc.data', 'dem.img');
const all = (value: number, rows: number = length) => new Float32Array(rows * width).fill(value);

const TEMPLATE = `mintpy.load.processor = snap
mintpy.load.unwFile = ../interferograms/*/*/unw_*.img
mintpy.load.corFile = ../interferograms/*/*/coh_*.img
mintpy.load.demFile = ../dem_tc.data/dem*.img
`;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-snap-'));
  mkdirSync(work());
  for (const [k, pair] of UPLIFT_PAIRS.entries()) {
    const order = ([undefined, 'little', 'big'] as const)[k % 3];
    writeImage(image(k, 'unw'), upliftPhase(...pair, WAVELENGTH), sheetText(pair), order);
    const rows = k === 3 ? length + 1 : length;
    writeImage(image(k, 'coh'), all(0.9, rows), sheetText(pair, rows), order);
  }
  writeImage(dem(), all(211), sheetText(UPLIFT_PAIRS[0]), 'big');
  writeFileSync(join(work(), 'smallbaselineApp.cfg'), TEMPLATE);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const load = () => runHere(['load_data', '-t', 'smallbaselineApp.cfg'], work());

test('ground that rises has a positive velocity, in images of all byte orders and of unequal sizes', async () => {
  const template = join(work(), 'CapeSenDT1.txt');
  writeFileSync(template, TEMPLATE + UPLIFT_TEMPLATE);
  await expectUplift(work(), template);
  await withH5(join(work(), 'inputs/ifgramStack.h5'), ({ attributes, datasets }) => {
    expect(datasets.get('coherence')?.shape).toEqual([UPLIFT_PAIRS.length, length, width]);
    expect(attributes).toMatchObject({
      DATE12: '190105-190305',
      SUBSET_YMAX: String(length),
      CENTER_LINE_UTC: '2.0',
      P_BASELINE_TOP_HDR: '-44.5',
    });
  });
});

test('a sheet in UTM metres tells its zone', () => {
  const text = sheetText(UPLIFT_PAIRS[0])
    .replace('18.42,-33.71', '261000.0,6267000.0')
    .replace('</Geoposition>', '<WKT>PROJCS["WGS 84 / UTM Zone 34, South", ...]</WKT></Geoposition>');
  writeFileSync(sheet(0, 'unw'), text);
  expect(dimapAttributes(sheet(0, 'unw'))).toMatchObject({
    UTM_ZONE: '34S',
    EPSG: '32734',
    X_UNIT: 'meters',
    PLATFORM: 'sen',
  });
});

test('prep_snap writes sheets', async () => {
  expect(await runHere(['prep_snap', '../dem_tc.data/*.img'], work())).toMatchObject({ status: 0 });
  const { attributes } = parseRsc(readFileSync(`${dem()}.rsc`, 'utf8'));
  expect(attributes).toMatchObject({ PROCESSOR: 'snap', ALOOKS: '2', ORBIT_DIRECTION: 'DESCENDING' });
  const refused = await runHere(['prep_snap', '../dem_tc.dim'], work());
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(/dem_tc\.dim is no image/)]);
});

const change = (path: string, from: RegExp, to: string) =>
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));

const PROBLEMS: readonly [what: string, spoil: () => void, says: RegExp][] = [
  ['no sheet', () => rmSync(sheet(1, 'unw')), /20190504_unw_tc\.dim not found/],
  [
    'no baselines',
    () => change(sheet(0, 'coh'), /<MDElem name="Baselines">.*<\/MDElem><\/MDElem>\n/, ''),
    /_coh_tc\.dim has no Baselines group.*co-registered/s,
  ],
  ['a sheet that is none', () => writeFileSync(sheet(0, 'unw'), '<<<'), /_unw_tc\.dim/],
  [
    'a sheet without the frequency',
    () => change(sheet(0, 'unw'), /radar_frequency/, 'x'),
    /_unw_tc\.dim: radar_frequency is missing/,
  ],
  [
    'no place on a map',
    () => change(sheet(0, 'unw'), /<IMAGE_TO_MODEL.*TRANSFORM>/, ''),
    /has no place on a map.*Terrain Correction/s,
  ],
  ['an image that is cut', () => truncateSync(image(0, 'unw'), 100), /unw_IW2\.img is truncated/],
  ['no elevation model', () => rmSync(dem()), /demFile = \.\.\/dem_tc\.data\/dem\*\.img: no file/],
];

test.each(PROBLEMS)('%s is told in one sentence, and nothing is written', async (_, spoil, says) => {
  spoil();
  const { status, stderr } = await load();
  expect(stderr.replaceAll('\n', ' ')).toMatch(says);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, existsSync(join(work(), 'inputs'))]).toEqual([2, false]);
});
