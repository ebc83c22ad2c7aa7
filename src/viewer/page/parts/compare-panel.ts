import { canSubtract, differenceKey } from '../data/difference.ts';
import type { Library } from '../data/library.ts';
import type { Layer } from '../data/product.ts';
import { layerName } from '../map/legend.ts';
import { activeShown } from '../map/view-model.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { element, fill, labelled, select } from './dom.ts';

const KINDS = ['side', 'swipe', 'flicker'] as const;

/** How panes lie, and which layer is taken from that of the active pane. */
export class ComparePanel {
  readonly root = element('section', { class: 'panel', 'aria-label': text('compare') });
  private readonly library: Library;
  private readonly store: Store;
  private drawn = '';

  constructor(library: Library, store: Store) {
    this.library = library;
    this.store = store;
  }

  update(): void {
    const { store, library } = this;
    const { panes, compare } = store.state;
    const shown = activeShown(store.state, library);
    const key = JSON.stringify([shown?.layer.key, panes.length > 1, compare.kind, library.layers.size]);
    if (!shown || key === this.drawn) return;
    this.drawn = key;
    const isAlone = panes.length < 2;
    const [one, other] = shown.layer.parts ?? [shown.layer];
    const others = [...library.layers.values()].filter((layer) =>
      canSubtract(one, layer, library.productOf(one), library.productOf(layer)),
    );
    fill(this.root, [
      element('h2', {}, [text('compare')]),
      labelled(
        text('panes'),
        select(
          KINDS.map((kind) => ({ value: kind, label: text(kind) })),
          compare.kind,
          (kind) =>
            store.dispatch({
              type: 'compare',
              compare: { ...store.state.compare, kind: kind as (typeof KINDS)[number] },
            }),
          {
            'aria-label': text('panes'),
            disabled: isAlone,
            title: isAlone ? text('needsTwoPanes') : undefined,
          },
        ),
      ),
      labelled(
        text('minus'),
        select(
          [
            { value: '', label: text('noMask') },
            ...others.map((layer) => ({ value: layer.key, label: layerName(layer) })),
          ],
          other?.key ?? '',
          (chosen) => this.subtract(one, library.layers.get(chosen)),
          {
            'aria-label': text('minus'),
            disabled: others.length === 0,
            title: others.length === 0 ? text('nothingToSubtract') : undefined,
          },
        ),
      ),
    ]);
  }

  private subtract(one: Layer, other: Layer | undefined): void {
    const { store, library } = this;
    const { panes, active } = store.state;
    const layer = library.find(other ? differenceKey(one, other) : one.key) ?? one;
    const before = panes[active].slice;
    const slice = layer.slices?.includes(before ?? '') ? before : layer.slices?.at(-1);
    store.dispatch({ type: 'show', pane: active, content: { layer: layer.key, ...(slice && { slice }) } });
  }
}
