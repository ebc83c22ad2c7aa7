import { join } from 'node:path';
import { stopIfAborted } from '../compute/stop.ts';
import type { Box } from '../core/array.ts';
import { makeH5 } from '../io/hdf5/file.ts';
import { isMadeBy } from '../io/products/provenance.ts';
import { clearUnfinishedSums, type StackSums, writeStackSums } from '../io/products/stack-sums.ts';
import { makeFolder } from '../io/write-error.ts';
import type { StackDescription } from './description.ts';
import { type FilePlan, geometryPlan, type PlanOptions, stackPlan } from './file-plan.ts';
import { loadBoxes } from './load-boxes.ts';
import { checkBaselines, hiddenPlaces, incomplete, refuseEmpty, unmatchedPatterns } from './load-checks.ts';
import { type LoadOptions, requiredFilesOf } from './load-options.ts';
import type { LoadThreads } from './load-rasters.ts';

export interface LoadContext extends LoadThreads {
  /** Folder of the HDF5 files, usually `inputs`. */
  readonly outDir: string;
  /** Other paths than `<outDir>/<name>`, by usual name, e.g. `ifgramStack.h5`. */
  readonly paths?: Readonly<Record<string, string>>;
  /** Keep a file that already has all datasets, pairs and the size. */
  readonly updateMode?: boolean;
  /** Stop, before anything is written, when something of the products would be left out. */
  readonly strict?: boolean;
  /** Leave the stacks out. */
  readonly onlyGeometry?: boolean;
  /**
   * Pixels of land, 1 = land, over which later steps will average coherence, once the geometry is loaded: given its files.
   */
  readonly landMask?: (geometry: readonly string[]) => Promise<Uint8Array | undefined>;
  readonly progress?: (file: string, done: number, total: number) => void;
}

export interface LoadedFile {
  readonly path: string;
  readonly datasets: readonly string[];
  /** Whether an existing complete file was kept. */
  readonly kept: boolean;
}

/**
 * Write a described stack to HDF5: geometry first (small, and it shows errors early), then the stacks, each reduced by
 * the subset and multilook options. Files appear under their names only when complete.
 */
export async function loadStack(
  description: StackDescription,
  options: LoadOptions,
  context: LoadContext,
): Promise<LoadedFile[]> {
  // Nothing observed: say which pattern matched nothing, before all else.
  const { ifgrams, offsets } = description;
  if (!context.onlyGeometry && !ifgrams && !offsets) requiredFilesOf(options, 'unwFile');
  const { subset } = options;
  const asked = description.isCut && subset !== undefined ? { yx: subset.yx } : subset;
  const { boxes, warnings } = await loadBoxes(description, asked);
  const { ystep, xstep, method } = options.multilook;
  const planOptions = (
    file: string,
    size: { readonly length: number; readonly width: number },
    box: Box | undefined,
  ): PlanOptions => {
    const reduction = { box: box ?? { y0: 0, x0: 0, y1: size.length, x1: size.width }, ystep, xstep };
    refuseEmpty(file, reduction, box !== undefined);
    const { compression } = options;
    return { reduction, isSubset: box !== undefined, method, compression, now: Date.now() / 1000 };
  };
  const plans: [string, FilePlan][] = [];
  const { radar, geo } = description.geometry;
  if (geo !== undefined) {
    const box = radar === undefined && boxes.lookup === undefined ? boxes.stack : boxes.lookup;
    plans.push(['geometryGeo.h5', geometryPlan(geo, planOptions('geometryGeo.h5', geo, box))]);
  }
  if (radar !== undefined)
    plans.push([
      'geometryRadar.h5',
      geometryPlan(radar, planOptions('geometryRadar.h5', radar, boxes.stack)),
    ]);
  const { waterMask } = description;
  if (waterMask !== undefined)
    plans.push([
      'waterMask.h5',
      geometryPlan(waterMask, planOptions('waterMask.h5', waterMask, boxes.stack)),
    ]);
  if (!context.onlyGeometry) {
    const stacks = [
      ['ifgramStack.h5', ifgrams],
      ['ionStack.h5', description.ionosphere],
      ['offsetStack.h5', offsets],
      ['tropoStack.h5', description.troposphere],
      ['setStack.h5', description.tides],
    ] as const;
    for (const [name, stack] of stacks) {
      if (stack === undefined) continue;
      plans.push([name, stackPlan(stack, planOptions(name, stack.resizeTo ?? stack, boxes.stack))]);
    }
  }
  for (const stack of [ifgrams, description.ionosphere, offsets])
    if (stack !== undefined) checkBaselines(stack);
  const leftOut = [
    ...description.warnings,
    ...warnings,
    ...hiddenPlaces(options),
    ...unmatchedPatterns(options),
  ];
  if (context.strict && leftOut.length > 0) throw incomplete(leftOut);
  for (const warning of leftOut) context.warn?.(warning);
  makeFolder(context.outDir);
  const loaded: LoadedFile[] = [];
  for (const [name, plan] of plans) {
    stopIfAborted(context);
    const folder = name === 'waterMask.h5' ? options.workDir : context.outDir;
    const path = context.paths?.[name] ?? join(folder, name);
    const datasets = plan.datasets.map((dataset) => dataset.name);
    const kept = context.updateMode === true && (await isComplete(path, plan));
    if (kept) {
      clearUnfinishedSums(path);
      context.info?.(`${path} has all datasets: kept.`);
    } else if (name === 'ifgramStack.h5') {
      const geometry = loaded.map((file) => file.path);
      await writePlan(path, plan, context, { land: await context.landMask?.(geometry) });
    } else await writePlan(path, plan, context);
    loaded.push({ path, datasets, kept });
  }
  return loaded;
}

/** @param sums to form of a stack, and to keep beside it */
async function writePlan(
  path: string,
  plan: FilePlan,
  context: LoadContext,
  sums?: { readonly land?: Uint8Array },
): Promise<void> {
  const progress = (done: number, total: number) => {
    stopIfAborted(context);
    context.progress?.(path, done, total);
  };
  let formed: StackSums | undefined;
  await makeH5(path, plan, async (writer) => {
    formed = await plan.fill(writer, context, progress, sums);
  });
  if (formed !== undefined) await writeStackSums(path, formed);
  const shape = plan.datasets.at(-1)?.shape.join(' x ') ?? '';
  context.info?.(`Wrote ${path}: ${plan.datasets.map((d) => d.name).join(', ')} (${shape}).`);
}

/** Whether a file has all planned datasets in their shapes and, in order, all pairs. */
function isComplete(path: string, plan: FilePlan): Promise<boolean> {
  return isMadeBy(path, {
    holds(file) {
      const same = plan.datasets.every(({ name, shape }) => {
        const found = file.datasets.get(name)?.shape;
        return found !== undefined && found.length === shape.length && found.every((n, i) => n === shape[i]);
      });
      if (!same || plan.names.length === 0) return same;
      const dates = file.read('date') as string[];
      const perName = dates.length / plan.names.length;
      return plan.names.every((name, i) => dates.slice(i * perName, (i + 1) * perName).join('_') === name);
    },
  });
}
