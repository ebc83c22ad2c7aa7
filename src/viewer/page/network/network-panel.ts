import type { WeightFunction } from '../../../core/inversion/weights.ts';
import { datesOfPairs, pairIndices } from '../../../core/network/pairs.ts';
import { perpBaselineTimeseries } from '../../../core/network/perpendicular-baseline.ts';
import type { Library } from '../data/library.ts';
import type { Window } from '../data/product.ts';
import { activeShown, pixelOf } from '../map/view-model.ts';
import { button, element, fill, labelled, select } from '../parts/dom.ts';
import { sliceText } from '../parts/number-text.ts';
import { type PointSeries, pointSeries } from '../series/point-series.ts';
import type { NetworkState, Point } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { InvertedChart } from './inverted-chart.ts';
import { MapControl } from './map-control.ts';
import { MatrixChart } from './matrix-chart.ts';
import { matrixScales } from './matrix-scales.ts';
import { type DrawnNetwork, NetworkChart, type NetworkItem } from './network-chart.ts';
import { layerWithNetwork, type NetworkModel, networkModel } from './network-model.ts';
import { PairTable } from './pair-table.ts';
import { PixelFacts } from './pixel-facts.ts';
import { type PixelNetwork, pixelNetwork } from './pixel-network.ts';
import { ReferenceInversion } from './reference-inversion.ts';
import { shownInversion } from './shown-inversion.ts';
import { TemplateLine } from './template-line.ts';

const WEIGHTS: readonly WeightFunction[] = ['var', 'fim', 'coh', 'no'];

/** Network of a stack beside the map: pairs are left out by a click, and the pixel is inverted anew at once. */
export class NetworkPanel {
  readonly root = element('aside', { class: 'network', 'aria-label': text('network'), hidden: true });
  private readonly library: Library;
  private readonly store: Store;
  private readonly head = element('header', {});
  private readonly none = element('div', { class: 'hint' });
  private readonly live = element('p', { class: 'pointed', 'aria-live': 'polite' });
  private readonly content: HTMLElement;
  private readonly chart: NetworkChart;
  private readonly matrix: MatrixChart;
  private readonly inverted = new InvertedChart();
  private readonly table: PairTable;
  private readonly facts: PixelFacts;
  private readonly line = new TemplateLine();
  private readonly map: MapControl;
  private readonly references: ReferenceInversion;
  private model: NetworkModel | undefined;
  private network: DrawnNetwork | undefined;
  private found: PixelNetwork | undefined;
  private pointed: NetworkItem | undefined;
  private modelKey = '';
  private drawn = '';

  /** @param seen the part of the map that is on the screen */
  constructor(library: Library, store: Store, seen: () => Window | undefined) {
    this.library = library;
    this.store = store;
    this.references = new ReferenceInversion(library);
    this.map = new MapControl(library, store, this.references, seen);
    const point = (item: NetworkItem | undefined) => this.point(item);
    const toggle = (item: NetworkItem) => this.toggle(item);
    this.chart = new NetworkChart(point, toggle);
    this.matrix = new MatrixChart(point, toggle);
    this.table = new PairTable(point, toggle);
    this.facts = new PixelFacts(point);
    const titled = (name: string, ...charts: HTMLElement[]) =>
      element('figure', {}, [element('figcaption', {}, [name]), ...charts]);
    this.content = element('div', { class: 'network-content' }, [
      this.chart.canvas.root,
      this.live,
      this.line.root,
      this.map.root,
      this.facts.root,
      titled(text('invertedTitle'), this.inverted.canvas.root),
      titled(text('matrixTitle'), this.matrix.canvas.root, matrixScales()),
      this.table.root,
    ]);
    fill(this.root, [this.head, this.none, this.content]);
  }

  update(): void {
    const { store, library } = this;
    const { state } = store;
    this.root.hidden = !state.network.isOpen;
    if (!state.network.isOpen) return;
    const shown = activeShown(state, library);
    const modelKey = JSON.stringify([
      shown?.grid.raster.key,
      [...library.products.keys()],
      state.network,
      state.reference,
      state.reference?.outline && state.mask,
    ]);
    if (modelKey !== this.modelKey) {
      this.modelKey = modelKey;
      this.model = shown && networkModel(state, library, shown);
      this.drawHead();
      this.map.show(this.model);
      if (this.model) this.line.show(this.model);
      else this.drawWay();
    }
    const { model } = this;
    this.none.hidden = model !== undefined;
    this.content.hidden = model === undefined;
    if (!model) return;
    const point = state.points.at(-1);
    const pixel = point && pixelOf(point, model.grid, library);
    const found = pixel && pixelNetwork(model, pixel, library);
    const zero = this.references.now(model);
    const told = found && 'told' in found ? found.told : undefined;
    const inverted =
      told && zero.isHere
        ? shownInversion(told, zero.value, state.referenceDate ?? model.referenceDate)
        : undefined;
    const file = point && this.seriesInFile(point, model);
    const values = this.coherences(model, pixel);
    const key = JSON.stringify([
      modelKey,
      pixel,
      found !== undefined,
      zero.isHere,
      file !== undefined,
      state.referenceDate,
      values !== undefined,
      state.theme,
    ]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.found = found;
    this.network = networkOf(model, values, (i) => told !== undefined && told.pairs[i].use !== 'used');
    this.facts.show(model, pixel, found);
    this.table.show(told?.pairs ?? []);
    this.table.root.hidden = told === undefined;
    const figures = this.content.querySelectorAll('figure');
    for (const figure of figures) figure.hidden = told === undefined;
    this.inverted.show(
      told &&
        inverted && {
          dates: told.dates,
          values: inverted.map((value) => value * 100),
          ...(told.std && { std: told.std.map((value) => value * 100) }),
          before: new Map(file?.dates.map((date, k) => [date, file.values[k] * 100])),
          unit: 'cm',
        },
    );
    this.root.dataset['timeseries'] = JSON.stringify(inverted ? Array.from(inverted) : []);
    this.drawCharts();
  }

  /** What is missing, and the way to pixels that have a network. */
  private drawWay(): void {
    const { store, library } = this;
    const layer = layerWithNetwork(library);
    const show = (key: string, slice: string | undefined) =>
      store.dispatch({
        type: 'show',
        pane: store.state.active,
        content: { layer: key, ...(slice && { slice }) },
      });
    fill(this.none, [
      element('p', {}, [text(layer ? 'otherPixels' : 'noStack')]),
      layer && button(`${text('showLayer')} ${layer.product}`, () => show(layer.key, layer.slices?.at(-1))),
    ]);
  }

  /** Invert the visible map for a link that shows it. @returns whether it is there */
  async invertAgain(): Promise<boolean> {
    const { state } = this.store;
    const shown = activeShown(state, this.library);
    const model = shown && networkModel(state, this.library, shown);
    return model !== undefined && this.map.again(model);
  }

  private coherences(
    { coherence }: NetworkModel,
    pixel: { y: number; x: number } | undefined,
  ): ArrayLike<number> | undefined {
    return coherence && pixel && this.library.seriesOf(coherence, pixel.y, pixel.x);
  }

  /** The series of the file at the middle of a point, relative to what the state says. */
  private seriesInFile({ outline: _, ...place }: Point, { series }: NetworkModel): PointSeries | undefined {
    const found = series && pointSeries(place, series, this.store.state, this.library);
    return typeof found === 'object' && 'values' in found ? found : undefined;
  }

  private change(change: Partial<NetworkState>): void {
    this.store.dispatch({ type: 'network', network: { ...this.store.state.network, ...change } });
  }

  private point(item: NetworkItem | undefined): void {
    if (JSON.stringify(item) === JSON.stringify(this.pointed)) return;
    this.pointed = item;
    this.live.textContent = item ? this.words(item) : '';
    this.table.point(item);
    this.drawCharts();
  }

  private drawCharts(): void {
    const told = this.found && 'told' in this.found ? this.found.told.pairs : [];
    this.chart.show(this.network, this.pointed);
    this.matrix.show(
      this.network,
      told.map(({ residual }) => residual),
      this.pointed,
    );
  }

  private words(item: NetworkItem): string {
    const { model } = this;
    if (!model) return '';
    const isOut = this.pairsOf(item).every((i) => model.kept[i] === 0);
    const name = item.kind === 'date' ? item.date : model.names[item.index];
    return `${sliceText(name)}  ·  ${text(isOut ? 'takeBack' : 'leaveOut')}`;
  }

  private pairsOf(item: NetworkItem): number[] {
    if (item.kind === 'pair') return [item.index];
    return (this.model?.pairs ?? []).flatMap(({ date1, date2 }, i) =>
      date1 === item.date || date2 === item.date ? [i] : [],
    );
  }

  private toggle(item: NetworkItem): void {
    const { model } = this;
    if (!model) return;
    const own = this.pairsOf(item);
    const isOut = own.every((i) => model.kept[i] === 0);
    const out = model.names.filter((_, i) => (own.includes(i) ? !isOut : model.kept[i] === 0));
    this.change({ out });
    this.live.textContent = this.words(item);
  }

  private drawHead(): void {
    const { model, store } = this;
    const close = button(text('close'), () => this.change({ isOpen: false }), {
      sign: '×',
      class: 'sign small',
    });
    if (!model) {
      fill(this.head, [element('h2', {}, [text('network'), close])]);
      return;
    }
    const used = model.kept.filter((use) => use !== 0).length;
    fill(this.head, [
      element('h2', {}, [text('network'), close]),
      element('p', { class: 'count' }, [
        `${model.stack.name} · ${used} ${text('of')} ${model.names.length} ${text('takePart')}`,
      ]),
      element('div', { class: 'network-controls' }, [
        labelled(
          text('weight'),
          select(
            WEIGHTS.map((value) => ({ value, label: text(`weight_${value}` as 'weight_var') })),
            model.options.weightFunc,
            (weight) => this.change({ weight: weight as WeightFunction }),
          ),
        ),
        button(text('asInFile'), () => this.change({ out: undefined, weight: undefined }), {
          class: 'small',
          disabled: model.isAsInFile && store.state.network.weight === undefined,
        }),
      ]),
    ]);
  }
}

function networkOf(
  { pairs, kept, stack }: NetworkModel,
  values: ArrayLike<number> | undefined,
  isUnused: (i: number) => boolean,
): DrawnNetwork {
  const dates = datesOfPairs(pairs);
  const { first, second } = pairIndices(pairs, dates);
  return {
    dates,
    bperp: perpBaselineTimeseries(pairs, stack.bperp ?? pairs.map(() => 0)),
    ends: pairs.map((_, i) => [first[i], second[i]]),
    kept,
    values: values ?? pairs.map(() => Number.NaN),
    isUnused: pairs.map((_, i) => isUnused(i)),
  };
}
