import { indexRanges } from '../../../core/inversion/explain-pixel.ts';
import { copyButton } from '../parts/copy-button.ts';
import { element, fill } from '../parts/dom.ts';
import { text } from '../text/text.ts';
import type { NetworkModel } from './network-model.ts';

/** The pairs that are left out as a line of a template, to be copied. */
export class TemplateLine {
  readonly root = element('section', { class: 'template-line', 'aria-label': text('template') });
  private readonly line = element('input', { type: 'text', readonly: true, 'aria-label': text('template') });

  constructor() {
    const words = () => {
      this.line.select();
      return this.line.value;
    };
    fill(this.root, [this.line, copyButton(text('copy'), words, { class: 'small' })]);
  }

  show({ kept }: NetworkModel): void {
    const out = kept.flatMap((use, i) => (use === 0 ? [i] : []));
    this.line.value =
      out.length === 0 ? text('nothingOut') : `mintpy.network.excludeIfgIndex = ${indexRanges(out)}`;
    this.line.title = this.line.value;
  }
}
