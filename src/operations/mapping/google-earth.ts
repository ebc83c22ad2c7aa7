import { basename, dirname, join } from 'node:path';
import { releaseMemory } from '../../compute/release-memory.ts';
import type { Box, Grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { isGeocoded } from '../../io/attributes/typed.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import type { ScreenCorner } from '../../io/kmz/kml.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, mainDataset, type Product } from '../../io/products/product.ts';
import { writeWhole } from '../../io/whole-file.ts';
import type { MapFigure, MarkerShape } from '../../plot/index.ts';
import { usualMask } from '../figures/mask.ts';
import { readPixels } from '../figures/pixels.ts';
import { readDrawnMask, type Window, windowBox } from '../figures/place.ts';
import { listSlices, type Slice, selectSlices } from '../figures/slices.ts';
import { figureTitle } from '../figures/title.ts';
import { displayScale, usualUnit, wrappedUnit } from '../figures/units.ts';
import { changeValues } from '../figures/values.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import { radarPlaces, referencePlace } from './google-earth-places.ts';

export interface KmzRequest {
  readonly file: string;
  /** a raster of a file with several, e.g. `timeseries-20180104` */
  readonly slice?: string;
  /** path with or without `.kmz`; by the figure's title in `folder` when left out */
  readonly outfile?: string;
  readonly folder?: string;
  /** mask file, null for none; the usual one beside the file when left out */
  readonly mask?: string | null;
  readonly zeroMask?: boolean;
  readonly window?: Window;
  /** centimetres (per year) for displacement, else the stored unit, unless given */
  readonly unit?: string;
  readonly vlim?: readonly [number, number];
  readonly colormap?: string;
  /** show values modulo this interval */
  readonly wrap?: readonly [number, number];
  readonly dpi?: number;
  /** inches */
  readonly size?: readonly [number, number];
  readonly colorbar?: { readonly corner?: ScreenCorner; readonly label?: string; readonly bins?: number };
  readonly reference?:
    | { readonly color?: string; readonly size?: number; readonly shape?: MarkerShape }
    | false;
  /** file with latitude and longitude, for data in radar coordinates; searched for when left out */
  readonly geometry?: string;
  /** one point per so many lines and samples of data in radar coordinates */
  readonly step?: number;
  /** leave the KML and its pictures beside the archive */
  readonly keep?: boolean;
}

/**
 * Write a raster for Google Earth: an image over the ground for geocoded data, coloured points for data in radar
 * coordinates, with a colour bar and the reference point. `mintsar save_kmz`.
 *
 * @returns the file written
 */
export async function saveKmz(request: KmzRequest, context: Context): Promise<string> {
  return withProduct(request.file, async (file) => {
    const product = describeProduct(file);
    const slice = onlySlice(file, product, request.slice);
    const box = windowBox(product, request.window ?? {});
    const places = isGeocoded(product.attributes)
      ? undefined
      : await radarPlaces(product, box, request.geometry);
    const drawn = await displayed(file, product, slice, box, request, context);
    await releaseMemory(context); // of the mask
    const outfile = outputOf(file, product, slice, request);
    const bytes = await archive(product, box, places, drawn, basename(outfile, '.kmz'), request);
    writeWhole(outfile, bytes);
    if (request.keep) await unpackKmz(bytes, dirname(outfile));
    context.log.info(`wrote ${outfile}`);
    return outfile;
  });
}

/** @throws {OptionError} when the file has several rasters and none is named */
function onlySlice(file: H5Reader, product: Product, name: string | undefined): Slice {
  const main = mainDataset(product);
  const usual = listSlices(file).find((slice) => slice.name === main);
  if (name === undefined && usual !== undefined) return usual;
  const { slices } = selectSlices(file, { names: name === undefined ? undefined : [name] });
  if (slices.length === 1) return slices[0];
  throw new OptionError(
    `${product.path} has ${slices.length} rasters${name === undefined ? '' : ` named ${name}`}: one is needed.`,
    `Name it after the file, e.g. ${slices[0].name}.`,
  );
}

/** A raster in the unit it is shown in, NaN where there is nothing to see. */
interface Displayed {
  readonly values: Grid;
  readonly unit: string;
  readonly label: string;
  readonly vlim: readonly [number, number] | undefined;
}

async function displayed(
  file: H5Reader,
  product: Product,
  slice: Slice,
  box: Box,
  request: KmzRequest,
  { log }: Context,
): Promise<Displayed> {
  const sampling = { box, step: 1 };
  const attributes = datasetAttributes(file, slice.dataset);
  const stored = attributes['UNIT'] ?? '1';
  const wanted =
    request.wrap === undefined
      ? (request.unit ?? usualUnit(stored, product.fileType))
      : wrappedUnit(request.wrap, attributes['UNIT'], request.unit, product.fileType, attributes);
  const scale = displayScale(stored, wanted, attributes);
  if (scale.problem !== undefined) log.warn(scale.problem);
  const maskFile = request.mask === undefined && !request.zeroMask ? await usualMask(product) : request.mask;
  if (maskFile) log.info(`mask: ${maskFile}`);
  const mask = maskFile ? await readDrawnMask(maskFile, product, sampling) : undefined;
  const values = changeValues(readPixels(file, slice.dataset, slice.plane, sampling), {
    mask,
    zeroMask: request.zeroMask,
    scale,
    wrap: request.wrap,
  });
  const what =
    product.fileType === 'velocity' && slice.dataset === 'velocity' ? 'Mean LOS velocity' : slice.name;
  const label = `${request.colorbar?.label ?? what}${scale.unit === '1' ? '' : ` [${scale.unit}]`}`;
  return { values, unit: scale.unit, label, vlim: request.vlim ?? request.wrap };
}

function outputOf(file: H5Reader, product: Product, slice: Slice, request: KmzRequest): string {
  if (request.outfile !== undefined) return `${request.outfile.replace(/\.(kmz|kml)$/, '')}.kmz`;
  const title = figureTitle({
    path: product.path,
    fileType: product.fileType,
    main: mainDataset(product),
    numSlice: listSlices(file).length,
    slices: [slice],
    isSubset: request.window !== undefined && Object.values(request.window).some(Boolean),
    wrap: request.wrap,
  });
  return join(request.folder ?? '.', `${title}.kmz`);
}

async function archive(
  product: Product,
  box: Box,
  places: { readonly latitude: Grid; readonly longitude: Grid } | undefined,
  { values, unit, label, vlim }: Displayed,
  name: string,
  request: KmzRequest,
): Promise<Uint8Array> {
  const plot = await import('../../plot/index.ts');
  const { encodeOverlayKmz, encodePointsKmz } = await import('../../io/kmz/kmz.ts');
  const { colormap = 'jet', colorbar = {} } = request;
  const figure: MapFigure = {
    values,
    colormap,
    vlim,
    unit,
    colorbar: { label, nbins: colorbar.bins },
    frame: { kind: 'radar' },
  };
  const bar = plot.mapColorbar(figure);
  const common = {
    name,
    colorbar: await plot.renderFigure(plot.drawColorbarFigure(bar), { format: 'png', dpi: 300 }),
    colorbarCorner: colorbar.corner,
    reference: await referenceMark(product, box, places, request.reference, plot),
  };
  if (places === undefined) {
    const { overlaysOf } = await import('./google-earth-overlays.ts');
    const { size, dpi = 600, wrap } = request;
    const method = wrap === undefined ? 'mean' : 'nearest';
    const drawing = { figure, values, bar, size, dpi, method } as const;
    return encodeOverlayKmz({ ...common, overlays: await overlaysOf(product.facts.earthMap, box, drawing) });
  }
  return encodePointsKmz({
    ...common,
    ...places,
    values,
    step: request.step ?? 5,
    colors: bar.map,
    vlim: [bar.vmin, bar.vmax],
    unit,
    icon: await plot.renderFigure(plot.drawSymbol({ size: 16, fill: 'white' }), { format: 'png', dpi: 144 }),
  });
}

async function referenceMark(
  product: Product,
  box: Box,
  places: { readonly latitude: Grid; readonly longitude: Grid } | undefined,
  style: KmzRequest['reference'],
  plot: typeof import('../../plot/index.ts'),
) {
  const place = style === false ? undefined : referencePlace(product, box, places);
  if (place === undefined) return undefined;
  const { color = 'black', size = 5, shape = 'square' } = style || {};
  const symbol = plot.drawSymbol({ shape, size: 3 * size, fill: color, edge: color });
  return { ...place, icon: await plot.renderFigure(symbol, { format: 'png', dpi: 144 }) };
}

/** Leave the files of an archive beside it. */
export async function unpackKmz(bytes: Uint8Array, folder: string): Promise<void> {
  const { unzipSync } = await import('fflate');
  for (const [name, content] of Object.entries(unzipSync(bytes))) writeWhole(join(folder, name), content);
}
