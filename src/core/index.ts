// The browser-safe half of the library: pure numerics on typed arrays, no files, no logging.

// Arrays, dates, errors

export {
  assertSameShape,
  type Box,
  type Grid,
  grid,
  type NdArray,
  plane,
  type Stack,
  stack,
  type Values,
} from './array.ts';
export { type Context, type Log, type Progress, quietContext } from './context.ts';
export {
  dayOfYear,
  decimalYear,
  formatDate,
  longDate,
  longDate12,
  parseDate,
  shortDate,
  splitDate12,
  temporalBaselines,
} from './dates.ts';
export * from './errors.ts';

// Networks of interferograms

export { pairsWithinBaseline, pairsWithinTime } from './network/baseline-limits.ts';
export { coherenceMatrix } from './network/coherence-matrix.ts';
export { type DecorrelationModel, expectedCoherence } from './network/decorrelation-model.ts';
export { phaseDesignMatrix, velocityDesignMatrix } from './network/design-matrix.ts';
export { type NetworkCriteria, pairsToDrop } from './network/network-selection.ts';
export {
  allPairs,
  delaunayPairs,
  hierarchicalPairs,
  sequentialPairs,
  spanningTreePairs,
  starPairs,
} from './network/pair-selection.ts';
export { date12Of, datesOfPairs, type Pair, parsePair } from './network/pairs.ts';
export { criticalPerpBaseline, perpBaselineTimeseries } from './network/perpendicular-baseline.ts';
export { type NetworkLimits, type ProposedNetwork, proposeNetwork } from './network/proposed-network.ts';
export { type Triplet, tripletMatrix, triplets } from './network/triplets.ts';
export {
  type ForecastOptions,
  forecastVelocity,
  turbulentDelay,
  type VelocityForecast,
} from './network/velocity-forecast.ts';

// From interferograms to time series

export { addToStack, averageVelocity, velocityStack } from './inversion/average-velocity.ts';
export { displacementPerRadian } from './inversion/displacement-scale.ts';
export {
  type Inversion,
  type InversionOptions,
  type InvertedBlock,
  prepareInversion,
} from './inversion/inversion.ts';
export type { ObservationBlock } from './inversion/observations.ts';
export { phasePdf, phaseVarianceTable, pointPhaseVariance } from './inversion/phase-variance.ts';
export { temporalCoherence } from './inversion/temporal-coherence.ts';
export { prepareCovariance } from './inversion/timeseries-covariance.ts';
export {
  coherenceWeighting,
  offsetWeighting,
  type WeightFunction,
  weightFunction,
} from './inversion/weights.ts';

// Unwrapping errors

export { correctByBridging } from './unwrapping/bridging.ts';
export { closurePhase, countNonzeroClosures, integerAmbiguity } from './unwrapping/closure.ts';
export { cleanComponents } from './unwrapping/connected-components.ts';
export { correctByPhaseClosure } from './unwrapping/phase-closure.ts';
export { stitchFrames } from './unwrapping/stitch-frames.ts';
export { wrap, wrappedDifference } from './unwrapping/wrap.ts';

// Functions of time

export { bootstrapResamples, bootstrapSpread } from './timeseries/bootstrap.ts';
export { timeFunctionDesign } from './timeseries/design-matrix.ts';
export {
  prepareTimeFunctionFit,
  type TimeFunctionFit,
  type TimeFunctionFitSetup,
  type Uncertainty,
} from './timeseries/fit.ts';
export type { TimeFunction, TimeFunctionModel, Transient } from './timeseries/model.ts';
export { prepareTimeFunctionRemoval } from './timeseries/removal.ts';
export {
  medianFilter,
  prepareGaussianFilter,
  temporalDerivative,
  temporalMean,
} from './timeseries/temporal-filter.ts';

// Delays that are not displacement

export { estimateHeightDelay, type HeightDelay, removeHeightDelay } from './atmosphere/height-correlation.ts';
export { ENVISAT_DRIFT, removeOscillatorDrift } from './atmosphere/oscillator-drift.ts';
export { ionosphereRangeDelay, ionosphereRefraction } from './geometry/ionosphere-shell.ts';

// Terrain, ramps, masks

export { type DemErrorSetup, prepareDemError } from './terrain/dem-error.ts';
export { circleMask, polygonMask } from './terrain/mask-shapes.ts';
export { type MultilookMethod, multilook } from './terrain/multilook.ts';
export type { RampFit } from './terrain/ramp.ts';
export { derampGrid, removeRamp } from './terrain/ramp-removal.ts';
export { RAMP_TYPES, type RampType } from './terrain/ramp-type.ts';
export { removeSmallClusters } from './terrain/small-clusters.ts';

// Filters of single rasters

export { prepareSpatialFilter, SPATIAL_FILTERS, type SpatialFilterName } from './filters/spatial-filter.ts';

// Plates

export {
  PLATE_MODELS,
  type PlateModel,
  type PlateModelName,
  rotationOfPlate,
} from './geometry/plate-models.ts';
export {
  type EulerPole,
  fromEastNorthUp,
  ITRF2014_PLATES,
  plateVelocity,
  poleOfRotation,
  rotationOfPole,
  toEastNorthUp,
} from './geometry/plate-motion.ts';

// Geometry of Earth, radar and maps

export {
  type Cartesian,
  cartesianToGeodetic,
  type Geodetic,
  geodeticToCartesian,
  WGS84_A,
  WGS84_B,
  WGS84_E2,
} from './geometry/ellipsoid.ts';
export { geodesicDirect, geodesicDistance } from './geometry/geodesic.ts';
export {
  headingToLosAzimuth,
  losAzimuthToHeading,
  losToOrbitAzimuth,
  orbitToLosAzimuth,
} from './geometry/look-angle.ts';
export { horizontalVector, losVector, project } from './geometry/look-vector.ts';
export {
  type Bounds,
  boundsToBox,
  boxToBounds,
  latLonRasters,
  latLonToPixel,
  type MapGrid,
  pixelCenter,
} from './geometry/map-grid.ts';
export { interpolateOrbit, platformState, type StateVector } from './geometry/orbit.ts';
export {
  azimuthGroundSpacing,
  incidenceAngle,
  incidenceAngleGrid,
  type RadarGeometry,
  rangeGroundSpacing,
  slantRange,
  slantRangeGrid,
} from './geometry/radar-geometry.ts';
export { latLonToRadarPixel, type RadarLookup, radarPixelToLatLon } from './geometry/radar-lookup.ts';
export { applyBilinear, applyNearest } from './geometry/resample/apply.ts';
export { type BilinearTable, bilinearOnMap } from './geometry/resample/bilinear.ts';
export { interpolateGrid } from './geometry/resample/interpolate-grid.ts';
export { type NearestTable, nearestOnMap } from './geometry/resample/nearest.ts';
export { geocodedGrid } from './geometry/resample/output-grid.ts';
export { latLonToUtm, type UtmZone, utmToLatLon } from './geometry/utm.ts';

// Statistics and small algebra

export { pseudoInverse, svd } from './linalg/decompositions.ts';
export { type Matrix, multiply, transpose } from './linalg/matrix.ts';
export { createGamma, createGaussian } from './stats/gaussian.ts';
export { createRandom, type Random } from './stats/random.ts';
export { prepareRms } from './stats/residual-rms.ts';
export { median, medianAbsoluteDeviation, rootMeanSquareError } from './stats/robust.ts';

// Scenes with known truth

export { coherenceOf, createLookSampler } from './simulation/decorrelation.ts';
export { trueVelocity } from './simulation/deformation.ts';
export type { Interferogram } from './simulation/interferogram.ts';
export { type MogiSource, mogi } from './simulation/mogi.ts';
export { powerLawFields } from './simulation/random-field.ts';
export { type Scene, simulateScene } from './simulation/scene.ts';
export { DEFAULT_SCENE, type SceneChoices, type SceneOptions } from './simulation/scene-options.ts';
export { compareVelocity, type TruthComparison } from './simulation/truth-comparison.ts';
