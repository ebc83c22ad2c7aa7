/** Datasets of an interferogram stack in the order in which "the first one" is looked for. */
export const STACK_DATASETS = [
  'unwrapPhase',
  'unwrapPhase_bridging_phaseClosure',
  'unwrapPhase_bridging',
  'unwrapPhase_phaseClosure',
  'coherence',
  'connectComponent',
  'wrapPhase',
  'magnitude',
  'azimuthOffset',
  'azimuthOffsetStd',
  'rangeOffset',
  'rangeOffsetStd',
  'offsetSNR',
  'refPhase',
] as const;
