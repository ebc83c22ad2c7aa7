import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadOptionsOf } from '../../test/support/load-options.ts';
import { asOrdinaryUser } from '../../test/support/ordinary-user.ts';
import { toy } from '../../test/support/toy-processor/toy.ts';
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { loadData } from '../operations/loading/load-data.ts';
import { matchPattern } from './glob.ts';

const PAIRS = ['20200101_20200113', '20200113_20200125', '20200125_20200206'];

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-left-out-'));
  mkdirSync(join(project, 'work'));
  for (const pair of PAIRS) {
    mkdirSync(join(project, 'toys', pair), { recursive: true });
    for (const ending of ['phase', 'cor'])
      writeFileSync(join(project, 'toys', pair, `x.${ending}`), Float32Array.of(1, 1, 1, 1, 1, 1));
    writeFileSync(join(project, 'toys', pair, 'x.toy'), 'size 2 3\nbperp 10\n');
  }
  writeFileSync(join(project, 'height.dem'), Float32Array.of(1, 2, 3, 4, 5, 6));
});
afterEach(() => {
  chmodSync(join(project, 'toys', PAIRS[1]), 0o755);
  rmSync(project, { recursive: true, force: true });
});

/** Load what the patterns find. @returns the warnings, and the dates that were loaded */
async function load({ strict = false, unwFile = '../toys/*/*.phase' } = {}) {
  const warnings: string[] = [];
  const { log, ...context } = quietContext();
  const options = loadOptionsOf(
    {
      'mintpy.load.processor': 'toy',
      'mintpy.load.unwFile': unwFile,
      'mintpy.load.corFile': '../toys/*/*.cor',
      'mintpy.load.demFile': '../height.dem',
    },
    { workDir: join(project, 'work') },
  );
  const outDir = join(project, 'work', 'inputs');
  mkdirSync(outDir, { recursive: true });
  chmodSync(outDir, 0o777);
  const request = { options, outDir, updateMode: false, strict, processors: [toy] };
  const warn = (line: string) => void warnings.push(line);
  await asOrdinaryUser(outDir, () => loadData(request, { ...context, log: { ...log, warn } }));
  const dates = await withH5(join(outDir, 'ifgramStack.h5'), (file) => file.read('date') as string[]);
  return { warnings, dates };
}

describe('a pair whose folder may not be read', () => {
  beforeEach(() => chmodSync(join(project, 'toys', PAIRS[1]), 0));

  test('is left out with a warning that names the folder and the options', async () => {
    const { warnings, dates } = await load();
    expect(dates).toEqual([...PAIRS[0].split('_'), ...PAIRS[2].split('_')]);
    expect(warnings).toEqual([
      `${join(project, 'toys', PAIRS[1])} cannot be looked into (permission denied): what lies there is left out of mintpy.load.unwFile, mintpy.load.corFile.`,
    ]);
  });

  test('stops a strict load before anything is written', async () => {
    await expect(load({ strict: true })).rejects.toThrow(/20200113_20200125 cannot be looked into/);
    expect(existsSync(join(project, 'work/inputs/geometryRadar.h5'))).toBe(false);
  });

  test('is named when a pattern finds nothing else', async () => {
    await expect(load({ unwFile: `../toys/${PAIRS[1]}/*.phase` })).rejects.toThrow(
      /unwFile = .*: no file, and .*20200113_20200125 cannot be looked into \(permission denied\)/,
    );
  });
});

test('a pair of which only the coherence is there is named', async () => {
  rmSync(join(project, 'toys', PAIRS[1], 'x.phase'));
  const { warnings, dates } = await load();
  expect(dates).toHaveLength(4);
  const cor = join(project, 'toys', PAIRS[1], 'x.cor');
  expect(warnings).toEqual([`No unwrapPhase for 1 file(s) of coherence: ${cor}.`]);
  await expect(load({ strict: true })).rejects.toThrow(/No unwrapPhase for 1 file/);
});

test('links to nothing and loops of links are told, files and missing folders are not', () => {
  const toys = join(project, 'toys');
  symlinkSync(join(project, 'gone'), join(toys, 'gone'));
  symlinkSync(join(toys, 'loop'), join(toys, 'loop'));
  writeFileSync(join(toys, 'notes.txt'), '');
  const { files, hidden } = matchPattern('toys/*/x.phase', project);
  expect(files).toEqual(PAIRS.map((pair) => join(toys, pair, 'x.phase')));
  expect(hidden).toEqual([
    { path: join(toys, 'gone'), reason: 'a link to nothing' },
    { path: join(toys, 'loop'), reason: 'a link that leads back to itself' },
  ]);
  expect(matchPattern('none/*/x.phase', project)).toEqual({ files: [], hidden: [] });
});
