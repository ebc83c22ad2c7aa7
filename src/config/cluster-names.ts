/** What does work beyond this machine. */
export const CLUSTER_NAMES = ['slurm', 'pbs', 'lsf', 'runfile', 'aws-batch', 'kubernetes'] as const;

export type ClusterName = (typeof CLUSTER_NAMES)[number];
