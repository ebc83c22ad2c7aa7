import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../../core/context.ts';
import { withAutoPaths } from '../../processors/auto-path.ts';
import { filesOf, type LoadOptions } from '../../processors/load-options.ts';
import { type LoadedFile, loadStack } from '../../processors/load-stack.ts';
import { processorNamed } from '../../processors/registry.ts';
import { requireAttributes } from '../../processors/required-attributes.ts';
import { landMask } from '../network/water-mask.ts';
import { FILES, type Plan } from '../plan.ts';
import type { Staleness } from '../step.ts';
import { needsOf, projectLoadOptions } from './load-sources.ts';

export interface LoadRequest {
  readonly options: LoadOptions;
  /** folder of the HDF5 files */
  readonly outDir: string;
  /** keep files that have all datasets, pairs and the size */
  readonly updateMode: boolean;
  readonly onlyGeometry?: boolean;
  /** what the steps after loading will ask of the metadata */
  readonly needs?: Parameters<typeof requireAttributes>[1];
}

/** Read the products of a processor into `inputs/*.h5`: `mintsar load_data`. */
export async function loadData(request: LoadRequest, context: Context): Promise<LoadedFile[]> {
  const options = withAutoPaths(request.options);
  const processor = processorNamed(options.processor);
  context.log.info(`processor ${processor.name}: ${processor.summary}`);
  for (const name of Object.keys(options.patterns).filter((key) => key.endsWith('File'))) {
    const files = filesOf(options, name);
    if (files.length > 0)
      context.log.info(
        `  ${name.padEnd(16)} ${files.length} ${files.length === 1 ? `file: ${files[0]}` : 'files'}`,
      );
  }
  const description = await processor.prepare(options);
  // Offsets of optical images have no radar to describe.
  if (description.ifgrams !== undefined) requireAttributes(description.ifgrams.attributes, request.needs);
  return loadStack(description, options, {
    outDir: request.outDir,
    updateMode: request.updateMode,
    onlyGeometry: request.onlyGeometry,
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

/**
 * The workflow step. Files that are complete stay when the options are those they were made with, and also when they
 * were made elsewhere and the raw products are no longer there: loaded data are never thrown away for nothing.
 */
export async function run(plan: Plan, context: Context, staleness: Staleness): Promise<null | undefined> {
  const { config, project } = plan;
  const options = projectLoadOptions(project);
  const stack = plan.path(FILES.stack);
  const isLoaded = existsSync(stack) && plan.facts !== undefined;
  const hasRaw = filesOf(withAutoPaths(options), 'unwFile').length > 0;
  if (isLoaded && !hasRaw) {
    context.log.info(`no raw products match mintpy.load.unwFile; ${FILES.stack} is used as it is`);
    return null;
  }
  const mayKeep = config.load.updateMode && staleness.changedOptions.length === 0;
  const loaded = await loadData(
    {
      options,
      outDir: plan.path('inputs'),
      updateMode: mayKeep,
      needs: needsOf(config),
    },
    context,
  );
  return loaded.every(({ kept }) => kept) ? null : undefined;
}
