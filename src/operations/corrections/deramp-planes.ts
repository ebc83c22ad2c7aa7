import type { BlockSink, BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { RampError, type RampFit } from '../../core/terrain/ramp.ts';
import type { RampType } from '../../core/terrain/ramp-type.ts';
import { readMask } from '../../io/products/product.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import { runPlanes } from '../engine.ts';
import type { DerampArgs } from './deramp-kernel.ts';

export interface PlanesWork {
  /** path and dataset of [numPlane, length, width] or [length, width] */
  readonly data: BlockSource;
  readonly numPlane: number;
  readonly length: number;
  readonly width: number;
  /** file and dataset of the pixels that determine the ramp; all when left out */
  readonly mask?: BlockSource;
  readonly type: RampType;
  /** pixel where the removed ramp is 0 */
  readonly reference?: Pixel;
  /** where the result goes, of the same shape as `data` */
  readonly sink: BlockSink;
}

/**
 * Fit a ramp to every plane (date, interferogram) of a dataset and subtract it, each plane on its own.
 *
 * @returns the ramps, flat for planes of zeros; undefined for planes without any value, which stay as they are
 * @throws {RampError} when no plane has any valid pixel
 */
export async function derampPlanes(
  { data, numPlane, length, width, mask, type, reference, sink }: PlanesWork,
  context: Context,
): Promise<(RampFit | undefined)[]> {
  const args: DerampArgs = {
    size: { length, width },
    type,
    mask: mask && (await readMask(mask.path, mask.dataset)).data,
    reference,
  };
  const fits = await runPlanes(
    {
      label: 'removing ramps',
      length,
      width,
      planes: Array.from({ length: numPlane }, (_, k) => k),
      inputs: { data },
      outputs: { data: sink },
      kernel: 'deramp',
      args,
      workspace: 3, // the mask, and its samples twice
    },
    context,
  );
  if (fits.some((fit) => fit !== undefined && fit.numSample > 0)) return fits;
  throw new RampError(
    `There is no valid pixel to estimate a ramp of ${data.path} from.`,
    mask === undefined
      ? 'The data are 0 or NaN everywhere.'
      : `Check the mask ${mask.path}; --mask no uses all pixels.`,
  );
}
