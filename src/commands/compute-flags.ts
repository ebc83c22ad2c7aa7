import { availableParallelism } from 'node:os';
import type { Config } from '../config/schema.ts';
import { workerCount } from '../config/workers.ts';
import { OptionError } from '../core/errors.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { accepted, flag, group } from '../flags/flag.ts';
import { choice, type Kind, word } from '../flags/kind.ts';
import { MEMORY_AND_THREADS, memoryFlags } from './memory-flags.ts';

/** Threads of this machine: how many of its cores. */
const threads: Kind<(cores: number) => number, number | 'all' | `${number}%`> = {
  accepts: 'a number, all, or a percentage such as 80%',
  metavar: 'NUM',
  parse: (text) => {
    if (text === 'all') return (cores) => cores;
    const number = Number.parseFloat(text);
    if (!(number >= 0))
      throw new OptionError(`"${text}" is no number.`, 'Give a number, all, or a percentage such as 80%.');
    const most = (cores: number) => (text.endsWith('%') ? (cores * number) / 100 : number);
    return (cores) => Math.min(cores, Math.max(1, Math.floor(most(cores))));
  },
};

/** Memory, and threads for work that runs in them. */
export const computeFlags = {
  ...memoryFlags,
  ...group(MEMORY_AND_THREADS, {
    cluster: flag(
      '-c --cluster --cluster-type',
      choice(['local', 'lsf', 'pbs', 'slurm']),
      'accepted for old scripts: threads of this machine are used in any case',
    ),
    numWorker: flag('--num-worker', threads, 'threads: a number, all, or a percentage such as 80%', {
      shown: 'all',
    }),
    config: accepted('--config --config-name', word, 'accepted for old scripts'),
  }),
};

interface ComputeRequest {
  readonly maxMemory?: number;
  readonly cluster?: string;
  readonly numWorker?: (cores: number) => number;
  readonly template?: { readonly config: Pick<Config, 'compute'> };
}

/** The context with so many threads, of as many cores as there are. */
export function withThreads(wanted: number | undefined, context: CommandContext): CommandContext {
  if (wanted === undefined) return context;
  return { ...context, workers: Math.max(1, Math.min(availableParallelism(), wanted)) };
}

/** The context with the limits that were typed, else those of the template, else all cores and 4 GB. */
export function withCompute(request: ComputeRequest, context: CommandContext): CommandContext {
  const template = request.template?.config.compute;
  const typed = context.given.has('maxMemory') ? request.maxMemory : undefined;
  const gigabytes = typed ?? template?.maxMemory ?? request.maxMemory ?? 4;
  const cores = availableParallelism();
  let { workers } = context;
  if (request.numWorker !== undefined) workers = request.numWorker(cores);
  else if (template?.cluster === 'local') {
    const { count, warning } = workerCount(template.numWorker, cores);
    if (warning !== null) context.log.warn(warning);
    workers = count;
  }
  if (request.cluster !== undefined && request.cluster !== 'local') {
    context.log.warn(`${request.cluster} is not used: the work runs in ${workers} threads of this machine`);
  }
  return { ...context, maxMemory: gigabytes * 2 ** 30, workers };
}
