// What maps and panels of rasters take, without charts: little enough that they are drawn soon after they are asked for.
export { colormap } from './colormap.ts';
export { parseCpt } from './cpt.ts';
export { limitsOfAverages } from './limits.ts';
export { drawMap, mapPixels } from './map-figure.ts';
export { MARKER_SYMBOLS } from './markers.ts';
export { drawPanels, MAX_PANELS, panelPixels, panelStride, panelTitle } from './panels-figure.ts';
export { renderFigure, renderFrames } from './surface.ts';
export { darkFigure, letterSize, resolutionOf } from './theme.ts';
