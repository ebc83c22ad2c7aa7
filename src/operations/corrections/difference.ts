import type { Context } from '../../core/context.ts';
import { decimalYear } from '../../core/dates.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import { withoutNoise } from '../../io/attributes/noise.ts';
import { type IfgramStack, readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { assertSameSize, makeLike, singleRasterAttributes } from '../../io/products/like.ts';
import { nameOfPair, nothingInCommon, pairedRasters } from '../../io/products/paired-rasters.ts';
import { type Product, source } from '../../io/products/product.ts';
import { readPixel, referencePixel, writtenOrigin } from '../../io/products/reference-pixel.ts';
import { STACK_DATASETS } from '../../io/products/stack-datasets.ts';
import { readTimeseries, referenceIndex, type Timeseries } from '../../io/products/timeseries.ts';
import { isSeries, isStack, readTypedProduct } from '../../io/products/typed-product.ts';
import { errorReference } from '../reference/error-reference.ts';
import { assertRequest } from '../request.ts';
import { subtractFromInterferogram } from './difference-interferogram.ts';
import type { DifferenceArgs } from './difference-kernel.ts';
import { difference, differenceReference, valuesAtReferenceOf } from './difference-run.ts';
import { subtractSeries } from './difference-series.ts';

export interface DifferenceRequest {
  readonly first: string;
  /** subtracted one after the other; only plain rasters take more than one */
  readonly others: readonly string[];
  readonly outfile: string;
  /** leave dates that the second series lacks as they are, instead of stopping */
  readonly force?: boolean;
  /** standard deviations (`velocityStd`) become those of the difference of independent errors, instead of a difference */
  readonly withStd?: boolean;
}

/**
 * First file minus others: `mintsar diff`. Series and stacks are brought to the reference date and pixel of the first
 * file beforehand; exact zeros (no data) stay 0.
 */
export async function subtractFiles(request: DifferenceRequest, context: Context): Promise<void> {
  assertRequest('subtractFiles', request, context, ['first', 'others[]', 'outfile']);
  if (request.first.endsWith('.unw')) return subtractFromInterferogram(request, context);
  const first = await readTypedProduct(request.first);
  const others = await Promise.all(request.others.map(readTypedProduct));
  if (others.length === 0) {
    throw new OptionError(`Nothing to subtract from ${first.path}.`, 'Name at least two files.');
  }
  for (const other of others) assertSameSize(first, other);
  if ((isSeries(first) || isStack(first)) && others.length > 1) {
    throw new OptionError(
      `${others.length} files are to be subtracted from ${first.path}, which is of type ${first.fileType}.`,
      'Subtract one at a time.',
    );
  }
  const [other] = others;
  if (request.withStd && (isSeries(first) || isStack(first))) {
    throw new OptionError(
      `${first.path} is of type ${first.fileType}, which has no standard deviations.`,
      'Leave --std out, or name velocities.',
    );
  }
  if (isSeries(first)) {
    if (other.fileType === 'velocity') return subtractVelocity(first, other, request, context);
    const series = isSeries(other) ? other : await readTimeseries(other.path); // which says what is wrong
    await subtractSeries({ ...request, first, other: series }, context);
  } else if (isStack(first)) {
    const stack = isStack(other) ? other : await readIfgramStack(other.path);
    await subtractStack(first, stack, request, context);
  } else await subtractRasters(first, others, request, context);
}

async function subtractVelocity(
  first: Timeseries,
  velocity: Product,
  { outfile }: DifferenceRequest,
  context: Context,
): Promise<void> {
  const atReference = (await valuesAtReferenceOf(first, velocity, 'velocity'))?.[0] ?? 0;
  const attributes = differenceReference(first, [velocity], context.log);
  const years = first.dates.map((date) => decimalYear(date));
  const reference = referenceIndex(first);
  const args: DifferenceArgs = {
    kind: 'velocity',
    years: years.map((year) => year - years[reference]),
    atReference,
  };
  context.log.info(`displacement at the velocity of ${velocity.path} since ${first.dates[reference]}`);
  await makeLike(outfile, first, { attributes, rasters: ['timeseries'] }, context, (product) =>
    difference(product, first, 'timeseries', [source(velocity.path, 'velocity')], args, context),
  );
}

async function subtractStack(
  first: IfgramStack,
  other: IfgramStack,
  { outfile }: DifferenceRequest,
  context: Context,
): Promise<void> {
  const differs = first.date12.findIndex((date12, k) => date12 !== other.date12[k]);
  if (differs >= 0 || first.date12.length !== other.date12.length) {
    throw new ShapeError(
      `${other.path} does not hold the same ${first.date12.length} interferograms as ${first.path}.`,
      'Load both stacks from the same pairs.',
    );
  }
  const dataset = STACK_DATASETS.find((name) => first.datasets.has(name) && other.datasets.has(name));
  if (dataset === undefined) throw nothingInCommon(first, other);
  const isPhase = dataset.startsWith('unwrapPhase');
  const ownReference = async (stack: Product) => {
    const pixel = isPhase ? referencePixel(stack) : undefined;
    return pixel === undefined
      ? new Float64Array(first.date12.length)
      : readPixel(stack.path, dataset, pixel);
  };
  const [mine, theirs] = [await ownReference(first), await ownReference(other)];
  const origins = await Promise.all(
    [first, other].map((stack) => (isPhase ? writtenOrigin(stack, dataset) : undefined)),
  );
  const args: DifferenceArgs = {
    kind: 'stack',
    offsets: mine.map((phase, k) => phase - theirs[k]),
    origins: [origins[0], origins[1]],
  };
  context.log.info(`difference of ${dataset}`);
  await makeLike(outfile, first, { rasters: [dataset] }, context, (product) =>
    difference(product, first, dataset, [source(other.path, dataset)], args, context),
  );
}

async function subtractRasters(
  first: Product,
  others: readonly Product[],
  { outfile, withStd = false }: DifferenceRequest,
  context: Context,
): Promise<void> {
  const pairs = pairedRasters(first, others);
  const rasters = pairs.map(({ name }) => name);
  const isStd = (name: string) => withStd && name.endsWith('Std') && rasters.includes(name.slice(0, -3));
  assertStd(first, others, rasters, withStd, context);
  context.log.info(`difference of ${pairs.map(({ name, theirs }) => nameOfPair(name, theirs)).join(', ')}`);
  const isOfVelocity = rasters.includes('velocity');
  const attributes = singleRasterAttributes(
    isOfVelocity ? withoutNoise(differenceReference(first, others, context.log)) : first.attributes,
  );
  await makeLike(outfile, first, { attributes, rasters }, context, async (product) => {
    for (const { name, theirs } of pairs) {
      const isVelocity = name === 'velocity' || (name === 'velocityStd' && isStd(name));
      const atReference = await Promise.all(
        others.map((other, n) => (isVelocity ? valuesAtReferenceOf(first, other, theirs[n]) : undefined)),
      );
      const sources = others.map((other, n) => source(other.path, theirs[n]));
      const origin = referencePixel(first);
      const referenceOf = (other: Product, n: number) =>
        atReference[n] && origin && errorReference(other, theirs[n], origin, context);
      const args: DifferenceArgs = isStd(name)
        ? {
            kind: 'std',
            references: await Promise.all(others.map(referenceOf)),
            origin,
            origins: others.map(referencePixel),
          }
        : { kind: 'plain', atReference: atReference.map((values) => values?.[0] ?? 0) };
      await difference(product, first, name, sources, args, context);
    }
  });
}

/** Standard deviations of velocities that are not in all files: none in the difference, which is told. */
function assertStd(
  first: Product,
  others: readonly Product[],
  rasters: readonly string[],
  withStd: boolean,
  { log }: Context,
): void {
  const files = [first, ...others];
  if (!withStd && !files.every(({ datasets }) => datasets.has('velocity'))) return;
  const name = 'velocityStd';
  const lacking = files.filter(({ datasets }) => !datasets.has(name)).map(({ path }) => path);
  if (lacking.length === 0 && rasters.includes('velocity')) return;
  if (withStd)
    throw new FileError(
      `${lacking.join(' and ') || first.path} has no standard deviations of a velocity (${name} beside velocity).`,
      'Leave --std out, or name velocities as timeseries2velocity writes them.',
    );
  if (lacking.length < files.length)
    log.warn(`no ${name} in the difference: ${lacking.join(' and ')} has none`);
}
