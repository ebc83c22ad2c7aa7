import type { Figure } from '../../../plot/context2d.ts';
import type { Library } from '../data/library.ts';
import type { Layer } from '../data/product.ts';
import { activeShown, type Shown, seriesLayerOf } from '../map/view-model.ts';
import { profileFigureOf, seriesFigureOf } from '../out/chart-figure.ts';
import { element, fill } from '../parts/dom.ts';
import { saveFile } from '../parts/save-file.ts';
import type { Point, ReferencePlace } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { profileCsv, seriesCsv } from './csv.ts';
import { DockHead } from './dock-head.ts';
import { FitPanel } from './fit-panel.ts';
import { mapArea, mapAreaText } from './map-area.ts';
import { type FoundSeries, type PointSeries, pointSeries } from './point-series.ts';
import { ProfileChart } from './profile-chart.ts';
import { type Profiles, profilesOf } from './profile-lines.ts';
import { ProfilePanel } from './profile-panel.ts';
import { type ChartLine, SeriesChart } from './series-chart.ts';
import { fitOf, residualsOf } from './series-fit.ts';

/** Charts of what was clicked or drawn on the map: series, what fits leave of them, profiles. */
export class SeriesDock {
  readonly root = element('section', { class: 'dock', 'aria-label': text('series') });
  private readonly library: Library;
  private readonly store: Store;
  private readonly chart: SeriesChart;
  private readonly profile = new ProfileChart();
  private readonly fit: FitPanel;
  private readonly swath: ProfilePanel;
  private readonly head: DockHead;
  private readonly hint = element('p', { class: 'hint' });
  private drawnKey = '';
  private hovered: Point | undefined;
  /** what is on the charts, for files of it */
  private lines: readonly ChartLine[] = [];
  private profiles: Profiles | undefined;

  /** @param onDate a date of the chart was clicked */
  constructor(library: Library, store: Store, onDate: (date: string) => void) {
    this.library = library;
    this.store = store;
    this.chart = new SeriesChart(onDate);
    this.fit = new FitPanel(store);
    this.swath = new ProfilePanel(library, store);
    this.head = new DockHead(library, store, () => this.save());
    fill(this.root, [
      element('div', { class: 'chart-column' }, [
        this.head.root,
        this.hint,
        this.chart.root,
        this.profile.root,
      ]),
      this.fit.root,
      this.swath.root,
    ]);
  }

  update(): void {
    const { store, library } = this;
    const { state } = store;
    const shown = activeShown(state, library);
    const layer = shown && seriesLayerOf(state, library, shown);
    const isProfile = state.chart.kind === 'profile';
    this.chart.root.hidden = isProfile;
    this.fit.root.hidden = isProfile;
    this.profile.root.hidden = !isProfile;
    this.swath.root.hidden = !isProfile;
    const hasAreas = state.points.some(({ outline }) => outline !== undefined);
    this.root.toggleAttribute('data-empty', layer === undefined && !isProfile && !hasAreas);
    this.root.toggleAttribute('data-flat', layer === undefined && !isProfile && hasAreas);
    const hasContent = isProfile ? this.updateProfile() : this.updateSeries(layer);
    this.head.update(layer, hasContent);
  }

  /** Draw everything anew, in other colours. */
  redraw(): void {
    this.drawnKey = '';
    this.update();
  }

  /** The series under the cursor is drawn too, where that was asked for. */
  hover(point: Point | undefined): void {
    const next = this.store.state.chart.follows ? point : undefined;
    if (next?.name === this.hovered?.name) return;
    this.hovered = next;
    this.update();
  }

  private updateSeries(layer: Layer | undefined): boolean {
    const { store, library, hovered } = this;
    const { state } = store;
    const shown = activeShown(state, library);
    const points = [...state.points, ...(hovered ? [hovered] : [])];
    const found = layer ? points.map((point) => pointSeries(point, layer, state, library)) : [];
    const second = library.find(state.chart.second ?? '');
    const others = second && layer ? points.map((point) => pointSeries(point, second, state, library)) : [];
    const isOpen = points.length > 0;
    const words = layer === undefined ? 'noSeries' : isOpen ? 'nothingHere' : 'seriesHint';
    this.hint.hidden = found.some(isSeries) || found.includes('on its way');
    this.hint.textContent = text(
      state.draft ? (state.draft.kind === 'transect' ? 'lineHint' : 'areaHint') : words,
    );
    const date = shown?.layer.sliceKind === 'date' ? shown.slice : undefined;
    // Fits are made again when what goes into them changed, not when a map moves.
    const onMap = state.points.map((point) => shown && mapArea(point, shown, state, library));
    const key = JSON.stringify([
      onMap,
      [layer?.key, points, state.reference, state.referenceDate, state.fit, state.theme, date, state.chart],
      state.mask,
      [...found, ...others].map((one) => (isSeries(one) ? 1 : one)),
    ]);
    if (key === this.drawnKey) return this.lines.length > 0;
    this.drawnKey = key;
    // What is drawn stays until the next series is here.
    const isWaiting = this.lines.length > 0 && found.includes('on its way') && !found.some(isSeries);
    this.chart.root.toggleAttribute('data-waiting', isWaiting);
    if (isWaiting) {
      this.root.dataset['series'] = '[]';
      return true;
    }
    const product = layer && library.productOf(layer);
    const wavelength = Number(product?.attributes['WAVELENGTH']);
    const { hasErrors, hasReplicas, kind } = state.chart;
    this.lines = found.flatMap((one, k): ChartLine[] => {
      if (!product || !isSeries(one)) return [];
      const other = others[k];
      return [
        {
          series: one,
          fit: state.fit.isOn ? fitOf(one, state.fit, product) : undefined,
          ...(isSeries(other) && { second: other }),
          ...(hasReplicas && wavelength > 0 && one.layer.unit === 'm' && { ambiguity: wavelength / 2 }),
          hasErrors,
        },
      ];
    });
    const drawn = kind === 'residuals' ? this.lines.flatMap(residualLine) : this.lines;
    this.chart.show(drawn, date);
    const areas = onMap.map((area, k) => {
      // A series tells the same of its own map.
      const isTold = isSeries(found[k]) && layer?.key === shown?.layer.key;
      if (!shown || !area || isTold) return undefined;
      return 'problem' in area ? area.problem : mapAreaText(shown, area);
    });
    this.fit.update(this.lines, found, areas, date);
    this.root.dataset['areas'] = JSON.stringify(onMap.filter((area) => area !== undefined));
    this.root.dataset['series'] = JSON.stringify(drawn.map((line) => Array.from(line.series.values)));
    return this.lines.length > 0;
  }

  private updateProfile(): boolean {
    const { store, library } = this;
    const { state } = store;
    const profiles = profilesOf(state, library);
    const { draft, transect } = state;
    this.hint.hidden = draft === undefined && profiles.lines.length > 0;
    const words = transect === undefined || draft ? 'lineHint' : profiles.isPartial ? 'opening' : 'noProfile';
    this.hint.textContent = text(words);
    this.swath.update();
    const key = JSON.stringify([
      'profile',
      [transect, state.reference, state.referenceDate, state.mask, state.theme, state.panes, state.looks],
      [profiles.lines.map(({ name }) => name), profiles.isPartial, profiles.heights !== undefined],
    ]);
    if (key === this.drawnKey) return profiles.lines.length > 0;
    this.drawnKey = key;
    this.profiles = profiles;
    this.profile.show(profiles.lines, profiles.heights);
    this.swath.show(profiles.lines);
    this.root.dataset['profile'] = JSON.stringify(
      profiles.lines.map(({ name, values }) => ({
        name,
        mean: [...values.mean],
        y: [...values.y],
        x: [...values.x],
      })),
    );
    return profiles.lines.length > 0;
  }

  /** How what is drawn becomes a figure; undefined where nothing is. */
  get figure(): (() => Figure) | undefined {
    const { kind } = this.store.state.chart;
    if (kind === 'profile') {
      const profiles = this.profiles?.lines ?? [];
      const title = activeShown(this.store.state, this.library)?.layer.product ?? '';
      return profiles.length > 0 ? () => profileFigureOf(profiles, title) : undefined;
    }
    const lines = kind === 'residuals' ? this.lines.flatMap(residualLine) : this.lines;
    const title = lines[0]?.series.layer.product;
    if (title === undefined) return undefined;
    return () => seriesFigureOf(lines, kind === 'series' ? title : `${title} residuals`);
  }

  /** A table of what is drawn. */
  private save(): void {
    const { store, library } = this;
    const { state } = store;
    const shown = activeShown(state, library);
    if (!shown) return;
    const { reference, referenceDate } = state;
    const notes = [
      `${shown.layer.product} · mintsar`,
      referenceNote(reference, shown),
      referenceDate ? `reference date: ${referenceDate}` : 'reference date: that of the file',
    ];
    const content =
      state.chart.kind !== 'profile'
        ? seriesCsv(this.lines, notes)
        : this.profiles && profileCsv(this.profiles.lines, this.profiles.heights, shown.grid, notes);
    const name = `${shown.layer.product.replace(/\.\w+$/, '')}_${state.chart.kind === 'profile' ? 'profile' : 'series'}.csv`;
    if (content) saveFile(name, [content], 'text/csv');
  }
}

function isSeries(found: FoundSeries | undefined): found is PointSeries {
  return typeof found === 'object' && 'values' in found;
}

/** What a table is relative to. */
function referenceNote(reference: ReferencePlace | undefined, { product }: Shown): string {
  if (reference) {
    const place = `row ${reference.y}, column ${reference.x}`;
    return reference.outline ? `reference: mean of an area around ${place}` : `reference: ${place}`;
  }
  const area = product.attributes['REF_AREA'];
  return area ? `reference: ${area}, as in the file` : 'reference point: that of the file';
}

function residualLine(line: ChartLine): ChartLine[] {
  const series = residualsOf(line.series, line.fit);
  return series ? [{ series, fit: undefined, hasErrors: line.hasErrors === true }] : [];
}
