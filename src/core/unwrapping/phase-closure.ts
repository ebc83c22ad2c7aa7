import { assertSameShape, type Grid, type Values } from '../array.ts';
import type { CommonRegion } from './common-regions.ts';
import { componentCleaner } from './connected-components.ts';
import { type NoDataPolicy, referencedPhase } from './referenced-phase.ts';
import { shiftRegions } from './shift-regions.ts';

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

/** Corrects one interferogram; `phase` of the result is overwritten by the next call. */
export type ClosePhase = (
  phase: Grid,
  components: Grid<Values>,
  regionCycles: ArrayLike<number>,
) => ClosedPhase;

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
  return closureCorrection(regions, options)(phase, components, regionCycles);
}

/**
 * {@link correctByPhaseClosure} for one interferogram after another: their components are often the same.
 *
 * @throws {ShapeError} from the function, when phase and components differ in shape
 */
export function closureCorrection(
  regions: readonly CommonRegion[],
  options: PhaseClosureOptions,
): ClosePhase {
  const { refY, refX, connCompMinArea = 2500, waterMask, noData = 'shift' } = options;
  const clean = componentCleaner({ minArea: connCompMinArea, waterMask });
  let out = new Float32Array(0);
  return (phase, components, regionCycles) => {
    assertSameShape(phase, components);
    const { labels, num, runs } = clean(components);
    const cycles = componentCycles(labels, num, regions, regionCycles);
    const refPhase = phase.data[refY * phase.shape[1] + refX];
    if (out.length !== phase.data.length) out = new Float32Array(phase.data.length);
    referencedPhase(phase, refPhase, noData, out);
    shiftRegions(out, runs, cycles, noData === 'keep' ? phase.data : undefined);
    return { phase: { data: out, shape: phase.shape }, labels, cycles };
  };
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
