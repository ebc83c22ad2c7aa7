import { basename, dirname, extname, join } from 'node:path';
import { derampFingerprint } from '../../config/fingerprint.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { type RampFit, rampCoefficients } from '../../core/terrain/ramp.ts';
import { RAMP_TYPES, type RampType } from '../../core/terrain/ramp-type.ts';
import { sinkOf } from '../../io/block-store.ts';
import { addToH5, type H5Edit } from '../../io/hdf5/file.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import type { IfgramStack } from '../../io/products/ifgram-stack.ts';
import { assertSameSize, makeLike, singleRasterAttributes } from '../../io/products/like.ts';
import { mainDataset, type Product, readProduct, source } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { STACK_DATASETS } from '../../io/products/stack-datasets.ts';
import { keepingNotes } from '../../io/products/stack-notes.ts';
import { isSeries, isStack, readTypedProduct, type TypedProduct } from '../../io/products/typed-product.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { assertRequest } from '../request.ts';
import { derampPlanes, type PlanesWork } from './deramp-planes.ts';

export interface DerampRequest {
  /** time series, interferogram stack, or a file with one raster such as velocity.h5 */
  readonly file: string;
  readonly type: RampType;
  /** file of the pixels that determine the ramp; null = all pixels with data */
  readonly mask: string | null;
  /** how the mask is named in the attributes; its base name when left out */
  readonly maskName?: string;
  /** dataset of a stack, or of a file with several rasters */
  readonly dataset?: string;
  /** not for stacks, which get a dataset `{dataset}_ramp` */
  readonly outfile?: string;
  /** text file for the coefficients */
  readonly coefficients?: string;
  /** leave the output alone when it is newer than its inputs and was made with the same options */
  readonly update?: boolean;
  /** note at the dataset that a ramp is gone, not at the file: for intermediate files, which are no step of a series */
  readonly isIntermediate?: boolean;
}

/** Subtract a ramp from every date, interferogram or raster of a file: `mintsar remove_ramp`. */
export async function deramp(request: DerampRequest, context: Context): Promise<void> {
  assertRequest('deramp', request, context, ['file']);
  const { type, mask, outfile } = request;
  if (!RAMP_TYPES.includes(type)) {
    throw new OptionError(`Unknown ramp "${type}".`, `Choose one of ${RAMP_TYPES.join(', ')}.`);
  }
  const product = await readTypedProduct(request.file);
  const maskProduct = mask === null ? undefined : await readProduct(mask);
  if (maskProduct !== undefined) assertSameSize(product, maskProduct);
  if (!isStack(product) && outfile === undefined)
    throw new OptionError(`No output file for ${product.path}.`, 'Give --outfile.');
  const fingerprint = derampFingerprint(type, mask === null ? null : (request.maskName ?? basename(mask)));
  const inputs = mask === null ? [product.path] : [product.path, mask];
  const recipe = request.isIntermediate
    ? { from: inputs, holds: (file: H5Reader) => isNoted(file, fingerprint) }
    : { from: inputs, attributes: fingerprint };
  if (request.update && outfile !== undefined && (await isMadeBy(outfile, recipe))) {
    context.log.info(`${outfile} is up to date`);
    return;
  }
  const of = mask === null ? 'all pixels with data' : mask;
  context.log.info(`remove a ramp of type ${type} from ${product.path}, fitted to ${of}`);
  const job: RampJob = {
    ...request,
    fingerprint,
    pixels: maskProduct && source(maskProduct.path, mainDataset(maskProduct)),
  };
  const fits = isStack(product)
    ? await derampStack(product, job, context)
    : await derampFile(product, outfile!, job, context);
  if (request.coefficients !== undefined) writeCoefficients(request.coefficients, fits, type, context);
}

/** Whether a dataset tells of the same ramp, fitted to the same pixels. */
function isNoted(file: H5Reader, fingerprint: Readonly<Record<string, string>>): boolean {
  return [...file.datasets.values()].some(({ attributes }) =>
    Object.entries(fingerprint).every(([key, value]) => attributes[key] === value),
  );
}

interface RampJob extends DerampRequest {
  readonly fingerprint: Readonly<Record<string, string>>;
  /** where the ramp is fitted; all pixels with data unless given */
  readonly pixels: BlockSource | undefined;
}

/** A ramp and the date, pair or dataset it belongs to. */
interface NamedFit {
  readonly name: string;
  readonly fit: RampFit | undefined;
}

async function derampFile(
  product: TypedProduct,
  outfile: string,
  request: RampJob,
  context: Context,
): Promise<NamedFit[]> {
  const series = isSeries(product) ? product : undefined;
  const dataset = request.dataset ?? (series ? 'timeseries' : mainDataset(product));
  const names = series?.dates ?? [dataset];
  const info = requireDataset(product, dataset);
  if (info.shape.length !== (series ? 3 : 2)) {
    throw new FileError(
      `${product.path}:${dataset} has the shape ${info.shape.join(' x ')}.`,
      'Ramps are removed from time series, stacks and single rasters.',
    );
  }
  const own = series ? product.attributes : singleRasterAttributes(product.attributes);
  const attributes = request.isIntermediate ? own : { ...own, ...request.fingerprint };
  const noteOf = request.isIntermediate ? () => request.fingerprint : undefined;
  let fits: (RampFit | undefined)[] = [];
  await makeLike(outfile, product, { attributes, noteOf, rasters: [dataset] }, context, async (target) => {
    fits = await derampPlanes(
      planesWork(product, dataset, names.length, request, target.sink(dataset)),
      context,
    );
  });
  return report(names, fits, context);
}

async function derampStack(stack: IfgramStack, request: RampJob, context: Context): Promise<NamedFit[]> {
  const dataset = request.dataset ?? STACK_DATASETS.find((name) => stack.datasets.has(name)) ?? 'unwrapPhase';
  const { type, shape } = requireDataset(stack, dataset);
  const name = `${dataset}_ramp`;
  const edit: H5Edit = {
    attributes: (old) => ({ ...old, ...request.fingerprint }),
    datasets: [{ name, type, shape, attributes: { MODIFICATION_TIME: String(Date.now() / 1000) } }],
  };
  let fits: (RampFit | undefined)[] = [];
  await keepingNotes(stack.path, () =>
    addToH5(stack.path, edit, async (writer) => {
      const sink = sinkOf(writer, name, shape[0], type);
      fits = await derampPlanes(planesWork(stack, dataset, shape[0], request, sink), context);
    }),
  );
  context.log.info(`added ${name} to ${stack.path}`);
  return report(stack.date12, fits, context);
}

function requireDataset(product: Product, name: string) {
  const info = product.datasets.get(name);
  if (info !== undefined && info.type === 'f4') return info;
  throw new FileError(
    info === undefined
      ? `${product.path} has no dataset ${name}.`
      : `${product.path}:${name} holds ${info.type} values; ramps are removed from float32 only.`,
    `It has: ${[...product.datasets.keys()].join(', ')}.`,
  );
}

function planesWork(
  product: Product,
  dataset: string,
  numPlane: number,
  { pixels, type }: RampJob,
  sink: PlanesWork['sink'],
): PlanesWork {
  return {
    data: source(product.path, dataset),
    numPlane,
    length: product.length,
    width: product.width,
    mask: pixels,
    type,
    reference: referencePixel(product),
    sink,
  };
}

function report(
  names: readonly string[],
  fits: readonly (RampFit | undefined)[],
  { log }: Context,
): NamedFit[] {
  const without = names.filter((_, k) => fits[k] === undefined);
  if (without.length > 0) log.info(`no valid pixel, so left as they are: ${without.join(', ')}`);
  return names.map((name, k) => ({ name, fit: fits[k] }));
}

/** One line per ramp: its name and its coefficients for pixel indices, in the order [y² x² xy y x 1]; nan without data. */
function writeCoefficients(path: string, fits: readonly NamedFit[], type: RampType, { log }: Context): void {
  const lines = fits.map(({ name, fit }) => {
    const values = fit === undefined ? [] : [...rampCoefficients(fit)];
    return [name, ...(fit === undefined ? ['nan'] : values.map(String))].join('\t');
  });
  writeWhole(path, `# coefficients of the ramp ${type}\n${lines.join('\n')}\n`);
  log.info(`wrote ${path}`);
}

/** `rampCoeff_{base}.txt` beside the file. */
export function coefficientsFile(file: string): string {
  return join(dirname(file), `rampCoeff_${basename(file, extname(file))}.txt`);
}
