import type { Figure } from '../../../plot/context2d.ts';
import type { Library } from '../data/library.ts';
import type { Size } from '../map/frame.ts';
import { activeShown, type Shown } from '../map/view-model.ts';
import { button, element, fill, select } from '../parts/dom.ts';
import { sliceText } from '../parts/number-text.ts';
import { saveFile } from '../parts/save-file.ts';
import type { View, ViewerState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { type TextKey, text } from '../text/text.ts';
import { fieldInView, mapFigureOf, windowInView } from './map-figure.ts';
import { geoTiffOf, kmzOf } from './map-files.ts';
import { canWriteFilms, type MovieKind, movieOf } from './movie.ts';
import { figurePdf } from './pdf.ts';
import { figureCanvas, pngOf } from './raster-page.ts';
import { figureSvg } from './svg.ts';

/** Pixels of a map that are written with their values. */
const MOST_VALUES = 24 << 20;
/** Pixels of a frame of a film. */
const FRAME_PIXELS = 400_000;
const FIGURE_DPI = 200;
const FRAME_DPI = 110;

const FIGURES = ['png', 'svg', 'pdf'] as const;
const MOVIES: readonly { readonly kind: MovieKind; readonly words: string }[] = [
  { kind: 'mp4', words: 'MP4' },
  { kind: 'webm', words: 'WebM' },
  { kind: 'gif', words: 'GIF' },
  { kind: 'zip', words: 'PNG (zip)' },
];

/** What the panel asks of the page. */
export interface ExportSources {
  /** of the active pane */
  sight(): { readonly view: View; readonly size: Size } | undefined;
  /** what is drawn in the dock; undefined where nothing is */
  chart(): (() => Figure) | undefined;
}

/** What is on the screen as files. */
export class ExportPanel {
  readonly root = element('section', { class: 'panel save', 'aria-label': text('save') });
  private readonly library: Library;
  private readonly store: Store;
  private readonly sources: ExportSources;
  private readonly note = element('p', { class: 'note', role: 'status', hidden: true });
  private drawn = '';
  private figure: (typeof FIGURES)[number] = 'png';
  private movie: MovieKind = canWriteFilms() ? 'mp4' : 'gif';
  private isBusy = false;

  constructor(library: Library, store: Store, sources: ExportSources) {
    this.library = library;
    this.store = store;
    this.sources = sources;
  }

  update(): void {
    const { store, library } = this;
    const shown = activeShown(store.state, library);
    const hasChart = this.sources.chart() !== undefined;
    const key = JSON.stringify([shown?.layer.key, shown?.look !== undefined, hasChart, this.isBusy]);
    if (!shown || key === this.drawn) return;
    this.drawn = key;
    const { layer, grid } = shown;
    const { map } = grid.raster;
    const busy = this.isBusy ? text('saving') : undefined;
    const planes = layer.slices?.length ?? 0;
    const make = (words: TextKey, why: string | undefined, run: () => Promise<void>) => {
      const reason = busy ?? why;
      return button(text(words), () => void this.during(run), {
        class: 'small',
        disabled: reason !== undefined,
        title: reason,
      });
    };
    fill(this.root, [
      element('h2', {}, [text('save')]),
      group(text('figure'), [
        select(
          FIGURES.map((kind) => ({ value: kind, label: kind.toUpperCase() })),
          this.figure,
          (kind) => {
            this.figure = kind as (typeof FIGURES)[number];
          },
          { 'aria-label': text('figure') },
        ),
        make('saveMap', undefined, () => this.saveMap()),
        make('saveChart', hasChart ? undefined : text('nothingDrawn'), () => this.saveChart()),
      ]),
      group(text('data'), [
        make('geoTiff', map ? undefined : text('needsMap'), () => this.saveData('tif')),
        make('kmz', map ? undefined : text('needsMap'), () => this.saveData('kmz')),
      ]),
      group(text('movie'), [
        select(
          MOVIES.filter(({ kind }) => canWriteFilms() || kind === 'gif' || kind === 'zip').map(
            ({ kind, words }) => ({ value: kind, label: words }),
          ),
          this.movie,
          (kind) => {
            this.movie = kind as MovieKind;
          },
          { 'aria-label': text('movie') },
        ),
        make('saveMovie', planes > 1 ? undefined : text('noDates'), () => this.saveMovie()),
      ]),
      this.note,
    ]);
  }

  /** One file at a time; what goes wrong is said. */
  private async during(run: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    this.say(text('saving'));
    this.update();
    try {
      await run();
      this.say('');
    } catch (error) {
      this.say((error as Error).message);
    }
    this.isBusy = false;
    this.update();
  }

  private say(words: string): void {
    this.note.hidden = words === '';
    this.note.textContent = words;
  }

  /** What is in view now: the state may go on while a file is made. */
  private now(): { shown: Shown; state: ViewerState; view: View; size: Size } {
    const { state } = this.store;
    const shown = activeShown(state, this.library);
    const sight = this.sources.sight();
    if (!shown || !sight) throw new Error(text('valuesMissing'));
    return { shown, state, ...sight };
  }

  private async saveMap(): Promise<void> {
    const { shown, state, view, size } = this.now();
    const figure = await mapFigureOf(shown, state, this.library, windowInView(shown, view, size));
    await this.saveFigure(figure, fileName(shown));
  }

  private async saveChart(): Promise<void> {
    const { shown, state } = this.now();
    const draw = this.sources.chart();
    if (draw) await this.saveFigure(draw(), `${fileName(shown)}_${state.chart.kind}`);
  }

  private async saveFigure(figure: Figure, name: string): Promise<void> {
    if (this.figure === 'svg') saveFile(`${name}.svg`, [figureSvg(figure)], 'image/svg+xml');
    else if (this.figure === 'pdf') saveFile(`${name}.pdf`, [figurePdf(figure)], 'application/pdf');
    else saveFile(`${name}.png`, [await pngOf(figureCanvas(figure, FIGURE_DPI))], 'image/png');
  }

  private async saveData(kind: 'tif' | 'kmz'): Promise<void> {
    const { shown, state, view, size } = this.now();
    const { map } = shown.grid.raster;
    if (!map) return;
    const window = windowInView(shown, view, size, MOST_VALUES);
    const field = await fieldInView(shown, state, this.library, window);
    if (kind === 'tif') saveFile(`${fileName(shown)}.tif`, geoTiffOf(shown, map, field), 'image/tiff');
    else {
      const bytes = await kmzOf(shown, map, field);
      saveFile(`${fileName(shown)}.kmz`, [bytes], 'application/vnd.google-earth.kmz');
    }
  }

  private async saveMovie(): Promise<void> {
    const { shown, state, view, size } = this.now();
    const { layer } = shown;
    const slices = layer.slices ?? [];
    const window = windowInView(shown, view, size, FRAME_PIXELS);
    const bytes = await movieOf(
      this.movie,
      {
        count: slices.length,
        nameOf: (frame) => `${String(frame + 1).padStart(4, '0')}_${slices[frame]}`,
        draw: async (frame) => {
          const own = { ...shown, plane: frame, slice: slices[frame] };
          const figure = await mapFigureOf(own, state, this.library, window);
          return figureCanvas(figure, FRAME_DPI, true);
        },
      },
      (done) => this.say(`${text('saving')} ${done}/${slices.length}  ${sliceText(slices[done - 1])}`),
    );
    const types = { mp4: 'video/mp4', webm: 'video/webm', gif: 'image/gif', zip: 'application/zip' };
    saveFile(`${fileName({ ...shown, slice: undefined })}.${this.movie}`, [bytes], types[this.movie]);
  }
}

function fileName({ layer, slice }: Pick<Shown, 'layer' | 'slice'>): string {
  const dataset = layer.dataset.slice(layer.dataset.lastIndexOf('/') + 1);
  return [layer.product.replace(/\.\w+$/, ''), dataset, slice]
    .filter(Boolean)
    .join('_')
    .replaceAll(' − ', '_minus_');
}

/** Controls of one kind with their name before them. */
function group(name: string, controls: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'field', role: 'group', 'aria-label': name }, [
    element('span', {}, [name]),
    element('span', { class: 'three' }, controls),
  ]);
}
