import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';

/*
 * Named configurations as users of MintPy have them: YAML files of Dask, where `jobqueue: NAME: {queue: ..., memory: ...}` says what
 * a site wants.
 */

export interface NamedConfiguration {
  /** for messages */
  readonly file: string;
  readonly name: string;
  /** with dashes in the place of underscores */
  readonly values: ReadonlyMap<string, unknown>;
}

export interface Asked {
  /** of `mintpy.compute.config` or `--config`: a name, or a file; the name of the scheduler when left out */
  readonly config: string | null;
  readonly scheduler: string;
  readonly env?: NodeJS.ProcessEnv;
}

const MOST_BYTES = 1 << 20;

/**
 * Find a configuration.
 * @returns undefined when none was asked for and there is none of the scheduler's name
 * @throws {OptionError} for one that was asked for and is not there, and for files that are no YAML
 */
export async function namedConfiguration({
  config,
  scheduler,
  env = process.env,
}: Asked): Promise<NamedConfiguration | undefined> {
  const isFile = config !== null && (/\.ya?ml$/i.test(config) || config.includes('/'));
  const files = isFile ? [resolve(config)] : filesOf(env);
  const name = isFile || config === null ? scheduler : config;
  const seen: string[] = [];
  for (const file of files) {
    const queues = await jobQueues(file, isFile);
    const found = queues.get(name) ?? (isFile && queues.size === 1 ? [...queues.values()][0] : undefined);
    if (found !== undefined) return { file, name, values: found };
    seen.push(...queues.keys());
  }
  if (config === null) return undefined;
  const places = isFile ? config : foldersOf(env).join(', ');
  throw new OptionError(
    isFile
      ? `${config} has no configuration named ${scheduler} under jobqueue.`
      : `There is no configuration named ${config} under jobqueue in the YAML files of ${places}.`,
    seen.length > 0
      ? `There are: ${[...new Set(seen)].join(', ')}.`
      : 'Write one, or leave mintpy.compute.config out.',
  );
}

/** Where Dask looks, what counts most first. */
function foldersOf(env: NodeJS.ProcessEnv): string[] {
  const own = env['DASK_CONFIG'];
  const home = env['HOME'] ?? homedir();
  return [...(own === undefined ? [] : [own]), join(home, '.config', 'dask'), '/etc/dask'];
}

function filesOf(env: NodeJS.ProcessEnv): string[] {
  return foldersOf(env).flatMap((place) => {
    try {
      if (!existsSync(place)) return [];
      if (statSync(place).isFile()) return [place];
      const names = readdirSync(place).filter((name) => /\.ya?ml$/i.test(name));
      return names.sort().map((name) => join(place, name));
    } catch {
      return []; // a home that this user may not look into
    }
  });
}

async function jobQueues(
  file: string,
  wasNamed: boolean,
): Promise<Map<string, ReadonlyMap<string, unknown>>> {
  let text: string;
  try {
    if (statSync(file).size > MOST_BYTES) throw new Error('larger than 1 MB');
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (!wasNamed) return new Map();
    throw new OptionError(
      `The configuration ${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? (cause as Error).message}).`,
      'Name a YAML file with a part jobqueue, or a configuration of one.',
      { cause },
    );
  }
  let content: unknown;
  try {
    const { parse } = await import('yaml');
    content = parse(text, { maxAliasCount: 100, logLevel: 'error' });
  } catch (cause) {
    const [line] = (cause as Error).message.split('\n');
    throw new OptionError(`${file} is not YAML: ${line}`, 'Correct the file.', { cause });
  }
  const queues = isRecord(content) ? content['jobqueue'] : undefined;
  if (!isRecord(queues)) return new Map();
  return new Map(
    Object.entries(queues).map(([name, values]) => [
      name,
      new Map(
        Object.entries(isRecord(values) ? values : {}).map(([key, one]) => [key.replaceAll('_', '-'), one]),
      ),
    ]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A path of a configuration, which may begin with the home folder. */
export function expandedPath(path: string, env: NodeJS.ProcessEnv = process.env): string {
  const text = path
    .replace(/^~(?=\/|$)/, env['HOME'] ?? homedir())
    .replace(/\$\{?(\w+)\}?/g, (whole, name: string) => env[name] ?? whole);
  return isAbsolute(text) ? text : resolve(text);
}
