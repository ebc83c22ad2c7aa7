import { dirname } from 'node:path';
import { assertArgument } from '../../core/arguments.ts';
import { loadBoxes } from '../../loading/load-boxes.ts';
import { filesOf, type LoadOptions } from '../../loading/load-options.ts';
import { type LoadContext, type LoadedFile, loadStack } from '../../loading/load-stack.ts';
import { writeEpochSeries } from './epoch-series.ts';
import { prepareAriaStack } from './prepare.ts';
import { readAriaStack } from './stack-layer.ts';

/**
 * `prep_aria`: write stack, geometry and ionosphere files from an ARIA-tools set-up, and troposphere and tide stacks
 * (patterns `tropoFile`, `setFile`) as time series beside them.
 */
export async function prepAria(
  options: LoadOptions,
  context: LoadContext,
): Promise<{ files: LoadedFile[]; series: string[] }> {
  assertArgument('prepAria', 'options', options, { patterns: 'object', workDir: 'text' });
  assertArgument('prepAria', 'context', context, { outDir: 'text' });
  const description = prepareAriaStack(options);
  const files = await loadStack(description, options, context);
  const { ifgrams } = description;
  if (ifgrams === undefined) return { files, series: [] };
  const { boxes } = await loadBoxes(description, options.subset);
  const { ystep, xstep, method } = options.multilook;
  const whole = { y0: 0, x0: 0, y1: ifgrams.length, x1: ifgrams.width };
  const outDir = context.paths?.['ifgramStack.h5']
    ? dirname(context.paths['ifgramStack.h5'])
    : context.outDir;
  const series: string[] = [];
  for (const path of [...filesOf(options, 'tropoFile'), ...filesOf(options, 'setFile')]) {
    series.push(
      await writeEpochSeries(readAriaStack(path), {
        outDir,
        attributes: ifgrams.attributes,
        reduction: { box: boxes.stack ?? whole, ystep, xstep },
        isSubset: boxes.stack !== undefined,
        method,
      }),
    );
  }
  return { files, series };
}
