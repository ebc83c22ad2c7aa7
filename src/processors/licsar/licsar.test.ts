import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import {
  LICSAR_FRAME,
  licsarFile,
  writeLicsarFrame,
  writeLicsarTiff,
} from '../../../test/support/licsar-frame.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { expectUplift, UPLIFT, UPLIFT_PAIRS, UPLIFT_TEMPLATE } from '../../../test/support/uplift.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { withAutoPaths } from '../auto-path.ts';
import { parseBaselines } from './baselines.ts';
import { prepareLicsarStack } from './prepare.ts';

const { length, width } = UPLIFT;
const N = length * width;
let project: string;
let workDir: string;
const tiff = (
  path: string,
  ...content: [type: 'f4' | 'u1', values: Float32Array | Uint8Array, rows?: number]
) => writeLicsarTiff(join(project, path), ...content);

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-licsar-'));
  workDir = join(project, 'mintpy');
  mkdirSync(workDir);
  writeLicsarFrame(project);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function options() {
  const lines = { 'mintpy.load.processor': 'licsar', 'mintpy.load.autoPath': 'yes' };
  return withAutoPaths(loadOptionsOf(lines, { workDir }));
}

function template(): string {
  const path = join(workDir, 'Frame.txt');
  writeFileSync(path, `mintpy.load.processor = licsar\nmintpy.load.autoPath = yes\n${UPLIFT_TEMPLATE}`);
  return path;
}

test('ground that rises has a positive velocity', async () => {
  await expectUplift(workDir, template());
});

test('a frame is loaded from its usual places: bytes of coherence, angles of the vector, baselines of the dates', async () => {
  const described = await prepareLicsarStack(options());
  expect(described.warnings).toEqual([]);
  const outDir = join(workDir, 'inputs');
  await loadStack(described, options(), { outDir });
  await withH5(join(outDir, 'ifgramStack.h5'), (file) => {
    expect((file.read('coherence') as Float32Array)[5]).toBeCloseTo(0.8, 6);
    expect(Array.from(file.read('bperp') as Float32Array).slice(0, 2)).toEqual([10, 20]);
    expect(file.attributes).toMatchObject({
      ORBIT_DIRECTION: 'DESCENDING',
      HEADING: '-169.8',
      CENTER_LINE_UTC: '54456.5',
      X_FIRST: '-118.4',
      relative_orbit: '124',
    });
  });
  await withH5(join(outDir, 'geometryGeo.h5'), (file) => {
    const value = (name: string) => (file.read(name) as Float32Array)[7];
    expect(value('incidenceAngle')).toBeCloseTo((Math.acos(0.79) * 180) / Math.PI, 4);
    expect(value('azimuthAngle')).toBeCloseTo(-99.4623, 3);
    expect(value('height')).toBe(250);
    expect(value('slantRangeDistance')).toBeGreaterThan(800_000);
  });
});

test('threads read GeoTIFFs, too: the files are the same', async () => {
  const read = async (folder: string, threads: object) => {
    const outDir = join(workDir, folder);
    await loadStack(await prepareLicsarStack(options()), options(), { outDir, ...threads });
    return withH5(join(outDir, 'ifgramStack.h5'), (file) =>
      ['unwrapPhase', 'coherence'].map((name) => file.read(name)),
    );
  };
  expect(await read('two', { workers: 2, bytesPerThread: 1 })).toEqual(await read('one', { workers: 1 }));
});

test('baselines of both kinds of frames are read', () => {
  const today = parseBaselines('20190105 20190105 0.0 0\n20190105 20190117 -35.5 12\n');
  const older = parseBaselines(
    '  1 20190105 20190105 0.0 0 0 0 0 0\n  2 20190105 20190117 -35.5 12.0 0 12 1 2\n',
  );
  expect([...today]).toEqual([
    ['20190105', 0],
    ['20190117', -35.5],
  ]);
  expect([...older]).toEqual([...today]);
});

test('pairs without coherence or of another size are left out, dates without baseline are told', async () => {
  rmSync(join(project, licsarFile(1, 'cc')));
  for (const [what, type] of [
    ['unw', 'f4'],
    ['cc', 'u1'],
  ] as const)
    tiff(licsarFile(2, what), type, type === 'f4' ? new Float32Array(N) : new Uint8Array(N), length - 2);
  writeFileSync(join(project, 'metadata/baselines'), `${UPLIFT_PAIRS[0].join(' ')} 10 60\n`);
  const { ifgrams, warnings } = await prepareLicsarStack(options());
  expect(ifgrams?.pairs.length).toBe(UPLIFT_PAIRS.length - 2);
  expect(warnings).toEqual([
    expect.stringMatching(`${UPLIFT_PAIRS[1].join('_')} \\(no coherence\\)`),
    expect.stringMatching(`${UPLIFT_PAIRS[2].join('_')} \\(${length - 2} x ${width}\\)`),
    expect.stringMatching(/No perpendicular baseline of 20190504, 20190703, 20190901/),
  ]);
});

describe('is refused with file, field and remedy:', () => {
  test.each<[what: string, spoil: () => void, says: RegExp]>([
    ['no metadata', () => rmSync(join(project, 'metadata/metadata.txt')), /metadata\.txt not found beside/],
    [
      'no heading',
      () => writeFileSync(join(project, 'metadata/metadata.txt'), 'center_time=15:07:36.5\n'),
      /metadata\.txt: heading is missing/,
    ],
    [
      'a phase that was cut off',
      () => truncateSync(join(project, licsarFile(0, 'unw')), 60),
      /unw\.tif cannot be read as GeoTIFF/,
    ],
    [
      'no elevation',
      () => rmSync(join(project, `metadata/${LICSAR_FRAME}.geo.hgt.tif`)),
      /mintpy\.load\.demFile = .*hgt\.tif: no file/,
    ],
    [
      'half a vector',
      () => rmSync(join(project, `metadata/${LICSAR_FRAME}.geo.N.tif`)),
      /E\.tif: the northward component/,
    ],
  ])('%s', async (_, spoil, says) => {
    spoil();
    const { status, stderr } = await runHere(
      ['smallbaselineApp', template(), '--dostep', 'load_data'],
      workDir,
    );
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
  });
});
