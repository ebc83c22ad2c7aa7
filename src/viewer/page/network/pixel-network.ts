import { explainPixel, type PixelExplanation } from '../../../core/inversion/explain-pixel.ts';
import type { Library } from '../data/library.ts';
import type { NetworkModel } from './network-model.ts';

/** The inversion of a pixel. */
export interface InvertedPixel {
  readonly told: PixelExplanation;
  /** file of the mask that leaves the pixel out */
  readonly offBy: string | undefined;
}

/** The inversion of a pixel, or why it cannot be made. */
export type PixelNetwork =
  | InvertedPixel
  | { readonly problem: 'noReferencePoint' | 'emptyReference' | 'noPairsLeft'; readonly pair?: string };

/** Invert a pixel from what is here of it; undefined while that is on its way. */
export function pixelNetwork(
  model: NetworkModel,
  { y, x }: { readonly y: number; readonly x: number },
  library: Library,
): PixelNetwork | undefined {
  const { observed, coherence, maskLayer, reference, pairs, kept, names, options, sceneMasks } = model;
  if (reference === undefined) return { problem: 'noReferencePoint' };
  if (!kept.some((use) => use !== 0)) return { problem: 'noPairsLeft' };
  const values = library.seriesOf(observed, y, x);
  const references = library.seriesOf(observed, reference.y, reference.x);
  const quality = coherence && library.seriesOf(coherence, y, x);
  const mask = maskLayer && library.seriesOf(maskLayer, y, x);
  const scene = sceneMasks.map((layer) => ({ layer, value: library.valueAt(layer, 0, y, x) }));
  const isHere =
    values !== undefined &&
    references !== undefined &&
    (!coherence || quality !== undefined) &&
    (!maskLayer || mask !== undefined) &&
    scene.every(({ value }) => value !== undefined);
  if (!isHere) return undefined;
  const empty = names.findIndex((_, i) => kept[i] !== 0 && Number.isNaN(references[i]));
  if (empty >= 0) return { problem: 'emptyReference', pair: names[empty] };
  const off = scene.find(({ value }) => !value);
  const told = explainPixel(
    { observed: values, ...(quality && { quality }), ...(mask && { mask }) },
    {
      ...options,
      pairs,
      kept,
      references,
      isReference: y === reference.y && x === reference.x,
      isOff: off !== undefined,
    },
  );
  return { told, offBy: off?.layer.product };
}
