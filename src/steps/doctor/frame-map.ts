import { type Region, regionBounds, spansAt } from '../../core/geometry/region.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { PairFrames } from '../../loading/description.ts';
import type { FileLayer } from '../../loading/layer.ts';
import { openLayer } from '../../loading/open-layer.ts';
import { frameOf } from '../../operations/figures/place.ts';
import { type FigureLook, writeFigure } from '../../operations/figures/save.ts';
import type { MapFrame } from '../../plot/index.ts';

/** Which frames have data where: pixels of a map made coarser. */
export interface FrameMap {
  readonly shape: readonly [rows: number, columns: number];
  /** 1 = the frame has data, [rows, columns] of each frame */
  readonly frames: readonly Uint8Array[];
  readonly place: MapFrame;
}

/** Rows that are read at a time of chunked files. */
const BLOCK = 256;

/**
 * Where the frames of a pair have a phase, one pixel of so many.
 * @param most rows and columns of the result @param isSquare whether as many are left out along both sides
 */
export async function measuredMap(
  { phases }: PairFrames,
  attributes: Attributes,
  most: readonly [rows: number, columns: number],
  isSquare: boolean,
): Promise<FrameMap> {
  const [{ length, width }] = phases;
  const own = [Math.ceil(length / most[0]), Math.ceil(width / most[1])] as const;
  const steps = isSquare ? ([Math.max(...own), Math.max(...own)] as const) : own;
  const shape = [Math.ceil(length / steps[0]), Math.ceil(width / steps[1])] as const;
  const frames = await Promise.all(phases.map((layer) => presence(layer, shape, steps)));
  const box = { y0: 0, x0: 0, y1: length, x1: width };
  const place = frameOf({ attributes }, { box, step: steps[1] });
  return { shape, frames, place };
}

async function presence(
  layer: FileLayer,
  [rows, columns]: readonly [number, number],
  [down, across]: readonly [number, number],
): Promise<Uint8Array> {
  const out = new Uint8Array(rows * columns);
  const middle = (k: number, step: number, count: number) => Math.min(count - 1, k * step + (step >> 1));
  const rowOf = (k: number) => middle(k, down, layer.length);
  const open = await openLayer(layer);
  try {
    for (let row = 0; row < rows; ) {
      const y0 = rowOf(row);
      const inBlock = (r: number) => r < rows && rowOf(r) < y0 + BLOCK;
      let last = row;
      while (inBlock(last + 1)) last++;
      const y1 = rowOf(last) + 1;
      const values = await open.read({ y0, x0: 0, y1, x1: layer.width });
      for (; row <= last; row++)
        for (let x = 0; x < columns; x++) {
          const value = values[(rowOf(row) - y0) * layer.width + middle(x, across, layer.width)];
          if (value !== 0 && !Number.isNaN(value)) out[row * columns + x] = 1;
        }
    }
    return out;
  } finally {
    open.close();
  }
}

/** Where the footprints of frames lie. @param isProjected whether they are in metres, not in degrees */
export function footprintMap(
  footprints: readonly Region[],
  [rows, columns]: readonly [rows: number, columns: number],
  isProjected: boolean,
): FrameMap | undefined {
  const all = footprints.flat();
  if (all.length === 0) return undefined;
  const { south, north, west, east } = regionBounds(all);
  const [yStep, xStep] = [(south - north) / rows, (east - west) / columns];
  const frames = footprints.map((region) => {
    const out = new Uint8Array(rows * columns);
    for (let y = 0; y < rows; y++)
      for (const [from, to] of spansAt(region, north + (y + 0.5) * yStep)) {
        const first = Math.max(0, Math.ceil((from - west) / xStep - 0.5));
        const last = Math.min(columns - 1, Math.floor((to - west) / xStep - 0.5));
        if (last >= first) out.fill(1, y * columns + first, y * columns + last + 1);
      }
    return out;
  });
  const place: MapFrame = isProjected
    ? { kind: 'projected', north, west, yStep, xStep }
    : { kind: 'geo', north, west, latStep: yStep, lonStep: xStep };
  return { shape: [rows, columns], frames, place };
}

/** A map as rows of letters: the number of the frame, `*` for several, `.` for none. */
export function frameLetters({ shape: [rows, columns], frames }: FrameMap): string[] {
  return Array.from({ length: rows }, (_row, y) =>
    Array.from({ length: columns }, (_column, x) => {
      const here = frames.flatMap((one, k) => (one[y * columns + x] === 1 ? [k + 1] : []));
      return here.length === 0 ? '.' : here.length > 1 ? '*' : here[0].toString(36);
    }).join(''),
  );
}

/** Draw which frame is where, in the colour of its number; overlaps stand between theirs. */
export async function drawFrameMap(
  { shape, frames, place }: FrameMap,
  title: string,
  path: string,
  look: FigureLook,
): Promise<void> {
  const { colormap, letterSize } = await import('../../plot/index.ts');
  const { drawMap } = await import('../../plot/maps.ts');
  const data = Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => {
    const here = frames.flatMap((one, k) => (one[i] === 1 ? [k + 1] : []));
    return here.length === 0 ? Number.NaN : here.reduce((sum, k) => sum + k, 0) / here.length;
  });
  const count = frames.length;
  const figure = drawMap({
    values: { data, shape },
    frame: place,
    colormap: colormap('viridis', { lut: 2 * count - 1 }),
    vlim: [0.75, count + 0.25],
    colorbar: {
      label: 'Frame (halves: two of them)',
      ticks: frames.map((_, k) => k + 1),
      extend: 'neither',
    },
    title,
    fontSize: letterSize(look.theme),
  });
  await writeFigure(path, figure, look);
}
