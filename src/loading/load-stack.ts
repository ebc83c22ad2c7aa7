import { join } from 'node:path';
import { stopIfAborted } from '../compute/stop.ts';
import type { Box } from '../core/array.ts';
import { makeH5 } from '../io/hdf5/file.ts';
import type { H5Reader } from '../io/hdf5/types.ts';
import { isMadeBy } from '../io/products/provenance.ts';
import { clearUnfinishedSums, type StackSums, writeStackSums } from '../io/products/stack-sums.ts';
import { makeFolder } from '../io/write-error.ts';
import { addToStack, type FillContext, progressOf, withLoaded } from './add-to-stack.ts';
import type { PairStack, StackDescription } from './description.ts';
import { type FilePlan, geometryPlan, type PlanOptions, type StackFill, stackPlan } from './file-plan.ts';
import { measureSeams, seamLines, withSeams } from './frames/join-pairs.ts';
import { loadBoxes } from './load-boxes.ts';
import { checkBaselines, hiddenPlaces, incomplete, refuseEmpty, unmatchedPatterns } from './load-checks.ts';
import { forgetOtherLoads, noteLoad } from './load-notes.ts';
import { type LoadOptions, requiredFilesOf } from './load-options.ts';
import { loadRasters } from './load-rasters.ts';
import { type StackReuse, stackReuse } from './stack-reuse.ts';

export interface LoadContext extends FillContext {
  /** Folder of the HDF5 files, usually `inputs`. */
  readonly outDir: string;
  /** Other paths than `<outDir>/<name>`, by usual name, e.g. `ifgramStack.h5`. */
  readonly paths?: Readonly<Record<string, string>>;
  /** Keep a file that already has all datasets, pairs and the size. */
  readonly updateMode?: boolean;
  /** Keep the interferograms of a stack that would be read again as they are, and read the others; as `updateMode` when left out. */
  readonly addsTo?: boolean;
  /** Stop, before anything is written, when something of the products would be left out. */
  readonly strict?: boolean;
  /** Leave the stacks out. */
  readonly onlyGeometry?: boolean;
  /**
   * Pixels of land, 1 = land, over which later steps will average coherence, once the geometry is loaded: given its files.
   */
  readonly landMask?: (geometry: readonly string[]) => Promise<Uint8Array | undefined>;
}

export interface LoadedFile {
  readonly path: string;
  readonly datasets: readonly string[];
  /** Whether an existing complete file was kept. */
  readonly kept: boolean;
  /** Of a stack that was there before: how many interferograms were read and taken out. */
  readonly changes?: StackReuse['counts'];
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
  const framed: { name: string; stack: PairStack; planned: PlanOptions; reuse: StackReuse }[] = [];
  const mayKeep = context.updateMode === true;
  const pathOf = (name: string) =>
    context.paths?.[name] ?? join(name === 'waterMask.h5' ? options.workDir : context.outDir, name);
  const reuseOf = (name: string, plan: FilePlan) =>
    stackReuse(pathOf(name), plan as StackPlan, (file) => holdsAll(file, plan), {
      workDir: options.workDir,
      mayKeep,
      mayAdd: context.addsTo ?? mayKeep,
    });
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
      const planned = planOptions(name, stack.resizeTo ?? stack, boxes.stack);
      const plan = stackPlan(stack, planned);
      if (stack.pairs.some(({ frames }) => frames !== undefined))
        framed.push({ name, stack, planned, reuse: reuseOf(name, plan) });
      plans.push([name, plan]);
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
  for (const line of ifgrams?.plan ?? offsets?.plan ?? []) context.info?.(line);
  // Frames that do not fit are refused before anything is written.
  for (const { name, stack, planned, reuse } of framed)
    if (reuse.how !== 'kept')
      plans[plans.findIndex(([own]) => own === name)][1] = stackPlan(
        await withFrames(stack, reuse, context),
        planned,
      );
  makeFolder(context.outDir);
  const loaded: LoadedFile[] = [];
  for (const [name, plan] of plans) {
    stopIfAborted(context);
    const path = pathOf(name);
    const datasets = plan.datasets.map((dataset) => dataset.name);
    // What frames were measured to need is made of the same files: it does not tell whether they changed.
    const reuse = framed.find((one) => one.name === name)?.reuse ?? (plan.stack && reuseOf(name, plan));
    const kept = reuse
      ? reuse.how === 'kept'
      : mayKeep && (await isMadeBy(path, { holds: (file) => holdsAll(file, plan) }));
    if (kept) {
      clearUnfinishedSums(path);
      context.info?.(`${path} has all datasets: kept.`);
    } else if (reuse !== undefined) {
      const geometry = loaded.map((file) => file.path);
      const sums = name === 'ifgramStack.h5' ? { land: await context.landMask?.(geometry) } : undefined;
      await writeStack(path, plan as StackPlan, reuse, context, sums);
    } else await writePlan(path, plan, context);
    loaded.push({ path, datasets, kept, changes: kept ? undefined : changesOf(reuse) });
  }
  return loaded;
}

/** The stack once the frames that will be read have been fitted to one another, which is told line by line. */
async function withFrames(
  stack: PairStack,
  { planes }: StackReuse,
  context: LoadContext,
): Promise<PairStack> {
  const pairs = stack.pairs.filter((_, k) => planes[k] === undefined);
  const seams = await measureSeams({ pairs }, context, (done, total) => {
    stopIfAborted(context);
    context.progress?.('frames', done, total);
  });
  const lines = seams.flatMap(seamLines);
  const joined = withSeams(stack, seams);
  for (const line of lines) context.info?.(line);
  return joined;
}

type StackPlan = FilePlan & { readonly stack: StackFill };
type SumsWanted = { readonly land?: Uint8Array } | undefined;

/** @returns undefined where nothing of an earlier stack stayed */
function changesOf(reuse: StackReuse | undefined): StackReuse['counts'] | undefined {
  return reuse === undefined || reuse.how === 'anew' ? undefined : reuse.counts;
}

/** A stack anew, or what is new of it. @param sums to form, and to keep beside it */
async function writeStack(
  path: string,
  plan: StackPlan,
  reuse: StackReuse,
  context: LoadContext,
  sums: SumsWanted,
): Promise<void> {
  const { how, planes, counts, reason } = reuse;
  const note = () => noteLoad(path, plan.stack.made, reuse.keys);
  if (how === 'anew') {
    if (reason !== undefined) context.info?.(`${path} is loaded anew: ${reason}.`);
    await writePlan(path, plan, context, sums, note);
  } else {
    const stay = planes.filter((k) => k !== undefined).length;
    const { added, replaced, removed } = counts;
    context.info?.(
      `${path}: ${stay} interferograms stay, ${added} are added, ${replaced} read again, ${removed} taken out.`,
    );
    if (how === 'added') await addToStack(path, plan, reuse, { context, sums, note });
    else {
      context.info?.(`${path} is written anew from what it holds: ${reason}.`);
      const stack = withLoaded(plan.stack, path, planes, plan.datasets);
      const fill: FilePlan['fill'] = (writer, threads, progress, wanted) => {
        stack.writeSmall(writer);
        return loadRasters(stack.rasters, stack.size, writer, threads, progress, wanted);
      };
      await writePlan(path, { ...plan, fill }, context, sums, note);
    }
  }
  forgetOtherLoads(path);
}

/** @param sums to form of a stack, and to keep beside it @param note called before the file takes its place */
async function writePlan(
  path: string,
  plan: FilePlan,
  context: LoadContext,
  sums?: SumsWanted,
  note: () => void = () => {},
): Promise<void> {
  let formed: StackSums | undefined;
  await makeH5(path, plan, async (writer) => {
    formed = await plan.fill(writer, context, progressOf(path, context), sums);
    note();
  });
  if (formed !== undefined) await writeStackSums(path, formed);
  const shape = plan.datasets.at(-1)?.shape.join(' x ') ?? '';
  context.info?.(`Wrote ${path}: ${plan.datasets.map((d) => d.name).join(', ')} (${shape}).`);
}

/** Whether a file has all planned datasets in their shapes and, in order, all pairs. */
function holdsAll(file: H5Reader, plan: FilePlan): boolean {
  const same = plan.datasets.every(({ name, shape }) => {
    const found = file.datasets.get(name)?.shape;
    return found !== undefined && found.length === shape.length && found.every((n, i) => n === shape[i]);
  });
  if (!same || plan.names.length === 0) return same;
  const dates = file.read('date') as string[];
  const perName = dates.length / plan.names.length;
  return plan.names.every((name, i) => dates.slice(i * perName, (i + 1) * perName).join('_') === name);
}
