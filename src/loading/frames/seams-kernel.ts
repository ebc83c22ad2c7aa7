import type { Box } from '../../core/array.ts';
import type { Runner } from '../../core/kernel.ts';
import { seamTally } from '../../core/unwrapping/seam-tally.ts';
import { type FrameJoin, type FrameOverlap, joinFrames } from '../../core/unwrapping/stitch-frames.ts';
import { FarFiles } from '../far-files.ts';
import type { FileLayer } from '../layer.ts';
import { openLayer } from '../open-layer.ts';
import type { OpenLayer } from '../opened-layer.ts';

/** Frames of pairs to be fitted to one another, as every thread holds them: plain data. */
export interface SeamsWork {
  readonly pairs: readonly {
    readonly phases: readonly FileLayer[];
    readonly labels?: readonly FileLayer[];
  }[];
}

/** Bytes of a block of each raster. */
const BLOCK = 1 << 20;

/** Reads the overlaps of the frames of a pair, and all of their component numbers. */
export default function measureSeams({ pairs }: SeamsWork): Runner<number, FrameJoin> {
  const files = new FarFiles();
  return {
    async run(pair): Promise<FrameJoin> {
      const { phases, labels } = pairs[pair];
      const open = (layers: readonly FileLayer[]) =>
        Promise.all(layers.map((layer) => openLayer(layer, undefined, files)));
      const phaseFiles = await open(phases);
      const labelFiles = labels && (await open(labels));
      try {
        const boxes = phases.map(reachOf);
        const overlaps: FrameOverlap[] = [];
        for (let second = 1; second < phases.length; second++)
          for (let first = 0; first < second; first++) {
            const box = intersection(boxes[first], boxes[second]);
            if (box === undefined) continue;
            const tally = seamTally();
            for (const block of blocksOf(box)) {
              const pixels = async (k: number) => ({
                phase: await phaseFiles[k].read(block),
                labels: labelFiles && (await labelFiles[k].read(block)),
              });
              tally.add(await pixels(first), await pixels(second));
            }
            overlaps.push({ first, second, overlaps: tally.overlaps() });
          }
        const numbers: number[][] = [];
        for (const [k, box] of boxes.entries())
          numbers.push(labelFiles === undefined ? [1] : await labelsIn(labelFiles[k], box));
        return joinFrames(numbers, overlaps);
      } finally {
        for (const file of [...phaseFiles, ...(labelFiles ?? [])]) file.close();
      }
    },
    close() {},
  };
}

/** The part of the grid that a layer reaches. */
function reachOf({ source, length, width }: FileLayer): Box {
  if (source.kind !== 'placed') return { y0: 0, x0: 0, y1: length, x1: width };
  const { y0, x0, layer } = source;
  return {
    y0: Math.max(0, y0),
    x0: Math.max(0, x0),
    y1: Math.min(length, y0 + layer.length),
    x1: Math.min(width, x0 + layer.width),
  };
}

function intersection(a: Box, b: Box): Box | undefined {
  const box = {
    y0: Math.max(a.y0, b.y0),
    x0: Math.max(a.x0, b.x0),
    y1: Math.min(a.y1, b.y1),
    x1: Math.min(a.x1, b.x1),
  };
  return box.y1 > box.y0 && box.x1 > box.x0 ? box : undefined;
}

function* blocksOf({ y0, x0, y1, x1 }: Box): Generator<Box> {
  const rows = Math.max(1, Math.floor(BLOCK / (4 * (x1 - x0))));
  for (let y = y0; y < y1; y += rows) yield { y0: y, x0, y1: Math.min(y1, y + rows), x1 };
}

async function labelsIn(layer: OpenLayer, box: Box): Promise<number[]> {
  const found = new Set<number>();
  for (const block of blocksOf(box)) {
    let last = 0;
    for (const label of await layer.read(block)) {
      if (label === last || !(label > 0)) continue;
      last = label;
      found.add(label);
    }
  }
  return [...found];
}
