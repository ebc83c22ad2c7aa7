// Figures as pure functions of data: a specification in, a drawing out; `renderFigure` makes it PNG, PDF or SVG.
export * from './ambiguity-figure.ts';
export { drawChart, drawLegend, drawPath, sideBySide } from './chart.ts';
export * from './coherence-figures.ts';
export type { Extend } from './colorbar.ts';
export * from './colorbar-figure.ts';
export {
  type Colormap,
  colorIndex,
  colormap,
  colormapFromStops,
  colormapNames,
  colorOf,
} from './colormap.ts';
export type { Context2D, Figure, PixelImage, Rect, Surface } from './context2d.ts';
export * from './cpt.ts';
export * from './limits.ts';
export * from './map-figure.ts';
export * from './map-frame.ts';
export type { MapLine, MapPoint, Terrain } from './map-layer.ts';
export { MARKER_SYMBOLS, type MarkerShape } from './markers.ts';
export * from './network-figure.ts';
export * from './panels-figure.ts';
export * from './profile-figure.ts';
export { colorize, subsample, wrapValues } from './raster.ts';
export { type Recording, recordFigure } from './recording-surface.ts';
export * from './rms-figure.ts';
export type { ScaleBar } from './scale-bar.ts';
export * from './series-figure.ts';
export { type FigureFormat, type RenderOptions, renderFigure } from './surface.ts';
export * from './symbol-figure.ts';
