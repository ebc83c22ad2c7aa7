import type { Tolerance } from '../support/compare.ts';

/*
 * How near the products of the simulated ISCE-2 scene must come to the reference's, dataset by dataset. The reference
 * inverts and fits in float32, so that nothing below 1e-6 m has a meaning.
 */

const IDENTICAL: Tolerance = {};

/** The reference solves per-pixel weighted systems with variances from a lookup table: a few pixels are ill-posed. */
const WEIGHTED_SERIES: Tolerance = { max: 2e-5, share: 0.999, rms: 2e-6 };
/** Plain least squares: float32 rounding of the reference. */
const PLAIN_SERIES: Tolerance = { max: 2e-6 };
/** The network is in two pieces there and the minimum-norm solution amplifies rounding. */
const RANK_DEFICIENT = { y0: 70, y1: 78, x0: 154, x1: 165, width: 180 };

/** Tides of the reference take the angles of a pixel from its neighbour on a map and back. */
const OTHER_ANGLES: Tolerance = { max: 2e-5 };

const inWindow = (pixel: number) => {
  const { y0, y1, x0, x1, width } = RANK_DEFICIENT;
  const y = Math.floor(pixel / width);
  const x = pixel % width;
  return y >= y0 && y < y1 && x >= x0 && x < x1;
};

/** Variants with equal weights; all others weight by the inverse variance, Fisher information or coherence. */
const PLAIN = ['weight-no-velocity', 'weight-no-phase', 'maskcoh-no', 'maskconncomp-no'];

/** Sums of different order in float32. */
const AVERAGED = ['multilook-mean', 'multilook-median'];

/** Tolerance of a dataset of one variant's file; undefined where single values have no meaning. */
export function toleranceOf(variant: string, file: string, dataset: string): Tolerance | undefined {
  const name = file.replace(/^.*\//, '');
  if (file.startsWith('geo/')) return resampled(variant, name, dataset);
  if (name === 'ifgramStack.h5') {
    if (dataset === 'bperp') return { max: 1e-3 }; // rounding of the baselines, m
    const isAverage = AVERAGED.includes(variant) && dataset !== 'connectComponent';
    return isAverage ? { max: 1e-5 } : IDENTICAL;
  }
  if (name.startsWith('geometry')) return dataset === 'slantRangeDistance' ? { max: 0.01 } : IDENTICAL;
  if (name === 'avgSpatialCoh.h5' || name === 'avgPhaseVelocity.h5') return { max: 1e-5 }; // float32 sums
  if (name === 'maskConnComp.h5' || name === 'waterMask.h5' || name === 'numInvIfgram.h5') return IDENTICAL;
  // A closure phase close to an odd multiple of pi rounds either way.
  if (name === 'numTriNonzeroIntAmbiguity.h5') return { max: 0, share: 0.999, limit: 1 };
  if (name === 'temporalCoherence.h5') return { max: 1e-4 };
  if (name === 'maskTempCoh.h5') return { max: 0, share: 0.9995 }; // a threshold on the former
  if (name === 'demErr.h5') return { max: 0.02 };
  if (name.startsWith('timeseries')) return series(variant, name, dataset);
  if (name === 'SET.h5') return dataset === 'timeseries' ? OTHER_ANGLES : IDENTICAL;
  if (name === 'velocity.h5') return velocity(variant, dataset);
  return IDENTICAL;
}

function series(variant: string, name: string, dataset: string): Tolerance {
  if (dataset === 'bperp') return { max: 1e-3 };
  if (dataset === 'date') return IDENTICAL;
  const isInverted = name === 'timeseries.h5';
  if (variant === 'solid-earth-tides' && !isInverted) return OTHER_ANGLES;
  // Ramps and delays are small least-squares systems; the DEM error is one per pixel.
  if (!isInverted) return { max: /demErr|Residual/.test(name) ? 5e-6 : 2e-6 };
  return PLAIN.includes(variant) ? PLAIN_SERIES : WEIGHTED_SERIES;
}

/** The window of pixels whose network is in two pieces has its own limit in unweighted inversions. */
export function rankDeficientTolerances(variant: string, file: string, dataset: string): Tolerance[] {
  const usual = toleranceOf(variant, file, dataset);
  if (usual === undefined) return [];
  const isOwn = PLAIN.includes(variant) && file === 'timeseries.h5' && dataset === 'timeseries';
  if (!isOwn) return [usual];
  return [
    { ...usual, where: (pixel) => !inWindow(pixel) },
    { max: 1e-5, where: inWindow },
  ];
}

function velocity(variant: string, dataset: string): Tolerance | undefined {
  // The design matrices of these are ill-conditioned on this short series; their fitted curves are compared instead.
  if (variant.startsWith('timefunc-') && dataset !== 'residue') return undefined;
  // Condition 3.5e4: the reference's single-precision fit has a curve up to 5e-5 m from the least-squares one (ours 1e-5).
  if (variant === 'timefunc-full') return { max: 1e-5 };
  if (variant === 'solid-earth-tides' && dataset === 'residue') return OTHER_ANGLES;
  if (dataset.endsWith('Std')) return { max: 2e-6, relative: 1e-3 };
  if (dataset.endsWith('Phase')) return undefined; // compared where the amplitude has a meaning
  if (dataset.startsWith('step') || dataset.endsWith('Amplitude')) return { max: 5e-6 };
  return { max: 2e-6 };
}

/** Nearest neighbours at equal distance may be chosen differently; all other pixels are those of the radar grid. */
function resampled(variant: string, name: string, dataset: string): Tolerance | undefined {
  const source = name.replace(/^geo_/, '');
  const radar = source.startsWith('geometry')
    ? toleranceOf(variant, `inputs/${source}`, dataset)
    : toleranceOf(variant, source, dataset);
  if (radar === undefined || dataset === 'date' || dataset === 'bperp') return radar;
  return { max: radar.max, relative: radar.relative, share: 0.995 };
}
