import { basename, dirname, extname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { assertDistinct } from '../../flags/distinct-files.ts';
import { mapCrs } from '../../io/attributes/crs.ts';
import { makeRawFile } from '../../io/files/raw-output.ts';
import type { TiffRaster } from '../../io/geotiff/fields.ts';
import { plainTiff } from '../../io/geotiff/plain.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { mainDataset, readProduct, source } from '../../io/products/product.ts';
import { enviHeaderText } from '../../io/raster/envi-text.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { assertGeocoded, type ChosenRaster, chooseRasters } from './chosen-rasters.ts';
import { writeCog } from './cog.ts';
import type { CogArgs } from './cog-tiles-kernel.ts';
import { extensionOf, type GdalFormat, gdalFormat } from './gdal-formats.ts';
import { rasterDescription, rasterMetadata } from './raster-words.ts';
import { exportedType } from './value-rules.ts';

export interface GdalRequest {
  /** geocoded */
  readonly file: string;
  /** slice, date, pair of dates or dataset; all dates of a series, else the raster the file is about, when left out */
  readonly dataset?: string;
  /** of several rasters each gets its date at the end of the name; by the figure's title in `folder` when left out */
  readonly outfile?: string;
  readonly folder?: string;
  /** its zeros become no data */
  readonly mask?: string | null;
  /** 0 is no data */
  readonly zeroMask?: boolean;
  /** GDAL's name of the format; GeoTIFF when left out */
  readonly format?: string;
}

/** Everything about the values of an export but their type: sources and rules. */
type Values = Omit<CogArgs, 'numLevel' | 'ownLevels' | 'type'>;

/**
 * Write rasters of a geocoded file in a format that GIS programs read: `mintsar save_gdal`. Every raster becomes a file
 * with place, coordinate system, unit, dates and no-data value.
 *
 * @returns the files written
 * @throws {UnsupportedError} for radar coordinates, and formats that are not written, naming what to use instead
 */
export async function saveGdal(request: GdalRequest, context: Context): Promise<string[]> {
  assertRequest('saveGdal', request, context, ['file']);
  const format = gdalFormat(request.format ?? 'GTiff');
  const { product, rasters } = await chooseRasters(request.file, request.dataset);
  assertGeocoded(product, 'save_gdal');
  const masking = request.mask ? await readProduct(request.mask) : undefined;
  if (masking !== undefined) assertSameSize(product, masking);
  const outfiles = rasters.map((raster) => outputOf(raster, format, rasters.length > 1, request));
  assertDistinct(outfiles, [request.file, request.mask]);
  const crs = mapCrs(product.attributes);
  if (crs.epsg === undefined)
    context.log.warn(
      `${product.path} is in metres of a projection without a code (EPSG, UTM_ZONE): the output has none either`,
    );
  const blanks = masking !== undefined || request.zeroMask === true;
  for (const [k, raster] of rasters.entries()) {
    const type = exportedType(raster.type, blanks);
    const image: TiffRaster = {
      grid: product.facts.map,
      crs,
      type,
      description: rasterDescription(raster),
      unit: raster.unit,
      noData: type.startsWith('f') ? Number.NaN : product.facts.noDataValue,
      metadata: rasterMetadata(raster),
    };
    const values: Values = {
      values: raster.values,
      minus: raster.minus,
      mask: masking && source(masking.path, mainDataset(masking)),
      zeroIsNoData: request.zeroMask,
    };
    if (format === 'COG') await writeCog(outfiles[k], image, values, raster.chunkShape, context);
    else await WRITERS[format](outfiles[k], image, values, context);
    if (rasters.length > 1) context.progress('writing rasters', k + 1, rasters.length);
  }
  return outfiles;
}

const WRITERS: Readonly<
  Record<
    Exclude<GdalFormat, 'COG'>,
    (path: string, image: TiffRaster, values: Values, context: Context) => Promise<void>
  >
> = {
  async GTiff(path, image, values, context) {
    const { head, address, size } = plainTiff(image);
    await makeRawFile(path, size, async (output) => {
      output.write(head, 0);
      await writeRows(image, values, output.sink(address, image.type), context);
    });
    context.log.info(`wrote ${path}`);
  },
  async ENVI(path, image, values, context) {
    const header = enviHeaderText(image);
    const { length, width } = image.grid;
    await makeRawFile(path, length * width * typeSize(image.type), (output) =>
      writeRows(image, values, output.sink(0, image.type), context),
    );
    const headerPath = join(dirname(path), `${basename(path, extname(path))}.hdr`);
    writeWhole(headerPath, header);
    context.log.info(`wrote ${path} and ${basename(headerPath)}`);
  },
};

async function writeRows(
  { grid: { length, width }, type }: TiffRaster,
  { values, minus, mask, ...rules }: Values,
  sink: Parameters<typeof runBlocks<'exportRows'>>[0]['outputs']['values'],
  context: Context,
): Promise<void> {
  const inputs = { values, ...(minus && { minus }), ...(mask && { mask }) };
  await runBlocks(
    {
      label: 'writing',
      length,
      width,
      inputs,
      outputs: { values: sink },
      kernel: 'exportRows',
      args: { ...rules, type },
    },
    context,
  );
}

function outputOf(
  raster: ChosenRaster,
  format: GdalFormat,
  isOneOfMany: boolean,
  request: GdalRequest,
): string {
  const { outfile, folder = '.' } = request;
  if (outfile === undefined) return join(folder, raster.title + extensionOf(format));
  if (!isOneOfMany) return outfile;
  const extension = extname(outfile);
  return `${outfile.slice(0, outfile.length - extension.length)}_${raster.label}${extension}`;
}
