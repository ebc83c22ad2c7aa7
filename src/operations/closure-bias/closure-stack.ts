import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BlockSource } from '../../core/block-io.ts';
import { temporalBaselines } from '../../core/dates.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { type IfgramStack, readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { mainDataset, readProduct, source } from '../../io/products/product.ts';

export interface ClosureBiasRequest {
  readonly stack: string;
  /** file of pixels on land (1 = land) */
  readonly waterMask?: string;
  /** connection that counts as free of bias */
  readonly connection: number;
  /** folder of the results */
  readonly outdir: string;
}

/** A stack whose closure phases are looked at. */
export interface ClosureStack {
  readonly stack: IfgramStack;
  /** phase that is used: wrapped where it is there */
  readonly dataset: string;
  /** of interferograms in use, in order */
  readonly dates: readonly string[];
  readonly days: readonly number[];
  readonly attributes: Attributes;
  /** pixels on land */
  readonly water: BlockSource | undefined;
}

/** @throws {FileError} for a stack without phase @throws {OptionError} for levels that it does not have */
export async function openClosureStack({
  stack: path,
  waterMask,
  connection,
}: ClosureBiasRequest): Promise<ClosureStack> {
  const stack = await readIfgramStack(path);
  const dataset = ['wrapPhase', 'unwrapPhase'].find((name) => stack.datasets.has(name));
  if (dataset === undefined)
    throw new FileError(`${path} has neither wrapPhase nor unwrapPhase.`, 'Give a stack of interferograms.');
  const dates = [...new Set(stack.kept.flatMap((k) => stack.date12[k].split('_')))].sort();
  if (!(connection >= 2 && connection < dates.length))
    throw new OptionError(
      `Connection ${connection} (--nl) is none of ${dates.length} dates.`,
      `Give a number from 2 to ${dates.length - 1}.`,
    );
  let water: BlockSource | undefined;
  if (waterMask !== undefined) {
    const product = await readProduct(waterMask);
    assertSameSize(stack, product);
    water = source(waterMask, mainDataset(product));
  }
  const attributes = { ...stack.attributes, START_DATE: dates[0], END_DATE: dates.at(-1)! };
  return { stack, dataset, dates, days: Array.from(temporalBaselines(dates)), attributes, water };
}

/** Where there is data: the incidence angle beside the stack, else land. */
export async function validPixels({ stack, water }: ClosureStack): Promise<BlockSource | undefined> {
  for (const name of ['geometryRadar.h5', 'geometryGeo.h5']) {
    const path = join(dirname(stack.path), name);
    if (!existsSync(path)) continue;
    const geometry = await readProduct(path);
    if (!geometry.datasets.has('incidenceAngle')) continue;
    assertSameSize(stack, geometry);
    return source(path, 'incidenceAngle');
  }
  return water;
}
