import type { Wish } from '../files-list.ts';
import type { Library } from './data/library.ts';
import type { FileSource } from './data/messages.ts';
import { addCorner, freeColor } from './map/drawing.ts';
import { MapPane } from './map/map-pane.ts';
import { SwipeHandle } from './map/swipe-handle.ts';
import { firstState, inOrderOfUse, type Shown, seriesLayerOf, shownIn, usualMask } from './map/view-model.ts';
import { REINVERTED } from './network/map-inversion.ts';
import { NetworkPanel } from './network/network-panel.ts';
import { ExportPanel } from './out/export-panel.ts';
import { ColorPanel } from './parts/color-panel.ts';
import { ComparePanel } from './parts/compare-panel.ts';
import { DateSlider } from './parts/date-slider.ts';
import { element, fill } from './parts/dom.ts';
import { droppedSources } from './parts/dropped.ts';
import { HelpNote } from './parts/help-note.ts';
import { LayerList } from './parts/layer-list.ts';
import { ReferencePanel } from './parts/reference-panel.ts';
import { SettingsPanel } from './parts/settings-panel.ts';
import { StatusLine } from './parts/status-line.ts';
import { ToolBar } from './parts/tool-bar.ts';
import { SeriesDock } from './series/series-dock.ts';
import { linkOf, stateOf } from './state/link.ts';
import type { Point, ViewerState } from './state/state.ts';
import type { Store } from './state/store.ts';
import { wishedLook, wishedMask, withWish } from './state/wish.ts';
import { text } from './text/text.ts';

/** Time after which a change is in the link. */
const LINK_MS = 250;

/** Of the series under the cursor. */
const HOVER_COLOR = '#7a7a7a';

/** The page: state, files, and the parts that show them. */
export class App {
  readonly store: Store;
  readonly library: Library;
  private readonly root: HTMLElement;
  private readonly grid = element('div', { class: 'panes' });
  private readonly empty = element('div', { class: 'empty' });
  private readonly swipe: SwipeHandle;
  private readonly status: StatusLine;
  private readonly dates: DateSlider;
  private readonly dock: SeriesDock;
  private readonly network: NetworkPanel;
  private readonly parts: readonly { update(): void }[];
  private readonly panes: MapPane[] = [];
  private hovered: { pane: number; pixel: { y: number; x: number } } | undefined;
  private readonly help = new HelpNote();
  private readonly closing = new AbortController();
  private wish: Wish = {};
  private linkTimer = 0;
  private request = 0;

  /** @param speak another language was chosen */
  constructor(root: HTMLElement, library: Library, store: Store, speak: (language: string) => void) {
    this.root = root;
    this.store = store;
    this.library = library;
    library.changed = () => this.update();
    this.swipe = new SwipeHandle(store);
    this.grid.append(this.swipe.root);
    this.status = new StatusLine(library);
    this.dates = new DateSlider(library, store);
    this.dock = new SeriesDock(library, store, (date) => this.goTo(date));
    const tools = new ToolBar(library, store, {
      zoom: (factor) => this.panes[store.state.active]?.zoom(factor),
      whole: () => this.panes[store.state.active]?.showAll(),
      open: (files) => this.openFiles(files),
      help: () => this.help.toggle(),
      link: () => this.writeLink(),
      speak,
    });
    const layers = new LayerList(library, store);
    const colors = new ColorPanel(library, store);
    const compare = new ComparePanel(library, store);
    const saves = new ExportPanel(library, store, {
      sight: () => {
        const pane = this.panes[store.state.active];
        return pane?.view && { view: pane.view, size: pane.size };
      },
      chart: () => this.dock.figure,
    });
    const settings = new SettingsPanel(library, store);
    const reference = new ReferencePanel(library, store);
    this.network = new NetworkPanel(library, store, () => this.panes[store.state.active]?.seen);
    this.parts = [
      this.network,
      tools,
      layers,
      colors,
      compare,
      settings,
      reference,
      this.dates,
      this.dock,
      saves,
    ];
    fill(root, [
      tools.root,
      element('aside', { class: 'side', 'aria-label': text('panelLayers') }, [
        layers.root,
        colors.root,
        compare.root,
        reference.root,
        settings.root,
        saves.root,
      ]),
      element('main', {}, [this.grid, this.empty, this.help.root, this.dates.root, this.dock.root]),
      this.network.root,
      this.status.root,
    ]);
    fill(this.empty, [element('h1', {}, [text('dropHere')]), element('p', {}, [text('dropHint')])]);
    const unsubscribe = store.subscribe((state, before) => {
      if (state.theme !== before.theme) this.setTheme();
      this.update();
      clearTimeout(this.linkTimer);
      this.linkTimer = window.setTimeout(() => this.writeLink(), LINK_MS);
    });
    this.closing.signal.addEventListener('abort', unsubscribe);
    this.setTheme();
    this.listen();
    this.update();
  }

  /** Another one takes its place. */
  close(): void {
    this.closing.abort();
    cancelAnimationFrame(this.request);
    clearTimeout(this.linkTimer);
    this.dates.stop();
    for (const pane of this.panes) pane.close();
  }

  /** Open files side by side; what is looked at first is shown as soon as it is there. */
  async open(sources: readonly FileSource[], shown?: string, wish: Wish = {}): Promise<void> {
    this.wish = wish;
    const linked = stateOf(location.hash);
    this.empty.hidden = sources.length > 0;
    this.root.toggleAttribute('data-opening', true);
    const queue = queueOf(sources, linked, shown);
    // One after the other: what is on the screen waits for nobody.
    for (const source of queue) {
      try {
        await this.library.open(source);
      } catch (error) {
        this.library.errors.set(source.name, (error as Error).message);
      }
      this.begin(linked);
    }
    this.root.removeAttribute('data-opening');
    if (this.library.layers.size > 0) this.help.firstVisit();
    this.begin(linked, true);
    const mask =
      linked === undefined &&
      this.store.state.mask === undefined &&
      (wishedMask(wish, this.library) ?? usualMask(this.store.state, this.library));
    if (mask && mask !== 'none') this.store.dispatch({ type: 'mask', mask }, false);
    this.update();
  }

  private openFiles(files: readonly File[]): void {
    void this.open(files.map((file) => ({ kind: 'file', name: file.name, file })));
  }

  /** Files that were dropped, and folders: those of a Zarr store together, of others the products. */
  private async openDropped(dropped: DataTransfer | null): Promise<void> {
    await this.open(await droppedSources(dropped));
  }

  /** Show something once there is something to show. */
  private begin(linked: ReturnType<typeof stateOf>, isLast = false): void {
    const { store, library } = this;
    if (store.state.panes.length === 0) {
      const isHere = linked?.panes.length && linked.panes.every(({ layer }) => library.find(layer));
      const isMade =
        linked?.panes.some(({ layer }) => layer.startsWith(`${REINVERTED}:`)) && !isHere && isLast;
      if (linked && isMade) void this.restoreMade(linked);
      const state = isHere ? linked : linked && (!isLast || isMade) ? undefined : this.firstState();
      if (state !== undefined && state.panes.length > 0) {
        this.askFor(state);
        store.dispatch({ type: 'restore', state }, false);
      }
    }
    this.update();
  }

  /** A link that shows a map which was inverted here: it is inverted again, of what the link looks at. */
  private async restoreMade(linked: ViewerState): Promise<void> {
    const { store, library } = this;
    const stack = [...library.products.values()].find(({ fileType }) => fileType === 'ifgramStack');
    const onPixels = [...library.layers.values()].filter(
      (layer) => library.productOf(layer).grid.key === stack?.grid.key,
    );
    const before = onPixels.find(({ kind }) => kind === 'displacement') ?? onPixels[0];
    const there = linked.panes.filter(({ layer }) => library.find(layer));
    const panes = there.length > 0 ? there : before ? [{ layer: before.key }] : [];
    if (panes.length === 0) return this.begin(undefined, true);
    store.dispatch({ type: 'restore', state: { ...linked, panes, active: 0 } }, false);
    await until(() => this.panes[0]?.seen !== undefined);
    if (await this.network.invertAgain()) store.dispatch({ type: 'restore', state: linked }, false);
  }

  /** Values are on their way while panes are made for them. */
  private askFor(state: ViewerState): void {
    const { library } = this;
    for (const pane of state.panes) {
      const shown = shownIn(state, library, pane);
      if (shown && !library.firstLook(shown.layer, shown.plane).isUseful)
        library.patch(shown.layer, shown.plane, library.wholeWindow(shown.product));
    }
  }

  private firstState(): ViewerState {
    const { library, wish } = this;
    const state = withWish(firstState(library), wish, library);
    for (const { layer } of state.panes) library.wishedLooks.set(layer, wishedLook(wish));
    return state;
  }

  private update(): void {
    if (this.request !== 0 || this.closing.signal.aborted) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { store, library } = this;
    const { panes } = store.state;
    while (this.panes.length < panes.length) this.addPane();
    while (this.panes.length > panes.length) this.panes.pop()?.close();
    this.grid.dataset['count'] = String(panes.length);
    this.swipe.update(this.grid);
    this.empty.hidden = panes.length > 0 || this.root.hasAttribute('data-opening');
    this.panes.forEach((pane, k) => {
      pane.root.toggleAttribute('data-active', k === store.state.active && panes.length > 1);
      pane.update();
    });
    for (const part of this.parts) part.update();
    if (this.hovered) {
      const pane = panes[this.hovered.pane];
      this.status.show(pane && shownIn(store.state, library, pane), this.hovered.pixel);
    }
  }

  private addPane(): void {
    const pane = new MapPane(this.panes.length, this.library, this.store, {
      onHover: (index, pixel) => {
        this.hovered = pixel && { pane: index, pixel };
        const own = this.store.state.panes[index];
        const shown = own && shownIn(this.store.state, this.library, own);
        this.status.show(shown, pixel);
        this.dock.hover(shown && pixel && pointAt(shown, pixel, HOVER_COLOR));
      },
      onPress: (index, pixel) => this.press(index, pixel),
      onPick: (index, pixel, isMore) => this.pick(index, pixel, isMore),
    });
    pane.root.dataset['index'] = String(this.panes.length);
    this.panes.push(pane);
    this.grid.append(pane.root);
  }

  /** The series that a click would draw is read before the finger is up, where that is cheap. */
  private press(index: number, { y, x }: { y: number; x: number }): void {
    const { store, library } = this;
    const shown = shownIn(store.state, library, store.state.panes[index]);
    const layer = shown && seriesLayerOf(store.state, library, shown);
    if (layer && !store.state.draft && library.isNear(layer)) library.seriesOf(layer, y, x);
  }

  /** A click moves the last point; with shift it makes another one. */
  private pick(index: number, { y, x }: { y: number; x: number }, isMore: boolean): void {
    const { store, library } = this;
    const shown = shownIn(store.state, library, store.state.panes[index]);
    if (!shown) return;
    if (addCorner(store, shown.grid.raster.key, { y, x }, isMore)) return;
    if (store.state.chart.kind === 'profile')
      store.dispatch({ type: 'chart', chart: { kind: 'series' } }, false);
    const { points } = store.state;
    // Areas stay; of the points, the last one moves.
    const kept = isMore || points.at(-1)?.outline ? points : points.slice(0, -1);
    store.dispatch({ type: 'points', points: [...kept, pointAt(shown, { y, x }, freeColor(kept))] });
  }

  private goTo(date: string): void {
    const { store, library } = this;
    const panes = store.state.panes.map((pane) =>
      library.find(pane.layer)?.slices?.includes(date) ? { ...pane, slice: date } : pane,
    );
    store.dispatch({ type: 'panes', panes });
  }

  private setTheme(): void {
    const { theme } = this.store.state;
    const isDark =
      theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
    this.dock.redraw();
  }

  private writeLink(): string {
    history.replaceState(null, '', linkOf(this.store.state));
    return location.href;
  }

  private listen(): void {
    const { signal } = this.closing;
    const listen = (name: string, answer: (event: Event) => void) =>
      addEventListener(name, answer, { signal });
    listen('hashchange', () => {
      const state = stateOf(location.hash);
      if (state) this.store.dispatch({ type: 'restore', state });
    });
    listen('dragover', (event) => event.preventDefault());
    listen('drop', (event) => {
      event.preventDefault();
      void this.openDropped((event as DragEvent).dataTransfer);
    });
    listen('keydown', (event) => this.key(event as KeyboardEvent));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.setTheme(), { signal });
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    // Boxes of text have keys and an undo of their own, lists go to what begins with a letter.
    const isText = target.matches(
      `textarea, input:not(${['checkbox', 'range', 'color'].map((type) => `[type=${type}]`)})`,
    );
    const isTyping = isText || target.matches('select');
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !isText) {
      if (event.shiftKey) this.store.redo();
      else this.store.undo();
      event.preventDefault();
    } else if (!isTyping && event.key === ',') this.dates.move(-1);
    else if (!isTyping && event.key === '.') this.dates.move(1);
    else if (!isTyping && event.key === '?') this.help.toggle();
    else if (!isTyping && event.key === 'p') this.dates.play();
    else if (event.key === 'Escape') this.store.dispatch({ type: 'draft', draft: undefined }, false);
  }
}

/** Wait for what is drawn to come so far. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(requestAnimationFrame);
}

/** Files in the order in which they are opened: what is shown comes first. @param shown name of a file */
export function queueOf(
  sources: readonly FileSource[],
  linked: ViewerState | undefined,
  shown?: string,
): FileSource[] {
  const wanted = new Set(linked?.panes.map(({ layer }) => layer.slice(0, layer.lastIndexOf(':'))) ?? []);
  if (shown !== undefined && linked === undefined) wanted.add(shown);
  const isWanted = ({ name }: FileSource) => wanted.has(name);
  const ordered = inOrderOfUse(sources);
  return [...ordered.filter(isWanted), ...ordered.filter((source) => !isWanted(source))];
}

function pointAt({ grid }: Shown, { y, x }: { y: number; x: number }, color: string): Point {
  const at = grid.latLon(y, x);
  const name = at ? `${at.lat.toFixed(4)}, ${at.lon.toFixed(4)}` : `${y}, ${x}`;
  return { raster: grid.raster.key, y, x, name, color };
}
