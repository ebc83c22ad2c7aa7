import { availableParallelism, totalmem } from 'node:os';
import { MintsarError, OptionError, RunError } from '../core/errors.ts';
import { version } from '../io/files/version.ts';
import { memoryError, tightLimit } from './memory-error.ts';
import { outputFailure, print, watchOutput } from './output-streams.ts';
import { COMMANDS } from './registry.ts';
import { runCommand } from './run-command.ts';
import { systemError } from './system-error.ts';
import { type Loudness, Terminal } from './terminal.ts';
import { unknownCommand } from './unknown-command.ts';

const LOUDNESS: Readonly<Record<string, Loudness>> = {
  '--quiet': 'quiet',
  '--verbose': 'usual',
  '--debug': 'debug',
};
const LEVELS: Readonly<Record<string, Loudness>> = {
  DEBUG: 'debug',
  INFO: 'usual',
  WARNING: 'warnings',
  ERROR: 'quiet',
  CRITICAL: 'quiet',
};

/** Run one command line. @returns the exit code: 0 done, 2 bad input, 1 failed run, 130 or 143 interrupted */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  watchOutput();
  // Batch systems end a job with SIGTERM: time enough to put files in order and to give locks back.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));
  let debug = false;
  try {
    const { loudness, rest, action } = umbrella(argv);
    debug = loudness === 'debug';
    const [typed, ...words] = rest;
    if (action === 'version') print(`mintsar ${version()}\n`);
    else if (action === 'help') print(`${helpPage()}\n`);
    else if (typed === undefined)
      throw new OptionError('No command given.', 'Type mintsar --help for the list.');
    else await runTyped(typed, words, loudness, stop.signal);
    const failure = outputFailure();
    if (failure !== undefined) {
      throw new RunError(`The output could not be written (${failure.code}).`, 'Check the disk it goes to.');
    }
    return 0;
  } catch (error) {
    return report(error, debug, stop.signal);
  }
}

async function runTyped(
  typed: string,
  argv: readonly string[],
  loudness: Loudness,
  signal: AbortSignal,
): Promise<void> {
  const name = typed.replace(/\.py$/, '');
  const row = COMMANDS.find((c) => c.name === name);
  if (row === undefined) throw unknownCommand(typed, name);
  const terminal = new Terminal(loudness);
  const tight = tightLimit();
  if (tight !== undefined) process.stderr.write(`warning: ${tight}\n`); // quiet or not: a crash would say nothing
  await runCommand(row, argv, {
    log: terminal.log,
    progress: terminal.progress,
    maxMemory: Math.min(4 * 2 ** 30, totalmem() / 2),
    workers: availableParallelism(),
    signal,
    provenance: `mintsar ${version()}: ${[name, ...argv].join(' ')}`,
    print: (line) => print(`${line}\n`),
  });
}

function umbrella(argv: readonly string[]): {
  loudness: Loudness;
  rest: string[];
  action?: 'help' | 'version';
} {
  let loudness: Loudness = 'usual';
  const rest = [...argv];
  for (let word = rest[0]; word?.startsWith('-'); word = rest[0]) {
    rest.shift();
    if (word === '-h' || word === '--help') return { loudness, rest, action: 'help' };
    if (word === '-v' || word === '--version') return { loudness, rest, action: 'version' };
    if (word === '--loglevel' || word.startsWith('--loglevel=')) {
      const level = word.includes('=') ? word.split('=')[1] : (rest.shift() ?? '');
      if (!(level in LEVELS)) {
        throw new OptionError(
          `--loglevel ${level} is unknown.`,
          `Choose from ${Object.keys(LEVELS).join(', ')}.`,
        );
      }
      loudness = LEVELS[level];
    } else if (word in LOUDNESS) loudness = LOUDNESS[word];
    else
      throw new OptionError(
        `${word} is not an option of mintsar itself.`,
        'Put options of a command behind its name.',
      );
  }
  return { loudness, rest, action: rest[0] === 'help' ? 'help' : undefined };
}

function helpPage(): string {
  const lines = [
    'mintsar: small-baseline InSAR time-series analysis',
    '',
    'usage: mintsar [--quiet | --verbose | --debug] <command> [arguments]',
    '       mintsar <command> --help      flags, examples and template options of a command',
    '       --quiet says nothing but errors, --loglevel WARNING warnings too, --debug everything',
  ];
  for (const family of new Set(COMMANDS.map((c) => c.family))) {
    lines.push('', family);
    for (const c of COMMANDS) if (c.family === family) lines.push(`  ${c.name.padEnd(28)}${c.summary}`);
  }
  lines.push('', 'Start with: mintsar smallbaselineApp <your template>, or mintsar demo to see it work.');
  return lines.join('\n');
}

function report(error: unknown, debug: boolean, { aborted, reason }: AbortSignal): number {
  if (aborted) {
    process.stderr.write('\nStopped. Nothing was left half-written; the same command goes on from here.\n');
    return reason === 'SIGTERM' ? 143 : 130;
  }
  const foreseen = error instanceof MintsarError ? error : (memoryError(error) ?? systemError(error));
  if (foreseen === undefined) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`This is a bug in mintsar, please report it:\n${text}\n`);
    return 1;
  }
  const { message, remedy, stack, exitCode } = foreseen;
  process.stderr.write(`error: ${message}\n${remedy === '' ? '' : `       ${remedy}\n`}`);
  if (debug) process.stderr.write(`${stack}\n`);
  return exitCode;
}
