import type { Library } from '../data/library.ts';
import type { Layer } from '../data/product.ts';
import { toggleDrawing } from '../map/drawing.ts';
import { button, checkbox, element, fill, select } from '../parts/dom.ts';
import type { Chart } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { type TextKey, text } from '../text/text.ts';

const KINDS: readonly { readonly kind: Chart['kind']; readonly words: TextKey }[] = [
  { kind: 'series', words: 'series' },
  { kind: 'residuals', words: 'residuals' },
  { kind: 'profile', words: 'profile' },
];

/** What the dock shows and how, and what is drawn on the map for it. */
export class DockHead {
  readonly root = element('header', {});
  private readonly library: Library;
  private readonly store: Store;
  private readonly onSave: () => void;
  private drawn = '';

  /** @param onSave a table of what is drawn was asked for */
  constructor(library: Library, store: Store, onSave: () => void) {
    this.library = library;
    this.store = store;
    this.onSave = onSave;
  }

  update(current: Layer | undefined, hasContent: boolean): void {
    const { store, library } = this;
    const { state } = store;
    const layers = [...library.layers.values()].filter(({ sliceKind }) => sliceKind === 'date');
    const { chart, draft } = state;
    const key = JSON.stringify([
      current?.key,
      layers.length,
      state.points.length,
      chart,
      draft?.kind,
      hasContent,
    ]);
    if (key === this.drawn) return;
    const focused = [...this.root.querySelectorAll('button, select, input')].indexOf(
      document.activeElement as Element,
    );
    this.drawn = key;
    const isProfile = chart.kind === 'profile';
    fill(this.root, [
      element(
        'div',
        { class: 'tabs', role: 'group', 'aria-label': text('charts') },
        KINDS.map(({ kind, words }) =>
          button(text(words), () => store.dispatch({ type: 'chart', chart: { kind } }), {
            'aria-pressed': String(kind === chart.kind),
            class: 'small',
          }),
        ),
      ),
      ...(isProfile ? [] : this.seriesControls(current, layers)),
      this.drawButton('area', 'drawArea'),
      this.drawButton('transect', 'drawLine'),
      button(text('csv'), this.onSave, {
        class: 'small',
        disabled: !hasContent,
        title: text(hasContent ? 'csvHint' : 'nothingDrawn'),
      }),
      button(text('removeAll'), () => this.removeAll(), {
        class: 'small',
        disabled: isProfile ? state.transect === undefined : state.points.length === 0,
        title: hasContent ? undefined : text('nothingDrawn'),
      }),
    ]);
    this.root.querySelectorAll<HTMLElement>('button, select, input')[focused]?.focus();
  }

  private drawButton(kind: 'area' | 'transect', words: TextKey): HTMLElement {
    const isOn = this.store.state.draft?.kind === kind;
    return button(text(words), () => toggleDrawing(this.store, kind), {
      'aria-pressed': String(isOn),
      class: 'small',
      title: text(kind === 'area' ? 'areaHint' : 'lineHint'),
    });
  }

  private seriesControls(current: Layer | undefined, layers: readonly Layer[]): HTMLElement[] {
    const { store, library } = this;
    const { chart } = store.state;
    const change = (to: Partial<Chart>) => store.dispatch({ type: 'chart', chart: to });
    if (!current) return [];
    const own = library.productOf(current).grid.key;
    const others = layers.filter(
      (layer) =>
        layer.key !== current.key && layer.unit === current.unit && library.productOf(layer).grid.key === own,
    );
    const nameOf = ({ product, parts }: Layer) =>
      parts ? parts.map((part) => part.product).join(' − ') : product;
    const hasReplicas =
      current.unit === 'm' && Number(library.productOf(current).attributes['WAVELENGTH']) > 0;
    const hasAreas = store.state.points.some(({ outline }) => outline !== undefined);
    return [
      select(
        layers.map((layer) => ({ value: layer.key, label: nameOf(layer) })),
        current.key,
        (layer) => store.dispatch({ type: 'series layer', layer }),
        { 'aria-label': text('series') },
      ),
      select(
        [
          { value: '', label: text('noSecond') },
          ...others.map((layer) => ({ value: layer.key, label: `○ ${nameOf(layer)}` })),
        ],
        others.some(({ key }) => key === chart.second) ? (chart.second ?? '') : '',
        (second) => change({ second }),
        {
          'aria-label': text('second'),
          disabled: others.length === 0,
          title: text(others.length === 0 ? 'noOtherSeries' : 'second'),
        },
      ),
      checkbox(text('errorBars'), chart.hasErrors, (hasErrors) => change({ hasErrors }), {
        title: text('errorBarsHint'),
      }),
      checkbox(text('replicas'), chart.hasReplicas, (on) => change({ hasReplicas: on }), {
        disabled: !hasReplicas,
        title: text(hasReplicas ? 'replicasHint' : 'noReplicas'),
      }),
      checkbox(text('follow'), chart.follows, (follows) => change({ follows }), {
        title: text('followHint'),
      }),
      select(
        [
          { value: 'mean', label: text('mean') },
          { value: 'median', label: text('median') },
        ],
        chart.ofArea,
        (ofArea) => change({ ofArea: ofArea as Chart['ofArea'] }),
        {
          'aria-label': text('ofArea'),
          disabled: !hasAreas,
          title: text(hasAreas ? 'ofArea' : 'noAreas'),
        },
      ),
    ];
  }

  private removeAll(): void {
    const { store } = this;
    if (store.state.chart.kind === 'profile') store.dispatch({ type: 'transect', transect: undefined });
    else store.dispatch({ type: 'points', points: [] });
  }
}
