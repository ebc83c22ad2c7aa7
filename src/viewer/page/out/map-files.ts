import { crop } from '../../../core/array.ts';
import { gridBounds, type MapGrid } from '../../../core/geometry/map-grid.ts';
import { mapCrs } from '../../../io/attributes/crs.ts';
import { plainTiff } from '../../../io/geotiff/plain.ts';
import { KmzArchive } from '../../../io/kmz/archive.ts';
import { groundOverlay, kmlDocument, screenOverlay } from '../../../io/kmz/kml.ts';
import { turnedGround } from '../../../io/kmz/overlay-ground.ts';
import { drawColorbarFigure } from '../../../plot/colorbar-figure.ts';
import { colormap } from '../../../plot/colormap.ts';
import { colorize, wrapValues } from '../../../plot/raster.ts';
import type { Product, Window } from '../data/product.ts';
import { layerName } from '../map/legend.ts';
import type { ShownField } from '../map/shown-field.ts';
import type { Shown } from '../map/view-model.ts';
import { figureCanvas, pixelCanvas, pngOf } from './raster-page.ts';

/** Values that are shown, in the unit of the file, as GeoTIFF. */
export function geoTiffOf(
  { layer, product, slice }: Shown,
  map: MapGrid,
  { window, rows, columns, data }: ShownField,
): BlobPart[] {
  const { head, size } = plainTiff({
    grid: gridOf(map, window, rows, columns),
    crs: mapCrs(product.attributes),
    type: 'f4',
    description: [layer.dataset, slice].filter(Boolean).join('-'),
    unit: layer.unit,
    noData: Number.NaN,
    metadata: metadataOf(product),
  });
  if (size !== head.length + data.byteLength)
    throw new Error('The size of the file is not what was planned.');
  return [head as Uint8Array<ArrayBuffer>, data];
}

function metadataOf({ attributes, name }: Product): Record<string, string> {
  const kept = [
    'PROCESSOR',
    'ORBIT_DIRECTION',
    'HEADING',
    'WAVELENGTH',
    'REF_DATE',
    'START_DATE',
    'END_DATE',
  ];
  const own = kept.flatMap((key) => (attributes[key] === undefined ? [] : [[key, attributes[key]] as const]));
  return { FILE: name, ...Object.fromEntries(own) };
}

function gridOf(map: MapGrid, { y0, x0, step }: Window, length: number, width: number): MapGrid {
  return {
    ...map,
    length,
    width,
    yFirst: map.yFirst + y0 * map.yStep,
    xFirst: map.xFirst + x0 * map.xStep,
    yStep: map.yStep * step,
    xStep: map.xStep * step,
  };
}

/** Most pixels of one image along a side: what every graphics card takes. */
const MAX_SIDE = 4096;

/** The colours of a map and its colour bar, for Google Earth. */
export async function kmzOf(
  { layer, look, slice }: Shown,
  map: MapGrid,
  { window, rows, columns, data }: ShownField,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!look) throw new Error('Nothing is drawn yet.');
  const { factor, unit } = layer.shown;
  const scaled = { data: data.map((value) => value * factor), shape: [rows, columns] as const };
  const range = [look.low, look.high] as const;
  const values = look.isWrapped ? wrapValues(scaled, range) : scaled;
  const coloring = {
    map: colormap(look.colormap),
    vmin: look.low,
    vmax: look.high,
    alpha: look.opacity,
  };
  const own = gridOf(map, window, rows, columns);
  const all = { y0: 0, x0: 0, y1: rows, x1: columns };
  const pieces =
    own.utmZone === undefined
      ? [{ box: all, place: gridBounds(own) }]
      : turnedGround(own, MAX_SIDE).pieces(all, 1);
  const pictures = pieces.map((piece, k) => ({ ...piece, file: `map${k === 0 ? '' : k + 1}.png` }));
  const bar = drawColorbarFigure({
    map: colormap(look.colormap),
    vmin: look.low,
    vmax: look.high,
    label: unit,
  });
  const archive = new KmzArchive();
  const name = [layerName(layer), slice].filter(Boolean).join(' ');
  const features = [
    ...pictures.map(({ file, place }) => groundOverlay(name, file, place)),
    screenOverlay('colorbar', 'colorbar.png', 'lower left'),
  ];
  archive.add('doc.kml', kmlDocument(name, features));
  for (const { file, box } of pictures)
    archive.add(file, await pngOf(pixelCanvas(colorize(crop(values, box), coloring))));
  archive.add('colorbar.png', await pngOf(figureCanvas(bar, 150)));
  return archive.finish() as Uint8Array<ArrayBuffer>;
}
