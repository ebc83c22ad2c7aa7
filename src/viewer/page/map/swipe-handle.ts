import { element } from '../parts/dom.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';

/** The line between two panes of which one lies over the other; dragged, or moved by arrow keys. */
export class SwipeHandle {
  readonly root = element('div', {
    class: 'swipe',
    role: 'slider',
    tabindex: '0',
    'aria-label': text('swipeHandle'),
    'aria-valuemin': '0',
    'aria-valuemax': '100',
    hidden: true,
  });
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
    const { root } = this;
    root.addEventListener('pointerdown', ({ pointerId }) => root.setPointerCapture(pointerId));
    root.addEventListener('pointermove', (event) => {
      const box = root.parentElement?.getBoundingClientRect();
      if (box && root.hasPointerCapture(event.pointerId)) this.go((event.clientX - box.left) / box.width);
    });
    root.addEventListener('keydown', ({ key }) => {
      const by = key === 'ArrowLeft' ? -0.02 : key === 'ArrowRight' ? 0.02 : 0;
      if (by !== 0) this.go(this.store.state.compare.at + by);
    });
  }

  /** Lay the panes as the state says. @param grid that holds them */
  update(grid: HTMLElement): void {
    const { compare, panes } = this.store.state;
    const kind = panes.length > 1 ? compare.kind : 'side';
    grid.dataset['compare'] = kind;
    const percent = Math.round(compare.at * 1000) / 10;
    grid.style.setProperty('--swipe', `${percent}%`);
    this.root.hidden = kind !== 'swipe';
    this.root.setAttribute('aria-valuenow', String(Math.round(percent)));
  }

  private go(at: number): void {
    const { store } = this;
    const compare = { ...store.state.compare, at: Math.max(0, Math.min(1, at)) };
    store.dispatch({ type: 'compare', compare });
  }
}
