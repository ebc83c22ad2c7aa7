import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { completeLoops } from '../../core/closure-bias/loops.ts';
import type { Context } from '../../core/context.ts';
import { makeProduct, source, writeProduct } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { timeseriesLayout } from '../../io/products/timeseries.ts';
import { makeFolder } from '../../io/write-error.ts';
import { runBlocks, runPlanes } from '../engine.ts';
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
  const loops = completeLoops(dates, stack.date12, connection);
  makeFolder(folder);
  const { length, width } = stack;
  const filtered = join(folder, 'filtClosurePhase.h5');
  const shape = [loops.length, length, width];
  const short = Array.from({ length: connection }, (_, k) => [
    `short${k}`,
    source(
      stack.path,
      dataset,
      loops.map((loop) => loop.short[k]),
    ),
  ]);
  await makeProduct(
    filtered,
    {
      attributes: { ...attributes, FILE_TYPE: 'closure' },
      datasets: [{ name: 'closure', type: 'f4', shape }],
    },
    context,
    async (product) => {
      const jumps = await runPlanes(
        {
          label: `closure phases of connection ${connection}`,
          length,
          width,
          planes: loops.map((_, i) => i),
          inputs: {
            long: source(
              stack.path,
              dataset,
              loops.map(({ long }) => long),
            ),
            ...Object.fromEntries(short),
          },
          outputs: { closure: product.sink('closure') },
          kernel: 'filterClosure',
          args: { reference: referencePixel(stack) },
          workspace: 56,
        },
        context,
      );
      const wrapped = jumps.filter((count) => count > 0).length;
      if (wrapped > 0)
        context.log.warn(
          `${wrapped} of ${loops.length} closure phases of connection ${connection} jump by more than half a cycle somewhere: there they are wrapped, and the bias is too small`,
        );
    },
  );
  const layout = {
    attributes: { ...attributes, FILE_TYPE: 'timeseries', UNIT: 'radian', DATA_TYPE: 'float32' },
    datasets: timeseriesLayout(dates, length, width, false),
  };
  await makeProduct(outfile, layout, context, async (product) => {
    product.writer.write('date', [...dates]);
    await runBlocks(
      {
        label: `sum of closure phases of connection ${connection}`,
        length,
        width,
        inputs: { closure: source(filtered, 'closure') },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: 'accumulateClosure',
        args: { numDate: dates.length, connection },
        workspace: 8,
      },
      context,
    );
  });
  rmSync(filtered);
  await writeProduct(
    join(folder, 'maskConnComp.h5'),
    { ...attributes, FILE_TYPE: 'mask', DATA_TYPE: 'bool' },
    [{ name: 'mask', type: 'bool', shape: [length, width], values: new Uint8Array(length * width).fill(1) }],
    context,
  );
  return outfile;
}
