import { assertSameShape, type Grid, type Values } from '../array.ts';
import { type Bridge, minimumBridges } from './bridges.ts';
import { componentCleaner, referenceLabel } from './connected-components.ts';
import type { LabelledRegions } from './label-regions.ts';
import { type NoDataPolicy, referencedPhase } from './referenced-phase.ts';
import { shiftRegions } from './shift-regions.ts';
import { windowMedian } from './window-median.ts';

/** Long-wavelength signal of a phase raster, fitted where `mask` is 1 and evaluated everywhere. */
export type FitRamp = (phase: Grid, mask: Grid<Uint8Array>) => Grid<ArrayLike<number>>;

export interface BridgingOptions {
  /** Reference point; without one the largest region is taken as right and the phase is not shifted. */
  readonly refY?: number;
  readonly refX?: number;
  /** Smallest component to bridge, pixels. Default 2500, at most 0.3 % of the raster. */
  readonly connCompMinArea?: number;
  /** Half side of the windows at both ends of a bridge, pixels. Default 50, at most 5 % of the shorter side. */
  readonly bridgePtsRadius?: number;
  /** Ramp to take off while phase jumps are measured; it is in the result as in the input. */
  readonly fitRamp?: FitRamp;
  /** [length, width], 0 = water. */
  readonly waterMask?: Grid<Values>;
  /** What becomes of no-data inside a shifted region. Default 'shift', as MintPy does. */
  readonly noData?: NoDataPolicy;
}

export interface BridgedPhase {
  /** corrected phase relative to the reference point [length, width], rad */
  readonly phase: Grid;
  /** regions that were joined [length, width], 0 = none */
  readonly labels: Grid<Int32Array>;
  readonly bridges: readonly Bridge[];
  /** whole cycles added to each region [number of regions + 1] */
  readonly cycles: Int32Array;
}

const TWO_PI = 2 * Math.PI;

/** Corrects one interferogram; `phase` of the result is overwritten by the next call. */
export type BridgePhase = (phase: Grid, components: Grid<Values>) => BridgedPhase;

/**
 * Correct 2 pi jumps between the connected components of one interferogram by bridging (Yunjun et al. 2019,
 * doi:10.1016/j.cageo.2019.104331). The phase is taken as smooth across the short gaps between
 * neighbouring regions, so that at every bridge
 *
 *     jump = median(phase near the far end) - median(phase near the near end)
 *     cycles = -sign(jump) floor((|jump| + pi) / 2 pi)
 *
 * are added to the far region. Bridges are walked outward from the reference region; a bridge sees the
 * corrections of those before it.
 *
 * @param phase unwrapped phase [length, width], rad; 0 or NaN = no data
 * @param components component numbers of the unwrapper [length, width], 0 = not reliable
 * @throws {ShapeError} when the rasters differ in shape
 * @throws {ReferencePointError} when the reference point lies in no region
 */
export function correctByBridging(
  phase: Grid,
  components: Grid<Values>,
  options: BridgingOptions = {},
): BridgedPhase {
  return bridgeCorrection(options)(phase, components);
}

/**
 * {@link correctByBridging} for one interferogram after another: regions and bridges are found anew only where the
 * component map changes.
 *
 * @throws {ShapeError} from the function, when phase and components differ in shape
 */
export function bridgeCorrection(options: BridgingOptions): BridgePhase {
  const { refY, refX, connCompMinArea = 2500, bridgePtsRadius = 50, fitRamp, waterMask, noData } = options;
  const clean = componentCleaner({ minArea: connCompMinArea, waterMask });
  let last:
    | { readonly regions: LabelledRegions; readonly from: number; readonly bridges: Bridge[] }
    | undefined;
  let out = new Float32Array(0);

  return (phase, components) => {
    assertSameShape(phase, components);
    const [length, width] = phase.shape;
    const regions = clean(components);
    if (last?.regions !== regions) {
      const from = referenceLabel(regions, refY, refX);
      last = { regions, from, bridges: minimumBridges(regions, from) };
    }
    const { from, bridges } = last;
    const { labels } = regions;

    const refPhase = refY === undefined || refX === undefined ? 0 : phase.data[refY * width + refX];
    if (out.length !== phase.data.length) out = new Float32Array(phase.data.length);
    referencedPhase(phase, refPhase, 'keep', out);

    const radius = Math.trunc(Math.min(bridgePtsRadius, 0.05 * Math.min(length, width)));
    const flat = bridges.length > 0 && fitRamp ? withoutRamp(out, labels, from, fitRamp) : out;
    const cycles = new Int32Array(regions.num + 1);
    for (const { label0, label1, y0, x0, y1, x1 } of bridges) {
      const near = windowMedian(flat, labels, label0, y0, x0, radius) + TWO_PI * cycles[label0];
      const far = windowMedian(flat, labels, label1, y1, x1, radius);
      cycles[label1] = cyclesAcross(far - near);
    }
    shiftRegions(out, regions.runs, cycles, noData === 'keep' ? phase.data : undefined);
    return { phase: { data: out, shape: phase.shape }, labels, bridges, cycles };
  };
}

/** Whole cycles that bring a phase jump into [-pi, pi]; 0 when the jump is unknown. */
function cyclesAcross(jump: number): number {
  if (!Number.isFinite(jump)) return 0;
  return -Math.sign(jump) * Math.floor((Math.abs(jump) + Math.PI) / TWO_PI) + 0;
}

function withoutRamp(
  phase: Float32Array,
  labels: Grid<Int32Array>,
  from: number,
  fitRamp: FitRamp,
): Float32Array {
  const mask = Uint8Array.from(labels.data, (label) => (label === from ? 1 : 0));
  const ramp = fitRamp({ data: phase, shape: labels.shape }, { data: mask, shape: labels.shape }).data;
  return phase.map((value, i) => value - ramp[i]);
}
