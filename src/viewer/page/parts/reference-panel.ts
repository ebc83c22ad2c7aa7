import { latLonToPixel } from '../../../core/geometry/map-grid.ts';
import type { Library } from '../data/library.ts';
import { toggleDrawing } from '../map/drawing.ts';
import { fileReference, meanOfPixels } from '../map/file-reference.ts';
import { activeShown, pixelOf, referenceArea, type Shown } from '../map/view-model.ts';
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
    const note = this.note(shown);
    const isDrawing = state.draft?.kind === 'reference';
    const key = JSON.stringify([shown.layer.key, state.reference, state.referenceDate, note, isDrawing]);
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
      labelled(
        text('referencePoint'),
        element('span', { class: 'row' }, [
          this.place,
          button(text('referenceArea'), () => toggleDrawing(store, 'reference'), {
            sign: '⬠',
            class: 'sign',
            disabled: !layer.isRelative,
            'aria-pressed': String(isDrawing),
            ...(!layer.isRelative && { title: text('notRelative') }),
          }),
        ]),
      ),
      isDrawing && element('p', { class: 'hint', role: 'status' }, [text('areaHint')]),
      note !== undefined &&
        element('p', { class: note.isBad ? 'problem' : 'count', role: 'status' }, [note.words]),
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

  /** Of how many pixels an area is the mean, or why nothing is subtracted. */
  private note({ layer, product, reference, plane }: Shown): { words: string; isBad: boolean } | undefined {
    const { library } = this;
    if (reference === undefined) {
      const area = layer.isRelative ? fileReference(product)?.area : undefined;
      return area === undefined ? undefined : { words: area, isBad: false };
    }
    if (!reference.outline) {
      const value = library.valueAt(layer, plane, reference.y, reference.x);
      return Number.isNaN(value) ? { words: text('emptyHere'), isBad: true } : undefined;
    }
    const area = referenceArea(layer, reference, library);
    if (area === undefined) return undefined;
    if ('problem' in area) return { words: area.problem, isBad: true };
    const count = Math.max(...area.count);
    if (count === 0) return { words: text('emptyHere'), isBad: true };
    return { words: meanOfPixels(count), isBad: false };
  }

  private placeText({ grid, product }: Shown): string {
    const own = pixelOf(this.store.state.reference, grid, this.library);
    const reference = own ?? fileReference(product);
    if (!reference || 'area' in reference) return '';
    const { y, x } = reference;
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
