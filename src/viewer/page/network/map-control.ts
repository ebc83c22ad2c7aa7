import type { Library } from '../data/library.ts';
import type { MadeProduct } from '../data/made-product.ts';
import type { Window } from '../data/product.ts';
import { activeShown } from '../map/view-model.ts';
import { button, element, fill } from '../parts/dom.ts';
import { sliceText } from '../parts/number-text.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { MapInversion, REINVERTED } from './map-inversion.ts';
import type { NetworkModel } from './network-model.ts';
import type { ReferenceInversion } from './reference-inversion.ts';

/** Inverts the visible map with the pairs that are left, and shows it beside the map there was. */
export class MapControl {
  readonly root = element('section', { class: 'map-control' });
  private readonly library: Library;
  private readonly store: Store;
  private readonly references: ReferenceInversion;
  private readonly seen: () => Window | undefined;
  private readonly work: MapInversion;
  private readonly start: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;
  private readonly progress = element('progress', { max: '1', 'aria-label': text('inverting') });
  private readonly problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  private model: NetworkModel | undefined;
  private key = '';
  private made: { readonly product: MadeProduct; readonly key: string; chosen?: string } | undefined;

  /** @param seen the part of the map that is on the screen */
  constructor(
    library: Library,
    store: Store,
    references: ReferenceInversion,
    seen: () => Window | undefined,
  ) {
    this.library = library;
    this.references = references;
    this.store = store;
    this.seen = seen;
    this.work = new MapInversion(library, () => this.draw());
    this.start = button(text('invertMap'), () => void this.run(() => this.showMade()));
    this.cancel = button(text('cancel'), () => this.work.cancel(), { class: 'small' });
    fill(this.root, [this.start, this.progress, this.cancel, this.problem]);
    this.draw();
  }

  /** Another network: what is under way is for nothing. */
  show(model: NetworkModel | undefined): void {
    this.model = model;
    const { options, kept, reference } = model ?? {};
    const key = JSON.stringify([options, kept, reference]);
    if (key === this.key) {
      void this.showRelative(model);
      return;
    }
    this.key = key;
    this.work.cancel();
    this.say(this.made !== undefined && this.made.key !== key ? text('otherPairs') : undefined);
  }

  /** Invert what is seen for a link that shows it. @returns whether it is there */
  async again(model: NetworkModel): Promise<boolean> {
    this.show(model);
    return this.run(() => {});
  }

  private async run(then: () => void): Promise<boolean> {
    const { model, key } = this;
    const window = this.seen();
    if (!model || !window) return false;
    this.say(undefined);
    if (model.reference === undefined || !model.kept.some((use) => use !== 0)) {
      this.say(text(model.reference === undefined ? 'noReferencePoint' : 'noPairsLeft'));
      return false;
    }
    try {
      const made = await this.work.invert(model, window);
      if (!made) return false;
      this.made = { product: made, key };
      await this.showRelative(this.model);
      then();
      this.draw();
      return true;
    } catch (error) {
      const { message } = error as Error;
      this.say(/^\d{8}/.test(message) ? `${text('emptyReference')} ${sliceText(message)}` : message);
    }
    this.draw();
    return false;
  }

  /** What was made follows the place that values are relative to, which need not be on the map. */
  private async showRelative(model: NetworkModel | undefined): Promise<void> {
    const { made, library } = this;
    const chosen = JSON.stringify(model?.chosen ?? null);
    if (!model || !made || made.key !== this.key || made.chosen === chosen) return;
    made.chosen = chosen;
    const zero = await this.references.find(model);
    if (made !== this.made || made.chosen !== chosen) return;
    const { timeseries, velocity } = zero ?? {};
    library.addMade(
      made.product.relativeTo({
        ...(timeseries && { timeseries }),
        ...(velocity !== undefined && { velocity: [velocity] }),
      }),
    );
  }

  /** Beside the map there was, in its colours: before and after. */
  private showMade(): void {
    const { store, library } = this;
    const { panes, active, looks } = store.state;
    if (panes.some(({ layer }) => layer.startsWith(`${REINVERTED}:`))) return;
    const before = activeShown(store.state, library);
    const isVelocity = before?.layer.kind === 'velocity' && library.layers.has(`${REINVERTED}:velocity`);
    const key = `${REINVERTED}:${isVelocity ? 'velocity' : 'timeseries'}`;
    const layer = library.layers.get(key)!;
    const look = before && looks[before.layer.key];
    if (look && before?.layer.kind === layer.kind) store.dispatch({ type: 'look', layer: key, look }, false);
    const slice = layer.slices?.includes(before?.slice ?? '') ? before?.slice : layer.slices?.at(-1);
    const content = { layer: key, ...(slice && { slice }) };
    if (panes.length === 1) store.dispatch({ type: 'panes', panes: [...panes, content] });
    else store.dispatch({ type: 'show', pane: active, content });
  }

  private say(words: string | undefined): void {
    this.problem.hidden = words === undefined;
    this.problem.textContent = words ?? '';
  }

  private draw(): void {
    const { progress } = this.work;
    this.start.hidden = progress !== undefined;
    this.progress.hidden = progress === undefined;
    this.cancel.hidden = progress === undefined;
    if (progress) this.progress.value = progress.done / progress.total;
  }
}
