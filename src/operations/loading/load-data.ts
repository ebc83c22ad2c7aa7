import { dirname } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { describeWindow } from '../../loading/describe-window.ts';
import { filesOf, type LoadOptions, listedOnce } from '../../loading/load-options.ts';
import { type LoadedFile, loadStack } from '../../loading/load-stack.ts';
import { requireAttributes } from '../../loading/required-attributes.ts';
import { withAutoPaths } from '../../processors/auto-path.ts';
import type { Processor } from '../../processors/processor.ts';
import { processorNamed } from '../../processors/registry.ts';
import { landMask } from '../reference/water-mask.ts';
import { assertRequest } from '../request.ts';

export interface LoadRequest {
  readonly options: LoadOptions;
  /** those that can be chosen; all of them when left out */
  readonly processors?: readonly Processor[];
  /** folder of the HDF5 files */
  readonly outDir: string;
  /** keep files that have all datasets, pairs and the size */
  readonly updateMode: boolean;
  /** read only the interferograms of a stack that are new or have other raw files; as `updateMode` when left out */
  readonly addsTo?: boolean;
  readonly onlyGeometry?: boolean;
  /** stop when something of the products would be left out: a pair without coherence, a folder that may not be read */
  readonly strict?: boolean;
  /** what the steps after loading will ask of the metadata */
  readonly needs?: Parameters<typeof requireAttributes>[1];
  /** called with what the headers tell, before anything is written */
  readonly check?: (attributes: Attributes, pairs: readonly string[]) => Promise<void>;
}

/** Read the products of a processor into `inputs/*.h5`: `mintsar load_data`. */
export async function loadData(request: LoadRequest, context: Context): Promise<LoadedFile[]> {
  assertRequest('loadData', request, context, ['outDir']);
  const options = listedOnce(withAutoPaths(request.options, request.processors));
  const processor = processorNamed(options.processor, request.processors);
  context.log.info(`processor ${processor.name}: ${processor.summary}`);
  for (const name of Object.keys(options.patterns).filter((key) => key.endsWith('File'))) {
    const files = filesOf(options, name);
    if (files.length > 0)
      context.log.info(
        `  ${name.padEnd(16)} ${files.length} ${files.length === 1 ? `file: ${files[0]}` : 'files'}`,
      );
  }
  const description = await describeWindow(processor.describe, options);
  // Offsets of optical images have no radar to describe.
  if (description.ifgrams !== undefined) requireAttributes(description.ifgrams.attributes, request.needs);
  const observed = description.ifgrams ?? description.offsets;
  if (observed !== undefined)
    await request.check?.(
      observed.attributes,
      observed.pairs.map(({ date1, date2 }) => `${date1}_${date2}`),
    );
  return loadStack(description, options, {
    outDir: request.outDir,
    updateMode: request.updateMode,
    addsTo: request.addsTo,
    onlyGeometry: request.onlyGeometry,
    strict: request.strict,
    landMask: async (geometry) => {
      const masks = await Promise.all(geometry.map(landMask));
      return masks.findLast((mask) => mask !== undefined); // that of the stack's own grid comes last
    },
    info: context.log.info,
    warn: context.log.warn,
    progress: (file, done, total) =>
      context.progress(`loading ${file.slice(dirname(file).length + 1)}`, done, total),
    workers: context.workers,
    maxMemory: context.maxMemory,
    signal: context.signal,
  });
}
