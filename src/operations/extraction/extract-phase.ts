import type { Box } from '../../core/array.ts';
import {
  lanczosLooks,
  lanczosReach,
  middleLooks,
  rankedLooks,
} from '../../core/geometry/resample/integer-looks.ts';
import { type FramePixels, seamTally } from '../../core/unwrapping/seam-tally.ts';
import {
  type FrameJoin,
  type FrameOverlap,
  type FrameShift,
  joinFrames,
  mergeInto,
} from '../../core/unwrapping/stitch-frames.ts';
import { writeEnviOutput } from './envi-output.ts';
import { FrameReader } from './frame-reader.ts';
import type { ProductFiles } from './product-files.ts';
import { blocksOf, type ExtractArgs, type PhaseJob, type RasterReport } from './raster-job.ts';
import { rowKeeper, zeroMissing } from './result-rows.ts';

/** Bytes of a pixel while two frames are put together. */
const PER_PIXEL = 48;
/** Rows of an overlap that are compared at a time. */
const OVERLAP_ROWS = 512;
const NO_LABEL = -1;
const MOST_LABELS = 32_767;

/** Unwrapped phase and components of a pair: frames fitted to one another, cut, reduced, written. */
export async function extractPhase(
  job: PhaseJob,
  args: ExtractArgs,
  files: ProductFiles,
): Promise<RasterReport> {
  const { full, grid, crs, looks } = args;
  const whole = { y0: 0, x0: 0, y1: full.length, x1: full.width };
  const readers = job.frames
    .map((frame) => new FrameReader(frame, full, crs.epsg, files))
    .filter((reader) => reader.meets(whole));
  const join = readers.length > 1 ? await fitFrames(readers, whole) : undefined;
  const keep = rowKeeper(args);
  const found = args.found && new Uint8Array(args.found);
  const reach = looks > 1 && !args.isRanked ? lanczosReach(looks) : 0;
  let pixels = 0;
  const phaseOutput = { path: job.path, grid, crs, type: 'f4', noData: 0 } as const;
  const labelOutput = { path: job.labels, grid, crs, type: 'i2', noData: NO_LABEL } as const;
  await writeEnviOutput(phaseOutput, (putPhase) =>
    writeEnviOutput(labelOutput, async (putLabels) => {
      for (const { y0, y1 } of blocksOf(args, PER_PIXEL)) {
        const first = Math.max(0, y0 * looks - reach);
        const window = { ...whole, y0: first, y1: Math.min(full.length, y1 * looks + reach) };
        const put = await mergedRows(readers, join, window);
        if (job.dropsUnreliable) dropUnreliable(put);
        const { phase, labels } = reduced(put, first, { y0, y1 }, args);
        keep(phase, y0, Number.NaN);
        const stored = storedLabels(phase, labels);
        keep(stored, y0, NO_LABEL);
        if (found !== undefined)
          for (let i = 0, at = y0 * grid.width; i < phase.length; i++)
            if (!Number.isNaN(phase[i])) found[at + i] = 1;
        pixels += zeroMissing(phase);
        putPhase(phase);
        putLabels(stored);
      }
    }),
  );
  return { pixels, ...(join === undefined ? {} : { seams: join.seams, apart: join.apart }) };
}

interface Rows {
  /** rad, NaN = no data */
  readonly phase: Float32Array;
  readonly labels: Int32Array;
}

/** rad and component numbers, NaN where there are none. */
interface FrameRows extends FramePixels {
  readonly labels?: Float32Array;
}

async function framePixels(reader: FrameReader, window: Box): Promise<FrameRows> {
  const phase = (await reader.read('unwrappedPhase', window))!;
  return { phase, labels: await reader.read('connectedComponents', window) };
}

async function mergedRows(
  readers: readonly FrameReader[],
  join: FrameJoin | undefined,
  window: Box,
): Promise<Rows> {
  const here = readers.map((reader, k) => ({ reader, k })).filter(({ reader }) => reader.meets(window));
  const width = window.x1 - window.x0;
  const size = (window.y1 - window.y0) * width;
  const [alone] = here;
  if (join === undefined && alone !== undefined) {
    const { phase, labels } = await framePixels(alone.reader, window);
    return { phase, labels: labels === undefined ? new Int32Array(size).fill(1) : new Int32Array(labels) };
  }
  const out = { phase: new Float32Array(size), labels: new Int32Array(size) };
  const parts: FramePart[] = [];
  for (const { reader, k } of here) {
    const y0 = Math.max(window.y0, reader.box.y0);
    const y1 = Math.min(window.y1, reader.box.y1);
    parts.push({ y0, y1, pixels: await framePixels(reader, { ...window, y0, y1 }), shift: join!.shifts[k] });
  }
  // Strips in which the same frames have rows: most have one alone.
  const edges = [window, ...parts].flatMap(({ y0, y1 }) => [y0, y1]).sort((a, b) => a - b);
  for (const [k, y1] of edges.entries()) {
    const y0 = edges[k - 1] ?? y1;
    if (y0 === y1) continue;
    const rows = (values: Float32Array, from: number) =>
      values.subarray((y0 - from) * width, (y1 - from) * width);
    const own = parts.filter((part) => part.y0 <= y0 && part.y1 >= y1);
    const phase = rows(out.phase, window.y0);
    if (own.length === 0) phase.fill(Number.NaN);
    else
      mergeInto(
        { phase, labels: out.labels.subarray((y0 - window.y0) * width, (y1 - window.y0) * width) },
        own.map(({ y0: from, pixels: { phase: values, labels } }) => ({
          phase: rows(values, from),
          ...(labels && { labels: rows(labels, from) }),
        })),
        own.map(({ shift }) => shift),
      );
  }
  return out;
}

/** Rows of a frame, as wide as the map. */
interface FramePart {
  readonly y0: number;
  readonly y1: number;
  readonly pixels: FrameRows;
  readonly shift: FrameShift;
}

/** Compare frames wherever they overlap, also outside of what is cut: the same area is stitched alike, whatever is wanted of it. */
async function fitFrames(readers: readonly FrameReader[], whole: Box): Promise<FrameJoin> {
  const labels = readers.map(() => new Set<number>());
  const note = (of: Set<number>, values: ArrayLike<number> | undefined) => {
    if (values === undefined) return void of.add(1);
    let last = 0;
    for (let i = 0; i < values.length; i++) {
      const label = values[i];
      if (label !== last && label > 0) of.add(label);
      last = label;
    }
  };
  const overlaps: FrameOverlap[] = [];
  for (const [second, b] of readers.entries()) {
    for (const [first, a] of readers.slice(0, second).entries()) {
      const tally = seamTally();
      for (const window of windowsOf(common(a.box, b.box))) {
        const pixels = [await framePixels(a, window), await framePixels(b, window)] as const;
        note(labels[first], pixels[0].labels);
        note(labels[second], pixels[1].labels);
        tally.add(...pixels);
      }
      overlaps.push({ first, second, overlaps: tally.overlaps() });
    }
    for (const window of windowsOf(common(b.box, whole)))
      note(labels[second], await b.read('connectedComponents', window));
  }
  return joinFrames(
    labels.map((own) => [...own]),
    overlaps,
  );
}

function common(a: Box, b: Box): Box {
  return {
    y0: Math.max(a.y0, b.y0),
    x0: Math.max(a.x0, b.x0),
    y1: Math.min(a.y1, b.y1),
    x1: Math.min(a.x1, b.x1),
  };
}

function windowsOf(box: Box): Box[] {
  if (box.x1 <= box.x0) return [];
  const count = Math.max(0, Math.ceil((box.y1 - box.y0) / OVERLAP_ROWS));
  return Array.from({ length: count }, (_, k) => ({
    ...box,
    y0: box.y0 + k * OVERLAP_ROWS,
    y1: Math.min(box.y1, box.y0 + (k + 1) * OVERLAP_ROWS),
  }));
}

/** Labels as they are stored: none where there is no phase. */
function storedLabels(phase: Float32Array, labels: Int32Array): Int16Array {
  const stored = new Int16Array(labels.length);
  for (let i = 0; i < stored.length; i++) {
    const label = labels[i];
    stored[i] = phase[i] - phase[i] === 0 ? (label < MOST_LABELS ? label : MOST_LABELS) : NO_LABEL;
  }
  return stored;
}

function dropUnreliable({ phase, labels }: Rows): void {
  for (let i = 0; i < phase.length; i++) if (labels[i] < 1) phase[i] = Number.NaN;
}

/** Rows of the result from rows of the full map that begin at `first`. */
function reduced(
  { phase, labels }: Rows,
  first: number,
  rows: { readonly y0: number; readonly y1: number },
  { full, looks, isRanked }: ExtractArgs,
): Rows {
  if (looks === 1) return { phase, labels };
  const { width } = full;
  if (isRanked) {
    const known = labels.map((label, i) => (Number.isNaN(phase[i]) ? NO_LABEL : label));
    return rankedLooks(phase, known, width, looks);
  }
  const from = (rows.y0 * looks - first) * width;
  const own = labels.subarray(from, from + (rows.y1 - rows.y0) * looks * width);
  return { phase: lanczosLooks(phase, first, width, rows, looks), labels: middleLooks(own, width, looks) };
}
