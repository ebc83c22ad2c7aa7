import { colormapNames } from '../../../plot/colormap.ts';
import type { Library } from '../data/library.ts';
import type { Layer, Statistics } from '../data/product.ts';
import { gradientOf, limitsAt } from '../map/colors.ts';
import { activeShown } from '../map/view-model.ts';
import type { Look } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { button, checkbox, element, fill, labelled, select, slider } from './dom.ts';
import { numberText } from './number-text.ts';

/** Shares of the values offered, percent. */
const SHARES = [100, 98, 95, 90];
const FAVOURITES = ['vik', 'roma', 'batlow', 'viridis', 'RdBu', 'jet', 'turbo', 'cmy', 'romaO', 'gray'];

/** Colours of the layer in the active pane: a bar whose ends are dragged, typed or set by a share of the values. */
export class ColorPanel {
  readonly root = element('section', { class: 'panel', 'aria-label': text('colours') });
  private readonly library: Library;
  private readonly store: Store;
  private readonly bar = element('div', { class: 'bar' });
  private readonly histogram = element('canvas', {
    class: 'histogram',
    width: '512',
    height: '72',
    'aria-hidden': 'true',
  });
  private readonly ramp = element('div', { class: 'ramp', 'aria-hidden': 'true' });
  private readonly ends: { readonly [end in 'low' | 'high']: HTMLElement };
  private readonly boxes: { readonly [end in 'low' | 'high']: HTMLInputElement };
  private readonly title = element('h2');
  private readonly controls = element('div', { class: 'controls' });
  private layer: Layer | undefined;
  private statistics: Statistics | undefined;
  private drawnControls = '';

  constructor(library: Library, store: Store) {
    this.library = library;
    this.store = store;
    this.ends = { low: this.handle('low'), high: this.handle('high') };
    this.boxes = { low: this.box('low'), high: this.box('high') };
    fill(this.bar, [this.histogram, this.ramp, this.ends.low, this.ends.high]);
    fill(this.root, [
      this.title,
      this.bar,
      element('div', { class: 'ends' }, [this.boxes.low, this.boxes.high]),
      this.controls,
    ]);
  }

  update(): void {
    const { store, library } = this;
    const shown = activeShown(store.state, library);
    this.layer = shown?.layer;
    this.statistics = shown && library.statisticsOf(shown.layer);
    const look = shown?.look;
    this.root.hidden = look === undefined || this.statistics === undefined;
    if (!shown || !look || !this.statistics) return;
    const { unit } = shown.layer.shown;
    this.title.textContent = `${text('colours')}${unit ? ` (${unit})` : ''}`;
    const [from, to] = this.span();
    const place = (value: number) => Math.max(0, Math.min(100, ((value - from) / (to - from)) * 100));
    for (const end of ['low', 'high'] as const) {
      const handle = this.ends[end];
      handle.style.left = `${place(look[end])}%`;
      handle.setAttribute('aria-valuenow', String(look[end]));
      handle.setAttribute('aria-valuetext', `${numberText(look[end])} ${unit}`);
      handle.setAttribute('aria-valuemin', String(from));
      handle.setAttribute('aria-valuemax', String(to));
      if (document.activeElement !== this.boxes[end]) this.boxes[end].value = String(look[end]);
    }
    this.ramp.style.background = gradientOf(look.colormap);
    this.ramp.style.left = `${place(look.low)}%`;
    this.ramp.style.width = `${Math.max(1, place(look.high) - place(look.low))}%`;
    const key = JSON.stringify([shown.layer.key, look.colormap, look.isWrapped, look.hidesZero]);
    if (key !== this.drawnControls) {
      this.drawnControls = key;
      this.drawControls(look);
      this.drawHistogram();
    }
  }

  private change(change: Partial<Look>): void {
    const { layer, store } = this;
    const look = layer && store.state.looks[layer.key];
    if (layer && look) store.dispatch({ type: 'look', layer: layer.key, look: { ...look, ...change } });
  }

  /** Values from the left to the right of the bar: the middle of what is there, whatever a few outliers say. */
  private span(): readonly [number, number] {
    const { layer, statistics } = this;
    if (!layer || !statistics) return [0, 1];
    const { factor } = layer.shown;
    const [low, high] = [statistics.percentiles[1], statistics.percentiles[99]].map(
      (value) => value * factor,
    );
    const wide = limitsAt(layer, statistics, 98);
    const [from, to] = [Math.min(low, wide.low), Math.max(high, wide.high)];
    const room = (to - from || 1) * 0.25;
    return layer.kind === 'coherence' ? [0, 1] : [from - room, to + room];
  }

  private handle(end: 'low' | 'high'): HTMLElement {
    const handle = element('div', {
      class: `end ${end}`,
      role: 'slider',
      tabindex: '0',
      'aria-label': text(end === 'low' ? 'lowEnd' : 'highEnd'),
    });
    handle.addEventListener('pointerdown', (event) => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus();
    });
    handle.addEventListener('pointermove', (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.bar.getBoundingClientRect();
      const [from, to] = this.span();
      this.moveEnd(end, from + ((event.clientX - left) / width) * (to - from));
    });
    handle.addEventListener('keydown', (event) => {
      const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      const look = this.layer && this.store.state.looks[this.layer.key];
      if (way === undefined || !look) return;
      event.preventDefault();
      const [from, to] = this.span();
      this.moveEnd(end, look[end] + (way * (to - from)) / (event.shiftKey ? 20 : 200));
    });
    return handle;
  }

  private moveEnd(end: 'low' | 'high', to: number): void {
    const look = this.layer && this.store.state.looks[this.layer.key];
    if (!look) return;
    const value = Number(to.toPrecision(3));
    if (end === 'low' ? value < look.high : value > look.low) this.change({ [end]: value });
  }

  private box(end: 'low' | 'high'): HTMLInputElement {
    const box = element('input', {
      type: 'text',
      inputmode: 'decimal',
      class: 'number',
      'aria-label': text(end),
    });
    box.addEventListener('change', () => {
      const value = Number(box.value.replace('−', '-').replace(',', '.'));
      const look = this.layer && this.store.state.looks[this.layer.key];
      const isGood =
        look &&
        box.value.trim() !== '' &&
        Number.isFinite(value) &&
        (end === 'low' ? value < look.high : value > look.low);
      if (isGood) this.change({ [end]: value });
      else if (look) box.value = String(look[end]);
    });
    return box;
  }

  private drawControls(look: Look): void {
    const { layer, statistics } = this;
    if (!layer || !statistics) return;
    const base = look.colormap.replace(/_r$/, '');
    const names = [...new Set([base, ...FAVOURITES, ...colormapNames()])];
    fill(this.controls, [
      element(
        'div',
        { class: 'row shares', role: 'group', 'aria-label': text('share') },
        SHARES.map((share) => button(`${share} %`, () => this.change(limitsAt(layer, statistics, share)))),
      ),
      element('div', { class: 'row' }, [
        labelled(
          text('colormap'),
          select(
            names.map((name) => ({ value: name, label: name })),
            base,
            (name) => this.change({ colormap: name }),
          ),
        ),
        button('reverse', () => this.change({ colormap: base === look.colormap ? `${base}_r` : base }), {
          sign: '⇄',
          'aria-pressed': String(base !== look.colormap),
        }),
      ]),
      checkbox(text('wrapped'), look.isWrapped, (isWrapped) =>
        this.change(isWrapped ? { isWrapped, colormap: 'romaO' } : { isWrapped }),
      ),
      checkbox(text('hideZero'), look.hidesZero, (hidesZero) => this.change({ hidesZero })),
      labelled(
        text('opacity'),
        slider({ min: 0, max: 1, step: 0.01, value: look.opacity }, (opacity) => this.change({ opacity })),
      ),
    ]);
  }

  private drawHistogram(): void {
    const { histogram, layer, statistics } = this;
    const pen = histogram.getContext('2d');
    if (!pen || !layer || !statistics) return;
    const [from, to] = this.span();
    const { width, height } = histogram;
    const density = new Float64Array(128);
    const { percentiles } = statistics;
    // A hundredth of the values lies between two percentiles: as dense as they are close.
    for (let k = 0; k < 100; k++) {
      const [a, b] = [percentiles[k], percentiles[k + 1]].map(
        (value) => ((value * layer.shown.factor - from) / (to - from)) * density.length,
      );
      const [first, last] = [Math.floor(a), Math.max(Math.floor(a), Math.ceil(b) - 1)];
      for (let i = Math.max(0, first); i <= last && i < density.length; i++)
        density[i] += 1 / (last - first + 1);
    }
    const most = Math.max(...density) || 1;
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(this.root).getPropertyValue('--faint') || '#999';
    const step = width / density.length;
    density.forEach((value, i) => {
      const tall = Math.sqrt(value / most) * height;
      pen.fillRect(i * step, height - tall, step + 0.5, tall);
    });
  }
}
