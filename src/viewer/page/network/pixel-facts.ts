import type { PixelExplanation } from '../../../core/inversion/explain-pixel.ts';
import { element, fill } from '../parts/dom.ts';
import { numberText, sliceText } from '../parts/number-text.ts';
import { type TextKey, text } from '../text/text.ts';
import type { NetworkItem } from './network-chart.ts';
import type { NetworkModel } from './network-model.ts';
import type { InvertedPixel, PixelNetwork } from './pixel-network.ts';

const OUTCOMES: Readonly<Record<string, TextKey>> = {
  solved: 'solved',
  reference: 'isReferencePixel',
  off: 'isOff',
  empty: 'isEmptyPixel',
  sparse: 'isSparse',
};
const MOST_LOOPS = 12;

/** How the series of the pixel came about, in words and numbers. */
export class PixelFacts {
  readonly root = element('section', { class: 'facts', 'aria-label': text('thisPixel') });
  private readonly onPoint: (item: NetworkItem | undefined) => void;

  constructor(onPoint: PixelFacts['onPoint']) {
    this.onPoint = onPoint;
  }

  show(
    model: NetworkModel,
    pixel: { y: number; x: number } | undefined,
    found: PixelNetwork | undefined,
  ): void {
    const head = element('h3', {}, [
      text('thisPixel'),
      pixel &&
        element('span', { class: 'count' }, [`${text('row')} ${pixel.y}, ${text('column')} ${pixel.x}`]),
    ]);
    if (pixel === undefined) {
      fill(this.root, [head, element('p', { class: 'hint' }, [text('networkHint')])]);
    } else if (found === undefined) {
      fill(this.root, [head, element('p', { class: 'hint' }, ['…'])]);
    } else if ('problem' in found) {
      const words = `${text(found.problem)} ${found.pair ? sliceText(found.pair) : ''}`;
      fill(this.root, [head, element('p', { class: 'problem', role: 'status' }, [words])]);
    } else fill(this.root, [head, ...this.told(model, found)]);
  }

  private told({ pairs }: NetworkModel, { told, offBy }: InvertedPixel): HTMLElement[] {
    const { outcome, numUsed, rank, numUnknown, pieces, temporalCoherence, sparseDates, std } = told;
    const whole = numUsed === pairs.length ? '' : ` ${text('of')} ${pairs.length}`;
    const rows: [TextKey, string][] = [
      ['pairsUsed', `${numUsed}${whole}`],
      ['rank', `${rank} ${text('of')} ${numUnknown}`],
      ['temporalCoherence', numberText(temporalCoherence, 4)],
    ];
    if (std) {
      const largest = Math.max(...std) * 1000;
      rows.push(['largestStd', `${numberText(largest, 3)} mm`]);
    }
    const sentence =
      outcome === 'sparse'
        ? `${text('isSparse')} ${sparseDates.slice(0, 4).map(sliceText).join(', ')}${sparseDates.length > 4 ? ' …' : ''}`
        : `${text(OUTCOMES[outcome])}${offBy ? ` ${offBy}` : ''}`;
    const table = element(
      'dl',
      {},
      rows.flatMap(([key, value]) => [
        element('dt', {}, [text(key)]),
        element('dd', { 'data-fact': key }, [value]),
      ]),
    );
    const parts: HTMLElement[] = [
      element(
        'p',
        { class: outcome === 'solved' ? 'hint' : 'problem', role: 'status', 'data-outcome': outcome },
        [sentence],
      ),
      table,
    ];
    // What was not inverted was placed nowhere.
    if (outcome === 'solved' && pieces.length > 1) {
      const names = pieces.map((dates) =>
        dates.length === 1
          ? sliceText(dates[0])
          : `${sliceText(dates[0])} … ${sliceText(dates.at(-1)!)} (${dates.length})`,
      );
      const list = names.flatMap((name, k) => [
        k > 0 ? '; ' : ' ',
        element('span', { class: 'whole' }, [name]),
      ]);
      parts.push(element('p', { class: 'problem' }, [`${text('inPieces')} ${pieces.length}:`, ...list]));
    }
    parts.push(this.loops(told));
    return parts;
  }

  private loops({ loops, pairs }: PixelExplanation): HTMLElement {
    const open = loops.filter(({ cycles }) => cycles !== 0);
    const words =
      loops.length === 0
        ? text('noLoops')
        : open.length === 0
          ? `${text('loopsClose')} ${loops.length}`
          : `${open.length} ${text('of')} ${loops.length} ${text('loopsOpen')}`;
    const list = open.slice(0, MOST_LOOPS).map(({ pairs: [first, second, long], closure, cycles }) => {
      const dates = [pairs[first].pair.date1, pairs[first].pair.date2, pairs[second].pair.date2].map(
        sliceText,
      );
      const misclosure = `${numberText(closure, 3)} rad, ${cycles > 0 ? '+' : '−'}${Math.abs(cycles)} × 2π`;
      const item = element('li', { tabindex: '0' }, [
        element('span', {}, [`${dates.join(' → ')}: `]),
        element('span', {}, [misclosure]),
      ]);
      item.addEventListener('pointerenter', () => this.onPoint({ kind: 'pair', index: long }));
      item.addEventListener('pointerleave', () => this.onPoint(undefined));
      return item;
    });
    const more = open.length > MOST_LOOPS ? [element('li', {}, ['…'])] : [];
    return element('div', { class: 'loops', 'data-open': String(open.length) }, [
      element('p', {}, [words]),
      element('ul', {}, [...list, ...more]),
    ]);
  }
}
