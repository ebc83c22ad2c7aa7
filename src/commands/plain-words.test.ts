import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../flags/define-command.ts';
import type { Flag } from '../flags/flag.ts';
import { splitWords } from '../scripting/words.ts';
import type { CommandRow } from './command.ts';
import { CommandParser } from './parser.ts';
import { plainWords } from './plain-words.ts';
import { COMMANDS } from './registry.ts';

const commands = await Promise.all(COMMANDS.map(async (row) => ({ row, ...(await row.load()) })));

/** What the argument parser makes of words. */
function parsed(row: CommandRow, command: Command, argv: readonly string[]) {
  const parser = new CommandParser(row, command, '');
  const words = parser.parse(argv);
  return { words, given: parser.given };
}

/** A flag with some values, often as many as it takes. */
function use(one: Flag): fc.Arbitrary<string[]> {
  const value = one.choices
    ? fc.constantFrom(...one.choices, 'other')
    : fc.constantFrom('a.h5', '3', '-2.5', '-1e3', '-inf', 'x y', '20180104');
  const [minLength, maxLength] = typeof one.count === 'number' ? [one.count, one.count] : [0, 3];
  const name = one.names.length === 0 ? fc.constant([]) : fc.constantFrom(...one.names).map((n) => [n]);
  return fc.tuple(name, fc.array(value, { minLength, maxLength })).map(([n, values]) => [...n, ...values]);
}

describe('a plain command line means what the argument parser makes of it', () => {
  test('every example of the help', () => {
    let plain = 0;
    for (const { row, command } of commands) {
      for (const example of command.examples) {
        const [, name, ...argv] = splitWords(example.split(/ {2,}|\s+#|\s*[|&;<>]/)[0]);
        if (name !== row.name || command.takesOther) continue;
        const found = plainWords(command.flags, argv);
        if (found === undefined) continue;
        expect(found, example).toEqual(parsed(row, command, argv));
        plain++;
      }
    }
    expect(plain).toBeGreaterThan(150);
  });

  test('any flags of any command, with odd words between them', () => {
    let plain = 0;
    const odd = fc.constantFrom('more', '-', '--', '', '--no-such', '-1', '-x y', '--help');
    const line = fc.constantFrom(...commands).chain(({ row, command }) => {
      const uses = Object.values(command.flags).map(use);
      const positionals = Object.values(command.flags).filter(({ names }) => names.length === 0);
      return fc
        .tuple(
          fc.tuple(...positionals.map(use)),
          fc.array(fc.oneof(...uses), { maxLength: 3 }),
          fc.option(
            odd.map((word) => [word]),
            { freq: 8, nil: [] },
          ),
          fc.boolean(),
        )
        .map(([first, flags, strange, isLast]) => {
          const words = [...flags, strange];
          return { row, command, argv: (isLast ? [...words, ...first] : [...first, ...words]).flat() };
        });
    });
    fc.assert(
      fc.property(line, ({ row, command, argv }) => {
        const found = plainWords(command.flags, argv);
        if (found === undefined) return;
        plain++;
        expect(found).toEqual(parsed(row, command, argv));
      }),
      { numRuns: 800 },
    );
    expect(plain).toBeGreaterThan(20);
  });

  test.each([
    ['--vli 1 2', 'an abbreviation'],
    ['--dpi=150', 'a value in the same word'],
    ['--dpi', 'a value that is missing'],
    ['--help', 'help'],
    ['--no-such', 'a flag that is not there'],
  ])('%s is left to the argument parser: %s', (words) => {
    const { command } = commands.find(({ row }) => row.name === 'view')!;
    expect(plainWords(command.flags, ['velocity.h5', ...words.split(' ')])).toBeUndefined();
  });
});
