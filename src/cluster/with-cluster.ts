import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Context } from '../core/context.ts';
import type { ClusterWish } from './read-settings.ts';

/**
 * A context whose work is done by the tasks of a scheduler; with a warning as it is where the scheduler is not on this machine. One
 * that has an executor keeps it: work that is being planned, or put together, is no work for another.
 * @throws {OptionError} for a configuration that is not there or cannot be used
 */
export async function withCluster<C extends Context>(wish: ClusterWish, context: C): Promise<C> {
  if (context.executor !== undefined) return context;
  const { SCHEDULERS } = await import('./schedulers/registry.ts');
  const { program } = await SCHEDULERS[wish.cluster]();
  if (program !== undefined && !isOnPath(program)) {
    context.log.warn(
      `cluster = ${wish.cluster} is not used: ${program} is not on this machine, the work runs in ${context.workers} threads of it`,
    );
    return context;
  }
  const [{ readSettings }, { clusterExecutor }] = await Promise.all([
    import('./read-settings.ts'),
    import('./cluster-executor.ts'),
  ]);
  const settings = await readSettings(wish, context.log.warn);
  return { ...context, executor: clusterExecutor(settings) };
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}
