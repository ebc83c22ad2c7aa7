import { basename, dirname, extname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { shortDate } from '../../core/dates.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { assertDistinct } from '../../flags/distinct-files.ts';
import { withReference } from '../../io/attributes/reference.ts';
import { makeRawFile } from '../../io/files/raw-output.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import type { Attributes, H5Type } from '../../io/hdf5/types.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { mainDataset, readProduct, source } from '../../io/products/product.ts';
import { formatRsc } from '../../io/raster/rsc.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { type Chosen, type ChosenRaster, isDated } from './chosen-rasters.ts';
import { chooseObservation, datesOfVelocity, phaseScale } from './observed-phase.ts';
import { type ChosenReference, exportReference, valueAt } from './reference-value.ts';

export interface RoipacRequest {
  readonly file: string;
  /** raster of it; the last date of a series when left out */
  readonly dataset?: string;
  /** by default, for series and stacks: dates, in `folder`; for other files: beside them */
  readonly outfile?: string;
  readonly folder?: string;
  /** pixels that are 0 in any of them become no data */
  readonly masks?: readonly string[];
  /** values become relative to this pixel */
  readonly reference?: ChosenReference;
  /** keep attributes that are no ROI_PAC keywords */
  readonly keepAllMetadata?: boolean;
}

/** How the values of a kind of file lie. */
interface RoipacFormat {
  readonly type: H5Type;
  readonly bands: 1 | 2;
}

const FORMATS: Readonly<Record<string, RoipacFormat>> = {
  '.unw': { type: 'f4', bands: 2 },
  '.cor': { type: 'f4', bands: 2 },
  '.hgt': { type: 'f4', bands: 2 },
  '.dem': { type: 'i2', bands: 1 },
  '.msk': { type: 'i1', bands: 1 },
  '.flt': { type: 'f4', bands: 1 },
};

/**
 * Write a raster as ROI_PAC keeps them: a flat file with a `.rsc` sheet. Displacement and velocity become phase, heights
 * of a map whole metres. `mintsar save_roipac`.
 *
 * @returns the file written
 * @throws {OptionError} for a stack without a name, and a place without a map
 */
export async function saveRoipac(request: RoipacRequest, context: Context): Promise<string> {
  assertRequest('saveRoipac', request, context, ['file']);
  const chosen = await chooseObservation(request.file, request.dataset);
  const { product, raster } = chosen;
  const masks = await Promise.all((request.masks ?? []).map(readProduct));
  for (const mask of masks) assertSameSize(product, mask);
  const scale = phaseScale(chosen);
  const usual = scale === undefined ? extensionFor(chosen) : '.unw';
  const outfile = request.outfile ?? defaultPath(chosen, usual, request.folder ?? '.');
  assertDistinct([outfile, `${outfile}.rsc`], [request.file, ...(request.masks ?? [])]);
  const format = FORMATS[extname(outfile)] ?? FORMATS[usual];
  const pixel = await exportReference(product, raster, request.reference);
  const offset = pixel === undefined ? 0 : await valueAt(raster, pixel);
  if (scale !== undefined) context.log.info(scale.words);
  const { length, width } = product;
  const planes = Object.fromEntries(
    masks.map((mask, k) => [`mask${k}`, source(mask.path, mainDataset(mask))] as const),
  );
  await makeRawFile(outfile, length * width * typeSize(format.type) * format.bands, async (output) => {
    await runBlocks(
      {
        label: 'writing',
        length,
        width,
        inputs: { values: raster.values, ...(raster.minus && { minus: raster.minus }), ...planes },
        // Two bands by line are rows of twice the bytes.
        outputs: { values: output.sink(0, format.bands === 2 ? 'f8' : format.type) },
        kernel: 'exportRows',
        args: {
          type: format.type === 'f4' ? 'f4' : format.type,
          rowsTwice: format.bands === 2,
          offset,
          keepsZero: product.fileType === 'ifgramStack',
          factors: scale?.factors,
        },
      },
      context,
    );
  });
  const attributes = pixel === undefined ? product.attributes : withReference(product.attributes, pixel);
  const sheet = sheetAttributes(attributes, raster, request.keepAllMetadata ?? false);
  writeWhole(
    `${outfile}.rsc`,
    formatRsc({
      ...sheet,
      FILE_TYPE: extname(outfile) in FORMATS ? extname(outfile) : usual,
      FILE_PATH: request.file,
      BANDS: String(format.bands),
      DATA_TYPE: { f4: 'float32', i2: 'int16', i1: 'int8' }[format.type as 'f4' | 'i2' | 'i1'],
      INTERLEAVE: 'BIL',
      PROCESSOR: 'roipac',
      ...(scale !== undefined && { UNIT: 'radian' }),
      ...(await baselineOf(chosen)),
    }),
  );
  context.log.info(`wrote ${outfile} and ${basename(outfile)}.rsc`);
  return outfile;
}

/** What a raster that is no displacement is called. */
function extensionFor({ product, raster }: Pick<Chosen, 'product'> & { raster: ChosenRaster }): string {
  const name = raster.dataset.replace(/^.*\//, '');
  if (/^unwrapPhase/.test(name) || name === 'phase') return '.unw';
  if (/coherence|Coherence|Coh$/.test(name)) return '.cor';
  if (name === 'height') return product.facts.isGeocoded ? '.dem' : '.hgt';
  return raster.type === 'bool' || /mask$/i.test(name) ? '.msk' : '.flt';
}

/** Series and stacks: dates, in `folder`; velocity: its period, other files: their own name, beside the input. */
function defaultPath(
  { product, raster }: Pick<Chosen, 'product'> & { raster: ChosenRaster },
  extension: string,
  folder: string,
): string {
  const beside = dirname(product.path);
  if (isDated(product.fileType) || product.fileType === 'ifgramStack') {
    const isPlain = extension === '.unw' || product.fileType === 'ifgramStack';
    const name = (isPlain ? raster.label : undefined) ?? raster.title.replace(/^geo_/, '');
    return join(folder, `${product.facts.isGeocoded ? 'geo_' : ''}${name}${extension}`);
  }
  const period = raster.dataset === 'velocity' ? datesOfVelocity(raster.attributes)?.join('_') : undefined;
  if (period !== undefined) return join(beside, `${period}${extension}`);
  // Of a file with several quantities, those that are not what it is about go by their own name.
  const isMain = raster.dataset === mainDataset(product) || raster.dataset === 'height';
  return join(beside, `${isMain ? basename(product.path, extname(product.path)) : raster.title}${extension}`);
}

/** Attributes of the sheet: ROI_PAC's keywords are in capitals. */
function sheetAttributes(attributes: Attributes, { label }: ChosenRaster, keepsAll: boolean): Attributes {
  const kept = Object.entries(attributes).filter(
    ([key]) => keepsAll || (key === key.toUpperCase() && /[A-Z]/.test(key) && !key.startsWith('SUBSET_')),
  );
  const dates = /^\d{8}.*_\d{8}/.test(label ?? '')
    ? label!.split('_').map((date) => shortDate(date.slice(0, 8)))
    : undefined;
  return {
    ...Object.fromEntries(kept),
    ...(dates && { DATE: dates[0], DATE12: dates.join('-') }),
  };
}

/** Of an interferogram of a stack: its own perpendicular baseline, not that of the first one. */
async function baselineOf({
  product,
  raster,
}: Pick<Chosen, 'product'> & { raster: ChosenRaster }): Promise<Attributes> {
  const [k] = raster.values.planes ?? [];
  if (product.fileType !== 'ifgramStack' || k === undefined || !product.datasets.has('bperp')) return {};
  const bperp = await withProduct(product.path, (file) => (file.read('bperp') as Float32Array)[k]);
  const text = pythonFloat(Number(bperp.toPrecision(7))); // what float32 holds
  return { P_BASELINE_TOP_HDR: text, P_BASELINE_BOTTOM_HDR: text };
}
