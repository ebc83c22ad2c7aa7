import { keep, kept, text } from '../text/text.ts';
import { button, element, fill } from './dom.ts';

const SEEN = 'mintsar-help-seen';

/** What pointer and keys do: over the map on the first visit, and whenever it is asked for. */
export class HelpNote {
  readonly root = element('div', { class: 'help', role: 'note', hidden: true });

  constructor() {
    fill(this.root, [
      element('p', {}, [text('firstHelp')]),
      element('details', {}, [
        element('summary', {}, [text('keys')]),
        element('p', {}, [text('mapKeys')]),
        element('p', {}, [text('pageKeys')]),
      ]),
      button(text('understood'), () => this.close(), { class: 'small' }),
    ]);
  }

  /** Once there is something to explain. */
  firstVisit(): void {
    if (kept(SEEN) === undefined && this.root.dataset['closed'] === undefined) this.root.hidden = false;
  }

  toggle(): void {
    if (this.root.hidden) {
      this.root.hidden = false;
      this.root.querySelector('details')?.setAttribute('open', '');
    } else this.close();
  }

  private close(): void {
    this.root.hidden = true;
    this.root.dataset['closed'] = '';
    keep(SEEN, 'yes');
  }
}
