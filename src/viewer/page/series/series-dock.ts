import type { Library } from '../data/library.ts';
import { activeShown, seriesLayerOf } from '../map/view-model.ts';
import { button, element, fill, select } from '../parts/dom.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { FitPanel } from './fit-panel.ts';
import { pointSeries } from './point-series.ts';
import { type ChartLine, SeriesChart } from './series-chart.ts';
import { fitOf } from './series-fit.ts';

/** Chart and fits of the points that were clicked. */
export class SeriesDock {
  readonly root = element('section', { class: 'dock', 'aria-label': text('series') });
  private readonly library: Library;
  private readonly store: Store;
  private readonly chart: SeriesChart;
  private readonly fit: FitPanel;
  private readonly head = element('header', {});
  private readonly hint = element('p', { class: 'hint' });
  private drawnHead = '';
  private linesKey = '';

  /** @param onDate a date of the chart was clicked */
  constructor(library: Library, store: Store, onDate: (date: string) => void) {
    this.library = library;
    this.store = store;
    this.chart = new SeriesChart(onDate);
    this.fit = new FitPanel(store);
    fill(this.root, [
      element('div', { class: 'chart-column' }, [this.head, this.hint, this.chart.root]),
      this.fit.root,
    ]);
  }

  update(): void {
    const { store, library } = this;
    const { state } = store;
    const shown = activeShown(state, library);
    const layer = shown && seriesLayerOf(state, library, shown);
    this.drawHead(layer?.key);
    const series = layer ? state.points.map((point) => pointSeries(point, layer, state, library)) : [];
    const isMissing = layer !== undefined && state.points.length > 0;
    this.hint.hidden = series.some((one) => one !== undefined);
    this.hint.textContent = text(layer === undefined ? 'noSeries' : isMissing ? 'nothingHere' : 'seriesHint');
    const product = layer && library.productOf(layer);
    const date = shown?.layer.sliceKind === 'date' ? shown.slice : undefined;
    // Fits are made again when what goes into them changed, not when a map moves.
    const key = JSON.stringify([
      layer?.key,
      state.points,
      state.reference,
      state.referenceDate,
      state.fit,
      state.theme,
      series.map((one) => one !== undefined),
      date,
    ]);
    if (key === this.linesKey) return;
    this.linesKey = key;
    const lines = series.flatMap((one): ChartLine[] =>
      one && product
        ? [{ series: one, fit: state.fit.isOn ? fitOf(one, state.fit, product) : undefined }]
        : [],
    );
    this.root.toggleAttribute('data-empty', layer === undefined);
    this.chart.show(lines, date);
    this.fit.update(lines);
    this.root.dataset['series'] = JSON.stringify(lines.map((line) => Array.from(line.series.values)));
  }

  /** Draw everything anew, in other colours. */
  redraw(): void {
    this.linesKey = '';
    this.update();
  }

  private drawHead(current: string | undefined): void {
    const { store, library } = this;
    const layers = [...library.layers.values()].filter(({ sliceKind }) => sliceKind === 'date');
    const key = [current, layers.length, store.state.points.length].join(' ');
    if (key === this.drawnHead) return;
    this.drawnHead = key;
    fill(this.head, [
      element('h2', {}, [text('series')]),
      current !== undefined &&
        select(
          layers.map((layer) => ({ value: layer.key, label: layer.product })),
          current,
          (layer) => store.dispatch({ type: 'series layer', layer }),
          { 'aria-label': text('series') },
        ),
      store.state.points.length > 0 &&
        button(text('removeAll'), () => store.dispatch({ type: 'points', points: [] }), { class: 'small' }),
    ]);
  }
}
