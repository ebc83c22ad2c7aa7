import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { clearUnfinished } from '../files/output.ts';
import { createH5, editH5, type H5Edit, withH5 } from '../hdf5/file.ts';
import type { Attributes, DatasetSpec, H5Values } from '../hdf5/types.ts';
import { stackMark } from './stack-mark.ts';

/**
 * Sums over a stack of interferograms, formed while it was loaded and kept in a hidden file beside it, so that steps
 * that ask for means and common masks need not read the stack again. They count only as long as the stack is, byte for
 * byte, what they were formed from; whoever finds none reads the stack, and comes to the same numbers.
 */
export interface StackSums {
  readonly numIfgram: number;
  readonly length: number;
  readonly width: number;
  /** Smallest and largest magnitude of coherence other than 0, as far as `coherence` is there. */
  readonly range?: { readonly least: number; readonly most: number };
  /** Per pixel; absent where the sums might depend on the order of the interferograms. */
  readonly coherence?: { readonly sum: Float64Array; readonly missing: Uint16Array };
  /** Interferograms without a component, and without a phase (0 or NaN), per pixel. */
  readonly componentGaps?: Uint16Array;
  readonly phaseGaps?: Uint16Array;
  /** Sum and number of the coherence of each interferogram over some pixels, 0 and NaN left out: [2 · numIfgram]. */
  readonly areas: ReadonlyMap<AreaKey, Float64Array>;
}

/** Names a choice of pixels. */
export type AreaKey = string;

/** Names of the datasets per pixel. */
export const SUMS = {
  coherence: 'coherenceSum',
  missing: 'coherenceMissing',
  component: 'componentGaps',
  phase: 'phaseGaps',
} as const;
const AREAS = 'areaSums';
const STACK = 'STACK';
const AREA_KEYS = 'AREAS';
const RANGE = 'COHERENCE_RANGE';

/** @param selection 1 = counts; the whole image when left out */
export function areaKey(selection?: Uint8Array): AreaKey {
  return selection === undefined
    ? 'all'
    : process.getBuiltinModule('node:crypto').createHash('sha256').update(selection).digest('hex');
}

export function stackSumsPath(stack: string): string {
  return join(dirname(stack), `.${basename(stack)}.sums`);
}

/** Keep sums beside the stack they were formed from, which is complete. */
export async function writeStackSums(stack: string, sums: StackSums): Promise<void> {
  const { numIfgram, length, width, range, coherence, componentGaps, phaseGaps, areas } = sums;
  const pixel = (name: string, type: 'f8' | 'u2', values: H5Values | undefined) =>
    values === undefined ? [] : [{ name, type, shape: [length, width], values }];
  const datasets: (DatasetSpec & { values: H5Values })[] = [
    ...pixel(SUMS.coherence, 'f8', coherence?.sum),
    ...pixel(SUMS.missing, 'u2', coherence?.missing),
    ...pixel(SUMS.component, 'u2', componentGaps),
    ...pixel(SUMS.phase, 'u2', phaseGaps),
  ];
  if (areas.size > 0) {
    const values = Float64Array.from([...areas.values()].flatMap((area) => [...area]));
    datasets.push({ name: AREAS, type: 'f8', shape: [areas.size, numIfgram, 2], values });
  }
  const attributes: Attributes = { [STACK]: stackMark(stack), [AREA_KEYS]: [...areas.keys()].join(',') };
  if (coherence !== undefined && range !== undefined) attributes[RANGE] = `${range.least},${range.most}`;
  const specs = datasets.map(({ values: _, ...spec }) => spec);
  const writer = await createH5(stackSumsPath(stack), { attributes, datasets: specs });
  for (const { name, values } of datasets) writer.write(name, values);
  writer.commit();
}

/** Take away what is left of sums that were being written when the process died: the stack is kept without any. */
export function clearUnfinishedSums(stack: string): void {
  clearUnfinished(stackSumsPath(stack));
}

/** Sums of a stack that still hold. */
export interface KeptSums {
  readonly path: string;
  /** datasets per pixel: see `SUMS` */
  readonly names: ReadonlySet<string>;
  /** of an area, [2 · numIfgram] */
  area(key: AreaKey): Float64Array | undefined;
}

/** @returns undefined when there are none, or the stack has changed since */
export async function keptSums(stack: string): Promise<KeptSums | undefined> {
  const path = stackSumsPath(stack);
  if (!existsSync(path) || !existsSync(stack)) return undefined;
  try {
    return await withH5(path, (file) => {
      const { attributes, datasets } = file;
      if (attributes[STACK] !== stackMark(stack)) return undefined;
      const keys = attributes[AREA_KEYS].split(',');
      const values = datasets.has(AREAS) ? (file.read(AREAS) as Float64Array) : new Float64Array(0);
      const perArea = values.length / keys.length;
      return {
        path,
        names: new Set(datasets.keys()),
        area(key) {
          const at = keys.indexOf(key);
          return at < 0 || perArea === 0 ? undefined : values.subarray(at * perArea, (at + 1) * perArea);
        },
      };
    });
  } catch {
    return undefined; // unreadable: nothing depends on it
  }
}

/** All sums of a stack that still hold, to be added to; undefined when there are none. */
export async function readStackSums(stack: string): Promise<StackSums | undefined> {
  const kept = await keptSums(stack);
  if (kept === undefined) return undefined;
  return withH5(kept.path, (file) => {
    const { attributes, datasets } = file;
    const shape = [...datasets.values()].find(({ name }) => name !== AREAS)?.shape;
    const numIfgram = datasets.get(AREAS)?.shape[1];
    if (shape === undefined || numIfgram === undefined) return undefined;
    const pixel = <T>(name: string) => (datasets.has(name) ? (file.read(name) as T) : undefined);
    const [sum, missing] = [pixel<Float64Array>(SUMS.coherence), pixel<Uint16Array>(SUMS.missing)];
    const [least, most] = (attributes[RANGE] ?? '').split(',').map(Number);
    return {
      numIfgram,
      length: shape[0],
      width: shape[1],
      range: attributes[RANGE] === undefined ? undefined : { least, most },
      coherence: sum && missing && { sum, missing },
      componentGaps: pixel<Uint16Array>(SUMS.component),
      phaseGaps: pixel<Uint16Array>(SUMS.phase),
      areas: new Map(attributes[AREA_KEYS].split(',').map((key) => [key, kept.area(key)!] as const)),
    };
  });
}

/**
 * To be called before an edit of the stack that leaves its rasters as they are.
 * @returns to be called after it, when there is something to hold
 */
export async function holdSums(stack: string): Promise<(() => Promise<void>) | undefined> {
  if ((await keptSums(stack)) === undefined) return undefined;
  // Sums that a power failure takes away are formed again.
  const renewed: H5Edit = { attributes: (old) => ({ ...old, [STACK]: stackMark(stack) }), sync: false };
  return async () => (await editH5(stackSumsPath(stack), renewed)).commit();
}
