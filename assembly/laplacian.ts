/*
 * The inner loops of the network inversion in WebAssembly SIMD: eight pixels at a time. The same arithmetic in the same
 * order as src/core/inversion/laplacian-kernel.ts, which judges it bit for bit. All addresses are bytes in linear memory.
 */

export { assemble, factor } from './factor';
export { init } from './network';
export { loadPanel } from './panel';
export { countQuickDates, solveQuick, storeQuick, takeQuick } from './quick';
export { keepWeights, reweight } from './reweight';
export { sumNormalised, sumPhasors, sumSquares } from './residuals';
export { storeSeries } from './series';
export { solve } from './solve';
export { findSpread } from './spread';
export { blankWeights, countDates, fetchQualities, weigh } from './weights';
