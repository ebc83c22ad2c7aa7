import { CLUSTER_NAMES } from '../cluster-names.ts';
import { section } from '../option.ts';
import { choice, orNo, positive, text } from '../value-type.ts';
import { numWorker } from '../workers.ts';

export const compute = section({
  number: '',
  title: 'computing resource configuration',
  notes: [
    'Every step that works pixel by pixel splits the scene into blocks of rows that fit into maxMemory,',
    'and computes them in threads: on all cores (cluster = none) or in numWorker of them (cluster = local).',
    'Other clusters are given the blocks as an array of numWorker tasks: see docs/clusters.md.',
  ],
  options: {
    'mintpy.profile': {
      type: choice('reference', 'best'),
      auto: 'reference',
      summary: 'what auto means: the numbers of MintPy (reference), or options nearer to the truth (best)',
    },
    'mintpy.compute.maxMemory': {
      type: positive,
      auto: '4',
      unit: 'GB',
      summary: 'memory that the blocks of one step may take',
    },
    'mintpy.compute.cluster': {
      type: orNo(choice('local', ...CLUSTER_NAMES)),
      auto: 'none',
      summary: 'none = all cores of this machine; local = numWorker of them; others: tasks of a scheduler',
    },
    'mintpy.compute.numWorker': {
      type: numWorker,
      auto: '4',
      summary:
        'threads (all, N%: of the cores here), or tasks of a scheduler; auto is 4 for local, 40 otherwise',
    },
    'mintpy.compute.config': {
      type: orNo(text('name', 'a name')),
      auto: 'none',
      summary:
        'of a scheduler: a name under jobqueue in ~/.config/dask/*.yaml, or a YAML file; none: its own name',
    },
  },
});
