import type { Library } from '../data/library.ts';
import { activeShown } from '../map/view-model.ts';
import type { Store } from '../state/store.ts';
import { LANGUAGES, language, type TextKey, text } from '../text/text.ts';
import { copyButton } from './copy-button.ts';
import { button, element, fill, select } from './dom.ts';
import { sliceText } from './number-text.ts';

/** What the bar asks of the page. */
export interface ToolEvents {
  zoom(factor: number): void;
  whole(): void;
  open(files: readonly File[]): void;
  help(): void;
  /** address of what is shown */
  link(): string;
  speak(language: string): void;
}

const THEMES = ['auto', 'light', 'dark'] as const;
const MOST_PANES = 4;

/** The bar at the top: what is shown, and what acts on the page as a whole. */
export class ToolBar {
  readonly root = element('header', { class: 'top' });
  private readonly library: Library;
  private readonly store: Store;
  private readonly title = element('h1');
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly split: HTMLButtonElement;
  private readonly unsplit: HTMLButtonElement;
  private readonly network: HTMLButtonElement;

  constructor(library: Library, store: Store, events: ToolEvents) {
    this.library = library;
    this.store = store;
    const picker = element('input', {
      type: 'file',
      multiple: true,
      accept: '.h5,.he5,.hdf5,.tif,.tiff',
      hidden: true,
    });
    picker.addEventListener('change', () => events.open([...(picker.files ?? [])]));
    const sign = (key: TextKey, shown: string, act: () => void) =>
      button(text(key), act, { sign: shown, class: 'sign' });
    this.undo = sign('undo', '↶', () => store.undo());
    this.redo = sign('redo', '↷', () => store.redo());
    this.split = sign('split', '◫', () => this.setPanes(1));
    this.unsplit = sign('unsplit', '▢', () => this.setPanes(-1));
    this.network = button(text('network'), () => {
      const { network } = store.state;
      store.dispatch({ type: 'network', network: { ...network, isOpen: !network.isOpen } });
    });
    fill(this.root, [
      element('span', { class: 'brand' }, ['mintsar']),
      this.title,
      element('div', { class: 'tools' }, [
        this.undo,
        this.redo,
        sign('zoomOut', '−', () => events.zoom(1 / 1.5)),
        sign('zoomIn', '+', () => events.zoom(1.5)),
        sign('whole', '⤢', () => events.whole()),
        this.split,
        this.unsplit,
        this.network,
        sign('theme', '◐', () => this.nextTheme()),
        sign('keys', '?', () => events.help()),
        select(
          Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
          language,
          (code) => events.speak(code),
          { 'data-part': 'language', 'aria-label': text('language'), title: text('language') },
        ),
        copyButton(text('copyLink'), () => events.link()),
        button(text('openFiles'), () => picker.click()),
        picker,
      ]),
    ]);
  }

  update(): void {
    const { store, library } = this;
    const { state } = store;
    const shown = activeShown(state, library);
    const words = shown && [shown.layer.product, shown.layer.dataset, shown.slice && sliceText(shown.slice)];
    this.title.textContent = words?.filter(Boolean).join('  ·  ') ?? '';
    document.title = shown ? `${shown.layer.product} · ${text('title')}` : text('title');
    const why = (key: TextKey, reason: TextKey, isOff: boolean) => text(isOff ? reason : key);
    this.undo.title = why('undo', 'nothingToUndo', !store.canUndo);
    this.redo.title = why('redo', 'nothingToRedo', !store.canRedo);
    this.split.title = why('split', 'mostPanes', state.panes.length >= MOST_PANES);
    this.unsplit.title = why('unsplit', 'lastPane', state.panes.length < 2);
    this.undo.disabled = !store.canUndo;
    this.redo.disabled = !store.canRedo;
    this.split.disabled = state.panes.length === 0 || state.panes.length >= MOST_PANES;
    this.network.setAttribute('aria-pressed', String(state.network.isOpen));
    this.unsplit.disabled = state.panes.length < 2;
  }

  private setPanes(by: 1 | -1): void {
    const { panes, active } = this.store.state;
    const next = by === 1 ? [...panes, panes[active]] : panes.filter((_, k) => k !== active);
    this.store.dispatch({ type: 'panes', panes: next });
    // A new pane is the one that is filled next.
    if (by === 1) this.store.dispatch({ type: 'activate', pane: panes.length }, false);
  }

  private nextTheme(): void {
    const theme = THEMES[(THEMES.indexOf(this.store.state.theme) + 1) % THEMES.length];
    this.store.dispatch({ type: 'theme', theme }, false);
  }
}
