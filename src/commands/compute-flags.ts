import { availableParallelism } from 'node:os';
import type { ArgumentParser } from 'argparse';
import { type Config, workerCount } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import type { Arguments, CommandContext } from './command.ts';

/** The shared flags for memory and, where a step runs in threads, for workers. */
export function addComputeFlags(parser: ArgumentParser, { cluster = false } = {}): void {
  const group = parser.add_argument_group('memory and threads');
  group.add_argument('--ram', '--memory', {
    dest: 'maxMemory',
    type: 'float',
    default: 4,
    help: 'memory budget, GB (default: %(default)s)',
  });
  if (!cluster) return;
  group.add_argument('-c', '--cluster', '--cluster-type', {
    dest: 'cluster',
    choices: ['local', 'lsf', 'pbs', 'slurm'],
    help: 'accepted for old scripts: threads of this machine are used in any case',
  });
  group.add_argument('--num-worker', {
    dest: 'numWorker',
    default: 'all',
    help: 'threads: a number, all, or a percentage such as 80%% (default: %(default)s)',
  });
  group.add_argument('--config', '--config-name', { dest: 'config', help: 'accepted for old scripts' });
}

/** The context with the limits that were typed, else those of a template, else all cores and 4 GB. */
export function withComputeFlags(
  args: Arguments,
  context: CommandContext,
  template?: Config['compute'],
): CommandContext {
  if (!(args.maxMemory > 0))
    throw new OptionError(
      `--ram ${args.maxMemory} is not above 0.`,
      'Give the gigabytes to use at most, such as 4.',
    );
  const maxMemory = context.given.has('maxMemory') ? args.maxMemory : (template?.maxMemory ?? args.maxMemory);
  const cores = availableParallelism();
  let { workers } = context;
  if (args.numWorker !== undefined && args.numWorker !== 'all') {
    const typed = String(args.numWorker);
    const parsed = typed.endsWith('%')
      ? Math.floor((cores * Number.parseFloat(typed)) / 100)
      : Number.parseInt(typed, 10);
    if (!(parsed >= 0))
      throw new OptionError(
        `--num-worker ${typed} is no number.`,
        'Give a number, all, or a percentage such as 80%.',
      );
    workers = Math.min(cores, Math.max(1, parsed));
  } else if (template?.cluster === 'local') {
    const { count, warning } = workerCount(template.numWorker, cores);
    if (warning !== null) context.log.warn(warning);
    workers = count;
  }
  if (args.cluster !== undefined && args.cluster !== 'local') {
    context.log.warn(`${args.cluster} is not used: the work runs in ${workers} threads of this machine`);
  }
  return { ...context, maxMemory: maxMemory * 2 ** 30, workers };
}
