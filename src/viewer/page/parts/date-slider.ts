import type { Library } from '../data/library.ts';
import { activeShown } from '../map/view-model.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { button, element, fill } from './dom.ts';
import { sliceText } from './number-text.ts';

/** Between dates that are played, ms. */
const FRAME_MS = 220;

/** The date, pair or number that the active pane shows; panes of the same dates follow. */
export class DateSlider {
  readonly root = element('div', { class: 'dates' });
  private readonly library: Library;
  private readonly store: Store;
  private readonly input = element('input', { type: 'range', min: '0', step: '1' });
  private readonly name = element('output', { class: 'slice' });
  private readonly playButton = button(text('play'), () => this.play(), { sign: '▶', class: 'sign' });
  private timer = 0;
  private slices: readonly string[] = [];

  constructor(library: Library, store: Store) {
    this.library = library;
    this.store = store;
    this.input.addEventListener('input', () => this.go(Number(this.input.value)));
    fill(this.root, [
      this.playButton,
      button(text('earlier'), () => this.move(-1), { sign: '‹', class: 'sign' }),
      this.input,
      button(text('later'), () => this.move(1), { sign: '›', class: 'sign' }),
      this.name,
    ]);
  }

  update(): void {
    const { store, library } = this;
    const shown = activeShown(store.state, library);
    const { slices, sliceKind } = shown?.layer ?? {};
    this.root.hidden = slices === undefined;
    if (!shown || !slices) return;
    this.slices = slices;
    this.input.max = String(slices.length - 1);
    this.input.value = String(shown.plane);
    this.input.setAttribute('aria-label', text(sliceKind ?? 'number'));
    this.input.setAttribute('aria-valuetext', sliceText(slices[shown.plane]));
    this.name.textContent = `${sliceText(slices[shown.plane])}  ${shown.plane + 1}/${slices.length}`;
  }

  /** Go some planes on. */
  move(by: number): void {
    this.go(Number(this.input.value) + by);
  }

  /** Show one date after the other, or stop that. */
  play(): void {
    if (this.root.hidden) return;
    const isOn = this.timer === 0;
    clearInterval(this.timer);
    this.timer = isOn ? window.setInterval(() => this.playOn(), FRAME_MS) : 0;
    const name = text(isOn ? 'pause' : 'play');
    this.playButton.textContent = isOn ? '❚❚' : '▶';
    this.playButton.setAttribute('aria-label', name);
    this.playButton.title = name;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
  }

  /** No date is left out because its values are on their way. */
  private playOn(): void {
    if (document.querySelector('.pane:not([data-ready])')) return;
    const next = Number(this.input.value) + 1;
    this.go(next < this.slices.length ? next : 0, false);
  }

  private go(plane: number, isStep = true): void {
    const { store, library, slices } = this;
    const slice = slices[Math.max(0, Math.min(slices.length - 1, plane))];
    if (slice === undefined || this.root.hidden) return;
    const { panes, active } = store.state;
    const moved = panes.map((pane, k) =>
      k === active || library.find(pane.layer)?.slices?.includes(slice) ? { ...pane, slice } : pane,
    );
    store.dispatch({ type: 'panes', panes: moved }, isStep);
  }
}
