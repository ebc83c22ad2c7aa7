import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/registry.ts';
import { SPATIAL_FILTERS } from '../../src/core/filters/spatial-filter.ts';
import { editAttributes, withH5 } from '../../src/io/hdf5/file.ts';
import { runCommandLine, wordsOf } from '../support/command-layer.ts';
import {
  attributesAgainst,
  differencesOf,
  type FileComparison,
  type Tolerance,
  valueDifferences,
} from '../support/compare.ts';
import { exportDifferences } from '../support/export-differences.ts';
import { kmzDifferences } from '../support/kmz.ts';
import { shapefileDifferences } from '../support/shapefile.ts';
import { describeWithSharedData } from '../support/shared-data.ts';
import { textDifferences } from '../support/text-table.ts';

/** One command line of the reference, with what it wrote. */
interface Entry {
  readonly name: string;
  readonly command: string;
  readonly ok: boolean;
}

/** How near the values of a command's files must come; identical when not named. */
const TOLERANCES: readonly (readonly [prefix: string, (dataset: string) => Tolerance | undefined])[] = [
  // The reference adds, subtracts and fits planes in float32.
  ['remove_ramp', () => ({ max: 2e-6, relative: 1e-6 })],
  ['multilook-', () => ({ max: 1e-8, relative: 1e-6 })], // the reference's means are sums in float32
  ['diff-', () => ({ max: 1e-8, relative: 1e-6 })],
  ['temporal_average', () => ({ max: 1e-5 })],
  // The reference adds in single precision, on which the phase of a mean near 0 hangs.
  ['closure_phase_bias', (dataset) => (dataset === 'mask' ? {} : { max: 2e-4, share: 0.9999, limit: 1e-3 })],
  ...['image_math', 'spatial_filter', 'temporal_filter', 'temporal_derivative'].map(
    (name) => [name, () => ({ max: 1e-7, relative: 1e-6 })] as const,
  ),
  ['timeseries2velocity', fitted],
  ['ifgram_inversion', fitted],
  // The same neighbours: not one value differs.
  ['geocode', () => undefined],
  ['save_hdfeos5', () => ({ max: 1e-6, relative: 1e-6 })],
];

/**
 * Words that are given in place of others, since the reference's answer is not the right one: of the place it takes a
 * pixel 45 m off, not the one whose centre is 35 m away (docs/differences.md). What follows from the pixel must agree.
 */
const INSTEAD: readonly (readonly [words: string, replacement: string])[] = [
  ['-l 36.40 -L 25.40', '-y 92 -x 121'],
];

/** What differs on purpose, see docs/differences.md. */
const OTHERWISE = new Map<string, FileComparison>([
  ...['yx', 'geo-lalo', 'geo-outfill', 'radar-lalo'].map(
    (name) => [`subset-${name}`, { keepsUnits: true }] as const,
  ),
  ...['mean', 'median', 'nearest', 'geometry'].map(
    (name) => [`multilook-${name}`, { keepsUnits: true }] as const,
  ),
  ...['add', 'mask-file', 'mask-fill', 'mask-vmin-aoi', 'image_math-mul', 'image_math-pow'].map(
    (name) => [name, { keepsUnits: true }] as const,
  ),
  ...Object.keys(SPATIAL_FILTERS).map((name) => [`spatial_filter-${name}`, { keepsUnits: true }] as const),
  ['add-masks', { ignoreAttributes: /^DATA_TYPE$/ }],
]);

function fitted(dataset: string): Tolerance {
  if (dataset.endsWith('Std')) return { max: 2e-6, relative: 1e-3 };
  if (dataset.endsWith('Phase')) return { max: 1e-3, period: 2 * Math.PI, share: 0.98 }; // no meaning at 0 amplitude
  if (dataset.startsWith('step') || dataset.endsWith('Amplitude')) return { max: 5e-6 };
  return { max: 2e-6 };
}

describeWithSharedData('single commands on a finished run', (data) => {
  const scene = join(data, 'isce-radar');
  const goldens = join(scene, 'expected/commands');
  const entries = (JSON.parse(readFileSync(join(goldens, 'commands.json'), 'utf8')) as Entry[]).filter(
    ({ command, ok }) => ok && COMMANDS.some(({ name }) => command.startsWith(`${name}.py`)),
  );
  const home = process.cwd();
  let base: string;

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'mintsar-commands-'));
    const finished = join(base, 'finished');
    cpSync(join(scene, 'expected/default-notropo'), finished, { recursive: true });
    cpSync(join(scene, 'expected/load/inputs'), join(finished, 'inputs'), { recursive: true });
    // The stack was saved right after loading; in the finished run it knows its project and reference point.
    await editAttributes(join(finished, 'inputs/ifgramStack.h5'), (old) => {
      const { 'mintpy.geocode': _g, 'mintpy.save.kmz': _k, ...rest } = old;
      return { ...rest, PROJECT_NAME: 'default-notropo', REF_Y: '100', REF_X: '140' };
    });
    await editAttributes(join(finished, 'inputs/geometryRadar.h5'), (old) => {
      const { 'mintpy.geocode': _g, 'mintpy.save.kmz': _k, ...rest } = old;
      return { ...rest, PROJECT_NAME: 'default-notropo' };
    });
    // The order in which a run writes its files: it uses what is younger than what it was made of.
    const residual = join(finished, 'timeseriesResidual.h5');
    const before = statSync(residual).mtimeMs / 1000 - 60;
    for (const file of [residual, join(finished, 'maskTempCoh.h5')]) utimesSync(file, before, before);
    writeFileSync(
      join(finished, 'cov.cfg'),
      'mintpy.networkInversion.maskDataset = no\nmintpy.reference.date = 20190204\n',
    );
  });
  afterAll(() => {
    process.chdir(home);
    rmSync(base, { recursive: true, force: true });
  });

  for (const { name, command } of entries) {
    test(`agree with the reference: ${command}`, async () => {
      const workDir = join(base, name);
      cpSync(join(base, 'finished'), workDir, { recursive: true, preserveTimestamps: true });
      process.chdir(workDir);
      const lines: string[] = [];
      const given = INSTEAD.reduce((text, [words, replacement]) => text.replace(words, replacement), command);
      for (const part of given.split('&&')) lines.push(...(await runCommandLine(wordsOf(part))));
      const problems = name.startsWith('info-')
        ? printedDifferences(name, lines)
        : await fileDifferences(name);
      expect(problems).toEqual([]);
      process.chdir(home);
      rmSync(workDir, { recursive: true });
    });
  }

  test('of the registry all have been tried that the reference ran', () => {
    expect(entries.length).toBeGreaterThan(30);
  });

  /** Every file of the golden's folder against the one in the current folder. */
  async function fileDifferences(name: string): Promise<string[]> {
    const problems: string[] = [];
    const tolerance = TOLERANCES.find(([prefix]) => name.startsWith(prefix))?.[1];
    for (const file of readdirSync(join(goldens, name), { recursive: true }) as string[]) {
      const expected = join(goldens, name, file);
      if (file === 'stdout.txt' || statSync(expected).isDirectory()) continue;
      if (file === 'timeseriesDecorCov_crop.h5') problems.push(...(await covarianceDifferences(expected)));
      else if (!existsSync(file)) problems.push(`${file} was not written`);
      else if (/explorer.timeseries-2018(?!0104)/.test(file))
        continue; // the first and last date stand for all
      else if (/\.(h5|he5)$/.test(file))
        problems.push(...(await differencesOf(file, expected, { tolerance, ...OTHERWISE.get(name) })));
      else if (file.endsWith('.txt'))
        problems.push(...textDifferences(file, expected, file.startsWith('coherence') ? 1e-4 : 1e-6));
      else if (file.endsWith('.kmz')) problems.push(...(await kmzDifferences(file, expected)));
      else if (file.endsWith('.shp')) problems.push(...shapefileDifferences(file, expected));
      else if (/\.(dbf|shx|prj)$/.test(file))
        continue; // with their .shp; readers judge the projection
      else problems.push(...(exportDifferences(file, expected) ?? [`nobody compares ${file}`]));
    }
    return problems;
  }

  /** The words of `info`, without what depends on when and where files were made, and on spacing. */
  function printedDifferences(name: string, lines: readonly string[]): string[] {
    const own = /FILE_PATH|MODIFICATION_TIME|compression|extra_file_name/;
    // Numbers of float32 as far as it carries them, lists in one line.
    const shorten = (word: string) => word.replace(/-?\d+\.\d*/g, (number) => `${+(+number).toPrecision(6)}`);
    const tidy = (all: readonly string[]) =>
      all
        .join('\n')
        .replace(/\[[^\]]*\]/g, (list) => list.replace(/\s+/g, ' ').replace('[ ', '['))
        .split('\n')
        .map((line) => line.trim().replace(/\s+/g, ' '))
        .filter((line) => line !== '' && !own.test(line))
        .map((line) => (line.startsWith('[') || line.includes('min / max') ? shorten(line) : line));
    const mine = tidy(lines);
    const theirs = tidy(readFileSync(join(goldens, name, 'stdout.txt'), 'utf8').split('\n'));
    const missing = theirs.filter((line) => !mine.includes(line)).map((line) => `missing: ${line}`);
    return [...missing, ...mine.filter((line) => !theirs.includes(line)).map((line) => `extra: ${line}`)];
  }

  /** The golden keeps rows 50:66, columns 100:130 of the covariance. */
  async function covarianceDifferences(expected: string): Promise<string[]> {
    const [got, want] = await Promise.all([
      withH5('timeseriesDecorCov.h5', (file) =>
        file.read('timeseries', { start: [0, 0, 50, 100], count: [14, 14, 16, 30] }),
      ),
      withH5(expected, (file) => file.read('timeseries')),
    ]);
    const problems = valueDifferences(got, want, { max: 1e-9, relative: 1e-3 }, 480);
    problems.push(...(await attributesAgainst('timeseriesDecorCov.h5', expected, /^doc$/)));
    return problems.map((problem) => `covariance: ${problem}`);
  }
});
