import type { Library } from '../data/library.ts';
import { lookupLayers } from '../map/lookup.ts';
import { heightOf } from '../map/map-picture.ts';
import { activeShown, type Shown } from '../map/view-model.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { checkbox, element, fill, labelled, select, slider } from './dom.ts';
import { numberText } from './number-text.ts';

/** Terrain beneath, and the mask over the map of the active pane. */
export class SettingsPanel {
  readonly root = element('section', { class: 'panel', 'aria-label': text('terrain') });
  private readonly library: Library;
  private readonly store: Store;
  private readonly amount = element('output');
  private drawn = '';

  constructor(library: Library, store: Store) {
    this.library = library;
    this.store = store;
  }

  update(): void {
    const { store, library } = this;
    const { state } = store;
    const shown = activeShown(state, library);
    this.amount.textContent = state.mask ? numberText(state.mask.atLeast, 2) : '';
    const key = JSON.stringify([
      shown?.layer.key,
      state.terrain.isOn,
      state.isDraped,
      state.mask?.layer,
      library.layers.size,
    ]);
    if (key === this.drawn || !shown) return;
    this.drawn = key;
    fill(this.root, [...this.ground(shown), ...this.terrain(shown), ...this.mask(shown)]);
  }

  private ground({ product }: Shown): HTMLElement[] {
    const { store, library } = this;
    const isMap = product.grid.map !== undefined;
    const isMissing = lookupLayers(library, product) === undefined;
    const title = isMap ? text('isOnMap') : isMissing ? text('noLookup') : undefined;
    const drape = (isOn: boolean) => store.dispatch({ type: 'drape', isOn });
    return [
      checkbox(text('drapeOn'), store.state.isDraped && !isMissing, drape, { disabled: isMissing, title }),
    ];
  }

  private terrain({ product }: Shown): HTMLElement[] {
    const { store, library } = this;
    const { terrain } = store.state;
    const isMissing = heightOf(library, product) === undefined;
    const change = (part: Partial<typeof terrain>) =>
      store.dispatch({ type: 'terrain', terrain: { ...store.state.terrain, ...part } });
    const why = isMissing ? text('noHeights') : undefined;
    return [
      element('h2', {}, [text('terrain')]),
      checkbox(text('terrainOn'), terrain.isOn && !isMissing, (isOn) => change({ isOn }), {
        disabled: isMissing,
        title: why,
      }),
      labelled(
        text('strength'),
        slider({ min: 0, max: 1, step: 0.01, value: terrain.strength }, (strength) => change({ strength }), {
          disabled: isMissing || !terrain.isOn,
          title: why ?? (terrain.isOn ? undefined : text('terrainOff')),
        }),
      ),
    ];
  }

  private mask({ product }: Shown): HTMLElement[] {
    const { store, library } = this;
    const { mask } = store.state;
    const layers = [...library.layers.values()].filter(
      (layer) =>
        layer.slices === undefined &&
        (layer.kind === 'coherence' || layer.kind === 'mask') &&
        library.productOf(layer).grid.key === product.grid.key,
    );
    const why = layers.length === 0 ? text('noMaskLayer') : undefined;
    const options = [
      { value: '', label: text('noMask') },
      ...layers.map(({ key }) => ({ value: key, label: key.replace(/^(.*)\.h5:(.*)$/, '$2 · $1') })),
    ];
    const choose = (key: string) => {
      const isMask = library.layers.get(key)?.kind === 'mask';
      store.dispatch({ type: 'mask', mask: key ? { layer: key, atLeast: isMask ? 1 : 0.7 } : undefined });
    };
    return [
      element('h2', {}, [text('mask')]),
      labelled(
        text('maskLayer'),
        select(options, (mask && library.maskFor(mask.layer, product)?.key) ?? '', choose, {
          disabled: layers.length === 0,
          title: why,
        }),
      ),
      labelled(
        text('atLeast'),
        element('span', { class: 'with-output' }, [
          slider(
            { min: 0, max: 1, step: 0.01, value: mask?.atLeast ?? 0.7 },
            (atLeast) => {
              const now = store.state.mask;
              if (now) store.dispatch({ type: 'mask', mask: { ...now, atLeast } });
            },
            { disabled: mask === undefined, title: why ?? (mask ? undefined : text('noMaskChosen')) },
          ),
          this.amount,
        ]),
      ),
    ];
  }
}
