import type { Layer } from '../data/product.ts';
import { element, fill } from '../parts/dom.ts';
import { numberText, sliceText } from '../parts/number-text.ts';
import { gradientOf } from './colors.ts';
import type { Shown } from './view-model.ts';

/** What a pane shows in words, and its colours: stands in a corner of the map. */
export class MapLegend {
  readonly root = element('div', { class: 'legend' });
  private drawn = '';

  update({ layer, slice, look }: Shown): void {
    const key = JSON.stringify([layer.key, slice, look]);
    if (key === this.drawn) return;
    this.drawn = key;
    const ramp = element('span', { class: 'ramp-line' });
    if (look) ramp.style.background = gradientOf(look.colormap);
    fill(this.root, [
      element('p', { class: 'caption' }, [
        element('b', {}, [layerName(layer)]),
        slice && ' ',
        slice && element('span', { class: 'whole' }, [sliceText(slice)]),
      ]),
      look &&
        element('p', { class: 'scale' }, [
          element('span', {}, [numberText(look.low, 3)]),
          ramp,
          element('span', {}, [numberText(look.high, 3)]),
          element('span', {}, [layer.shown.unit]),
        ]),
    ]);
  }
}

/** File and dataset, the latter where the file does not tell it: `velocity.h5`, `geometryRadar.h5 height`. */
export function layerName({ product, dataset, parts }: Layer): string {
  if (parts) return parts.map(layerName).join(' − ');
  const file = product.slice(product.lastIndexOf('/') + 1);
  const name = dataset.slice(dataset.lastIndexOf('/') + 1);
  return file.replace(/^geo_/, '').startsWith(name) ? file : `${file} ${name}`;
}
