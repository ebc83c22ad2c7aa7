import { join } from 'node:path';
import { closureLoops } from '../../core/closure-bias/loops.ts';
import type { Context } from '../../core/context.ts';
import { NetworkError } from '../../core/errors.ts';
import { makeProduct, readGrid, source, writeProduct } from '../../io/products/product.ts';
import { makeFolder } from '../../io/write-error.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { type ClosureBiasRequest, openClosureStack, validPixels } from './closure-stack.ts';

export interface ClosureMaskRequest extends ClosureBiasRequest {
  /** phase of the mean closure beyond which a pixel is left out, in standard deviations of random phases */
  readonly numSigma: number;
  /** amplitude below which the phase tells nothing, and the pixel stays */
  readonly epsilon: number;
}

/**
 * Pixels whose closure phases have no mean (Zheng et al. 2022): `mintsar closure_phase_bias -a mask`. Writes
 * avgCpxClosurePhase.h5 and maskClosurePhase.h5.
 *
 * With N loops, a pixel is left out when |arg z| > numSigma · π / sqrt(3 N) while |z| >= epsilon, z being the mean of
 * exp(j closure phase).
 */
export async function maskByClosure(request: ClosureMaskRequest, context: Context): Promise<void> {
  assertRequest('maskByClosure', request, context, ['stack', 'outdir']);
  const { connection, outdir, numSigma, epsilon } = request;
  const opened = await openClosureStack(request);
  const { stack, dataset, dates, attributes } = opened;
  const expected = closureLoops(dates, stack.date12, connection);
  const loops = expected.filter((loop) => loop !== undefined);
  context.log.info(
    `${loops.length} of ${expected.length} closure phases of connection ${connection} have all interferograms`,
  );
  if (loops.length === 0)
    throw new NetworkError(
      `${stack.path} has no closed loop of connection ${connection}.`,
      'Choose a smaller one with --nl.',
    );
  const planes = [...new Set(loops.flatMap(({ long, short }) => [long, ...short]))].sort((a, b) => a - b);
  const place = new Map(planes.map((pair, k) => [pair, k]));
  const placed = loops.map(({ long, short }) => ({
    long: place.get(long)!,
    short: short.map((k) => place.get(k)!),
  }));
  const valid = await validPixels(opened);
  makeFolder(outdir);
  const { length, width } = stack;
  const average = join(outdir, 'avgCpxClosurePhase.h5');
  const raster = (name: string) => ({ name, type: 'f4', shape: [length, width] }) as const;
  await makeProduct(
    average,
    {
      attributes: { ...attributes, FILE_TYPE: 'mask', DATA_TYPE: 'float32' },
      datasets: [raster('amplitude'), raster('phase')],
    },
    context,
    async (product) => {
      await runBlocks(
        {
          label: 'mean closure phase',
          length,
          width,
          inputs: { phase: source(stack.path, dataset, planes), ...(valid && { valid }) },
          outputs: { amplitude: product.sink('amplitude'), phase: product.sink('phase') },
          kernel: 'averageClosure',
          args: { loops: placed, numPlane: planes.length },
        },
        context,
      );
    },
  );
  const [amplitude, phase] = [await readGrid(average, 'amplitude'), await readGrid(average, 'phase')];
  const threshold = (numSigma * Math.PI) / Math.sqrt(3 * loops.length);
  const mask = Uint8Array.from(phase.data, (value, i) =>
    Math.abs(value) > threshold && !(amplitude.data[i] < epsilon) ? 0 : 1,
  );
  context.log.info(`pixels with a mean closure phase beyond ${threshold.toFixed(2)} rad are left out`);
  await writeProduct(
    join(outdir, 'maskClosurePhase.h5'),
    { ...attributes, FILE_TYPE: 'mask', DATA_TYPE: 'bool' },
    [{ name: 'mask', type: 'bool', shape: [length, width], values: mask }],
    context,
  );
}
