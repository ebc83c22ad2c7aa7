import type { Library } from '../data/library.ts';
import { activeShown } from '../map/view-model.ts';
import { button, element, fill, labelled, slider } from '../parts/dom.ts';
import { sliceText } from '../parts/number-text.ts';
import type { Transect } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { type ProfileLine, unitsOf } from './profile-chart.ts';

const MOST_WIDTH = 101;

/** Width of the swath, dates that are drawn, and what each colour is. */
export class ProfilePanel {
  readonly root = element('aside', { class: 'fit', 'aria-label': text('profile') });
  private readonly library: Library;
  private readonly store: Store;
  private readonly controls = element('div', { class: 'swath' });
  private readonly names = element('ul', { class: 'names' });
  private drawn = '';

  constructor(library: Library, store: Store) {
    this.library = library;
    this.store = store;
    fill(this.root, [this.controls, this.names]);
  }

  update(): void {
    const { store, library } = this;
    const { transect } = store.state;
    const shown = activeShown(store.state, library);
    const slice = shown?.slice;
    const key = JSON.stringify([transect?.slices, slice, transect === undefined]);
    if (key === this.drawn) return;
    this.drawn = key;
    const change = (to: Partial<Transect>) => {
      const now = store.state.transect;
      if (now) store.dispatch({ type: 'transect', transect: { ...now, ...to } });
    };
    const why = transect ? undefined : text('noLine');
    const pixelWidth = shown?.grid.raster.pixelWidth;
    const words = (width: number) =>
      pixelWidth ? `${width} px, ${Math.round(width * pixelWidth)} m` : `${width} px`;
    const width = element('output', {}, [words(transect?.width ?? 1)]);
    const isKept = slice === undefined || transect?.slices.includes(slice) === true;
    fill(this.controls, [
      labelled(
        text('swath'),
        slider(
          { min: 1, max: MOST_WIDTH, step: 2, value: transect?.width ?? 1 },
          (value) => {
            width.textContent = words(value);
            change({ width: value });
          },
          { disabled: !transect, title: why ?? text('swathHint') },
        ),
      ),
      width,
      button(
        text('keepDate'),
        () => slice && change({ slices: [...(store.state.transect?.slices ?? []), slice] }),
        {
          class: 'small',
          disabled: !transect || isKept,
          title: why ?? text(slice === undefined ? 'noDates' : isKept ? 'dateIsKept' : 'keepDateHint'),
        },
      ),
      ...(transect?.slices ?? []).map((own) =>
        button(
          `${sliceText(own)} ×`,
          () => change({ slices: store.state.transect?.slices.filter((one) => one !== own) ?? [] }),
          { class: 'small', title: `${text('removePoint')} ${sliceText(own)}` },
        ),
      ),
    ]);
  }

  show(lines: readonly ProfileLine[]): void {
    const isMixed = unitsOf(lines).length > 1;
    fill(
      this.names,
      lines.map(({ name, slice = '', unit, color }) => {
        const swatch = element('i', { class: 'swatch' });
        swatch.style.background = color;
        const words = element('span', {}, [
          name.slice(0, name.length - slice.length),
          element('span', { class: 'whole' }, [slice]),
          isMixed && ` (${unit})`,
        ]);
        return element('li', {}, [swatch, words]);
      }),
    );
  }
}
