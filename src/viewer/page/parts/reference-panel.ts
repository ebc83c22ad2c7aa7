import { latLonToPixel } from '../../../core/geometry/map-grid.ts';
import type { Library } from '../data/library.ts';
import { activeShown, pixelOf, type Shown } from '../map/view-model.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { button, element, fill, labelled, select } from './dom.ts';
import { sliceText } from './number-text.ts';

/** What values are relative to: a point that is dragged or typed, and a date. */
export class ReferencePanel {
  readonly root = element('section', { class: 'panel', 'aria-label': text('reference') });
  private readonly library: Library;
  private readonly store: Store;
  private readonly place = element('input', { type: 'text', class: 'place', 'data-part': 'reference' });
  private readonly problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  private drawn = '';

  constructor(library: Library, store: Store) {
    this.library = library;
    this.store = store;
    this.place.addEventListener('change', () => this.typed());
  }

  update(): void {
    const { store, library } = this;
    const { state } = store;
    const shown = activeShown(state, library);
    if (!shown) return;
    const key = JSON.stringify([shown.layer.key, state.reference, state.referenceDate]);
    if (key === this.drawn) return;
    this.drawn = key;
    const { layer } = shown;
    const isOwn = state.reference !== undefined || state.referenceDate !== undefined;
    this.place.disabled = !layer.isRelative;
    this.place.title = layer.isRelative ? text('referenceHint') : text('notRelative');
    if (document.activeElement !== this.place) this.place.value = this.placeText(shown);
    this.problem.hidden = true;
    const hasDates = layer.kind === 'displacement' && layer.sliceKind === 'date';
    const dates = hasDates ? (layer.slices ?? []) : [];
    fill(this.root, [
      element('h2', {}, [
        text('reference'),
        isOwn &&
          button(
            text('reset'),
            () => {
              store.dispatch({ type: 'reference', place: undefined });
              store.dispatch({ type: 'reference date', date: undefined });
            },
            { class: 'small' },
          ),
      ]),
      labelled(text('referencePoint'), this.place),
      labelled(
        text('referenceDate'),
        select(
          [
            { value: '', label: text('ofFile') },
            ...dates.map((date) => ({ value: date, label: sliceText(date) })),
          ],
          state.referenceDate ?? '',
          (date) => store.dispatch({ type: 'reference date', date: date || undefined }),
          {
            disabled: !hasDates,
            title: hasDates ? undefined : text('noReferenceDate'),
            'aria-label': text('relativeTo'),
          },
        ),
      ),
      this.problem,
    ]);
  }

  private placeText({ grid, product }: Shown): string {
    const own = pixelOf(this.store.state.reference, grid, this.library);
    const [y, x] = own
      ? [own.y, own.x]
      : ['REF_Y', 'REF_X'].map((key) => Number(product.attributes[key] ?? 'none'));
    if (!Number.isInteger(y) || !Number.isInteger(x)) return '';
    const at = grid.latLon(y, x);
    return at ? `${at.lat.toFixed(5)}, ${at.lon.toFixed(5)}` : `${y}, ${x}`;
  }

  private typed(): void {
    const { store, library } = this;
    const shown = activeShown(store.state, library);
    if (!shown) return;
    if (this.place.value.trim() === '') {
      store.dispatch({ type: 'reference', place: undefined });
      return;
    }
    const [first, second, ...rest] = this.place.value
      .replaceAll('−', '-')
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map(Number);
    const { map, key } = shown.grid.raster;
    const [y, x] = map ? latLonToPixel(map, first, second) : [first, second];
    const isGood =
      rest.length === 0 && Number.isInteger(y) && Number.isInteger(x) && shown.grid.isInside({ y, x });
    this.problem.hidden = isGood;
    this.problem.textContent = isGood ? '' : text('badPlace');
    if (isGood) store.dispatch({ type: 'reference', place: { raster: key, y, x } });
  }
}
