import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { differencesOf } from '../../../test/support/compare.ts';
import { projectFrom } from '../../../test/support/loaded-files.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { writeSmallTiff } from '../../../test/support/small-tiff.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { parseRsc } from '../../io/raster/rsc.ts';

const GRID = { length: 5, width: 7, xFirst: 512_340, yFirst: 6_731_280, xStep: 60, yStep: -30 };
const PAIRS = ['20190101_20190211', '20190101_20190322', '20190211_20190322'];
const BANDS = ['EW', 'NS', 'SNR'];

const TEMPLATE = `mintpy.load.processor = cosicorr
mintpy.load.metaFile = ../offsets/metadata.txt
mintpy.load.azOffFile = ../offsets/*_NS.tif
mintpy.load.rgOffFile = ../offsets/*_EW.tif
mintpy.load.offSnrFile = ../offsets/*_SNR.tif
`;

let project: string;
const work = () => join(project, 'work');
const at = (name: string) => join(project, 'offsets', name);
const list = () =>
  PAIRS.flatMap((pair) => BANDS.map((band) => `${pair}_${band}.tif ${pair.replace('_', ' ')}\n`)).join('');

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-cosicorr-'));
  mkdirSync(work());
  for (const [k, pair] of PAIRS.entries()) {
    writeSmallTiff(at(`${pair}_EW.tif`), GRID, [1, 3, 2][k], 32707);
    writeSmallTiff(at(`${pair}_NS.tif`), GRID, [-2, -6, -4][k], 32707);
    writeSmallTiff(at(`${pair}_SNR.tif`), GRID, 0.95, 32707);
  }
  writeFileSync(at('metadata.txt'), list());
  writeFileSync(join(work(), 'smallbaselineApp.cfg'), TEMPLATE);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const load = () => runHere(['load_data', '-t', 'smallbaselineApp.cfg'], work());

test('ground that moves east has a positive series, in metres', async () => {
  expect(await load()).toMatchObject({ status: 0 });
  const stack = join(work(), 'inputs/offsetStack.h5');
  const again = await runHere(['smallbaselineApp', '--dostep', 'load_data'], work());
  expect(again).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/ifgram_inversion inputs.offsetStack/),
  });
  rmSync(stack);
  await runHere(['smallbaselineApp', '--dostep', 'load_data'], work());
  const workflow = await runHere(['smallbaselineApp', '--dostep', 'modify_network'], work());
  expect([workflow.status, workflow.stderr]).toEqual([2, expect.stringMatching(/Invert the offsets with/)]);
  await withH5(stack, ({ attributes }) =>
    expect(attributes).toMatchObject({
      UTM_ZONE: '7S',
      DATE12: '20190101-20190211',
      AZIMUTH_PIXEL_SIZE: '30.0',
      CENTER_LINE_UTC: '43200.0',
    }),
  );
  const words = ['ifgram_inversion', stack, '-i', 'rangeOffset', '-w', 'no', '-o', 'ts.h5', 'q.h5', 'n.h5'];
  expect(await runHere(words, work())).toMatchObject({ status: 0 });
  await withH5(join(work(), 'ts.h5'), (series) => {
    const values = series.read('timeseries') as Float32Array;
    expect([values[0], values[35], values[70]]).toEqual([0, 1, 3]);
  });
});

test('prep_cosicorr writes sheets', async () => {
  const words = ['prep_cosicorr', '../offsets/*.tif', '-m', '../offsets/metadata.txt'];
  expect(await runHere(words, work())).toMatchObject({ status: 0 });
  const { attributes } = parseRsc(readFileSync(at(`${PAIRS[1]}_SNR.tif.rsc`), 'utf8'));
  expect(attributes).toMatchObject({ DATE12: '20190101-20190322', LAT_REF1: '6731130.0' });
});

const PROBLEMS: readonly [what: string, spoil: () => void, says: RegExp][] = [
  ['no list', () => rmSync(at('metadata.txt')), /metaFile = \.\.\/offsets\/metadata\.txt: no file/],
  [
    'a list without a file',
    () => writeFileSync(at('metadata.txt'), list().replace(/.*SNR.*\n/, '')),
    /metadata\.txt has no line for 20190101_20190211_SNR\.tif.*Add/s,
  ],
  [
    'a list with a line that is none',
    () => writeFileSync(at('metadata.txt'), 'a.tif 20191301 20190101\n'),
    /'a\.tif 20191301 20190101' is no line of a list/,
  ],
  [
    'no offsets',
    () => {
      for (const pair of PAIRS) for (const band of BANDS) rmSync(at(`${pair}_${band}.tif`));
    },
    /mintpy\.load\.azOffFile = \.\.\/offsets\/\*_NS\.tif: no file/,
  ],
];

test.each(PROBLEMS)('%s is told in one sentence, and nothing is written', async (_, spoil, says) => {
  spoil();
  const { status, stderr } = await load();
  expect(stderr.replaceAll('\n', ' ')).toMatch(says);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, existsSync(join(work(), 'inputs'))]).toEqual([2, false]);
});

describeWithSharedData('a stack of COSI-Corr', (data) => {
  test('is loaded and inverted as by the reference', async () => {
    const folder = join(data, 'cosicorr');
    const { workDir, remove } = projectFrom(join(folder, 'input'), {
      template: join(folder, 'KlutlanLS8.txt'),
    });
    try {
      for (const line of [
        'smallbaselineApp KlutlanLS8.txt -g',
        'load_data -t smallbaselineApp.cfg KlutlanLS8.txt',
        'ifgram_inversion inputs/offsetStack.h5 -i rangeOffset -w no -o timeseriesRg.h5 q.h5 n.h5',
        'ifgram_inversion inputs/offsetStack.h5 -i azimuthOffset -w no -o timeseriesAz.h5 q.h5 n.h5',
      ])
        expect(await runHere(line.split(' '), workDir)).toMatchObject({ status: 0 });
      for (const name of ['inputs/offsetStack.h5', 'timeseriesRg.h5', 'timeseriesAz.h5'])
        expect(
          await differencesOf(join(workDir, name), join(folder, 'expected', name), {
            ignoreAttributes: /^mintpy\.|^PROJECT_NAME$/, // lines of the template are kept, whichever command loads
            tolerance: () => ({ max: name.startsWith('inputs') ? 1e-6 : 1e-5, relative: 1e-6 }),
          }),
        ).toEqual([]);
    } finally {
      remove();
    }
  });
});
