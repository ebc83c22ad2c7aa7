import type { ArgumentParser as Parser } from 'argparse';
import { OptionError } from '../core/errors.ts';
import { nearestNames } from '../core/nearest-name.ts';
import type { Command } from '../flags/define-command.ts';
import { type Flag, type Flags, metavarOf, nameOf, usage } from '../flags/flag.ts';
import { ArgumentParser, RawDescriptionHelpFormatter, SUPPRESS } from './argparse.ts';
import type { CommandRow } from './command.ts';
import { NEGATIVE_NUMBER } from './plain-words.ts';

/** What argparse knows of a flag, beyond its published types. */
interface Action {
  readonly dest: string;
  readonly option_strings: readonly string[];
}

export class CommandParser extends ArgumentParser {
  /** Keys of flags met while parsing. */
  readonly given = new Set<string>();
  readonly #flags: Flags;
  readonly #name: string;
  #argv: readonly string[] = [];
  /** Key of a flag and how it was spelled. */
  readonly #spelled = new Map<string, readonly string[]>();

  constructor(row: CommandRow, command: Command, templateHelp: string) {
    super({
      prog: `mintsar ${row.name}`,
      description: [row.summary.charAt(0).toUpperCase() + row.summary.slice(1), command.description]
        .filter((text) => text !== undefined)
        .map(wrapped)
        .join('\n\n'),
      epilog: epilog(command, templateHelp),
      formatter_class: RawDescriptionHelpFormatter,
      allow_abbrev: true,
    });
    this.#name = row.name;
    this.#flags = command.flags;
    addFlags(this, command.flags);
  }

  /** @returns the words of every flag by its key @throws {OptionError} for words that do not fit the flags */
  parse(argv: readonly string[]): Readonly<Record<string, unknown>> {
    this.#argv = argv;
    // Optional positionals may be separated from the first ones by flags.
    return { ...this.parse_intermixed_args([...argv]) };
  }

  /** argparse found something wrong: which words, and what they should be, in one line. */
  override error(problem: string | Error): never {
    const text = (typeof problem === 'string' ? problem : problem.message).trim();
    const [message, hint] = this.#complaint(text);
    throw new OptionError(
      message,
      `${hint === '' ? '' : `${hint} `}mintsar ${this.#name} --help tells more.`,
    );
  }

  _parse_optional(word: string): unknown {
    const found = this.#optional(word);
    const action = actionOf(found);
    if (action !== undefined) {
      this.given.add(action.dest);
      this.#spelled.set(action.dest, [...(this.#spelled.get(action.dest) ?? []), word]);
    }
    return found;
  }

  /** @returns what argparse makes of a word that may be a flag; undefined for a value, as is any word with a blank in it */
  #optional(word: string): unknown {
    if (word.includes(' ') || NEGATIVE_NUMBER.test(word)) return undefined;
    // biome-ignore lint/suspicious/noExplicitAny: a method of argparse that its types do not show
    return (ArgumentParser.prototype as any)._parse_optional.call(this, word);
  }

  #complaint(text: string): [message: string, hint: string] {
    const unknown = /^unrecognized arguments: (.*)$/s.exec(text);
    if (unknown !== null) return this.#unknown(unknown[1]);
    const required = /^the following arguments are required: (.*)$/s.exec(text);
    if (required !== null) {
      const missing = required[1].split(', ');
      const meanings = missing.map((spelling) => this.#meaningOf(spelling));
      return [`${this.#name}: ${listed(meanings)} ${missing.length === 1 ? 'is' : 'are'} required.`, ''];
    }
    const ambiguous = /^ambiguous option: (\S+) could match (.*)$/s.exec(text);
    if (ambiguous !== null) return [`${ambiguous[1]} may be ${ambiguous[2]}.`, 'Write a few letters more.'];
    const argument = /^argument ([^:]+): (.*)$/s.exec(text);
    const [key, one] = this.#find(argument?.[1] ?? '');
    if (argument === null || one === undefined) return [`${this.#name}: ${text}.`, ''];
    const name = nameOf(key, one);
    const [, , what] = argument;
    const choice = /^invalid choice: '(.*)' \(choose from (.*)\)$/s.exec(what);
    if (choice !== null) {
      const near = nearestNames(choice[1], one.choices ?? []);
      const hint = near.length === 0 ? '' : `Did you mean ${near.join(' or ')}?`;
      return [`${name} ${choice[1]} is none of ${(one.choices ?? []).join(', ')}.`, hint];
    }
    const other = /^not allowed with argument (.*)$/s.exec(what);
    if (other !== null) {
      const [otherKey, otherFlag] = this.#find(other[1]);
      const second = otherFlag === undefined ? other[1] : nameOf(otherKey, otherFlag);
      return [`${name} and ${second} exclude one another.`, 'Give one of them.'];
    }
    const glued = /^ignored explicit argument '(.*)'$/s.exec(what);
    if (glued !== null)
      return one.count === 0
        ? [`${name} takes no value and got ${glued[1]}.`, '']
        : [`${name} got ${glued[1]} in the same word.`, `Write ${name} ${usage(key, one)}.`];
    if (what.startsWith('expected ')) {
      const [spelled, got] = this.#got(key, one);
      const long = one.names.find((known) => known.startsWith(spelled));
      const typed =
        long === undefined || one.names.includes(spelled) ? name : `${spelled}, short for ${long},`;
      return [`${typed} wants ${wants(key, one)} and got ${got}.`, ''];
    }
    return [`${name}: ${what}.`, ''];
  }

  #unknown(words: string): [string, string] {
    const first = words.split(' ').find((word) => word.startsWith('-'));
    if (first === undefined) return [`${this.#name} has no use for ${words}.`, ''];
    const known = Object.values(this.#flags).flatMap((one) => (one.unsupported ? [] : one.names));
    const near = nearestNames(first.replace(/=.*/s, ''), known);
    const hint = near.length === 0 ? '' : `Did you mean ${near.join(' or ')}?`;
    return [`${this.#name} has no flag ${first}.`, hint];
  }

  /** The flag that argparse names by its spellings, `-v/--vlim`, or a positional by its key. */
  #find(spellings: string): [string, Flag | undefined] {
    const found = Object.entries(this.#flags).find(
      ([key, { names }]) => names.join('/') === spellings || (names.length === 0 && key === spellings),
    );
    return found ?? [spellings, undefined];
  }

  /** `--geometry (geometry file with height)` */
  #meaningOf(spelling: string): string {
    const [key, one] = this.#find(spelling);
    return one === undefined ? spelling : `${nameOf(key, one)} (${one.help})`;
  }

  /** A flag as it was typed where too few words follow, and those words. */
  #got(key: string, { count }: Flag): [spelled: string, got: string] {
    const uses = (this.#spelled.get(key) ?? []).map((spelled): [string, string[]] => {
      const rest = this.#argv.slice(this.#argv.lastIndexOf(spelled) + 1);
      const end = rest.findIndex((word) => {
        const found = this.#optional(word);
        return found !== undefined && found !== null;
      });
      return [spelled, end < 0 ? rest : rest.slice(0, end)];
    });
    const least = typeof count === 'number' ? count : 1;
    const [spelled, words] = uses.find((use) => use[0].includes('=') || use[1].length < least) ?? ['', []];
    if (spelled.includes('=')) {
      const [flag, ...value] = spelled.split('=');
      return [flag, `one in the same word: ${value.join('=')}`];
    }
    if (words.length === 0) return [spelled, 'none'];
    return [spelled, `${words.length === 1 ? 'one' : words.length}: ${words.join(' ')}`];
  }
}

/** Tell argparse of the flags, in the order of the schema. */
function addFlags(parser: Parser, flags: Flags): void {
  const groups = new Map<string, Pick<Parser, 'add_argument' | 'add_mutually_exclusive_group'>>();
  const exclusive = new Map<object, Pick<Parser, 'add_argument'>>();
  for (const [key, one] of Object.entries(flags)) {
    let place: Pick<Parser, 'add_argument'> = parser;
    if (one.group !== undefined) {
      const { title, description } = one.group;
      const found = groups.get(title) ?? parser.add_argument_group({ title, description });
      groups.set(title, found);
      place = found;
    }
    if (one.exclusive !== undefined) {
      const found = exclusive.get(one.exclusive) ?? (place as Parser).add_mutually_exclusive_group();
      exclusive.set(one.exclusive, found);
      place = found;
    }
    const names = one.names.length === 0 ? [key] : one.names;
    // biome-ignore lint/suspicious/noExplicitAny: argparse takes any number of names, its types take two
    (place.add_argument as any)(...names, argumentOptions(key, one));
  }
}

function argumentOptions(key: string, one: Flag) {
  const isHidden = one.unsupported !== undefined && one.help === '';
  const help = isHidden ? SUPPRESS : helpLine(one).replaceAll('%', '%%');
  const shape =
    one.count === 0
      ? { action: one.sets ? 'store_true' : 'store_false' }
      : {
          ...(one.count === 1 ? {} : { nargs: one.count }),
          ...(one.repeatable && { action: 'append' }),
          ...(one.choices && { choices: [...one.choices] }),
          ...(hasMetavar(one) && {
            metavar: typeof one.metavar === 'object' ? [...one.metavar] : metavarOf(key, one),
          }),
        };
  return {
    help,
    ...(one.names.length > 0 && { dest: key }),
    ...(one.required && { required: true }),
    ...shape,
  };
}

/** The help of a flag with its default, as one line. */
function helpLine({ help, shown }: Pick<Flag, 'help' | 'shown'>): string {
  return shown === undefined ? help : `${help}${help === '' ? '' : ' '}(default: ${shown})`;
}

/** Positionals are named by their keys, choices by what there is to choose. */
function hasMetavar(one: Flag): boolean {
  return one.names.length > 0 && one.choices === undefined;
}

/** `a, b and c` */
function listed(words: readonly string[]): string {
  const rest = words.slice(0, -1).join(', ');
  return rest === '' ? words[0] : `${rest} and ${words[words.length - 1]}`;
}

/** The words that a flag takes, for messages: `2 values, VMIN VMAX`. */
function wants(key: string, one: Flag): string {
  if (one.count === '+') return 'one value or more';
  if (one.count === 1) return 'one value';
  return `${one.count} values, ${usage(key, one)},`;
}

function actionOf(found: unknown): Action | undefined {
  if (!Array.isArray(found)) return undefined;
  return (found[0]?.dest === undefined ? found[0]?.[0] : found[0]) as Action | undefined;
}

/** Lines of at most 100 letters. */
function wrapped(text: string): string {
  return text.replace(/(?![^\n]{1,100}$)([^\n]{1,100})[ ]/gm, '$1\n');
}

function epilog(command: Command, templateHelp: string): string {
  const parts: string[] = [];
  if (command.examples.length > 0)
    parts.push(`examples:\n${command.examples.map((e) => `  ${e}`).join('\n')}`);
  if (templateHelp !== '') parts.push(`template options:\n${templateHelp}`);
  if (command.references?.length)
    parts.push(`references:\n${command.references.map((r) => `  ${r}`).join('\n')}`);
  return parts.join('\n\n');
}
