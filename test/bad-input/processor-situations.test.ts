import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../support/cli.ts';
import { filesUnder } from '../support/folder-state.ts';
import { mapAt, writeHyp3 } from '../support/hyp3-products.ts';
import { describeWithSharedData } from '../support/shared-data.ts';
import { expectComplaint } from './complaint.ts';

/*
 * What users meet with the products of every processor, one row each: where MintPy ends in a KeyError three steps later, the load is
 * refused with what is wrong and what to do; what concerns a single pair is a warning that names it.
 */

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-situation-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

interface Situation {
  readonly what: string;
  /** folder of the sample stacks */
  readonly from: string;
  readonly spoil: () => void;
  readonly says: readonly RegExp[];
  /** a warning of a stack that is loaded; an error otherwise */
  readonly isWarning?: true;
}

const template = () =>
  join(project, readdirSync(project).find((name) => /^[A-Z].*\.txt$/.test(name)) as string);
const set = (key: string, value: string) => edit(template(), (text) => `${text}\n${key} = ${value}\n`);
const without = (key: string) => edit(template(), (text) => text.replace(new RegExp(`^${key}.*$`, 'm'), ''));

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** Files of the products whose paths match. */
function files(pattern: RegExp): string[] {
  const found = filesUnder(project)
    .filter((path) => pattern.test(path))
    .map((path) => join(project, path))
    .sort();
  expect(found.length, String(pattern)).toBeGreaterThan(0);
  return found;
}

const remove = (pattern: RegExp) => {
  for (const path of files(pattern)) rmSync(path);
};

/** The first product of HyP3 under another name, with all its files. */
function renameProduct(): void {
  const [sheet] = files(/hyp3\/[^/]+\/S1[^/]*\.txt$/);
  const [folder, name] = [dirname(sheet), basename(sheet, '.txt')];
  for (const file of readdirSync(folder))
    renameSync(join(folder, file), join(folder, file.replace(name, 'first_pair')));
}

/** Products of HyP3 that nobody clipped, of so many rows each. */
function unclipped(...rows: number[]): void {
  const hyp3 = join(project, 'hyp3');
  rmSync(hyp3, { recursive: true });
  mkdirSync(hyp3);
  for (const [k, length] of rows.entries()) {
    const pair = `202001${10 + k}_202002${10 + k}`;
    writeHyp3(hyp3, { pair, grid: mapAt(0, 0, length, 10), phase: (y, x) => y + x });
  }
  edit(template(), (text) => text.replaceAll('_clip.tif', '.tif'));
}

const SITUATIONS: readonly Situation[] = [
  {
    what: 'metadata of ISCE that cannot be read',
    from: 'isce_stripmap',
    spoil: () => {
      remove(/referenceShelve\/data\.rsc$/);
      for (const path of files(/referenceShelve\/data\.dat$/)) writeFileSync(path, 'shelve');
    },
    says: [/Cannot read \S+data\.dat: /, /put the data\.rsc written by a machine with ISCE-2 beside it/],
  },
  {
    what: 'a metaFile pattern that matches nothing',
    from: 'isce_stripmap',
    spoil: () => set('mintpy.load.metaFile', '../reference/IW*.xml'),
    says: [/mintpy\.load\.metaFile = \.\.\/reference\/IW\*\.xml: no file \(relative to \S+\/mintpy\)/],
  },
  {
    what: 'a .rsc that lacks an attribute',
    from: 'roipac/radar',
    spoil: () => {
      for (const path of files(/\.rsc$/)) edit(path, (text) => text.replace(/^STARTING_RANGE.*\n/gm, ''));
    },
    says: [/lacks STARTING_RANGE/, /slantRangeDistance|slant range/, /template/],
  },
  {
    what: 'GMTSAR without HEADING',
    from: 'gmtsar',
    spoil: () => without('HEADING'),
    says: [/HEADING missing/, /HEADING = -168\.0/],
  },
  {
    what: 'GMTSAR without its config',
    from: 'gmtsar',
    spoil: () => remove(/config\..*\.txt$/),
    says: [/no config\.\*\.txt beside \S+\.PRM/i, /give ALOOKS = \d+ and RLOOKS = \d+/i],
  },
  {
    what: 'GMTSAR without a PRM file',
    from: 'gmtsar',
    spoil: () => remove(/\.PRM$/),
    says: [/mintpy\.load\.metaFile|PRM/, /\.PRM/],
  },
  {
    what: 'GAMMA without the .par of a pair',
    from: 'gamma/radar',
    spoil: () => remove(/20180319_20180331\/.*mli\.par$/),
    says: [/20180319_20180331\S*: no parameter file \*\S+\.\{amp,ramp,mli\}\.par in \S+/],
  },
  {
    what: 'GAMMA without any baseline of a pair',
    from: 'gamma/radar',
    spoil: () => remove(/20180319_20180331\/.*\.(?:base_perp|baseline)$/),
    says: [/20180319_20180331\S*: no \.base_perp|no .*base_perp/, /base_orbit|base_perp/],
  },
  {
    what: 'a renamed product of HyP3',
    from: 'hyp3/gamma',
    spoil: renameProduct,
    says: [/first_pair/, /INSAR_GAMMA/, /INSAR_ISCE_BURST/, /INSAR_ISCE_MULTI_BURST/],
  },
  {
    what: 'a product of HyP3 without its text file',
    from: 'hyp3/gamma',
    spoil: () => rmSync(files(/hyp3\/[^/]+\/S1[^/]*\.txt$/)[0]),
    says: [/metadata \S+\.txt not found beside/i, /unzip the whole product/i],
  },
  {
    what: 'products of HyP3 that are not clipped',
    from: 'hyp3/gamma',
    spoil: () => unclipped(12, 13, 14),
    says: [/13 x 10/, /clip all products to one grid/i],
  },
  {
    what: 'a product of HyP3 of another size',
    from: 'hyp3/gamma',
    spoil: () => unclipped(12, 12, 14),
    says: [/Left out 1 pair\(s\) whose size is not the usual 12 x 10: 20200112_20200212 \(14 x 10\)/],
    isWarning: true,
  },
  {
    what: 'a coherence file that is missing',
    from: 'roipac/geo',
    spoil: () => remove(/060619-061002\/.*\.cor$/),
    says: [/Skipped 1 pair\(s\) with missing files: 20060619_20061002 \(no coherence\)/],
    isWarning: true,
  },
  {
    what: 'no DEM',
    from: 'roipac/geo',
    spoil: () => remove(/\.dem$/),
    says: [/mintpy\.load\.demFile = \.\.\/PROCESS\/DEM\/\*\.dem: no file/],
  },
  {
    what: 'ROI_PAC without the baseline file of a pair',
    from: 'roipac/geo',
    spoil: () => remove(/060619-061002\/.*baseline\.rsc$/),
    says: [/060619_061002_baseline\.rsc not found/, /P_BASELINE_TOP_HDR/],
  },
  {
    what: 'SNAP without the .dim of a pair',
    from: 'snap',
    spoil: () => remove(/20190408_20190420\/.*unw_tc\.dim$/),
    says: [/20190408_20190420_unw_tc\.dim not found/],
  },
  {
    what: 'a .dim of SNAP without baselines',
    from: 'snap',
    spoil: () => {
      for (const path of files(/unw_tc\.dim$/))
        edit(path, (text) => text.replaceAll('"Baselines"', '"Lines"'));
    },
    says: [/unw_tc\.dim has no Baselines/, /co-registered/],
  },
  {
    what: 'a frequency that products of NISAR do not have',
    from: 'nisar',
    spoil: () => set('mintpy.load.frequency', 'B'),
    says: [/NISAR\S+: no unwrapped phase in frequencyB \(found: frequencyA\)/, /frequency = A/],
  },
  {
    what: 'an unwFile pattern that matches nothing',
    from: 'snap',
    spoil: () => edit(template(), (text) => text.replace('Unw_*.img', 'unwrapped_*.img')),
    says: [/mintpy\.load\.unwFile = \S+unwrapped_\*\.img: no file \(relative to \S+\/mintpy\)/],
  },
];

describeWithSharedData('what users meet with products of processors', (data) => {
  test.each(SITUATIONS)('$what', async ({ from, spoil, says, isWarning }) => {
    const source = join(data, from);
    cpSync(join(source, 'input'), project, { recursive: true });
    const name = readdirSync(source).find((one) => one.endsWith('.txt')) as string;
    cpSync(join(source, name), join(project, name));
    const workDir = join(project, 'mintpy');
    mkdirSync(workDir, { recursive: true });
    spoil();
    const words = ['smallbaselineApp', template(), '--end', 'load_data'];
    const result = await runHere(isWarning ? words : ['--quiet', ...words], workDir);
    if (isWarning) {
      expect(result.status, result.stderr).toBe(0);
      for (const word of says) expect(result.stdout + result.stderr).toMatch(word);
      return;
    }
    expectComplaint(result, { status: 2, says });
    expect(filesUnder(workDir).filter((path) => path.endsWith('.h5'))).toEqual([]);
  });
});
