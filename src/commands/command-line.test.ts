import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../test/support/command-layer.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import { tinyStack } from '../../test/support/tiny-stack.ts';
import { quietContext } from '../core/context.ts';
import { MintsarError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, list, off, on, repeated, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, orNo, outputFile, word } from '../flags/kind.ts';
import { warnOfStrangers } from './excluded-dates.ts';
import { MINTPY_COMMANDS } from './mintpy-commands.ts';
import { COMMANDS } from './registry.ts';
import { runCommand } from './run-command.ts';
import { unknownCommand } from './unknown-command.ts';

const folder = temporaryFolder();
const home = process.cwd();
beforeAll(async () => {
  await tinyRasters(join(folder, 'velocity.h5'), { velocity: tinyGrid((y, x) => y - x) });
  process.chdir(folder);
});
afterAll(() => process.chdir(home));

/** Both lines of an error. */
async function said(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('nothing went wrong'),
    (reason) => reason,
  );
  if (!(error instanceof MintsarError)) throw error;
  return `${error.message}\n${error.remedy}`;
}

describe('words that do not fit the flags of a command', () => {
  test.each([
    ['view velocity.h5 -v -30', '--vlim wants 2 values, VMIN VMAX, and got one: -30.'],
    ['view velocity.h5 -v', '--vlim wants 2 values, VMIN VMAX, and got none.'],
    ['view velocity.h5 -v=-3 3', '--vlim wants 2 values, VMIN VMAX, and got one in the same word: -3.'],
    ['view velocity.h5 --wrap=3', '--wrap takes no value and got 3.'],
    ['view velocity.h5 --colormapp jet', 'view has no flag --colormapp.'],
    ['remove_ramp velocity.h5 more.h5', 'remove_ramp has no use for more.h5.'],
    ['view', 'view: file (any HDF5 product, or a raster with a sheet beside it) is required.'],
    [
      'tropo_phase_elevation velocity.h5',
      'tropo_phase_elevation: --geometry (geometry file with height) and --mask (pixels that determine the delay) are required.',
    ],
    ['view velocity.h5 --pts-yx 1 2 --pts-lalo 1 2', '--pts-lalo and --pts-yx exclude one another.'],
    ['remove_ramp velocity.h5 -s cubic', '-s cubic is none of linear, linear_azimuth'],
    ['view velocity.h5 --dpi 1.5', '--dpi 1.5 is not a whole number of at least 1.'],
    ['timeseries2velocity velocity.h5 --ex', '--ex wants one value or more and got none.'],
    [
      'timeseries2velocity velocity.h5 --bootstrap --bootstrap-count 40',
      '--bootstrap, short for --bootstrap-count, wants one value and got none.',
    ],
    ['timeseries2velocity velocity.h5 --exp 2018 60', '--exp: "2018" is not a date.'],
    [
      'ifgram_inversion velocity.h5 -o a.h5',
      '--output wants 3 values, TS_FILE TCOH_FILE NUM_INV_FILE, and got one: a.h5.',
    ],
  ])('%s', async (line, message) => {
    const text = await said(runCommandLine(line.split(' ')));
    expect(text).toContain(message);
    expect(text.split('\n')).toHaveLength(2);
    expect(text.length).toBeLessThan(400);
  });

  test('the remedy names where help is, and flags that exist', async () => {
    const text = await said(runCommandLine(['view', 'velocity.h5', '--colormapp', 'jet']));
    expect(text.split('\n')[1]).toBe('Did you mean --colormap? mintsar view --help tells more.');
  });

  test('numbers that look like flags are values, in every notation', async () => {
    const text = await said(runCommandLine('view velocity.h5 -v -1e-3 -inf'.split(' ')));
    expect(text).toContain('--vlim -0.001 -Infinity is no range');
  });
});

describe('names that are no command', () => {
  test('a command of MintPy that is not here yet is said to be so', () => {
    expect(unknownCommand('tsview').message).toBe(
      'tsview is a command of MintPy that mintsar does not have yet.',
    );
  });
  test('suggestions exist', () => {
    for (const typed of ['vieww', 'geocod', 'timeseries2velocit', 'tsveiw', 'xyz']) {
      for (const [, name] of unknownCommand(typed).remedy.matchAll(/(?:mean|or) (\w+)(?= or|\?)/g))
        expect(COMMANDS.map((row) => row.name)).toContain(name);
    }
    expect(unknownCommand('vieww').remedy).toBe('Did you mean view?');
  });
  test('the list of commands of MintPy is whole', () => {
    expect(new Set(MINTPY_COMMANDS).size).toBe(68);
  });
});

describe('the schema of a command', () => {
  const seen: unknown[] = [];
  const command = defineCommand({
    examples: [],
    flags: {
      file: argument(inputFile, 'read'),
      mask: flag('-m --mask', orNo(asTyped(inputFile)), 'mask', { default: 'maskTempCoh.h5' }),
      outfile: flag('-o', outputFile, 'written'),
      looks: flag('--looks', int(1), 'looks', { default: 8 }),
      vlim: tuple('-v', float, 'MIN MAX', 'limits'),
      kind: flag('--kind', choice(['a', 'b']), 'kind'),
      dates: list('--ex', word, 'dates'),
      exp: repeated('--exp', ['DATE', 'DAYS'], 'groups', (words) => words.length),
      wrap: on('--wrap', 'wrap'),
      tree: off('--no-tree', 'tree'),
    },
    outputs: ({ file, outfile }) => ({ outfile: outfile ?? file.replace('.h5', '_out.h5') }),
    async run(request, { given }, { outfile }) {
      seen.push({ ...request, outfile, given: [...given] });
    },
  });
  const row = { name: 'toy', family: 'Analysis', summary: 'toy', load: async () => ({ command }) } as const;
  const run = (line: string) =>
    runCommand(row, line.split(' '), { ...quietContext(), print: () => undefined });

  test('gives typed values, defaults, and which flags were typed', async () => {
    await run('velocity.h5 -v -3 1_0 --ex a b --exp 1 2 --exp 3 --kind b --no-tree -m none');
    expect(seen.pop()).toEqual({
      file: join(process.cwd(), 'velocity.h5'),
      mask: null,
      outfile: join(process.cwd(), 'velocity_out.h5'),
      looks: 8,
      vlim: [-3, 10],
      kind: 'b',
      dates: ['a', 'b'],
      exp: [2, 1],
      wrap: false,
      tree: false,
      given: ['vlim', 'dates', 'exp', 'kind', 'tree', 'mask'],
    });
  });

  test('refuses before the work: inputs that are missing, outputs that are inputs or cannot be written', async () => {
    writeFileSync('plain', '');
    writeFileSync('velocity_out.h5', '');
    expect(await said(run('none.h5'))).toMatch(/^none\.h5 does not exist/);
    expect(await said(run('velocity.h5 -m none.h5'))).toMatch(/^none\.h5 \(--mask\) does not exist/);
    expect(await said(run('velocity.h5 -o ./velocity.h5'))).toMatch(
      /^velocity\.h5 is read and would be replaced/,
    );
    expect(await said(run('velocity.h5 -m velocity_out.h5'))).toMatch(/^velocity_out\.h5 is read/);
    expect(await said(run('velocity.h5 -o plain/a.h5'))).toMatch(
      /a\.h5 cannot be written: .*plain is no folder/,
    );
    expect(await said(run('.'))).toMatch(/is a folder/);
    expect(seen).toEqual([]);
  });

  test('a default input may be missing: that is the affair of the command', async () => {
    await run('velocity.h5');
    expect(seen.pop()).toMatchObject({ mask: 'maskTempCoh.h5', given: [] });
    expect(existsSync('maskTempCoh.h5')).toBe(false);
  });
});

/** Every text of the sources in which a user is told to type something. */
function sources(): string[] {
  const root = join(home, 'src');
  return (readdirSync(root, { recursive: true }) as string[])
    .filter(
      (name) =>
        name.endsWith('.ts') && !name.endsWith('mintpy-commands.ts') && !/\.(test|bench)\.ts$/.test(name),
    )
    .map((name) => readFileSync(join(root, name), 'utf8'));
}

test('info shows a series whose dates are none', async () => {
  await tinySeries(join(folder, 'odd.h5'), ['20200101', '2020xx13'], () => 0);
  const lines = await runCommandLine(['info', 'odd.h5']);
  expect(lines).toContain('Number of dates  : 2');
  expect(lines).toContain('STD of datetimes : unknown: "2020xx13" is not a date.');
});

test('typed dates that leave nothing out are said', async () => {
  await tinySeries(join(folder, 'series.h5'), ['20200101T0546', '20200113', '20200125'], (k) => k);
  writeFileSync(join(folder, 'noisy.txt'), '20200113\n20200206\n');
  const warnings: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: (message: string) => warnings.push(message) };
  const items = ['20200101', '20300101', 'noisy.txt', 'nothing.txt'];
  const context = { ...quietContext({ log }), print: () => {}, given: new Set<string>() };
  await warnOfStrangers(items, join(folder, 'series.h5'), context);
  expect(warnings).toEqual([
    'nothing.txt does not exist: it leaves no date out',
    'series.h5 has no acquisition of 20300101, 20200206',
  ]);
});

test('indices of interferograms that a stack does not have are said', async () => {
  const stack = await tinyStack(join(folder, 'indices.h5'), { unwrapPhase: () => 1 });
  const warnings: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: (message: string) => warnings.push(message) };
  const row = COMMANDS.find(({ name }) => name === 'modify_network')!;
  const words = [stack, '--ex-ifg-index', '1', '3:5'];
  await runCommand(row, words, { ...quietContext({ log }), print: () => {} });
  expect(warnings).toContain(
    'indices.h5 has interferograms 0 to 3: 4, 5 of the indices to leave out name none',
  );
});

test('messages name only commands that exist', () => {
  const names = new Set(COMMANDS.map((row) => row.name));
  const wrong: string[] = [];
  for (const text of sources()) {
    for (const [literal] of text.matchAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)) {
      for (const [line, name] of literal.matchAll(/mintsar ([a-z]\w+)(?=[ '"`]).{0,30}/g))
        if (
          /^[a-z0-9]+(_[a-z0-9]+)+$|^(info|view|demo|diff|add|mask|subset|geocode)$/.test(name) &&
          !names.has(name)
        )
          wrong.push(line);
      for (const [word] of literal.matchAll(/\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g))
        if (NAMES_OF_COMMANDS.has(word) && !names.has(word)) wrong.push(`${word} in ${literal.slice(0, 80)}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** Words that can only mean a command, of MintPy or once of mintsar. */
const NAMES_OF_COMMANDS = new Set([...MINTPY_COMMANDS.filter((name) => name.includes('_')), 'add_attribute']);
