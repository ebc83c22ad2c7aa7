import type { ClusterName } from '../../config/cluster-names.ts';
import type { Scheduler } from '../scheduler.ts';

/** By the names that `mintpy.compute.cluster` and `--cluster` take. */
export const SCHEDULERS: Readonly<Record<ClusterName, () => Promise<Scheduler>>> = {
  slurm: async () => (await import('./slurm.ts')).slurm,
  pbs: async () => (await import('./pbs.ts')).pbs,
  lsf: async () => (await import('./lsf.ts')).lsf,
  runfile: async () => (await import('./runfile.ts')).runfile,
  'aws-batch': async () => (await import('./aws-batch.ts')).awsBatch,
  kubernetes: async () => (await import('./kubernetes.ts')).kubernetes,
};
