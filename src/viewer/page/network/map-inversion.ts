import { datesOfPairs } from '../../../core/network/pairs.ts';
import { optionalNumber } from '../../../io/attributes/typed.ts';
import { DataClient } from '../data/client.ts';
import type { InvertedRows, InvertRows } from '../data/inverted-rows.ts';
import type { Library } from '../data/library.ts';
import { MadeProduct } from '../data/made-product.ts';
import type { Layer, LayerKind, Product, Window } from '../data/product.ts';
import { shownUnit } from '../data/shown-unit.ts';
import type { NetworkModel } from './network-model.ts';

/** Name of what was made, in the list of layers. */
export const REINVERTED = 're-inverted';

const WORKERS = 2;
/** Observations read at a time by each worker. */
const BAND_VALUES = 4 << 20;

/** How far a map has come. */
export interface MapProgress {
  readonly done: number;
  readonly total: number;
}

/** Inverts maps in workers of its own, some rows at a time; what is asked last is done, what was asked before is dropped. */
export class MapInversion {
  progress: MapProgress | undefined;
  private readonly library: Library;
  private readonly changed: () => void;
  private clients: { readonly client: DataClient; readonly open: Map<string, Promise<unknown>> }[] = [];
  private run = 0;

  constructor(library: Library, changed: () => void) {
    this.library = library;
    this.changed = changed;
  }

  cancel(): void {
    this.run++;
    this.progress = undefined;
    this.changed();
  }

  /** @returns undefined when it was dropped @throws {Error} with a sentence for the user */
  async invert(model: NetworkModel, window: Window): Promise<MadeProduct | undefined> {
    const run = ++this.run;
    const { stack, observed, sceneMasks } = model;
    const columns = Math.ceil((window.x1 - window.x0) / window.step);
    const total = Math.ceil((window.y1 - window.y0) / window.step);
    const numPair = model.names.length;
    const perBand = Math.max(1, Math.floor(BAND_VALUES / (columns * numPair)));
    this.progress = { done: 0, total };
    this.changed();
    const references = await this.referencesOf(model);
    const ask = question(model, window, references, `${run}`);
    const parts = collector(ask.dates.length, total * columns, ask.dates.length >= 3);
    const products = [observed, ...sceneMasks].map(({ product }) => product);
    let next = 0;
    const work = async (k: number) => {
      const client = await this.clientFor(k, products);
      while (next < total && run === this.run) {
        const from = next;
        next = Math.min(total, from + perBand);
        const rows = [from, next] as const;
        const result = await client.ask('invert', { product: stack.name, rows: { ...ask, rows } });
        if (run !== this.run) return;
        parts.put(result, from * columns);
        this.progress = { done: this.progress!.done + rows[1] - rows[0], total };
        this.changed();
      }
    };
    try {
      const numWorker = Math.min(WORKERS, Math.ceil(total / perBand));
      await Promise.all(Array.from({ length: numWorker }, (_, k) => work(k)));
    } finally {
      if (run === this.run) this.progress = undefined;
    }
    if (run !== this.run) return undefined;
    makeRelative(parts.values.get('timeseries')!, ask.dates, model.referenceDate);
    return new MadeProduct(productOf(model, ask.dates, parts.values), window, parts.values);
  }

  private async referencesOf({ observed, reference, kept, names }: NetworkModel): Promise<number[]> {
    const { y, x } = reference!;
    const values = await this.library.readSeries(observed, y, x);
    const empty = names.find((_, i) => kept[i] !== 0 && Number.isNaN(values[i]));
    if (empty !== undefined) throw new Error(empty);
    return names.flatMap((_, i) => (kept[i] === 0 ? [] : [values[i]]));
  }

  private async clientFor(k: number, products: readonly string[]): Promise<DataClient> {
    this.clients[k] ??= { client: new DataClient(), open: new Map() };
    const { client, open } = this.clients[k];
    for (const name of products) {
      if (!open.has(name)) open.set(name, client.open(this.library.sourceOf(name)));
      await open.get(name);
    }
    return client;
  }
}

function question(
  model: NetworkModel,
  window: Window,
  references: readonly number[],
  run: string,
): Omit<InvertRows, 'rows'> {
  const { options, pairs, kept, reference, observed, coherence, maskLayer, sceneMasks, stack } = model;
  const { mask, ...inversion } = options;
  const own = pairs.filter((_, i) => kept[i] !== 0);
  const needsCoherence = inversion.weightFunc !== 'no';
  const isQuality = maskLayer !== undefined && maskLayer === coherence && needsCoherence;
  return {
    run,
    observed: observed.dataset,
    ...(coherence && needsCoherence && { quality: coherence.dataset }),
    ...(maskLayer && !isQuality && { mask: maskLayer.dataset }),
    kept: kept.flatMap((use, i) => (use === 0 ? [] : [i])),
    sceneMasks: sceneMasks.map(({ product, dataset }) => ({ product, dataset })),
    window,
    args: {
      inversion: { ...inversion, pairs: own, references },
      referencePixel: cellOf(reference!, window),
      mask,
    },
    dates: datesOfPairs(own),
    seconds: optionalNumber(stack.attributes, 'CENTER_LINE_UTC') ?? 0,
  };
}

/** A pixel in those of a window, where one of them is just this pixel. */
function cellOf(
  { y, x }: { y: number; x: number },
  { y0, x0, y1, x1, step }: Window,
): { y: number; x: number } | undefined {
  const [row, column] = [(y - y0 - (step >> 1)) / step, (x - x0 - (step >> 1)) / step];
  const isOne = Number.isInteger(row) && Number.isInteger(column);
  return isOne && y >= y0 && x >= x0 && y < y1 && x < x1 ? { y: row, x: column } : undefined;
}

/** Displacements become relative to a date, as `reference_date` does it, where the network has it. */
function makeRelative(values: Float32Array, dates: readonly string[], date: string | undefined): void {
  const plane = dates.indexOf(date ?? '');
  if (plane <= 0) return;
  const numPixel = values.length / dates.length;
  const first = values.slice(plane * numPixel, (plane + 1) * numPixel);
  for (let k = 0; k < dates.length; k++)
    for (let p = 0; p < numPixel; p++) values[k * numPixel + p] -= first[p];
}

/** Rows are put where they belong in planes of the whole map. */
function collector(numDate: number, numPixel: number, hasVelocity: boolean) {
  const values = new Map<keyof InvertedRows, Float32Array<ArrayBuffer>>([
    ['timeseries', new Float32Array(numDate * numPixel)],
    ...(hasVelocity ? [['velocity', new Float32Array(numPixel)] as const] : []),
    ['temporalCoherence', new Float32Array(numPixel)],
    ['numInvIfgram', new Float32Array(numPixel)],
  ]);
  const put = (rows: InvertedRows, at: number) => {
    const count = rows.numInvIfgram.length;
    for (const [name, all] of values) {
      const own = rows[name];
      if (own === undefined) continue;
      for (let k = 0; k < own.length / count; k++)
        all.set(own.subarray(k * count, (k + 1) * count), k * numPixel + at);
    }
  };
  return { values, put };
}

function productOf(
  { stack, referenceDate }: NetworkModel,
  dates: readonly string[],
  values: ReadonlyMap<string, unknown>,
): Product {
  const layer = (dataset: string, kind: LayerKind, unit: string): Layer => ({
    key: `${REINVERTED}:${dataset}`,
    product: REINVERTED,
    dataset,
    kind,
    unit,
    shown: shownUnit(unit, kind),
    ...(dataset === 'timeseries' && { slices: dates, sliceKind: 'date' as const }),
    isRelative: kind === 'displacement' || kind === 'velocity',
    zeroIsEmpty: kind === 'displacement' || kind === 'velocity',
    isWhole: false,
  });
  const layers = [
    layer('timeseries', 'displacement', 'm'),
    ...(values.has('velocity') ? [layer('velocity', 'velocity', 'm/year')] : []),
    layer('temporalCoherence', 'coherence', '1'),
    layer('numInvIfgram', 'value', '1'),
  ];
  const REF_DATE = dates.find((date) => date === referenceDate) ?? dates[0];
  const attributes = { ...stack.attributes, FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE };
  const { bperp: _bperp, kept: _kept, ...common } = stack;
  return { ...common, name: REINVERTED, fileType: 'timeseries', attributes, layers };
}
