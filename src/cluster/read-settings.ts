import type { ClusterName } from '../config/cluster-names.ts';
import type { NumWorker } from '../config/workers.ts';
import { OptionError } from '../core/errors.ts';
import { expandedPath, type NamedConfiguration, namedConfiguration } from './named-configuration.ts';
import { type ClusterSettings, DEFAULT_SETTINGS, type Volume } from './settings.ts';

/** What templates and flags say of a cluster. */
export interface ClusterWish {
  readonly cluster: ClusterName;
  readonly config: string | null;
  /** tiles of a work, and tasks at a time */
  readonly numWorker: NumWorker;
}

/** What Dask's configurations hold that has no meaning without Dask. */
const OF_DASK = new Set([
  'name',
  'processes',
  'interface',
  'death-timeout',
  'local-directory',
  'shared-temp-directory',
  'extra',
  'worker-command',
  'worker-extra-args',
  'shebang',
  'python',
  'log-directory',
  'header-skip',
  'job-directives-skip',
  'scheduler-options',
  'dashboard-address',
  'use-stdin',
  'lsf-units',
]);

/**
 * The settings of a cluster.
 * @param warn is told of keys that nobody knows
 * @throws {OptionError} for what cannot be used, naming file and key
 */
export async function readSettings(
  { cluster, config, numWorker }: ClusterWish,
  warn: (message: string) => void,
): Promise<ClusterSettings> {
  if (numWorker.kind !== 'count')
    throw new OptionError(
      `mintpy.compute.numWorker = ${numWorker.kind === 'all' ? 'all' : `${numWorker.percent}%`} counts cores of this machine, and mintpy.compute.cluster = ${cluster} works elsewhere.`,
      'Write how many tasks may run at a time: mintpy.compute.numWorker = 40.',
    );
  const base = { ...DEFAULT_SETTINGS, scheduler: cluster, workers: numWorker.count };
  const named = await namedConfiguration({ config, scheduler: cluster });
  const settings = named === undefined ? base : fromConfiguration(named, base, warn);
  assertComplete(settings, named?.file);
  return settings;
}

function fromConfiguration(
  named: NamedConfiguration,
  base: ClusterSettings,
  warn: (message: string) => void,
): ClusterSettings {
  const known = new Set<string>();
  const read = <T>(parse: (value: unknown) => T, accepts: string, ...keys: string[]): T | undefined => {
    let result: T | undefined;
    for (const key of keys) {
      known.add(key);
      const value = named.values.get(key);
      if (result !== undefined || value === undefined || value === null) continue;
      try {
        result = parse(value);
      } catch {
        throw new OptionError(
          `${named.file}: jobqueue.${named.name}.${key}: "${String(value)}" cannot be used.`,
          `Write ${accepts}.`,
        );
      }
    }
    return result;
  };
  const directives = (value: unknown) => texts(value).map((one) => one.replace(/^#(SBATCH|PBS|BSUB)\s+/, ''));
  const path = (value: unknown) => expandedPath(text(value));
  const settings: ClusterSettings = {
    ...base,
    cores: read(whole(1), 'a whole number of at least 1', 'job-cpu', 'ncpus', 'cores') ?? base.cores,
    memory: read(bytes, 'memory such as 8GB', 'job-mem', 'mem', 'memory'),
    minutes: read(minutesOf, 'a time such as 01:30:00', 'walltime'),
    queue: read(text, 'a name', 'queue', 'partition'),
    account: read(text, 'a name', 'account', 'project'),
    resources: read(text, 'what stands behind -l', 'resource-spec'),
    extra: read(directives, 'a list of directives', 'job-extra-directives', 'job-extra') ?? base.extra,
    prologue: read(texts, 'a list of lines of a shell', 'job-script-prologue', 'env-extra') ?? base.prologue,
    folder: read(path, 'a folder', 'folder'),
    pathMap: read(pathMap, 'pairs such as /scratch/me: /mnt/scratch/me', 'path-map') ?? base.pathMap,
    program: read(text, 'a command such as mintsar', 'program'),
    smallest: read(bytes, 'a size such as 256MB', 'smallest') ?? base.smallest,
    retries: read(whole(0), 'a whole number', 'retries') ?? base.retries,
    settle: read(seconds, 'seconds', 'settle') ?? base.settle,
    poll: read(seconds, 'seconds', 'poll') ?? base.poll,
    launcher: read(text, 'a command that takes the name of a list', 'launcher'),
    image: read(text, 'the name of an image', 'image'),
    namespace: read(text, 'a name', 'namespace'),
    serviceAccount: read(text, 'a name', 'service-account'),
    volumes: read(volumes, 'a list of {mount, claim} or {mount, server, path}', 'volumes') ?? base.volumes,
    jobDefinition: read(text, 'the name of a job definition', 'job-definition'),
  };
  const unknown = [...named.values.keys()].filter((key) => !known.has(key) && !OF_DASK.has(key));
  if (unknown.length > 0)
    warn(`${named.file}: jobqueue.${named.name}: ${unknown.join(', ')}: not known, and not used`);
  return settings;
}

function assertComplete(
  { scheduler, image, volumes, jobDefinition, queue }: ClusterSettings,
  file?: string,
): void {
  const needs: [boolean, string][] =
    scheduler === 'kubernetes'
      ? [
          [image === undefined, 'image'],
          [volumes.length === 0, 'volumes'],
        ]
      : scheduler === 'aws-batch'
        ? [
            [jobDefinition === undefined, 'job-definition'],
            [queue === undefined, 'queue'],
          ]
        : [];
  const missing = needs.filter(([isMissing]) => isMissing).map(([, key]) => key);
  if (missing.length === 0) return;
  throw new OptionError(
    `mintpy.compute.cluster = ${scheduler} needs ${missing.join(' and ')} in its configuration${file === undefined ? '' : ` (${file})`}.`,
    'Write a YAML file with a part jobqueue and name it: mintpy.compute.config = cluster.yaml.',
  );
}

function text(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error();
  const word = String(value).trim();
  if (word === '' || /[\n\0]/.test(word)) throw new Error();
  return word;
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((one) => {
    if (typeof one !== 'string') throw new Error();
    return one;
  });
}

function whole(least: number) {
  return (value: unknown): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least) throw new Error();
    return number;
  };
}

function seconds(value: unknown): number {
  const number = Number(text(value));
  if (!(number >= 0 && number <= 86_400)) throw new Error();
  return number;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `8GB`, `2 GiB`, or bytes, as Dask reads them. */
export function bytes(value: unknown): number {
  const found = /^(\d+(?:\.\d+)?(?:e\d+)?)\s*([a-z]*)$/i.exec(text(value));
  const unit = UNITS[found?.[2].toLowerCase() ?? 'none'];
  if (found === null || unit === undefined) throw new Error();
  return Number(found[1]) * unit;
}

/** `D-HH:MM:SS`, `HH:MM:SS`, `HH:MM`, or minutes. YAML reads some of these as numbers to the base 60. */
export function minutesOf(value: unknown): number {
  if (typeof value === 'number') {
    if (!(value > 0)) throw new Error();
    return Math.ceil(value);
  }
  const found = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text(value));
  if (found === null) throw new Error();
  const [days, first, second, third] = found
    .slice(1)
    .map((one) => (one === undefined ? undefined : Number(one)));
  if (second === undefined && days === undefined) return Math.max(1, first!);
  const minutes = (days ?? 0) * 1440 + first! * 60 + (second ?? 0) + (third ?? 0) / 60;
  if (!(minutes > 0)) throw new Error();
  return Math.ceil(minutes);
}

function pathMap(value: unknown): [string, string][] {
  const pairs = Array.isArray(value)
    ? value.flatMap((one) => Object.entries(one))
    : Object.entries(value as object);
  return pairs.map(([from, to]) => {
    const pair: [string, string] = [expandedPath(from), text(to)];
    if (!pair[1].startsWith('/')) throw new Error();
    return pair;
  });
}

function volumes(value: unknown): Volume[] {
  return (value as Record<string, unknown>[]).map(({ mount, claim, server, path }) => {
    const at = { mount: text(mount) };
    if (claim !== undefined) return { ...at, claim: text(claim) };
    return server === undefined
      ? { ...at, path: text(path) }
      : { ...at, server: text(server), path: text(path) };
  });
}
