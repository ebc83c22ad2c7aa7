import type { ExplainedPair } from '../../../core/inversion/explain-pixel.ts';
import { element, fill, select } from '../parts/dom.ts';
import { numberText, sliceText } from '../parts/number-text.ts';
import { text } from '../text/text.ts';
import type { NetworkItem } from './network-chart.ts';
import { coherenceColor } from './pair-colors.ts';

const ORDERS = ['byResidual', 'byCoherence', 'byDate'] as const;
type Order = (typeof ORDERS)[number];

/** All pairs in words, with a box each that leaves it out: what the charts show, for keys and readers of screens. */
export class PairTable {
  readonly root = element('section', { class: 'pair-table', 'aria-label': text('pairs') });
  private readonly body = element('tbody');
  private readonly onPoint: (item: NetworkItem | undefined) => void;
  private readonly onToggle: (item: NetworkItem) => void;
  private order: Order = 'byResidual';
  private told: readonly ExplainedPair[] = [];
  private rows: HTMLTableRowElement[] = [];

  constructor(onPoint: PairTable['onPoint'], onToggle: PairTable['onToggle']) {
    this.onPoint = onPoint;
    this.onToggle = onToggle;
    const head = [text('pair'), text('coherence'), text('weight'), `${text('residual')}, rad`].map((name) =>
      element('th', { scope: 'col' }, [name]),
    );
    fill(this.root, [
      element('header', {}, [
        element('h3', {}, [text('pairs')]),
        select(
          ORDERS.map((key) => ({ value: key, label: text(key) })),
          this.order,
          (order) => {
            this.order = order as Order;
            this.fillBody();
          },
          { 'aria-label': text('order') },
        ),
      ]),
      element('div', { class: 'scrolled', tabindex: '-1' }, [
        element('table', {}, [element('thead', {}, [element('tr', {}, head)]), this.body]),
      ]),
    ]);
  }

  show(told: readonly ExplainedPair[]): void {
    this.told = told;
    this.fillBody();
  }

  /** Mark what is pointed at elsewhere. */
  point(item: NetworkItem | undefined): void {
    for (const row of this.rows) {
      const index = Number(row.dataset['index']);
      const { pair } = this.told[index];
      const isPointed =
        item?.kind === 'pair'
          ? item.index === index
          : item !== undefined && (pair.date1 === item.date || pair.date2 === item.date);
      row.toggleAttribute('data-pointed', isPointed);
    }
  }

  private fillBody(): void {
    const { told } = this;
    const rank = (i: number) =>
      this.order === 'byResidual'
        ? -Math.abs(told[i].residual) || 0
        : this.order === 'byCoherence'
          ? told[i].quality || 0
          : 0;
    const order = told.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
    const focused = (document.activeElement?.closest('tr') as HTMLElement | null)?.dataset['index'];
    this.rows = order.map((index) => this.row(told[index], index));
    fill(this.body, this.rows);
    if (focused !== undefined)
      this.body.querySelector<HTMLElement>(`tr[data-index="${focused}"] input`)?.focus();
  }

  private row({ pair, use, quality, weight, residual }: ExplainedPair, index: number): HTMLTableRowElement {
    const name = sliceText(`${pair.date1}_${pair.date2}`);
    const isOneYear = pair.date1.slice(0, 4) === pair.date2.slice(0, 4);
    const box = element('input', { type: 'checkbox', 'aria-label': name });
    box.checked = use !== 'dropped';
    box.addEventListener('change', () => this.onToggle({ kind: 'pair', index }));
    const swatch = element('i', { class: 'swatch' });
    swatch.style.background = coherenceColor(quality);
    const note = use === 'empty' || use === 'masked' ? text(use === 'empty' ? 'noPhase' : 'maskedPair') : '';
    const row = element('tr', { 'data-index': String(index), 'data-use': use }, [
      element('th', { scope: 'row' }, [
        element('label', {}, [box, swatch, isOneYear ? name.replace(/→ \d{4}-/, '→ ') : name]),
      ]),
      element('td', {}, [numberText(quality, 2)]),
      element('td', {}, [note || numberText(weight, 3)]),
      element('td', { class: Math.abs(residual) > Math.PI ? 'bad' : '' }, [numberText(residual, 3)]),
    ]);
    row.dataset['residual'] = String(residual);
    row.addEventListener('pointerenter', () => this.onPoint({ kind: 'pair', index }));
    row.addEventListener('pointerleave', () => this.onPoint(undefined));
    box.addEventListener('focus', () => this.onPoint({ kind: 'pair', index }));
    return row;
  }
}
