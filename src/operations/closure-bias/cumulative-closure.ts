import { join } from 'node:path';
import { withHalo } from '../../core/block.ts';
import { CLOSURE_HALO, closuresAt } from '../../core/closure-bias/closure-filter.ts';
import { completeLoops } from '../../core/closure-bias/loops.ts';
import type { Context } from '../../core/context.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { makeProduct, type Product, source, writeProduct } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { type Pixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { timeseriesLayout } from '../../io/products/timeseries.ts';
import { makeFolder } from '../../io/write-error.ts';
import { runBlocks } from '../engine.ts';
import type { ClosureStack } from './closure-stack.ts';

/**
 * Cumulative closure phase of one connection (`closurePhase/conn{n}/cumSeqClosurePhase.h5`), rad per interferogram: closure
 * phases filtered, relative to the reference pixel, summed up over the dates. A file that is newer than the stack stays.
 * @returns the file
 */
export async function cumulativeClosure(
  { stack, dataset, dates, attributes }: ClosureStack,
  connection: number,
  outdir: string,
  context: Context,
): Promise<string> {
  const folder = join(outdir, 'closurePhase', `conn${connection}`);
  const outfile = join(folder, 'cumSeqClosurePhase.h5');
  if (await isMadeBy(outfile, { from: [{ stack, dataset }] })) {
    context.log.info(`${outfile} is up to date`);
    return outfile;
  }
  const complete = completeLoops(dates, stack.date12, connection);
  makeFolder(folder);
  const { length, width } = stack;
  const planes = [...new Set(complete.flatMap(({ long, short }) => [long, ...short]))].sort((i, j) => i - j);
  const place = new Map(planes.map((pair, k) => [pair, k]));
  const loops = complete.map(({ long, short }) => ({
    long: place.get(long)!,
    short: short.map((k) => place.get(k)!),
  }));
  const reference = referencePixel(stack);
  const atReference =
    reference === undefined
      ? loops.map(() => 0)
      : closuresAt(loops, ...(await phaseAround(stack, dataset, planes, reference)));
  const layout = {
    attributes: { ...attributes, FILE_TYPE: 'timeseries', UNIT: 'radian', DATA_TYPE: 'float32' },
    datasets: timeseriesLayout(dates, length, width, false),
  };
  await makeProduct(outfile, layout, context, async (product) => {
    product.writer.write('date', [...dates]);
    const jumps = await runBlocks(
      {
        label: `closure phases of connection ${connection}`,
        length,
        width,
        inputs: { phase: { ...source(stack.path, dataset, planes), halo: CLOSURE_HALO } },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: 'accumulateClosure',
        args: { loops, numPlane: planes.length, connection, length, atReference },
        workspace: 8,
      },
      context,
    );
    const wrapped = loops.filter((_, i) => jumps.some((row) => row[i] > 0)).length;
    if (wrapped > 0)
      context.log.warn(
        `${wrapped} of ${loops.length} closure phases of connection ${connection} jump by more than half a cycle somewhere: there they are wrapped, and the bias is too small`,
      );
  });
  await writeProduct(
    join(folder, 'maskConnComp.h5'),
    { ...attributes, FILE_TYPE: 'mask', DATA_TYPE: 'bool' },
    [{ name: 'mask', type: 'bool', shape: [length, width], values: new Uint8Array(length * width).fill(1) }],
    context,
  );
  return outfile;
}

/** Phases of the pixels that the smoothed phase of one depends on. */
async function phaseAround(
  { path, length, width }: Product,
  dataset: string,
  planes: readonly number[],
  { y, x }: Pixel,
): Promise<[phase: Float32Array, place: Parameters<typeof closuresAt>[2]]> {
  const { y0, y1 } = withHalo({ y0: y, y1: y + 1 }, CLOSURE_HALO, length);
  const { y0: x0, y1: x1 } = withHalo({ y0: x, y1: x + 1 }, CLOSURE_HALO, width);
  const [rows, columns] = [y1 - y0, x1 - x0];
  const phase = new Float32Array(planes.length * rows * columns);
  await withProduct(path, (file) => {
    planes.forEach((plane, k) => {
      const values = file.read(dataset, { start: [plane, y0, x0], count: [1, rows, columns] });
      phase.set(values as ArrayLike<number>, k * rows * columns);
    });
  });
  return [phase, { rows, columns, y: y - y0, x: x - x0 }];
}
