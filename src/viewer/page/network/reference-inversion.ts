import { areaSeries, pixelsOfArea } from '../data/area.ts';
import { areaQuestion } from '../data/area-request.ts';
import type { Library } from '../data/library.ts';
import type { MadeProduct } from '../data/made-product.ts';
import { MapInversion } from './map-inversion.ts';
import type { NetworkModel } from './network-model.ts';

/** What the inverted series and velocities of a network are relative to: subtracted from all of them. */
export interface InvertedReference {
  /** [numDate] m; NaN = no value */
  readonly timeseries: ArrayLike<number>;
  /** m/year; undefined where the dates are too few for a line */
  readonly velocity: number | undefined;
}

/**
 * A stack is inverted relative to its own pixel, as `ifgram_inversion` does it; where another point or an area is chosen,
 * the same inversion there is subtracted, as `reference_point` does it to a series.
 */
export class ReferenceInversion {
  private readonly library: Library;
  private readonly work: MapInversion;
  private last: { readonly key: string; value?: InvertedReference; isHere?: true } | undefined;
  private waiting: Promise<InvertedReference | undefined> = Promise.resolve(undefined);

  constructor(library: Library) {
    this.library = library;
    this.work = new MapInversion(library, () => {});
  }

  /** What is subtracted, nothing where the state asks for nothing else; `isHere` is false while it is on its way. */
  now(model: NetworkModel): { readonly value?: InvertedReference; readonly isHere: boolean } {
    if (model.chosen === undefined) return { isHere: true };
    void this.find(model);
    const { value, isHere = false } = this.last!;
    return { ...(value && { value }), isHere };
  }

  /** The same once it is here; undefined also where the place has no values. */
  find(model: NetworkModel): Promise<InvertedReference | undefined> {
    const { chosen, kept, options, observed, reference } = model;
    if (chosen === undefined) return Promise.resolve(undefined);
    const key = JSON.stringify([observed.key, kept, options, reference, chosen]);
    if (key === this.last?.key) return this.waiting;
    const last: NonNullable<typeof this.last> = { key };
    this.last = last;
    // What keeps it from being inverted is told where the pixel or the map is.
    this.waiting = this.inverted(model).catch(() => undefined);
    void this.waiting.then((value) => {
      Object.assign(last, { isHere: true, ...(value && { value }) });
      this.library.changed();
    });
    return this.waiting;
  }

  private async inverted(model: NetworkModel): Promise<InvertedReference | undefined> {
    const { library } = this;
    const { y, x, outline, mask } = model.chosen!;
    if (outline === undefined) {
      const made = await this.work.invert(model, { y0: y, x0: x, y1: y + 1, x1: x + 1, step: 1 });
      return made && valuesIn(made, async (layer) => made.series(layer, y, x));
    }
    const area = areaQuestion({ outline }, model.observed, undefined, mask, library);
    const made = await this.work.invert(model, pixelsOfArea(area).window);
    return (
      made &&
      valuesIn(made, async (layer) => {
        const planes = (layer.slices ?? [undefined]).map((_, k) => k);
        const sources = area.sources.map((source) => ({
          ...source,
          product: layer.product,
          dataset: layer.dataset,
          planes,
          zeroIsEmpty: true,
        }));
        const found = await areaSeries(
          { ...area, sources },
          async (product, dataset, plane, window, noData) =>
            product === layer.product
              ? made.patch({ dataset }, plane, window)
              : library.readPart(product, dataset, plane, window, noData),
        );
        return found.mean;
      })
    );
  }
}

async function valuesIn(
  { product }: MadeProduct,
  read: (layer: MadeProduct['product']['layers'][number]) => Promise<ArrayLike<number>>,
): Promise<InvertedReference> {
  const layer = (dataset: string) => product.layers.find((own) => own.dataset === dataset);
  const velocity = layer('velocity');
  return {
    timeseries: await read(layer('timeseries')!),
    velocity: velocity && (await read(velocity))[0],
  };
}
