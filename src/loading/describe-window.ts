import { isGeocoded } from '../io/attributes/typed.ts';
import type { StackDescription } from './description.ts';
import { loadBoxes } from './load-boxes.ts';
import { type LoadOptions, listedOnce } from './load-options.ts';

/**
 * Describe a stack of which an area in degrees is wanted. Where that lies in radar coordinates is known once the geometry is
 * described: pairs of another size that were left out are then looked at again, and kept as for a window of rows and columns.
 */
export async function describeWindow(
  describe: (options: LoadOptions) => Promise<StackDescription>,
  options: LoadOptions,
): Promise<StackDescription> {
  const description = await describe(options);
  const { ifgrams, ionosphere, offsets, isCut } = description;
  const hasOdd = [ifgrams, ionosphere, offsets].some((stack) => stack?.ofOtherSize !== undefined);
  const reference = ifgrams ?? offsets;
  if (options.subset?.lalo === undefined || isCut || !hasOdd || isGeocoded(reference?.attributes ?? {}))
    return description;
  const { boxes } = await loadBoxes(description, options.subset);
  if (boxes.stack === undefined) return description;
  return describe(listedOnce({ ...options, subset: { yx: boxes.stack } }));
}
