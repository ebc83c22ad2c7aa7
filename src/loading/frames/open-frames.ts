import { type FrameShift, mergeFrames, mergeLabels } from '../../core/unwrapping/stitch-frames.ts';
import { wrap } from '../../core/unwrapping/wrap.ts';
import type { FramesSource } from '../layer.ts';
import type { OpenLayer } from '../opened-layer.ts';

const STILL: FrameShift = { offset: 0, cycles: 0, components: [] };

/**
 * @param frames the opened layers of the source, each with memory of its own
 * @param labels those of its component numbers
 */
export function openFrames(
  { what, shifts: measured }: FramesSource,
  frames: readonly OpenLayer[],
  labels: readonly OpenLayer[] | undefined,
): OpenLayer {
  const shifts = measured ?? frames.map(() => STILL);
  const merge = (values: readonly Float32Array[], numbers: readonly Float32Array[] | undefined) => {
    switch (what) {
      case 'phase':
        return mergeFrames(
          values.map((phase, k) => ({ phase, ...(numbers === undefined ? {} : { labels: numbers[k] }) })),
          shifts,
        ).phase;
      case 'labels':
        return mergeLabels(values, shifts);
      case 'wrapped':
        return firstOf(values.map((phase, k) => turned(phase, shifts[k].offset)));
      case 'first':
        return firstOf(values);
    }
  };
  return {
    isFar: frames.some(({ isFar }) => isFar),
    async read(box) {
      const values = await Promise.all(frames.map((layer) => layer.read(box)));
      return merge(values, labels && (await Promise.all(labels.map((layer) => layer.read(box)))));
    },
    close() {
      for (const layer of [...frames, ...(labels ?? [])]) layer.close();
    },
  };
}

/** Of every pixel the first value that is neither NaN nor 0; else 0 if there is one. */
function firstOf([first, ...others]: readonly Float32Array[]): Float32Array {
  const out = Float32Array.from(first);
  for (const values of others)
    for (let i = 0; i < out.length; i++)
      if (!(out[i] !== 0 && !Number.isNaN(out[i])) && !Number.isNaN(values[i])) out[i] = values[i];
  return out;
}

function turned(phase: Float32Array, offset: number): Float32Array {
  return offset === 0 ? phase : phase.map((value) => (value === 0 ? 0 : wrap(value + offset)));
}
