import type { Look } from '../state/state.ts';
import { type AreaQuestion, type AreaSeries, areaSeries } from './area.ts';
import type { DataClient } from './client.ts';
import { differenceLayer, differencePatch, differenceSeries, partKeys } from './difference.ts';
import type { MadeProduct } from './made-product.ts';
import type { FileSource } from './messages.ts';
import type { Layer, Patch, Product, Statistics, Window } from './product.ts';
import { statisticsOf } from './statistics.ts';

/** Pixels of a raster that are kept whole; larger ones are thinned out, and drawn in full where one looks closely. */
const MOST_PIXELS = 16 << 20;
/** The same of rasters that have coarser copies in their file. */
const FIRST_PIXELS = 1 << 19;
/** Bytes of rasters that are kept. */
const KEPT_BYTES = 160 << 20;
const KEPT_PATCHES = 2000;
const KEPT_SERIES = 400;

/** Pixels of a plane that is large enough for a first look from some of its rows, and the rows of it. */
const LARGE_PIXELS = 2 << 20;
const FIRST_ROWS = 128;
/** Time after a question in which those that are still wanted are asked again by what is drawn. */
const SWEEP_MS = 120;

/** A patch that is here, failed, or is awaited. */
interface KeptPatch {
  readonly patch?: Patch;
  readonly failed?: true;
  readonly layer?: string;
  readonly awaited?: AbortController;
  /** when it was last asked for */
  wanted?: number;
}

/** What a patch is asked as. */
interface PatchOptions {
  /** light on the ground instead of heights */
  readonly asRelief?: boolean;
  /** for a first look */
  readonly isSparse?: boolean;
}

/** All open files and what was read of them. Values that are not here come later: `changed` is called then. */
export class Library {
  readonly products = new Map<string, Product>();
  readonly layers = new Map<string, Layer>();
  readonly errors = new Map<string, string>();
  /** colours that flags asked for, by layer: what the first ones of a layer are changed by */
  readonly wishedLooks = new Map<string, Partial<Look>>();
  /** called when values have come */
  changed = (): void => {};
  private readonly client: DataClient;
  private readonly opening = new Map<FileSource, Promise<Product>>();
  private readonly patches = new Map<string, KeptPatch>();
  private readonly statistics = new Map<string, Statistics>();
  private readonly series = new Map<string, { values?: Float32Array; failed?: true }>();
  private readonly areas = new Map<string, AreaSeries | { readonly problem: string } | undefined>();
  private readonly sources = new Map<string, FileSource>();
  private readonly made = new Map<string, MadeProduct>();
  private bytes = 0;

  constructor(client: DataClient) {
    this.client = client;
  }

  /** Begin to open a file: whoever opens it then waits the less. */
  prepare(source: FileSource): Promise<Product> {
    const opening = this.opening.get(source) ?? this.client.open(source);
    opening.catch(() => {}); // `open` tells
    this.opening.set(source, opening);
    return opening;
  }

  /** @throws {Error} with a sentence for the user */
  async open(source: FileSource): Promise<Product> {
    const product = await this.prepare(source);
    this.opening.delete(source);
    this.sources.set(product.name, source);
    this.take(product);
    return product;
  }

  private take(product: Product): void {
    this.products.set(product.name, product);
    for (const layer of product.layers) this.layers.set(layer.key, layer);
  }

  /** Whether values of a pixel are read by one short question, of this machine. */
  isNear({ product }: Layer): boolean {
    const source = this.sources.get(product);
    return source !== undefined && (source.kind !== 'url' || source.values !== undefined);
  }

  /** Where an open file comes from, for workers that open it too. */
  sourceOf(product: string): FileSource {
    return this.sources.get(product)!;
  }

  /** Show what the page made itself as if it were a file, in place of what was made under this name before. */
  addMade(made: MadeProduct): void {
    const { product } = made;
    for (const { key } of this.products.get(product.name)?.layers ?? []) {
      this.layers.delete(key);
      for (const own of this.patches.keys()) if (own.startsWith(`${key} `)) this.forget(own);
      for (const own of this.series.keys()) if (own.startsWith(`${key} `)) this.series.delete(own);
    }
    for (const own of this.areas.keys())
      if (own.includes(JSON.stringify(product.name))) this.areas.delete(own);
    this.made.set(product.name, made);
    this.take(product);
    this.changed();
  }

  /** The layer of a key; differences are made when they are first asked for. */
  find(key: string): Layer | undefined {
    const known = this.layers.get(key);
    const parts = partKeys(key);
    if (known !== undefined || parts === undefined) return known;
    const [one, other] = parts.map((part) => this.layers.get(part));
    const layer = one && other && differenceLayer(one, other, this.productOf(one), this.productOf(other));
    if (layer) this.layers.set(key, layer);
    return layer;
  }

  /** The layer of a mask on the pixels of a product: the one that was chosen, or that of its name there. */
  maskFor(key: string, { grid }: Product): Layer | undefined {
    const chosen = this.layers.get(key);
    const isOn = (layer: Layer) => this.productOf(layer).grid.key === grid.key;
    if (chosen === undefined || isOn(chosen)) return chosen;
    return [...this.layers.values()].find(
      (layer) => layer.dataset === chosen.dataset && !layer.slices && isOn(layer),
    );
  }

  productOf(layer: Layer): Product {
    return this.products.get(layer.product)!;
  }

  planeOf(layer: Layer, slice: string | undefined): number {
    return Math.max(0, layer.slices?.indexOf(slice ?? '') ?? 0);
  }

  /** The window of a whole raster: as many pixels to one as it takes. */
  wholeWindow({ grid: { length, width }, levels }: Product): Window {
    // A file with coarser copies begins with one that is soon there.
    const step = levels
      ? ([1, ...levels].find((level) => (length * width) / level ** 2 <= FIRST_PIXELS) ?? levels.at(-1)!)
      : Math.ceil(Math.sqrt((length * width) / MOST_PIXELS));
    return { y0: 0, x0: 0, y1: length, x1: width, step };
  }

  /** A part of a plane if it is here; if not it is fetched. */
  patch(
    layer: Layer,
    plane: number,
    window: Window,
    { asRelief = false, isSparse = false }: PatchOptions = {},
  ): Patch | undefined {
    if (layer.parts) {
      const patch = differencePatch(layer, plane, this.productOf(layer), (part, slice) =>
        this.patch(part, this.planeOf(part, slice), window),
      );
      if (patch && !this.statistics.has(layer.key)) {
        this.statistics.set(layer.key, statisticsOf(patch.data, false));
        this.changed();
      }
      return patch;
    }
    const { y0, x0, y1, x1, step } = window;
    const key = [layer.key, plane, y0, x0, y1, x1, step, asRelief, isSparse].join(' ');
    const known = this.patches.get(key);
    if (known !== undefined) {
      this.patches.delete(key);
      this.patches.set(key, known);
      known.wanted = performance.now();
      return known.patch;
    }
    const made = this.made.get(layer.product)?.patch(layer, plane, window);
    if (made !== undefined) {
      this.patches.set(key, { patch: made });
      this.bytes += made.data.byteLength;
      if (!this.statistics.has(layer.key)) {
        this.statistics.set(layer.key, statisticsOf(made.data, layer.zeroIsEmpty));
        this.changed();
      }
      this.letGo();
      return made;
    }
    const awaited = new AbortController();
    const asked = performance.now();
    this.patches.set(key, { layer: layer.key, awaited, wanted: asked });
    setTimeout(() => this.giveUp(layer.key, asked), SWEEP_MS);
    const { grid } = this.productOf(layer);
    const wantsStatistics = !asRelief && !this.statistics.has(layer.key);
    this.client
      .ask(
        'patch',
        {
          product: layer.product,
          dataset: layer.dataset,
          plane,
          window,
          hasMean: hasMean(layer),
          zeroIsEmpty: layer.zeroIsEmpty,
          noData: layer.noData,
          wantsStatistics,
          ...(isSparse && { isSparse }),
          ...(asRelief && { relief: { aspect: grid.aspect, flip: grid.flip } }),
        },
        awaited.signal,
      )
      .then(({ statistics, ...patch }) => {
        this.patches.set(key, { patch });
        this.bytes += patch.data.byteLength;
        if (statistics !== undefined) this.statistics.set(layer.key, statistics);
        this.letGo();
      })
      .catch((error: Error) => {
        if (awaited.signal.aborted) {
          this.patches.delete(key); // whoever wants it still asks again
          return;
        }
        this.patches.set(key, { failed: true });
        this.errors.set(layer.product, error.message);
      })
      .finally(() => this.changed());
    return undefined;
  }

  /** A first look at a large plane, from some of its rows; undefined where a plane is read as fast, or until it is here. */
  firstLook(layer: Layer, plane: number): { readonly isUseful: boolean; readonly patch?: Patch } {
    const { grid, levels } = this.productOf(layer);
    if (levels || !layer.hasPlainRows || grid.length * grid.width < LARGE_PIXELS) return { isUseful: false };
    const step = Math.ceil(grid.length / FIRST_ROWS);
    const window = { y0: 0, x0: 0, y1: grid.length, x1: grid.width, step };
    const patch = this.patch(layer, plane, window, { isSparse: true });
    return { isUseful: true, ...(patch && { patch }) };
  }

  /** Stop reading parts of a layer that nobody has asked for again since another one was. */
  private giveUp(layer: string, since: number): void {
    for (const kept of this.patches.values())
      if (kept.awaited && kept.layer === layer && (kept.wanted ?? 0) < since - SWEEP_MS) kept.awaited.abort();
  }

  /** What the values of a layer are like, once one of its planes was read. */
  statisticsOf(layer: Layer): Statistics | undefined {
    return this.statistics.get(layer.key);
  }

  /** Values of a pixel in all planes, if they are here; if not they are fetched. */
  seriesOf(layer: Layer, y: number, x: number): Float32Array | undefined {
    if (layer.parts) return differenceSeries(layer, (part) => this.seriesOf(part, y, x));
    const key = `${layer.key} ${y} ${x}`;
    const known = this.series.get(key);
    if (known !== undefined) return known.values;
    const made = this.made.get(layer.product)?.series(layer, y, x);
    this.series.set(key, made ? { values: made } : {});
    if (made) return made;
    for (const oldest of this.series.keys()) {
      if (this.series.size <= KEPT_SERIES) break;
      this.series.delete(oldest);
    }
    this.client
      .ask('series', { product: layer.product, dataset: layer.dataset, y, x })
      .then((values) => this.series.set(key, { values }))
      .catch((error: Error) => {
        this.series.set(key, { failed: true });
        this.errors.set(layer.product, error.message);
      })
      .finally(() => this.changed());
    return undefined;
  }

  /** What the pixels of an area have at each date, if it is here; if not it is asked for. */
  areaOf(question: AreaQuestion): AreaSeries | { readonly problem: string } | undefined {
    const key = JSON.stringify(question);
    if (this.areas.has(key)) return this.areas.get(key);
    this.areas.set(key, undefined);
    for (const oldest of this.areas.keys()) {
      if (this.areas.size <= KEPT_SERIES) break;
      this.areas.delete(oldest);
    }
    const isMade = question.sources.some(({ product }) => this.made.has(product));
    (isMade ? areaSeries(question, (...part) => this.readPart(...part)) : this.client.ask('area', question))
      .then((found) => this.areas.set(key, found))
      .catch(({ message }: Error) => this.areas.set(key, { problem: message }))
      .finally(() => this.changed());
    return undefined;
  }

  /** A part of a plane as it is in the file, read anew. @throws {Error} with a sentence for the user */
  async readPart(
    product: string,
    dataset: string,
    plane: number,
    window: Window,
    noData?: number,
  ): Promise<Patch> {
    const options = { hasMean: false, zeroIsEmpty: false, ...(noData !== undefined && { noData }) };
    return (
      this.made.get(product)?.patch({ dataset }, plane, window) ??
      this.client.ask('patch', { product, dataset, plane, window, ...options })
    );
  }

  /** The same, once it is here. @throws {Error} with a sentence for the user */
  readSeries({ product, dataset }: Layer, y: number, x: number): Promise<Float32Array> {
    return this.client.ask('series', { product, dataset, y, x });
  }

  /** The value of a pixel as it stands in the file, if it is here. */
  valueAt(layer: Layer, plane: number, y: number, x: number): number | undefined {
    const { length, width } = this.productOf(layer).grid;
    if (!(y >= 0 && x >= 0 && y < length && x < width)) return undefined;
    const whole = this.wholeWindow(this.productOf(layer));
    if (whole.step === 1) {
      const patch = this.patch(layer, plane, whole);
      if (patch !== undefined) return patch.data[y * width + x];
    }
    if (layer.slices !== undefined) return this.seriesOf(layer, y, x)?.[plane];
    return this.patch(layer, plane, { y0: y, x0: x, y1: y + 1, x1: x + 1, step: 1 })?.data[0];
  }

  private letGo(): void {
    for (const [key, { patch }] of this.patches) {
      if (this.bytes <= KEPT_BYTES && this.patches.size <= KEPT_PATCHES) return;
      if (patch !== undefined) this.forget(key);
    }
  }

  private forget(key: string): void {
    this.bytes -= this.patches.get(key)?.patch?.data.byteLength ?? 0;
    this.patches.delete(key);
  }
}

/** Whether neighbouring values may be averaged for a picture: not where they are names, or angles that wrap. */
function hasMean({ kind, dataset, isWhole }: Layer): boolean {
  return (
    kind !== 'mask' &&
    kind !== 'label' &&
    !isWhole &&
    !/wrap(?!per)|azimuthAngle/i.test(dataset.replace(/^unwrap/, ''))
  );
}
