import { optionalNumber } from '../../../io/attributes/typed.ts';
import type { Point, ViewerState } from '../state/state.ts';
import type { AreaQuestion } from './area.ts';
import type { Library } from './library.ts';
import type { Layer, Product } from './product.ts';

/** What a worker is asked about an area of a layer. @param minus plane that values are relative to */
export function areaQuestion(
  { outline = [] }: Pick<Point, 'outline'>,
  layer: Layer,
  minus: number | undefined,
  mask: ViewerState['mask'],
  library: Library,
): AreaQuestion {
  const product = library.productOf(layer);
  const { length, width } = product.grid;
  const sources = (layer.parts ?? [layer]).map((part) => ({
    product: part.product,
    dataset: part.dataset,
    planes: (layer.slices ?? [undefined]).map((slice) => library.planeOf(part, slice)),
    zeroIsEmpty: part.zeroIsEmpty,
    ...(part.noData !== undefined && { noData: part.noData }),
    ...originOf(library.productOf(part)),
  }));
  const by = mask && library.maskFor(mask.layer, product);
  return {
    sources,
    outline,
    length,
    width,
    ...(minus !== undefined && { minus }),
    ...(by && mask && { mask: { product: by.product, dataset: by.dataset, atLeast: mask.atLeast } }),
  };
}

function originOf({ attributes }: Product): Partial<AreaQuestion['sources'][number]> {
  const [y, x] = ['REF_Y', 'REF_X'].map((key) => optionalNumber(attributes, key));
  return y === undefined || x === undefined ? {} : { origin: [y, x] };
}
