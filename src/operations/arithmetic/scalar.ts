import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { whileLocked } from '../../io/files/output.ts';
import { h5Attributes, isRaster, makeLike, singleRasterAttributes } from '../../io/products/like.ts';
import { readProduct, source } from '../../io/products/product.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { Operator, ScalarArgs } from './scalar-kernel.ts';

export interface ScalarRequest {
  readonly file: string;
  readonly operator: Operator;
  readonly operand: number;
  /** may be the file itself */
  readonly outfile: string;
}

/**
 * Add, subtract, multiply, divide every raster of a file by a number, or raise it to a power: `mintsar image_math`. The
 * result is float32.
 * @throws {OptionError} for a number with which nothing is left
 */
export async function calculateWithNumber(request: ScalarRequest, context: Context): Promise<void> {
  assertRequest('calculateWithNumber', request, context, ['file', 'outfile']);
  const { file, operator, operand, outfile } = request;
  if (!['+', '-', '*', '/', '^'].includes(operator))
    throw new OptionError(`${operator} is no operator.`, 'Choose one of + - * / ^.');
  if (!Number.isFinite(operand) || (operator === '/' && operand === 0))
    throw new OptionError(
      `${operator} ${operand} leaves no value of ${file}.`,
      operator === '/' ? 'Divide by another number.' : 'Give a finite number.',
    );
  await whileLocked([outfile], context, async (locked) => {
    const product = await readProduct(file);
    const { length, width } = product;
    const rasters = [...product.datasets.values()].filter((info) => isRaster(product, info));
    const attributes = singleRasterAttributes(h5Attributes(product));
    const args: ScalarArgs = { operator, operand };
    await makeLike(outfile, product, { attributes, typeOf: () => 'f4' }, locked, async (target) => {
      for (const { name } of rasters) {
        await runBlocks(
          {
            label: `${name} ${operator} ${operand}`,
            length,
            width,
            inputs: { values: source(file, name) },
            outputs: { values: target.sink(name) },
            kernel: 'scalar',
            args,
          },
          locked,
        );
      }
    });
  });
}
