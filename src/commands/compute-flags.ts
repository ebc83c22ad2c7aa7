import { availableParallelism } from 'node:os';
import { withCluster } from '../cluster/with-cluster.ts';
import { CLUSTER_NAMES, type ClusterName } from '../config/cluster-names.ts';
import type { Config } from '../config/schema.ts';
import { type NumWorker, workerCount } from '../config/workers.ts';
import { OptionError } from '../core/errors.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { flag, group } from '../flags/flag.ts';
import { choice, type Kind, word } from '../flags/kind.ts';
import { MEMORY_AND_THREADS, memoryFlags } from './memory-flags.ts';

/** Threads of this machine, how many of its cores; or tasks of a scheduler. */
const workers: Kind<NumWorker, number | 'all' | `${number}%`> = {
  accepts: 'a number, all, or a percentage such as 80%',
  metavar: 'NUM',
  parse: (text) => {
    if (text === 'all') return { kind: 'all' };
    const number = Number.parseFloat(text);
    if (!(number >= 0))
      throw new OptionError(`"${text}" is no number.`, 'Give a number, all, or a percentage such as 80%.');
    return text.endsWith('%')
      ? { kind: 'percent', percent: number }
      : { kind: 'count', count: Math.max(1, Math.floor(number)) };
  },
};

/** As many threads as flags ask for: at least one, and no more than there are cores. */
function threadsOf(asked: NumWorker, cores: number): number {
  if (asked.kind === 'all') return cores;
  const most = asked.kind === 'percent' ? Math.floor((cores * asked.percent) / 100) : asked.count;
  return Math.min(cores, Math.max(1, most));
}

/** Memory, and threads for work that runs in them. */
export const computeFlags = {
  ...memoryFlags,
  ...group(MEMORY_AND_THREADS, {
    cluster: flag(
      '-c --cluster --cluster-type',
      choice(['local', ...CLUSTER_NAMES]),
      'who does the work on pixels: threads of this machine (local), or tasks of a scheduler, --num-worker of them (40 unless given)',
    ),
    numWorker: flag(
      '--num-worker',
      workers,
      'threads: a number, all, or a percentage such as 80%; tasks of a scheduler: a number',
      {
        shown: 'all',
      },
    ),
    config: flag(
      '--config --config-name',
      word,
      'configuration of the scheduler: a name under jobqueue in ~/.config/dask/*.yaml, or a YAML file',
    ),
  }),
};

interface ComputeRequest {
  readonly maxMemory?: number;
  readonly cluster?: ClusterName | 'local';
  readonly numWorker?: NumWorker;
  readonly config?: string;
  readonly template?: { readonly config: Pick<Config, 'compute'> };
}

/** The context with so many threads, of as many cores as there are. */
export function withThreads(wanted: number | undefined, context: CommandContext): CommandContext {
  if (wanted === undefined) return context;
  return { ...context, workers: Math.max(1, Math.min(availableParallelism(), wanted)) };
}

/**
 * The context with the limits that were typed, else those of the template, else all cores and 4 GB; and with the scheduler that does
 * the work, if one was named.
 */
export async function withCompute(request: ComputeRequest, context: CommandContext): Promise<CommandContext> {
  const template = request.template?.config.compute;
  const typed = context.given.has('maxMemory') ? request.maxMemory : undefined;
  const gigabytes = typed ?? template?.maxMemory ?? request.maxMemory ?? 4;
  const cores = availableParallelism();
  const cluster = request.cluster ?? template?.cluster ?? null;
  const config = request.config ?? template?.config ?? null;
  const limited = { ...context, maxMemory: gigabytes * 2 ** 30 };
  if (cluster !== null && cluster !== 'local') {
    const numWorker = request.numWorker ?? template?.numWorker ?? { kind: 'count', count: 40 };
    return withCluster({ cluster, config, numWorker }, limited);
  }
  if (request.numWorker !== undefined) return { ...limited, workers: threadsOf(request.numWorker, cores) };
  if (template?.cluster !== 'local') return limited;
  const { count, warning } = workerCount(template.numWorker, cores);
  if (warning !== null) context.log.warn(warning);
  return { ...limited, workers: count };
}
