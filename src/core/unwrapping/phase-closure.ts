import { assertSameShape, type Grid, type Values } from '../array.ts';
import type { NoDataPolicy } from './bridging.ts';
import type { CommonRegion } from './common-regions.ts';
import { cleanComponents } from './connected-components.ts';

export interface PhaseClosureOptions {
  readonly refY: number;
  readonly refX: number;
  /** Smallest component, pixels. Default 2500, at most 0.3 % of the raster. */
  readonly connCompMinArea?: number;
  /** [length, width], 0 = water. */
  readonly waterMask?: Grid<Values>;
  /** What becomes of no-data. Default 'shift', as MintPy does. */
  readonly noData?: NoDataPolicy;
}

export interface ClosedPhase {
  /** corrected phase relative to the reference point [length, width], rad */
  readonly phase: Grid;
  /** connected components of this interferogram after cleaning [length, width], 0 = none */
  readonly labels: Grid<Int32Array>;
  /** whole cycles added to each component [number of components + 1] */
  readonly cycles: Int32Array;
}

const TWO_PI = 2 * Math.PI;

/**
 * Apply the cycles that the triplets ask for to one interferogram (Yunjun et al. 2019,
 * doi:10.1016/j.cageo.2019.104331): a connected component of the interferogram that holds all samples of
 * a common region is shifted by that region's cycles times 2 pi, by the largest one's when it holds several.
 * Everything else is only referenced.
 *
 * @param phase unwrapped phase [length, width], rad; 0 or NaN = no data
 * @param components component numbers of the unwrapper [length, width], 0 = not reliable
 * @param regions common regions, largest first
 * @param regionCycles whole cycles of each region in this interferogram, in the order of `regions`
 * @throws {ShapeError} when the rasters differ in shape
 */
export function correctByPhaseClosure(
  phase: Grid,
  components: Grid<Values>,
  regions: readonly CommonRegion[],
  regionCycles: ArrayLike<number>,
  options: PhaseClosureOptions,
): ClosedPhase {
  assertSameShape(phase, components);
  const { refY, refX, connCompMinArea = 2500, waterMask, noData = 'shift' } = options;
  const { labels, num } = cleanComponents(components, { minArea: connCompMinArea, waterMask });
  const cycles = componentCycles(labels, num, regions, regionCycles);

  const refPhase = phase.data[refY * phase.shape[1] + refX];
  const out = referencedPhase(phase, refPhase, noData);
  if (cycles.some((n) => n !== 0)) {
    const skip = noData === 'keep' ? 0 : Number.NaN; // nothing equals NaN
    const shift = Float32Array.from(cycles, (n) => TWO_PI * n); // as in bridging, so that opposite shifts cancel
    for (let i = 0; i < out.data.length; i++) {
      const label = labels.data[i];
      if (label > 0 && phase.data[i] !== skip) out.data[i] += shift[label];
    }
  }
  return { phase: out, labels, cycles };
}

/** Phase relative to the reference point, rad: all that happens to an interferogram that is not in the network. */
export function referencedPhase(phase: Grid, refPhase: number, noData: NoDataPolicy = 'shift'): Grid {
  const shiftNoData = noData === 'shift';
  const out = new Float32Array(phase.data.length);
  for (let i = 0; i < out.length; i++) {
    const value = phase.data[i];
    out[i] = value === 0 && !shiftNoData ? 0 : value - refPhase;
  }
  return { data: out, shape: phase.shape };
}

function componentCycles(
  labels: Grid<Int32Array>,
  num: number,
  regions: readonly CommonRegion[],
  regionCycles: ArrayLike<number>,
): Int32Array {
  const cycles = new Int32Array(num + 1);
  const settled = new Uint8Array(num + 1);
  regions.forEach(({ samples }, k) => {
    const label = samples.length > 0 ? labels.data[samples[0]] : 0;
    if (label === 0 || settled[label] === 1) return;
    if (!samples.every((i) => labels.data[i] === label)) return;
    settled[label] = 1;
    cycles[label] = regionCycles[k];
  });
  return cycles;
}
