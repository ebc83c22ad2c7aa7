import { section } from '../option.ts';
import { choice, orNo, positive, text } from '../value-type.ts';
import { numWorker } from '../workers.ts';

export const compute = section({
  number: '',
  title: 'computing resource configuration',
  notes: [
    'Every step that works pixel by pixel splits the scene into blocks of rows that fit into maxMemory,',
    'and computes them in threads: on all cores (cluster = none) or in numWorker of them (cluster = local).',
  ],
  options: {
    'mintpy.compute.maxMemory': {
      type: positive,
      auto: '4',
      unit: 'GB',
      summary: 'memory that the blocks of one step may take',
    },
    'mintpy.compute.cluster': {
      type: orNo(choice('local', 'slurm', 'pbs', 'lsf')),
      auto: 'none',
      summary:
        'local = as many threads as numWorker says; none = all cores; slurm, pbs, lsf: threads of this machine too',
    },
    'mintpy.compute.numWorker': {
      type: numWorker,
      auto: '4',
      summary: 'workers; all and N% count the cores of this machine. auto is 4 for local, 40 otherwise',
    },
    'mintpy.compute.config': {
      type: orNo(text('name', 'a name')),
      auto: 'none',
      summary: 'named configuration of a batch scheduler; none = the one named like the cluster',
    },
  },
});
