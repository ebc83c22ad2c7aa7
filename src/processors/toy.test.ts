import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toy } from '../../test/support/toy-processor/toy.ts';
import { CommandParser } from '../commands/parser.ts';
import { prepCommand } from '../commands/prep.ts';
import { runCommand } from '../commands/run-command.ts';
import { readOptions } from '../config/index.ts';
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { loadOptions } from '../loading/load-options.ts';
import { loadData } from '../operations/loading/load-data.ts';
import { PROCESSORS } from './registry.ts';

/* A processor that mintsar does not know: one folder (test/support/toy-processor) and one row. */

const processors = [...PROCESSORS, toy];
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-toy-'));
  mkdirSync(join(project, 'work'));
  mkdirSync(join(project, 'toys'));
  for (const [k, pair] of ['20200101_20200113', '20200113_20200125'].entries()) {
    for (const [ending, scale] of [
      ['phase', 1],
      ['cor', 0.1],
    ] as const) {
      const values = Float32Array.from({ length: 6 }, (_, p) => scale * (p + k + 1));
      writeFileSync(join(project, 'toys', `${pair}.${ending}`), values);
    }
    writeFileSync(join(project, 'toys', `${pair}.toy`), `size 2 3\nbperp ${10 + k}\n`);
  }
  writeFileSync(join(project, 'toys', 'height.dem'), Float32Array.of(1, 2, 3, 4, 5, 6));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('a processor is one folder and one row: its stack is loaded from its usual places', async () => {
  const { config } = readOptions('mintpy.load.processor = Toy\nmintpy.load.autoPath = yes\n');
  const outDir = join(project, 'work', 'inputs');
  const options = loadOptions(config, { workDir: join(project, 'work'), metadata: [['HEADING', '-168']] });
  const files = await loadData({ options, outDir, updateMode: false, processors }, quietContext());
  expect(files.map(({ path }) => path)).toEqual(
    ['geometryRadar.h5', 'ifgramStack.h5'].map((name) => join(outDir, name)),
  );
  await withH5(join(outDir, 'ifgramStack.h5'), (stack) => {
    expect(stack.read('date')).toEqual(['20200101', '20200113', '20200113', '20200125']);
    expect(Array.from(stack.read('bperp') as Float32Array)).toEqual([10, 11]);
    expect(Array.from(stack.read('unwrapPhase') as Float32Array)).toEqual([
      1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 7,
    ]);
    expect(stack.attributes).toMatchObject({ PROCESSOR: 'toy', HEADING: '-168', LENGTH: '2', WIDTH: '3' });
  });
  await withH5(join(outDir, 'geometryRadar.h5'), (geometry) => {
    expect(Array.from(geometry.read('height') as Float32Array)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(geometry.datasets.has('slantRangeDistance')).toBe(true);
  });
});

test('its row has the command prep_toy, with help and flags', async () => {
  const [row] = prepCommand(toy);
  expect([row.name, row.family, row.summary]).toEqual(['prep_toy', 'Load and prepare', 'count toys']);
  const { command } = await row.load();
  const help = new CommandParser(row, command, '').format_help();
  expect(help).toMatch(/looks:\n {2}-c, --color \{red,blue\}/);
  const said: string[] = [];
  const log = { ...quietContext().log, info: (line: string) => said.push(line) };
  const context = { ...quietContext(), log, print: () => {} };
  for (const words of [['-c', 'red', 'a', 'b'], ['a']]) await runCommand(row, words, context);
  expect(said).toEqual(['2 red', '1 blue']);
  await expect(runCommand(row, ['a', '-c', 'green'], context)).rejects.toThrow(/green/);
});

test('a processor without a row is named with those that have one', async () => {
  const { config } = readOptions('mintpy.load.processor = nosuch\n');
  const options = loadOptions(config, { workDir: project });
  await expect(
    loadData({ options, outDir: project, updateMode: false, processors }, quietContext()),
  ).rejects.toMatchObject({ message: /nosuch/, remedy: /isce, aria, .*, toy/ });
});
