import { ofPlanes, ofRows } from '../core/kernel.ts';

/**
 * The kernels of all operations. A row makes a kernel known to every thread and process that takes part, and to the
 * compiler, which checks arguments, inputs and outputs where work is asked for (see engine.ts).
 */
export const KERNELS = {
  cut: ofRows(() => import('./mapping/cut-kernel.ts')),
  multilook: ofRows(() => import('./mapping/multilook-kernel.ts')),
  add: ofRows(() => import('./arithmetic/sum-kernel.ts')),
  copy: ofRows(() => import('./arithmetic/copy-kernel.ts')),
  scalar: ofRows(() => import('./arithmetic/scalar-kernel.ts')),
  averageInSpace: ofRows(() => import('./averages/spatial-average-kernel.ts')),
  averageInTime: ofRows(() => import('./averages/temporal-average-kernel.ts')),
  summarizeStack: ofRows(() => import('./averages/stack-summary-kernel.ts')),
  quickOverview: ofRows(() => import('./closure/quick-overview-kernel.ts')),
  countUnclosedTriplets: ofRows(() => import('./closure/unclosed-triplets-kernel.ts')),
  correctOscillatorDrift: ofRows(() => import('./corrections/correct-lod-kernel.ts')),
  correctTopography: ofRows(() => import('./corrections/correct-topography-kernel.ts')),
  correctHeightDelay: ofPlanes(() => import('./corrections/correct-troposphere-kernel.ts')),
  deramp: ofPlanes(() => import('./corrections/deramp-kernel.ts')),
  subtract: ofRows(() => import('./corrections/difference-kernel.ts')),
  filterInSpace: ofPlanes(() => import('./filters/spatial-filter-kernel.ts')),
  filterInTime: ofRows(() => import('./filters/temporal-filter-kernel.ts')),
  blank: ofRows(() => import('./masks/blank-kernel.ts')),
  invertNetwork: ofRows(() => import('./inversion/invert-network-kernel.ts')),
  covariance: ofRows(() => import('./inversion/stack-covariance-kernel.ts')),
  findNeighbours: ofRows(() => import('./mapping/geocode-kernel.ts')),
  geocode: ofPlanes(() => import('./mapping/geocode-plane-kernel.ts')),
  shiftValues: ofRows(() => import('./reference/shift-values-kernel.ts')),
  changeReferenceDate: ofRows(() => import('./timeseries/reference-date-kernel.ts')),
  fitVelocity: ofRows(() => import('./timeseries/velocity-kernel.ts')),
  residual: ofRows(() => import('./timeseries/residual-kernel.ts')),
  residualRms: ofPlanes(() => import('./timeseries/residual-rms-kernel.ts')),
  bridge: ofPlanes(() => import('./unwrapping/unwrap-bridging-kernel.ts')),
  closePhase: ofPlanes(() => import('./unwrapping/unwrap-phase-closure-kernel.ts')),
};
