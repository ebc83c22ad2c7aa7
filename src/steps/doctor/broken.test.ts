import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contentOf } from '../../../test/support/content.ts';
import { quietContext } from '../../core/context.ts';
import { simulateScene } from '../../core/simulation/scene.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { type WrittenStack, writeIsceStack } from '../../processors/isce/writer/stack-tree.ts';
import { runWorkflow } from '../run-workflow.ts';
import { examine } from './examine.ts';
import type { Finding, FindingCode } from './findings.ts';
import { mend } from './mend.ts';

/*
 * One small stack, broken in one way after the other. Each way must be found under its number; what the doctor mends must be
 * gone afterwards, and the stack without the pair that was broken is what is left.
 */
const folder = mkdtempSync(join(tmpdir(), 'mintsar-broken-'));
const whole = join(folder, 'whole');
const project = join(folder, 'stack');
const at = (...names: string[]) => join(project, ...names);
let stack: WrittenStack;
let pairs: readonly string[];
let template: string;

beforeAll(async () => {
  const scene = simulateScene({ length: 30, width: 40, numDate: 6, landscape: 'hills' });
  stack = await writeIsceStack(scene, whole);
  pairs = scene.date12s;
  template = at('mintpy', stack.template.slice(stack.workFolder.length + 1));
});
beforeEach(() => {
  rmSync(project, { recursive: true, force: true });
  cpSync(whole, project, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const unw = (k: number) => at('merged/interferograms', pairs[k], 'filt_fine.unw');
const cor = (k: number) => at('merged/interferograms', pairs[k], 'filt_fine.cor');
const components = (k: number) => `${unw(k)}.conncomp`;
const ground = (name: string) => at('merged/geom_reference', name);
const set = (key: string, value: string) => {
  const text = readFileSync(template, 'utf8');
  const line = new RegExp(`^${key.replaceAll('.', '\\.')} *=.*\\n`, 'm');
  writeFileSync(template, `${text.replace(line, '')}\n${key} = ${value}\n`);
};
const fill = (path: string, value: number) => {
  const bytes = readFileSync(path);
  new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2).fill(value);
  writeFileSync(path, bytes);
};
const swathSheet = () => at('reference/IW1.xml');

interface Row {
  readonly what: string;
  readonly code: FindingCode;
  readonly spoil: () => void;
  /** Mended by --fix: what was found is gone. */
  readonly mends?: true;
}

const ROWS: readonly Row[] = [
  { what: 'a value of no option', code: 'MS1002', spoil: () => set('mintpy.load.autoPath', 'perhaps') },
  { what: 'a number that is none', code: 'MS1002', spoil: () => set('mintpy.multilook.ystep', 'two') },
  {
    what: 'a misspelt key',
    code: 'MS1003',
    spoil: () => set('mintpy.network.minCoherense', '0.6'),
    mends: true,
  },
  {
    what: 'a key twice',
    code: 'MS1003',
    spoil: () =>
      writeFileSync(
        template,
        `${readFileSync(template, 'utf8')}\nmintpy.deramp = no\nmintpy.deramp = linear\n`,
      ),
  },
  {
    what: 'an unknown processor',
    code: 'MS1004',
    spoil: () => set('mintpy.load.processor', 'icse'),
    mends: true,
  },
  {
    what: 'another processor',
    code: 'MS1005',
    spoil: () => set('mintpy.load.processor', 'gamma'),
    mends: true,
  },
  {
    what: 'no phase',
    code: 'MS1101',
    spoil: () => set('mintpy.load.unwFile', '../merged/igrams/*/*.unw'),
    mends: true,
  },
  { what: 'no phase at all', code: 'MS1101', spoil: () => set('mintpy.load.unwFile', 'auto'), mends: true },
  { what: 'no DEM', code: 'MS1101', spoil: () => set('mintpy.load.demFile', '../dem/hgt.rdr'), mends: true },
  { what: 'a DEM that was lost', code: 'MS1101', spoil: () => rmSync(ground('hgt.rdr')) },
  {
    what: 'no metadata',
    code: 'MS1101',
    spoil: () => set('mintpy.load.metaFile', '../secondary/IW*.xml'),
    mends: true,
  },
  {
    what: 'no folder of baselines',
    code: 'MS1101',
    spoil: () => set('mintpy.load.baselineDir', '../bperp'),
    mends: true,
  },
  {
    what: 'coherence elsewhere',
    code: 'MS1102',
    spoil: () => set('mintpy.load.corFile', '../cor/*.cor'),
    mends: true,
  },
  { what: 'a mask that is not there', code: 'MS1102', spoil: () => rmSync(ground('waterMask.rdr')) },
  { what: 'an empty phase', code: 'MS1104', spoil: () => truncateSync(unw(2)), mends: true },
  { what: 'an empty coherence', code: 'MS1104', spoil: () => truncateSync(cor(3)), mends: true },
  {
    what: 'an empty file of components',
    code: 'MS1104',
    spoil: () => truncateSync(components(4)),
    mends: true,
  },
  { what: 'a truncated phase', code: 'MS1105', spoil: () => truncateSync(unw(1), 1000), mends: true },
  { what: 'a truncated coherence', code: 'MS1105', spoil: () => truncateSync(cor(1), 100), mends: true },
  {
    what: 'components without their last byte',
    code: 'MS1105',
    spoil: () => truncateSync(components(5), 1199),
    mends: true,
  },
  {
    what: 'two broken pairs',
    code: 'MS1105',
    spoil: () => {
      truncateSync(unw(1), 1000);
      truncateSync(cor(4), 1000);
    },
    mends: true,
  },
  {
    what: 'a phase without its sheets',
    code: 'MS1106',
    spoil: () => {
      rmSync(`${unw(2)}.xml`);
      rmSync(`${unw(2)}.vrt`);
    },
    mends: true,
  },
  { what: 'a damaged sheet', code: 'MS1106', spoil: () => truncateSync(`${cor(2)}.xml`, 200), mends: true },
  { what: 'an empty DEM', code: 'MS1107', spoil: () => truncateSync(ground('hgt.rdr')) },
  { what: 'a truncated DEM', code: 'MS1107', spoil: () => truncateSync(ground('hgt.rdr'), 5000) },
  { what: 'truncated angles', code: 'MS1107', spoil: () => truncateSync(ground('los.rdr'), 5000) },
  {
    what: 'a pair of one date',
    code: 'MS1108',
    spoil: () => {
      const [date] = pairs[0].split('_');
      renameSync(at('merged/interferograms', pairs[0]), at('merged/interferograms', `${date}_${date}`));
    },
    mends: true,
  },
  {
    what: 'a folder without dates',
    code: 'MS1108',
    spoil: () => renameSync(at('merged/interferograms', pairs[0]), at('merged/interferograms/first')),
  },
  {
    what: 'a phase with bytes to spare',
    code: 'MS1109',
    spoil: () => writeFileSync(unw(3), Buffer.alloc(99_999)),
  },
  { what: 'a pair without coherence', code: 'MS1201', spoil: () => rmSync(cor(2)), mends: true },
  { what: 'a pair without components', code: 'MS1201', spoil: () => rmSync(components(2)), mends: true },
  { what: 'a pair without phase', code: 'MS1202', spoil: () => rmSync(unw(2)) },
  {
    what: 'a pair twice',
    code: 'MS1203',
    spoil: () => {
      for (const ending of ['', '.xml', '.vrt'])
        cpSync(`${unw(2)}${ending}`, `${unw(2).replace('fine', 'more')}${ending}`);
      set('mintpy.load.unwFile', '../merged/interferograms/*/filt_*.unw');
    },
  },
  {
    what: 'a pair of another size',
    code: 'MS1204',
    spoil: () => {
      for (const path of [unw(2), cor(2), components(2)])
        for (const ending of ['xml', 'vrt']) {
          const text = readFileSync(`${path}.${ending}`, 'utf8');
          writeFileSync(`${path}.${ending}`, text.replaceAll('30', '29'));
        }
    },
    mends: true,
  },
  {
    what: 'a pair backwards',
    code: 'MS1207',
    spoil: () => {
      const turned = pairs[1].split('_').reverse().join('_');
      renameSync(at('merged/interferograms', pairs[1]), at('merged/interferograms', turned));
    },
    mends: true,
  },
  {
    what: 'one pair alone',
    code: 'MS1208',
    spoil: () => {
      for (const pair of pairs.slice(1)) rmSync(at('merged/interferograms', pair), { recursive: true });
    },
  },
  { what: 'metadata cut short', code: 'MS1107', spoil: () => truncateSync(swathSheet(), 3000) },
  { what: 'metadata of nothing', code: 'MS1107', spoil: () => truncateSync(swathSheet()) },
  { what: 'a wavelength in mm', code: 'MS1303', spoil: () => set('WAVELENGTH', '55.46') },
  { what: 'an Earth of kilometres', code: 'MS1303', spoil: () => set('EARTH_RADIUS', '6371') },
  { what: 'a direction of another track', code: 'MS1305', spoil: () => set('ORBIT_DIRECTION', 'ASCENDING') },
  {
    what: 'a gap without pair',
    code: 'MS1401',
    spoil: () => {
      const dates = [...new Set(pairs.flatMap((pair) => pair.split('_')))].sort();
      for (const pair of pairs) {
        const [date1, date2] = pair.split('_');
        if (date1 <= dates[2] && date2 > dates[2])
          rmSync(at('merged/interferograms', pair), { recursive: true });
      }
    },
  },
  {
    what: 'a reference date of another stack',
    code: 'MS1501',
    spoil: () => set('mintpy.reference.date', '20111111'),
  },
  { what: 'a reference pixel outside', code: 'MS1501', spoil: () => set('mintpy.reference.yx', '300,400') },
  { what: 'a window outside', code: 'MS1501', spoil: () => set('mintpy.subset.yx', '100:200,100:200') },
  { what: 'a mask that is no file', code: 'MS1501', spoil: () => set('mintpy.network.maskFile', 'land.h5') },
  {
    what: 'a date to exclude that is not there',
    code: 'MS1502',
    spoil: () => set('mintpy.network.excludeDate', '20111111'),
  },
  { what: 'no components for bridging', code: 'MS1503', spoil: () => set('mintpy.load.connCompFile', 'no') },
  {
    what: 'no lookup table',
    code: 'MS1602',
    spoil: () => {
      set('mintpy.load.lookupYFile', 'no');
      set('mintpy.load.lookupXFile', 'no');
    },
  },
  { what: 'no coherence', code: 'MS1603', spoil: () => set('mintpy.load.corFile', 'no') },
  { what: 'an angle from another direction', code: 'MS1604', spoil: () => set('HEADING', '-12') },
  { what: 'a DEM of zeros', code: 'MS1701', spoil: () => fill(ground('hgt.rdr'), 0) },
  {
    what: 'coherence of the other byte order',
    code: 'MS1702',
    spoil: () => {
      for (let k = 0; k < pairs.length; k++) {
        const bytes = readFileSync(cor(k));
        writeFileSync(cor(k), bytes.swap32());
      }
    },
  },
  {
    what: 'coherence of another unit',
    code: 'MS1702',
    spoil: () => {
      for (let k = 0; k < pairs.length; k++) fill(cor(k), 80);
    },
  },
  {
    what: 'an inputs folder that is a file',
    code: 'MS1802',
    spoil: () => writeFileSync(at('mintpy/inputs'), ''),
  },
];

test('the stack itself has nothing wrong', async () => {
  const { findings, network } = await examine({ path: template });
  expect(findings.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  expect(network!.numPair).toBe(pairs.length);
});

test('a folder without products has none', async () => {
  mkdirSync(join(folder, 'empty'), { recursive: true });
  const { findings } = await examine({ path: join(folder, 'empty') });
  expect(findings.map(({ code }) => code)).toEqual(['MS1001']);
});

test.each(ROWS)('$what: $code', async ({ code, spoil, mends }) => {
  spoil();
  const before = readFileSync(template, 'utf8');
  const { findings } = await examine({ path: template });
  const own = findings.filter((one) => one.code === code);
  expect(own.length, JSON.stringify(findings, null, 1)).toBeGreaterThan(0);
  for (const { message, remedy } of findings) {
    expect(message).not.toMatch(/undefined|NaN m|\[object/);
    expect(message).toMatch(/[.:)?]$/m);
    expect(remedy.length).toBeGreaterThan(5);
  }
  expect(readFileSync(template, 'utf8')).toBe(before);
  expect(own.some(({ fix }) => fix !== undefined) || undefined).toBe(mends);
  if (mends === undefined) return;
  let after = await mendedBy(findings);
  expect(readFileSync(`${template}.before-fix`, 'utf8')).toBe(before);
  if (after.findings.some(({ fix }) => fix !== undefined)) after = await mendedBy(after.findings);
  expect(after.findings.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  expect(after.network!.numPair).toBeGreaterThanOrEqual(pairs.length - 2);
  const { content, names } = await loadedHere();
  expect(content).toEqual((await loadedWhole(names)).content);
});

interface Loaded {
  readonly content: Awaited<ReturnType<typeof contentOf>>;
  /** pairs of the stack */
  readonly names: readonly string[];
}

/** All that is loaded by the template as it is now. */
async function loadedHere(): Promise<Loaded> {
  const workDir = at('mintpy');
  await runWorkflow({ workDir, customFile: template, only: 'load_data' }, quietContext({ workers: 1 }));
  const all = await contentOf(join(workDir, 'inputs'));
  // The template is kept beside the stack, and its lines in it: those that were mended differ.
  const content = new Map([...all].filter(([key]) => !/ @mintpy\.|\.(?:cfg|txt)$/.test(key)));
  const dates = await withH5(join(workDir, 'inputs/ifgramStack.h5'), (file) => file.read('date') as string[]);
  const names = Array.from({ length: dates.length / 2 }, (_, k) => `${dates[2 * k]}_${dates[2 * k + 1]}`);
  return { content, names };
}

/** What the stack that nobody broke gives, without the pairs that are left out now. */
async function loadedWhole(names: readonly string[]): Promise<Loaded> {
  const left = pairs.filter((pair) => !names.includes(pair)).join(',') || 'no';
  const known = unbroken.get(left);
  if (known !== undefined) return known;
  rmSync(project, { recursive: true });
  cpSync(whole, project, { recursive: true });
  set('mintpy.load.excludePair', left);
  const loaded = await loadedHere();
  unbroken.set(left, loaded);
  return loaded;
}
const unbroken = new Map<string, Loaded>();

test('a work directory whose raw products are gone is examined as it was loaded', async () => {
  await loadedHere();
  for (const name of ['merged', 'reference', 'baselines']) rmSync(at(name), { recursive: true });
  const { findings, network, layers } = await examine({ path: template });
  expect(findings.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  expect(findings.map(({ code }) => code)).toContain('MS1110');
  expect(network!.numPair).toBe(pairs.length);
  expect(layers.length).toBeGreaterThan(3);
  const file = at('mintpy/inputs/ifgramStack.h5');
  truncateSync(file, statSync(file).size >> 1);
  const after = await examine({ path: template });
  expect(after.findings.map(({ code }) => code)).toContain('MS1105');
  rmSync(file);
  expect((await examine({ path: template })).findings.map(({ code }) => code)).toContain('MS1101');
});

/** What is found when all has been done that can be. */
function mendedBy(findings: readonly Finding[]) {
  mend(template, findings);
  return examine({ path: template });
}
