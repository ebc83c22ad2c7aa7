import type { Library } from '../data/library.ts';
import type { Layer } from '../data/product.ts';
import { inOrderOfUse } from '../map/view-model.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { element, fill } from './dom.ts';

/** The open files and their layers; one is chosen for the active pane. */
export class LayerList {
  readonly root = element('nav', { class: 'layers', 'aria-label': text('layers') });
  private readonly library: Library;
  private readonly store: Store;
  /** groups that are open: by hand, or because they hold what is shown */
  private readonly open = new Set<string>();
  private current: string | undefined;
  private drawn = '';

  constructor(library: Library, store: Store) {
    this.library = library;
    this.store = store;
  }

  update(): void {
    const { library, store } = this;
    const current = store.state.panes[store.state.active]?.layer;
    const key = [current, ...library.layers.keys(), ...library.errors.keys()].join('\n');
    if (key === this.drawn) return;
    this.drawn = key;
    const product = current === this.current ? undefined : library.layers.get(current ?? '')?.product;
    if (product !== undefined) {
      this.open.add(product);
      this.current = current;
    }
    const products = inOrderOfUse([...library.products.values()]);
    const failed = [...library.errors].filter(([name]) => !library.products.has(name));
    fill(this.root, [
      ...products.map(({ name, layers }) => {
        const isOpen = this.open.has(name);
        const group = element('details', { open: isOpen }, [
          element('summary', { title: name }, [
            element('span', { class: 'name' }, [name]),
            element('span', { class: 'count' }, [String(layers.length)]),
          ]),
          element(
            'ul',
            {},
            layers.map((layer) => element('li', {}, [this.entry(layer, layer.key === current)])),
          ),
        ]);
        group.querySelector('summary')?.addEventListener('click', () => {
          if (group.open) this.open.delete(name);
          else this.open.add(name);
        });
        return group;
      }),
      ...failed.map(([name, message]) =>
        element('p', { class: 'problem', role: 'alert' }, [`${name} ${text('cannotOpen')} ${message}`]),
      ),
    ]);
  }

  private entry(layer: Layer, isCurrent: boolean): HTMLElement {
    const { dataset, slices, shown } = layer;
    const notes = [slices && `${slices.length} ×`, shown.unit].filter(Boolean).join(' ');
    const button = element('button', { type: 'button', 'aria-pressed': String(isCurrent), title: dataset }, [
      element('span', { class: 'name' }, [dataset.slice(dataset.lastIndexOf('/') + 1)]),
      element('span', { class: 'count' }, [notes]),
    ]);
    button.addEventListener('click', () => this.show(layer));
    return button;
  }

  private show(layer: Layer): void {
    const { store } = this;
    const { active, panes } = store.state;
    const before = panes[active]?.slice;
    const slice = layer.slices?.includes(before ?? '') ? before : layer.slices?.at(-1);
    store.dispatch({ type: 'show', pane: active, content: { layer: layer.key, ...(slice && { slice }) } });
  }
}
