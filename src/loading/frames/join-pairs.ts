import { engineOf } from '../../compute/engine.ts';
import { WorkJournal } from '../../compute/work-journal.ts';
import { MetadataError } from '../../core/errors.ts';
import { type FrameJoin, type FrameShift, misfits, type Seam } from '../../core/unwrapping/stitch-frames.ts';
import { createStore } from '../../io/block-store.ts';
import type { PairDescription, PairFrames, PairStack } from '../description.ts';
import { LOADING_KERNELS } from '../kernels.ts';
import type { FileLayer } from '../layer.ts';
import type { LoadThreads } from '../load-rasters.ts';

/** The seams of a pair that is put together of frames. */
export interface PairSeams {
  /** `YYYYMMDD_YYYYMMDD` */
  readonly pair: string;
  /** frames by number, counted from 1 in messages: names and files */
  readonly names: readonly string[];
  readonly paths: readonly string[];
  readonly seams: readonly Seam[];
  readonly shifts: readonly FrameShift[];
  /** Why frames do not fit, one phrase each; none when all do. */
  readonly problems: readonly string[];
}

const { runItems } = engineOf({ kernels: LOADING_KERNELS, store: async () => createStore() });
/** Blocks of phase and components of two frames, and samples of their overlaps. */
const WORKSPACE = 64 << 20;

/**
 * Measure where the frames of every pair overlap: what has to be added to them, and what is left then. Of the pixels only the
 * overlaps are read, and all component numbers.
 */
export async function measureSeams(
  { pairs }: Pick<PairStack, 'pairs'>,
  { workers = 1, maxMemory = 4 * 2 ** 30, bytesPerThread = 16 << 20, signal, info }: LoadThreads,
  progress: (done: number, total: number) => void = () => {},
): Promise<PairSeams[]> {
  const framed = pairs.filter((pair) => pair.frames !== undefined);
  if (framed.length === 0) return [];
  const found: PairSeams[] = [];
  const frames = framed.map((pair) => pair.frames as PairFrames);
  const [{ phases }] = frames;
  await runItems(
    {
      label: 'seams',
      unit: 'pairs',
      sizeOf: () => 1,
      journal: new WorkJournal<number>([], undefined, String),
      items: framed.map((_, k) => k),
      size: {
        bytes: phases.length * phases[0].length * phases[0].width * framed.length,
        bytesPerItem: WORKSPACE,
        bytesPerThread,
      },
      kernel: 'measureSeams',
      args: () => ({ pairs: frames.map(({ phases: own, labels }) => ({ phases: own, labels })) }),
      collect(k, join) {
        const { date1, date2 } = framed[k];
        found[k] = seamsOf(`${date1}_${date2}`, frames[k], join);
        progress(found.filter(Boolean).length, framed.length);
        return [];
      },
    },
    { workers, maxMemory, signal, log: { info: info ?? (() => {}) }, progress: () => {} },
  );
  return found;
}

function seamsOf(pair: string, { names, paths }: PairFrames, join: FrameJoin): PairSeams {
  return { pair, names, paths, seams: join.seams, shifts: join.shifts, problems: problemsOf(join, names) };
}

/** Why frames do not fit, one phrase each, with their number and name. */
export function problemsOf(join: Pick<FrameJoin, 'seams' | 'apart'>, names: readonly string[]): string[] {
  const called = (k: number) => `frame ${k + 1} (${names[k]})`;
  return [
    ...join.apart.map((k) => `${called(k)} has no reliable overlap with the others`),
    ...misfits(join).map(
      ({ first, second, fit }) =>
        `${called(second)} does not continue ${called(first)}: ${Math.round(100 * fit)} % of their overlap agrees`,
    ),
  ];
}

/**
 * The stack with every pair's frames fitted to one another.
 * @throws {MetadataError} with the list of frames that do not fit
 */
export function withSeams(stack: PairStack, seams: readonly PairSeams[]): PairStack {
  const broken = seams.filter(({ problems }) => problems.length > 0);
  if (broken.length > 0)
    throw new MetadataError(
      `The frames of ${broken.length} pair(s) cannot be put together: ${broken.map(({ pair, problems }) => `${pair}: ${problems.join(', ')}`).join('; ')}.`,
      'Look at them with mintsar doctor --seams; leave the pairs out with mintpy.load.excludePair, or load one frame at a time.',
    );
  const byPair = new Map(seams.map((one) => [one.pair, one.shifts]));
  const pairs = stack.pairs.map((pair): PairDescription => {
    const shifts = byPair.get(`${pair.date1}_${pair.date2}`);
    if (shifts === undefined) return pair;
    const layers = Object.entries(pair.layers).map(([name, layer]) => [
      name,
      withShifts(layer as FileLayer, shifts),
    ]);
    return { ...pair, layers: Object.fromEntries(layers) };
  });
  return { ...stack, pairs };
}

function withShifts(layer: FileLayer, shifts: readonly FrameShift[]): FileLayer {
  const { source } = layer;
  if (source.kind === 'frames' && source.what !== 'first') return { ...layer, source: { ...source, shifts } };
  if (source.kind !== 'placed' && source.kind !== 'warped') return layer;
  return { ...layer, source: { ...source, layer: withShifts(source.layer, shifts) } };
}

/** A line for every seam: pixels, offset before and after. */
export function seamLines({ pair, names, seams }: Pick<PairSeams, 'pair' | 'names' | 'seams'>): string[] {
  return seams.map(({ first, second, pixels, before, after, spread, components }) => {
    const [{ cycles, before: apart, after: left }] = components;
    const offset = apart - left - 2 * Math.PI * cycles;
    const others = components.length > 1 ? ` (${components.length} overlaps of components)` : '';
    return `${pair}: frame ${second + 1} (${names[second]}) on ${first + 1} (${names[first]}): ${pixels} pixels, ${number(before)} rad = ${cycles} cycle(s) ${offset < 0 ? '-' : '+'} ${number(Math.abs(offset))} rad${others}; after ${number(after)} rad, spread ${number(spread)} rad`;
  });
}

function number(value: number): string {
  const text = value.toFixed(3);
  return text === '-0.000' ? '0.000' : text;
}
