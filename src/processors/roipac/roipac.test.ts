import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import {
  expectUplift,
  UPLIFT,
  UPLIFT_PAIRS,
  UPLIFT_TEMPLATE,
  upliftCoherence,
  upliftPhase,
} from '../../../test/support/uplift.ts';
import { shortDate } from '../../core/dates.ts';
import { withAutoPaths } from '../auto-path.ts';
import { prepareRoipacStack } from './prepare.ts';

const WAVELENGTH = 0.2360571;
const { length, width } = UPLIFT;
const SCENE = `WIDTH ${width}
FILE_LENGTH ${length}
RLOOKS 8
ALOOKS 8
HEIGHT 696321.55
EARTH_RADIUS 6338012.5
WAVELENGTH ${WAVELENGTH}
STARTING_RANGE 848665.16
RANGE_PIXEL_SIZE 37.4741
AZIMUTH_PIXEL_SIZE 25.2
CENTER_LINE_UTC 14893.553
HEADING_DEG -10.2
ANTENNA_SIDE -1
ORBIT_DIRECTION ascending
PLATFORM ALOS
`;

/** Two bands, line by line. */
function twoBands(first: Float32Array, second: Float32Array): Float32Array {
  const out = new Float32Array(2 * first.length);
  for (let y = 0; y < length; y++) {
    out.set(first.subarray(y * width, (y + 1) * width), 2 * y * width);
    out.set(second.subarray(y * width, (y + 1) * width), (2 * y + 1) * width);
  }
  return out;
}

let project: string;
let workDir: string;
const names = UPLIFT_PAIRS.map((pair) => pair.map(shortDate).join('-'));
const inPair = (k: number, file: string) =>
  join(project, 'PROCESS/DONE', `IFGRAM_T1_${names[k]}_0046_00100`, file.replace('PAIR', names[k]));

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-roipac-'));
  workDir = join(project, 'mintpy');
  mkdirSync(workDir);
  const ones = new Float32Array(length * width).fill(1);
  UPLIFT_PAIRS.forEach(([date1, date2], k) => {
    mkdirSync(inPair(k, ''), { recursive: true });
    const layers = {
      'filt_PAIR-sim_HDR_8rlks_c10.unw': upliftPhase(date1, date2, WAVELENGTH),
      'filt_PAIR-sim_HDR_8rlks.cor': upliftCoherence,
    };
    for (const [name, values] of Object.entries(layers)) {
      writeFileSync(inPair(k, name), twoBands(ones, values));
      writeFileSync(inPair(k, `${name}.rsc`), `${SCENE}DATE12 ${names[k]}\n`);
    }
    writeFileSync(
      inPair(k, 'filt_PAIR-sim_HDR_8rlks_c10_snap_connect.byt'),
      new Uint8Array(length * width).fill(7),
    );
    writeFileSync(
      inPair(k, `${names[k].replace('-', '_')}_baseline.rsc`),
      `P_BASELINE_TOP_HDR ${100 + k}\nP_BASELINE_BOTTOM_HDR ${102 + k}\n`,
    );
  });
  writeFileSync(inPair(0, 'radar_8rlks.hgt'), twoBands(ones, ones));
  writeFileSync(inPair(0, 'radar_8rlks.hgt.rsc'), `${SCENE}DATE12 ${names[0]}\n`);
  const geo = join(project, 'PROCESS/GEO', `geo_${names[0]}`);
  mkdirSync(geo, { recursive: true });
  writeFileSync(
    join(geo, 'geomap_8rlks.trans'),
    twoBands(
      ones.map(() => 5),
      ones.map(() => 3),
    ),
  );
  writeFileSync(
    join(geo, 'geomap_8rlks.trans.rsc'),
    `WIDTH ${width}\nFILE_LENGTH ${length}\nX_FIRST -91.2\nX_STEP 0.0004\nY_FIRST -0.87\nY_STEP -0.0004\nX_UNIT degrees\nY_UNIT degrees\n`,
  );
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function options(more: Record<string, string> = {}) {
  const lines = { 'mintpy.load.processor': 'roipac', 'mintpy.load.autoPath': 'yes', ...more };
  return withAutoPaths(loadOptionsOf(lines, { workDir }));
}

function template(): string {
  const path = join(workDir, 'Scene.txt');
  writeFileSync(path, `mintpy.load.processor = roipac\nmintpy.load.autoPath = yes\n${UPLIFT_TEMPLATE}`);
  return path;
}

test('ground that rises has a positive velocity', async () => {
  await expectUplift(workDir, template());
});

test('usual places, baselines, masks of components and the lookup table are found', () => {
  const { ifgrams, geometry, warnings } = prepareRoipacStack(options());
  expect(warnings).toEqual([]);
  expect(ifgrams?.datasets).toEqual(['unwrapPhase', 'coherence', 'connectComponent']);
  const [first] = ifgrams?.pairs ?? [];
  expect([first.date1, first.date2, first.bperpTop, first.bperpBottom]).toEqual([
    ...UPLIFT_PAIRS[0],
    100,
    102,
  ]);
  expect(first.layers.connectComponent?.transforms).toEqual([{ kind: 'toBoolean' }]);
  expect(Object.keys(geometry.geo?.layers ?? {})).toEqual(['rangeCoord', 'azimuthCoord']);
  expect(Object.keys(geometry.radar?.layers ?? {})).toContain('incidenceAngle');
});

test('a pair without coherence and a pair of another size are left out, both with a warning', () => {
  rmSync(inPair(2, 'filt_PAIR-sim_HDR_8rlks.cor'));
  for (const name of ['filt_PAIR-sim_HDR_8rlks.cor', 'filt_PAIR-sim_HDR_8rlks_c10.unw']) {
    const sheet = inPair(4, `${name}.rsc`);
    writeFileSync(
      sheet,
      readFileSync(sheet, 'utf8').replace(`FILE_LENGTH ${length}`, `FILE_LENGTH ${length - 1}`),
    );
  }
  const { ifgrams, warnings } = prepareRoipacStack(options());
  expect(ifgrams?.pairs.length).toBe(UPLIFT_PAIRS.length - 2);
  expect(warnings).toEqual([
    `Skipped 1 pair(s) with missing files: ${UPLIFT_PAIRS[2].join('_')} (no coherence).`,
    expect.stringMatching(`${UPLIFT_PAIRS[4].join('_')} \\(${length - 1} x ${width}\\)`),
  ]);
});

test('a line of a sheet without a value is a warning', () => {
  writeFileSync(inPair(0, 'filt_PAIR-sim_HDR_8rlks_c10.unw.rsc'), `${SCENE}DATE12 ${names[0]}\nEMPTY\n`);
  expect(prepareRoipacStack(options()).warnings).toEqual([
    expect.stringMatching(/unw\.rsc: no value after EMPTY/),
  ]);
});

describe('is refused with file, field and remedy:', () => {
  const phase = 'filt_PAIR-sim_HDR_8rlks_c10.unw';
  test.each<[what: string, spoil: () => void, says: RegExp]>([
    [
      'an orbit that lacks a field',
      () =>
        UPLIFT_PAIRS.forEach((_, k) => {
          const sheet = inPair(k, `${phase}.rsc`);
          writeFileSync(sheet, readFileSync(sheet, 'utf8').replace(/STARTING_RANGE.*\n/, ''));
        }),
      /unw\.rsc lacks STARTING_RANGE \(slant range of the first column, m\).*\n.*template/,
    ],
    [
      'a missing baseline',
      () => rmSync(inPair(1, `${names[1].replace('-', '_')}_baseline.rsc`)),
      /\d_baseline\.rsc not found in .*no P_BASELINE_TOP_HDR/,
    ],
    ['a missing sheet', () => rmSync(inPair(1, `${phase}.rsc`)), /unw\.rsc not found/],
    ['a phase that was cut off', () => truncateSync(inPair(3, phase), 100), /unw is truncated/],
    [
      'no elevation',
      () => renameSync(inPair(0, 'radar_8rlks.hgt'), inPair(0, 'other.hgt')),
      /mintpy\.load\.demFile = .*radar_8rlks\.hgt: no file/,
    ],
    [
      'no interferogram',
      () => rmSync(join(project, 'PROCESS/DONE'), { recursive: true }),
      /mintpy\.load\.(?:unwFile|demFile) = .*: no file/,
    ],
    [
      'a baseline that is no number',
      () => writeFileSync(inPair(1, `${names[1].replace('-', '_')}_baseline.rsc`), 'P_BASELINE_TOP_HDR x\n'),
      /P_BASELINE_TOP_HDR is x/,
    ],
  ])('%s', async (_, spoil, says) => {
    spoil();
    const { status, stderr } = await runHere(
      ['smallbaselineApp', template(), '--dostep', 'load_data'],
      workDir,
    );
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/ at .*\.ts:/);
    expect(status).toBe(2);
  });
});

test('prep_roipac puts the baseline into the sheet of every file of a pair', async () => {
  const pattern = 'PROCESS/DONE/IFG*/filt*';
  const { status } = await runHere(['--quiet', 'prep_roipac', `${pattern}.unw`, `${pattern}.cor`], project);
  expect(status).toBe(0);
  const text = readFileSync(inPair(1, 'filt_PAIR-sim_HDR_8rlks.cor.rsc'), 'utf8');
  expect(text).toMatch(/^P_BASELINE_BOTTOM_HDR +103$/m);
  expect(text).toMatch(/^STARTING_RANGE +848665\.16$/m);
});
