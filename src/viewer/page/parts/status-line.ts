import type { Library } from '../data/library.ts';
import { lookupOf } from '../map/lookup.ts';
import { type Shown, shownValue } from '../map/view-model.ts';
import { text } from '../text/text.ts';
import { element, fill } from './dom.ts';
import { numberText } from './number-text.ts';

/** What is under the cursor: place, value with its unit, and what its sign means. */
export class StatusLine {
  readonly root = element('footer', { class: 'status' });
  private readonly place = element('span', { class: 'at' });
  private readonly value = element('span', { class: 'value' });
  private readonly words = element('span', { class: 'words' });
  private readonly library: Library;

  constructor(library: Library) {
    this.library = library;
    fill(this.root, [this.place, this.value, this.words]);
  }

  /** @param pixel under the cursor; undefined = none */
  show(shown: Shown | undefined, pixel: { readonly y: number; readonly x: number } | undefined): void {
    if (!shown || !pixel) {
      for (const part of [this.place, this.value, this.words]) part.textContent = '';
      delete this.root.dataset['value'];
      return;
    }
    const { y, x } = pixel;
    const at =
      shown.grid.latLon(y, x) ?? lookupOf(this.library, shown.product)?.at({ y: y + 0.5, x: x + 0.5 });
    const own = `${text('row')} ${y}, ${text('column')} ${x}`;
    this.place.textContent = at
      ? `${text('latitude')} ${at.lat.toFixed(5)}°  ${text('longitude')} ${at.lon.toFixed(5)}°  ·  ${own}`
      : own;
    const found = shownValue(shown, this.library, y, x);
    const { unit, factor } = shown.layer.shown;
    const isEmpty =
      found !== undefined && (Number.isNaN(found.value) || (found.raw === 0 && shown.look?.hidesZero));
    this.root.dataset['value'] = found === undefined ? '' : String(found.value);
    this.root.dataset['pixel'] = `${y} ${x}`;
    this.value.textContent =
      found === undefined ? '…' : isEmpty ? text('noData') : `${numberText(found.value * factor)} ${unit}`;
    this.words.textContent = found === undefined || isEmpty ? '' : signInWords(shown, found.value);
  }
}

/** Displacements are positive towards the satellite, or as the file's direction says. */
function signInWords({ layer, product }: Shown, value: number): string {
  if (layer.kind !== 'displacement' && layer.kind !== 'velocity') return '';
  if (/vertical|horizontal|East|North|Up/i.test(`${layer.dataset} ${product.attributes['DATA_TYPE'] ?? ''}`))
    return '';
  return value === 0 ? text('still') : text(value > 0 ? 'towards' : 'away');
}
