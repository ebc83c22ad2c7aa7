// The public library for scripts and notebooks. Numerics without files are in `mintsar/core`.

// The workflow

export { type Config, defaultOptions, type Options, readOptions, templateText } from './config/index.ts';
export { type Context, type Log, type Progress, quietContext } from './core/context.ts';
export * from './core/errors.ts';
export { FILES, type Plan } from './steps/plan.ts';
export { STEPS } from './steps/registry.ts';
export {
  runWorkflow,
  type StepOutcome,
  type WorkflowRequest,
  type WorkflowResult,
} from './steps/run-workflow.ts';

// Any command line, with its exit code: `await main(['info', 'velocity.h5'])`

export { main } from './commands/main.ts';

// Loading

export { prepAria } from './processors/aria/prep-aria.ts';
export { type WrittenStack, writeIsceStack } from './processors/isce-writer/stack-tree.ts';
export { type LoadOptions, loadOptions } from './processors/load-options.ts';
export { prepGamma, prepIsce } from './processors/prepare-sheets.ts';
export { type DemoRequest, type DemoResult, runDemo } from './steps/demo/demo.ts';
export { type LoadRequest, loadData } from './steps/loading/load-data.ts';

// Network, reference, unwrapping errors

export { modifyNetwork, type NetworkRequest } from './steps/network/modify-network.ts';
export { type ReferencePointRequest, setReferencePoint } from './steps/network/reference-point.ts';
export { countUnclosedTriplets } from './steps/network/unclosed-triplets.ts';
export { correctByBridges } from './steps/unwrapping/unwrap-bridging.ts';
export { correctByClosure } from './steps/unwrapping/unwrap-phase-closure.ts';

// Time series and corrections

export { correctOscillatorDrift } from './steps/corrections/correct-lod.ts';
export { correctDemError, type DemErrorRequest } from './steps/corrections/correct-topography.ts';
export { correctHeightCorrelation } from './steps/corrections/correct-troposphere-height.ts';
export { type DerampRequest, deramp } from './steps/corrections/deramp.ts';
export { type DifferenceRequest, subtractFiles } from './steps/corrections/difference.ts';
export { invertStack } from './steps/inversion/invert-network.ts';
export type { InversionRequest } from './steps/inversion/stack-inversion.ts';
export { changeReferenceDate, type ReferenceDateRequest } from './steps/timeseries/reference-date.ts';
export { type ResidualRms, residualRms } from './steps/timeseries/residual-rms.ts';
export { fitVelocity, type VelocityRequest } from './steps/timeseries/velocity.ts';

// Averages, masks, maps

export { type GeocodeRequest, geocodeFiles } from './steps/mapping/geocode.ts';
export { generateMask, type MaskRequest } from './steps/masks/generate-mask.ts';
export { type SpatialAverageRequest, spatialAverage } from './steps/network/spatial-average.ts';
export { type TemporalAverageRequest, temporalAverage } from './steps/network/temporal-average.ts';

// Files

export { createH5, editAttributes, editH5, openH5, withH5 } from './io/hdf5/file.ts';
export type { Attributes, DatasetInfo, DatasetSpec, H5Reader, H5Writer, Slab } from './io/hdf5/types.ts';
export { encodeOverlayKmz, encodePointsKmz } from './io/kmz/kmz.ts';
export { type IfgramStack, readIfgramStack } from './io/products/ifgram-stack.ts';
export { pixelOfPlace } from './io/products/place.ts';
export {
  makeProduct,
  type Product,
  readGrid,
  readMask,
  readProduct,
  writeProduct,
} from './io/products/product.ts';
export { readPixel, referencePixel } from './io/products/reference-pixel.ts';
export { readTimeseries, type Timeseries } from './io/products/timeseries.ts';

// Figures

export {
  type Colormap,
  colormap,
  colormapNames,
  drawAmbiguity,
  drawBaselineHistory,
  drawCoherenceHistory,
  drawCoherenceMatrix,
  drawMap,
  drawNetwork,
  drawPanels,
  drawProfiles,
  drawRms,
  drawSeries,
  type Figure,
  type FigureFormat,
  type MapFigure,
  type RenderOptions,
  renderFigure,
} from './plot/index.ts';
export { drawNetworkFigures, type NetworkFiguresRequest } from './steps/figures/network-figures.ts';
export type { ViewRequest, ViewResult } from './steps/figures/request.ts';
export { viewFigure } from './steps/figures/view.ts';
