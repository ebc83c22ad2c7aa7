// The public library for scripts and notebooks. Numerics without files are in `mintsar/core`.

// Any command line, with its exit code: `await main(['info', 'velocity.h5'])`
export { main } from './commands/main.ts';
// The workflow
export { type Config, defaultOptions, type Options, readOptions, templateText } from './config/index.ts';
export { type Context, type Log, type Progress, quietContext } from './core/context.ts';
export * from './core/errors.ts';
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
