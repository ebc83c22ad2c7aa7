import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import { plainWords } from '../commands/plain-words.ts';
import { COMMANDS, type Row } from '../commands/registry.ts';
import { callNames, wordsOfCall } from '../flags/call.ts';
import type { Command } from '../flags/define-command.ts';
import { argument, argumentList, type Flags, flag, list, off, on, repeated, tuple } from '../flags/flag.ts';
import { float, inputFile, int, orNo, outputFile, word } from '../flags/kind.ts';
import {
  type CommandName,
  type CommandOptions,
  type CommandWords,
  commands,
  MintsarError,
  read,
  run,
  splitWords,
  view,
} from '../index.ts';

const cwd = temporaryFolder();
const speed = tinyGrid((y, x) => 10 * y + x);
await tinyRasters(join(cwd, 'velocity.h5'), { velocity: speed }, { FILE_TYPE: 'velocity', UNIT: 'm/year' });
await tinyRasters(
  join(cwd, 'mask.h5'),
  { mask: tinyGrid((_y, x) => (x > 2 ? 1 : 0)) },
  { FILE_TYPE: 'mask' },
);
await tinySeries(join(cwd, 'timeseries.h5'), ['20200101', '20200113', '20200125'], (k, y, x) => k * (y + x));

/** Flags of which nothing is known to the compiler. */
type Untyped<N extends CommandName> =
  Awaited<ReturnType<Extract<Row, { name: N }>['load']>>['command'] extends Command<infer F>
    ? { [K in keyof F]: unknown extends NonNullable<F[K]>['said'] ? [N, K] : never }[keyof F]
    : [N];

describe('commands are functions whose options the compiler knows', () => {
  test('every flag of every command has a type', () => {
    expectTypeOf<{ [N in CommandName]: Untyped<N> }[CommandName]>().toEqualTypeOf<never>();
    expectTypeOf<keyof typeof commands>().toEqualTypeOf<CommandName>();
    expect(Object.keys(commands)).toEqual(COMMANDS.map(({ name }) => name));
  });

  test('names are those of the command line, at compile time and at run time', async () => {
    type Names = 'file' | 'mask' | 'outfile' | 'vmin' | 'maskVmin' | 'vmax' | 'maskVmax' | 'x' | 'y' | 'fill';
    expectTypeOf<keyof CommandOptions<'mask'>>().toEqualTypeOf<Names>();
    const { command } = await (COMMANDS.find(({ name }) => name === 'mask') as Row).load();
    expect(Object.entries(command.flags).flatMap(([key, one]) => callNames(key, one))).toEqual(
      'file mask outfile vmin maskVmin vmax maskVmax x y fill'.split(' '),
    );
  });

  test('values are numbers, texts, switches, lists and choices', () => {
    const good: CommandOptions<'view'> = {
      file: 'velocity.h5',
      names: ['velocity'],
      vlim: [-3, 3],
      noscalebar: true,
      mask: null,
      cbarLoc: 'top',
      cbarSize: '3%',
      cbarTicks: [1, 2],
    };
    expect(good).toBeDefined();
    const series: CommandOptions<'tsview'> = {
      files: 'timeseries.h5',
      yx: [
        [3, 4],
        [5, 6],
      ],
      exp: [20200101, 60],
    };
    expect(series).toBeDefined();
    const wrong: CommandOptions<'view'>[] = [
      // @ts-expect-error there is no such option
      { file: 'velocity.h5', vlimits: [-3, 3] },
      // @ts-expect-error one limit is missing
      { file: 'velocity.h5', vlim: [-3] },
      // @ts-expect-error a number is a number
      { file: 'velocity.h5', dpi: 'high' },
      // @ts-expect-error none of the choices
      { file: 'velocity.h5', cbarLoc: 'middle' },
      // @ts-expect-error a switch
      { file: 'velocity.h5', noscalebar: 'yes' },
      // @ts-expect-error what it is about must be there
      { vlim: [-3, 3] },
    ];
    expect(wrong).toHaveLength(6);
    // @ts-expect-error the mask is required
    const incomplete: CommandWords<'mask'> = { file: 'velocity.h5' };
    expect(incomplete).toBeDefined();
    // @ts-expect-error no command
    expect(commands.mosaic).toBeUndefined();
  });

  test('what commands find has its type', () => {
    expectTypeOf(commands.tsview).returns.resolves.toHaveProperty('found');
    type Found = Awaited<ReturnType<typeof commands.tsview>>['found'];
    expectTypeOf<Found[number]>().toHaveProperty('parameters');
  });
});

describe('what a call says is the command line that it stands for', () => {
  const flags = {
    file: argument(inputFile, 'a'),
    names: argumentList(word, 'b', '*'),
    mask: flag('-m --mask', orNo(inputFile), 'c'),
    dates: list('--ex --exclude-dates', word, 'd'),
    periods: list('--period', float, 'e', { count: '+' }),
    limits: tuple('-v --vlim', float, 'MIN MAX', 'f'),
    looks: flag('-n', int(1), 'g'),
    bar: off('--nobar', 'h'),
    dark: on('--dark-ground', 'i'),
    points: repeated('--yx', ['Y', 'X'], 'j', (words) => words, { count: 2 }),
    title: flag('--title', word, 'k'),
    outfile: flag('-o --outfile', outputFile, 'l'),
  };
  const line = (options: Readonly<Record<string, unknown>>) => wordsOfCall('probe', flags, options).join(' ');

  test('positionals come first, whatever the order', () => {
    expect(line({ vlim: [-3, 1e-7], names: 'a', mask: null, file: 'v.h5' })).toBe(
      'v.h5 a --vlim -3 1e-7 --mask no',
    );
    expect(line({ file: 'v.h5', n: 2, nobar: true, darkGround: false, outfile: undefined })).toBe(
      'v.h5 -n 2 --nobar',
    );
    expect(line({ file: 'v.h5', yx: [3, 4] })).toBe('v.h5 --yx 3 4');
    expect(
      line({
        file: 'v.h5',
        yx: [
          [3, 4],
          [5, 6],
        ],
      }),
    ).toBe('v.h5 --yx 3 4 --yx 5 6');
    expect(line({ file: 'v.h5', ex: [], period: [] })).toBe('v.h5 --ex');
    expect(line({ file: 'v.h5', excludeDates: [20200101, '20200113'] })).toBe('v.h5 --ex 20200101 20200113');
    expect(line({ file: 'v.h5', title: '-my-map' })).toBe('v.h5 --title=-my-map');
  });

  test('what is no option, or no value, is refused by name', () => {
    const refused: [Readonly<Record<string, unknown>>, RegExp][] = [
      [{ file: 'v.h5', vlimits: [1, 2] }, /probe has no option vlimits\./],
      [{ file: 'v.h5', nobar: 'yes' }, /probe: nobar cannot be "yes"/],
      [{ file: 'v.h5', mask: { path: 'm.h5' } }, /probe: mask cannot be \{"path":"m.h5"\}/],
      [{ file: true }, /probe: file cannot be true/],
    ];
    for (const [options, message] of refused) {
      expect(() => line(options), String(message)).toThrow(message);
    }
  });

  test('every example of the help can be said as a call', async () => {
    let said = 0;
    for (const { name, load } of COMMANDS) {
      const { command } = await load();
      for (const example of command.examples) {
        const [, first, ...argv] = splitWords(example.split(/ {2,}|\s+#|\s*[|&;<>]/)[0]);
        const typed = first === name ? plainWords(command.flags, argv) : undefined;
        if (typed === undefined) continue;
        const words = wordsOfCall(name, command.flags, callOf(command.flags, typed));
        expect(plainWords(command.flags, words), example).toEqual(typed);
        said++;
      }
    }
    expect(said).toBeGreaterThan(150);
  });

  test('names of options are unambiguous', async () => {
    for (const { name, load } of COMMANDS) {
      const { flags } = (await load()).command;
      const names = Object.entries(flags).flatMap(([key, one]) => callNames(key, one));
      expect(new Set(names).size, name).toBe(names.length);
    }
  });
});

describe('calls run the command', () => {
  test('a file is masked', async () => {
    const options = { file: 'velocity.h5', mask: 'mask.h5', outfile: 'out.h5', fill: -1 };
    const { lines } = await commands.mask(options, { cwd });
    expect(lines).toEqual([join(cwd, 'out.h5')]);
    const { data } = await read(join(cwd, 'out.h5'));
    expect([...data.data.slice(0, 5)]).toEqual([-1, -1, -1, 3, 4]);
    // by name of the command, with the same types
    await run('mask', { ...options, outfile: 'again.h5' }, { cwd });
    expect(existsSync(join(cwd, 'again.h5'))).toBe(true);
  });

  test('figures and findings come back', async () => {
    const figures = await view({ file: 'velocity.h5', vlim: [0, 50], unit: 'm/year' }, { cwd });
    expect(figures).toHaveLength(1);
    const { found } = await commands.tsview({ files: 'timeseries.h5', yx: [2, 3] }, { cwd, display: true });
    expect(found).toHaveLength(1);
  });

  test('what does not fit is refused as on the command line, with its code', async () => {
    const refused = async (options: unknown) => {
      const call = commands.mask(options as CommandOptions<'mask'>, { cwd });
      const error = await call.catch((found: unknown) => found);
      expect(error).toBeInstanceOf(MintsarError);
      return [(error as MintsarError).code, (error as MintsarError).message];
    };
    expect(await refused({ file: 'velocity.h5' })).toEqual([
      'usage',
      expect.stringMatching(/--mask .* is required/),
    ]);
    expect(await refused({ file: 'velocity.h5', mask: 'none.h5' })).toEqual([
      'not-found',
      expect.stringMatching(/none\.h5/),
    ]);
    expect(await refused({ file: 'velocity.h5', mask: 'mask.h5', fil: 3 })).toEqual([
      'usage',
      'mask has no option fil.',
    ]);
    expect(await refused({ file: 'velocity.h5', mask: 'mask.h5', fill: 'x' })).toEqual([
      'usage',
      expect.stringMatching(/--fill x is not a number/),
    ]);
    expect(await refused(3)).toEqual(['usage', expect.stringMatching(/args is 3/)]);
  });
});

/** The options that say the words of a parsed command line. */
function callOf(
  flags: Flags,
  { words, given }: { words: Readonly<Record<string, unknown>>; given: ReadonlySet<string> },
) {
  const entries = Object.entries(flags).flatMap(([key, one]) => {
    const isSaid = one.names.length === 0 ? words[key] !== undefined : given.has(key);
    const value = one.count === 0 ? true : words[key];
    return isSaid ? [[callNames(key, one).at(-1) as string, value] as const] : [];
  });
  return Object.fromEntries(entries);
}
