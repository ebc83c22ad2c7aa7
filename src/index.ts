// The public library for scripts and notebooks. Numerics without files are in `mintsar/core`.

import './processors/raster-conventions.ts';
import './services/host-access.ts';

// The workflow

export { type Config, defaultOptions, type Options, readOptions, templateText } from './config/index.ts';
export { type Context, type Log, type Progress, quietContext } from './core/context.ts';
export * from './core/errors.ts';
export { FILES } from './operations/work-files.ts';
export type { Plan } from './steps/plan.ts';
export { STEPS } from './steps/registry.ts';
export {
  runWorkflow,
  type StepOutcome,
  type WorkflowRequest,
  type WorkflowResult,
} from './steps/run-workflow.ts';

// Any command line, with its exit code: `await main(['info', 'velocity.h5'])`

export { main } from './commands/main.ts';
export { TimeSeriesAnalysis } from './scripting/analysis.ts';
export type { CallOptions } from './scripting/call.ts';
export type { CommandName, CommandOptions, Found } from './scripting/command-types.ts';
export { type CommandModule, type Commands, commands } from './scripting/commands.ts';
export { type CommandWords, type RunOptions, type RunResult, run } from './scripting/run.ts';
export { type FlagValue, type FlagValues, splitWords } from './scripting/words.ts';

// Figures in notebooks

export { plotDefaults } from './scripting/defaults.ts';
export { FigureList, type MimeBundle, NotebookFigure, type PictureDisplay } from './scripting/figures.ts';
export { type GnssScatterOptions, plotInsarVsGnssScatter } from './scripting/gnss-scatter.ts';
export {
  plotCoherenceMatrix,
  plotNetwork,
  plotTransection,
  type TimeseriesView,
  tsview,
  view,
} from './scripting/plots.ts';
export {
  type PlottedSlice,
  type PreparedData,
  plotSlice,
  prepSlice,
  type SliceOptions,
  Subplots,
  subplots,
} from './scripting/slices.ts';

// Arrays and attributes of files

export {
  Coordinate,
  type CoordinateOptions,
  type LatLon,
  latLonGrid,
  type YX,
} from './scripting/coordinate.ts';
export {
  type BlockValues,
  type DatasetLayout,
  type Hdf5Block,
  Hdf5File,
  layoutHdf5,
  writeHdf5Block,
} from './scripting/hdf5-blocks.ts';
export { IfgramStack, type PairChoice } from './scripting/ifgram-stack.ts';
export {
  datasetNames,
  type ReadOptions,
  type ReadResult,
  read,
  readAttribute,
  readBlocks,
  readTemplate,
  sliceNames,
} from './scripting/read.ts';
export {
  readGdalVrt,
  readIsceXml,
  readRoipacRsc,
  readUavsarAnn,
  writeIsceXml,
  writeRoipacRsc,
} from './scripting/sheets.ts';
export { Timeseries } from './scripting/timeseries.ts';
export { type Rasters, type WriteOptions, write } from './scripting/write.ts';

// Dates, synthetic data, small formulas, pieces of the inversion

export { wrap } from './core/unwrapping/wrap.ts';
export * as dates from './scripting/dates.ts';
export {
  coherence2weight,
  type EstimatedTimeseries,
  estimateTimeseries,
  maskUnwrapPhase,
  type PixelObservations,
  readCoherence,
  readUnwrapPhase,
} from './scripting/inversion.ts';
export * as sim from './scripting/sim.ts';
export {
  azimuthGroundResolution,
  enu2los,
  type GroundResolution,
  type LookNumbers,
  multilookNumber2resolution,
  projectName2sensorName,
  rangeGroundResolution,
  resolution2multilookNumber,
  roundTo1,
  sensorShortName,
} from './scripting/small-math.ts';

// Loading

export { type LoadOptions, loadOptions } from './loading/load-options.ts';
export { type LoadRequest, loadData } from './operations/loading/load-data.ts';
export { prepAria } from './processors/aria/prep-aria.ts';
export { type WrittenSetup, writeAriaSetup } from './processors/aria/writer/setup-tree.ts';
export type { Valley, ValleyOptions } from './processors/aria/writer/valley.ts';
export { prepGamma } from './processors/gamma/prep.ts';
export { prepIsce } from './processors/isce/prep.ts';
export { type WrittenStack, writeIsceStack } from './processors/isce/writer/stack-tree.ts';
export { prepNisar } from './processors/nisar/prep.ts';
export { prepRoipac } from './processors/roipac/prep.ts';
export { type DemoRequest, type DemoResult, runDemo } from './steps/demo/demo.ts';

// Network, reference, unwrapping errors

export { countUnclosedTriplets } from './operations/closure/unclosed-triplets.ts';
export { modifyNetwork, type NetworkRequest } from './operations/network/modify-network.ts';
export {
  findReferenceCandidates,
  type PlacedCandidate,
  type ReferenceCandidates,
  type ReferenceCandidatesRequest,
} from './operations/reference/reference-candidates.ts';
export { type ReferencePointRequest, setReferencePoint } from './operations/reference/reference-point.ts';
export { correctByBridges } from './operations/unwrapping/unwrap-bridging.ts';
export { correctByClosure } from './operations/unwrapping/unwrap-phase-closure.ts';

// Time series and corrections

export { calculateWithNumber, type ScalarRequest } from './operations/arithmetic/scalar.ts';
export { addFiles, type SumRequest } from './operations/arithmetic/sum.ts';
export { estimateBias, estimateBiasQuickly } from './operations/closure-bias/closure-bias.ts';
export { maskByClosure } from './operations/closure-bias/closure-mask.ts';
export { correctOscillatorDrift } from './operations/corrections/correct-lod.ts';
export { correctDemError, type DemErrorRequest } from './operations/corrections/correct-topography.ts';
export { correctHeightCorrelation } from './operations/corrections/correct-troposphere-height.ts';
export { type DerampRequest, deramp } from './operations/corrections/deramp.ts';
export { type DifferenceRequest, subtractFiles } from './operations/corrections/difference.ts';
export { type DelayRequest, subtractDelay } from './operations/corrections/subtract-delay.ts';
export {
  compareGnss,
  type GnssComparison,
  type GnssComparisonRequest,
  type GnssStation,
} from './operations/gnss/compare-gnss.ts';
export { invertStack } from './operations/inversion/invert-network.ts';
export type { InversionRequest } from './operations/inversion/stack-inversion.ts';
export { computeIonosphereDelay, type IonosphereDelayRequest } from './operations/ionosphere/iono-tec.ts';
export {
  removeSplitSpectrumDelay,
  type SplitSpectrumRequest,
} from './operations/ionosphere/split-spectrum.ts';
export {
  type GroundMotion,
  type PlateMotionRequest,
  removePlateMotion,
} from './operations/plates/plate-motion.ts';
export { computeRangeBias, correctRangeBias } from './operations/range-bias/range-bias.ts';
export {
  type CompareCorrectionsRequest,
  type ComparedSeries,
  compareCorrections,
} from './operations/scatter/compare-corrections.ts';
export { removeSolidEarthTides, type SolidEarthTidesRequest } from './operations/tides/solid-earth-tides.ts';
export {
  type ChangePoints,
  type ChangePointsRequest,
  type DatedChange,
  findChangePoints,
} from './operations/timeseries/change-points.ts';
export {
  type PointSeries,
  type PointSeriesOptions,
  readTimeseriesPoint,
} from './operations/timeseries/point-series.ts';
export { changeReferenceDate, type ReferenceDateRequest } from './operations/timeseries/reference-date.ts';
export { type ResidualRms, residualRms } from './operations/timeseries/residual-rms.ts';
export { fitVelocity, type VelocityRequest } from './operations/timeseries/velocity.ts';
export { downloadWeather, type WeatherDownload } from './operations/troposphere/download-weather.ts';
export { type GacosRequest, removeGacosDelay } from './operations/troposphere/gacos.ts';
export { type OperaRequest, removeOperaDelay } from './operations/troposphere/opera.ts';
export { removeWeatherDelay, type WeatherDelayRequest } from './operations/troposphere/weather-delay.ts';

// Averages, masks, maps

export { type SpatialAverageRequest, spatialAverage } from './operations/averages/spatial-average.ts';
export { type TemporalAverageRequest, temporalAverage } from './operations/averages/temporal-average.ts';
export { type GsiMosaicRequest, mosaicGsi } from './operations/dem/mosaic-gsi.ts';
export { type RemoveRequest, removeDatasets } from './operations/files/remove-datasets.ts';
export { filterInSpace, type SpatialFilterRequest } from './operations/filters/spatial-filter.ts';
export {
  type DerivativeRequest,
  differentiate,
  filterInTime,
  type TemporalFilterRequest,
} from './operations/filters/temporal-filter.ts';
export { loadGbis } from './operations/gbis/load-gbis.ts';
export { type DecomposeRequest, decomposeMotion } from './operations/mapping/decompose.ts';
export { type GeocodeRequest, geocodeFiles } from './operations/mapping/geocode.ts';
export { type MultilookRequest, multilookFile } from './operations/mapping/multilook.ts';
export { addRadarPlaces, type RadarPlacesRequest } from './operations/mapping/radar-places.ts';
export { type StitchRequest, stitchFiles } from './operations/mapping/stitch.ts';
export { type SubsetRequest, type SubsetWindow, subsetFile } from './operations/mapping/subset.ts';
export { type BlankRequest, blankByMask } from './operations/masks/blank.ts';
export { generateMask, type MaskRequest } from './operations/masks/generate-mask.ts';

// Export

export { type ExplorerRequest, saveExplorer } from './operations/exports/save-explorer.ts';
export { type GbisRequest, saveGbis } from './operations/exports/save-gbis.ts';
export { type GdalRequest, saveGdal } from './operations/exports/save-gdal.ts';
export { type GmtRequest, saveGmt } from './operations/exports/save-gmt.ts';
export { type KiteRequest, saveKite } from './operations/exports/save-kite.ts';
export { type NetcdfRequest, saveNetcdf } from './operations/exports/save-netcdf.ts';
export { type RoipacRequest, saveRoipac } from './operations/exports/save-roipac.ts';
export { type PointsRequest, savePoints } from './operations/points/save-points.ts';
export { type QgisRequest, saveQgis } from './operations/points/save-qgis.ts';
export { type PlacesRequest, saveSeriesAtPlaces } from './operations/points/series-at-places.ts';

// The outside world

export { type DownloadRequest, downloadGunw } from './operations/archive/download-gunw.ts';
export {
  type ProductNetwork,
  type ProductNetworkRequest,
  productNetwork,
} from './operations/archive/product-network.ts';
export { Gnss, type StationDisplacement } from './scripting/gnss.ts';
export type { GunwProduct } from './services/asf/gunw-product.ts';
export type { GunwSearch } from './services/asf/gunw-search.ts';
export { type GunwArchive, gunwArchive, searchGunw } from './services/asf/search-gunw.ts';
export type { Outcome } from './services/fetch-all.ts';
export type { Station } from './services/nevada/data-holdings.ts';
export { fetchGnss, type GnssFolder, type GnssSearch, searchGnss } from './services/nevada/nevada.ts';
export type { StationSeries } from './services/nevada/tenv3.ts';
export type { ServiceContext } from './services/service.ts';
export * from './services/service-errors.ts';

// Files

export { blobSource } from './io/bytes/blob-source.ts';
export type { ByteSource } from './io/bytes/byte-source.ts';
export { type HttpOptions, openUrl } from './io/bytes/http-source.ts';
export { createH5, editAttributes, editH5, openH5, withH5 } from './io/hdf5/file.ts';
export { openH5Source } from './io/hdf5/reader.ts';
export type { Attributes, DatasetInfo, DatasetSpec, H5Reader, H5Writer, Slab } from './io/hdf5/types.ts';
export { encodeOverlayKmz, encodePointsKmz } from './io/kmz/kmz.ts';
export { type IfgramStack as IfgramStackProduct, readIfgramStack } from './io/products/ifgram-stack.ts';
export { type Place, pixelOfPlace, placeOfPixel } from './io/products/place.ts';
export {
  makeProduct,
  type Product,
  readGrid,
  readMask,
  readProduct,
  writeProduct,
} from './io/products/product.ts';
export { type Pixel, readPixel, referencePixel } from './io/products/reference-pixel.ts';
export { readTimeseries, type Timeseries as TimeseriesProduct } from './io/products/timeseries.ts';

export { readSwaths, type Span, type Swath, type SwathRequest } from './operations/profiles/swath.ts';
export { readTransect, type Transect, type TransectRequest } from './operations/profiles/transect.ts';

// Figures

export {
  type Agreement,
  type AgreementRequest,
  type ComparedStation,
  compareVelocityWithGnss,
} from './operations/figures/gnss-agreement.ts';
export { drawNetworkFigures, type NetworkFiguresRequest } from './operations/figures/network-figures.ts';
export {
  drawPixelCoherence,
  type PixelCoherence,
  type PixelCoherenceRequest,
} from './operations/figures/pixel-coherence.ts';
export type { ViewRequest, ViewResult } from './operations/figures/request.ts';
export { drawPointSeries } from './operations/figures/series.ts';
export type { DrawnSeries, SeriesRequest, SeriesResult } from './operations/figures/series-request.ts';
export { drawSwaths, type SwathsRequest, type SwathsResult } from './operations/figures/swath.ts';
export {
  drawTransects,
  type ProfilesRequest,
  type ProfilesResult,
} from './operations/figures/transect.ts';
export { viewFigure } from './operations/figures/view.ts';
export {
  Axes,
  type Colormap,
  colormap,
  colormapNames,
  drawAgreement,
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
  type PageGrid,
  type RenderOptions,
  renderFigure,
} from './plot/index.ts';
