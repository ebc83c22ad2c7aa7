import { button, checkbox, element, fill, labelled, select } from '../parts/dom.ts';
import { numberText, sliceText } from '../parts/number-text.ts';
import type { Fit, Point } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { type TextKey, text } from '../text/text.ts';
import type { FoundSeries, PointSeries } from './point-series.ts';
import type { ChartLine } from './series-chart.ts';

const DEGREES: readonly TextKey[] = ['constant', 'line', 'parabola', 'cubic'];

/** Which functions are fitted, and what came out for every point. */
export class FitPanel {
  readonly root = element('aside', { class: 'fit', 'aria-label': text('fit') });
  private readonly store: Store;
  private readonly controls = element('div', { class: 'controls' });
  private readonly results = element('div', { class: 'results' });
  private drawn: Fit | undefined;

  constructor(store: Store) {
    this.store = store;
    fill(this.root, [this.controls, this.results]);
  }

  /**
   * @param found of every point, in their order
   * @param areas what areas have on the map that is shown, in words, in the same order, where their series do not tell it
   * @param date of the map, YYYYMMDD
   */
  update(
    lines: readonly ChartLine[],
    found: readonly FoundSeries[],
    areas: readonly (string | undefined)[],
    date: string | undefined,
  ): void {
    const { fit } = this.store.state;
    if (fit !== this.drawn) {
      this.drawn = fit;
      if (!this.controls.contains(document.activeElement)) this.drawControls(fit);
    }
    fill(
      this.results,
      this.store.state.points.map((point, k) => {
        const line = lines.find(({ series }) => series.point === point);
        const own = line ? this.result(line, date) : this.found(point, found[k]);
        const area = areas[k];
        if (area !== undefined)
          own.querySelector('h3')?.after(element('p', { class: 'quality', 'data-part': 'map-area' }, [area]));
        return own;
      }),
    );
  }

  private change(change: Partial<Fit>): void {
    this.store.dispatch({ type: 'fit', fit: { ...this.store.state.fit, ...change } });
  }

  private drawControls(fit: Fit): void {
    const hasPeriod = (period: number) => fit.periodic.includes(period);
    const toggled = (period: number, isOn: boolean) =>
      this.change({
        periodic: [
          ...this.store.state.fit.periodic.filter((own) => own !== period),
          ...(isOn ? [period] : []),
        ].sort((a, b) => b - a),
      });
    fill(this.controls, [
      checkbox(text('fitOn'), fit.isOn, (isOn) => this.change({ isOn })),
      labelled(
        text('polynomial'),
        select(
          DEGREES.map((name, degree) => ({ value: String(degree), label: text(name) })),
          String(fit.polynomial),
          (degree) => this.change({ polynomial: Number(degree) }),
        ),
      ),
      checkbox(text('annual'), hasPeriod(1), (isOn) => toggled(1, isOn)),
      checkbox(text('semiAnnual'), hasPeriod(0.5), (isOn) => toggled(0.5, isOn)),
      labelled(
        text('step'),
        this.words(fit.stepDate.join(' '), text('dates'), (words) => this.change({ stepDate: words })),
      ),
      ...(['exp', 'log'] as const).map((kind) =>
        labelled(
          text(kind),
          this.words(
            fit[kind].map(({ onset, tau }) => [onset, ...tau].join(' ')).join(' '),
            text('onsetDays'),
            (words) => this.change({ [kind]: transients(words) }),
          ),
        ),
      ),
    ]);
  }

  private words(value: string, hint: string, onChange: (words: string[]) => void): HTMLInputElement {
    const box = element('input', { type: 'text', placeholder: hint });
    box.value = value;
    box.addEventListener('change', () => onChange(box.value.split(/[\s,]+/).filter(Boolean)));
    return box;
  }

  /** Name, colour, and a way to be rid of it. */
  private head(point: Point): HTMLElement {
    const change = (to: Partial<Point>) => {
      const points = this.store.state.points.map((own) => (own === point ? { ...own, ...to } : own));
      this.store.dispatch({ type: 'points', points });
    };
    const color = element('input', { type: 'color', 'aria-label': `${text('colour')} ${point.name}` });
    color.value = point.color;
    color.addEventListener('change', () => change({ color: color.value }));
    const name = element('input', { type: 'text', class: 'point-name', 'aria-label': text('pointName') });
    name.value = point.name;
    name.addEventListener('change', () => change({ name: name.value.trim() || point.name }));
    const remove = button(
      `${text('removePoint')} ${point.name}`,
      () => {
        const points = this.store.state.points.filter((own) => own !== point);
        this.store.dispatch({ type: 'points', points });
      },
      { sign: '×', class: 'sign small' },
    );
    return element('h3', {}, [color, name, remove]);
  }

  private found(point: Point, found: FoundSeries | undefined): HTMLElement {
    const note =
      found === 'on its way'
        ? '…'
        : found === 'no data'
          ? text('nothingHere')
          : found === 'outside'
            ? text('outsideSeries')
            : found && 'problem' in found
              ? found.problem
              : undefined;
    return element('section', {}, [
      this.head(point),
      note !== undefined && element('p', { class: 'quality', role: 'status' }, [note]),
    ]);
  }

  private result({ series, fit }: ChartLine, date: string | undefined): HTMLElement {
    const { point, layer } = series;
    const { unit, factor } = layer.shown;
    const head = this.head(point);
    const area = areaText(series, date);
    const ofArea = area && element('p', { class: 'quality', 'data-part': 'area' }, [area]);
    if (fit === undefined) return element('section', {}, [head, ofArea]);
    if ('problem' in fit)
      return element('section', {}, [
        head,
        ofArea,
        element('p', { class: 'problem', role: 'status' }, [`${text('fitFailed')} ${fit.problem}`]),
      ]);
    const scaled = (value: number, own: string) =>
      own.startsWith(layer.unit) && layer.unit ? value * factor : value;
    const unitText = (own: string) =>
      own.startsWith(layer.unit) && layer.unit ? unit + own.slice(layer.unit.length) : own;
    const rows = fit.parameters.map(({ name, value, std, unit: own }) =>
      element('tr', { 'data-parameter': name, 'data-value': String(value), 'data-std': String(std) }, [
        element('th', { scope: 'row' }, [name]),
        element('td', {}, [numberText(scaled(value, own))]),
        element('td', {}, [std === undefined ? '' : `± ${numberText(scaled(std, own), 2)}`]),
        element('td', { class: 'unit' }, [unitText(own)]),
      ]),
    );
    return element('section', { 'data-rmse': String(fit.rmse), 'data-r2': String(fit.r2) }, [
      head,
      ofArea,
      element('table', {}, [element('tbody', {}, rows)]),
      element('p', { class: 'quality' }, [
        `r² ${numberText(fit.r2, 3)}   rmse ${numberText(fit.rmse * factor, 3)} ${unit}`,
      ]),
    ]);
  }
}

/** `20180610 30 90 20181001 60`: onsets with their characteristic days. */
function transients(words: readonly string[]): { onset: string; tau: number[] }[] {
  const out: { onset: string; tau: number[] }[] = [];
  for (const word of words) {
    if (/^\d{8}/.test(word) || out.length === 0) out.push({ onset: word, tau: [] });
    else out.at(-1)?.tau.push(Math.trunc(Number(word)));
  }
  return out;
}

/** Mean, median, spread and count of an area at a date, or at the last one. */
function areaText({ dates, layer, mean, median, sigma, count }: PointSeries, date = ''): string | undefined {
  if (!mean || !median || !sigma || !count) return undefined;
  const own = dates.indexOf(date);
  const k = own < 0 ? dates.length - 1 : own;
  const { unit, factor } = layer.shown;
  const shown = (values: ArrayLike<number>) => numberText(values[k] * factor, 3);
  return `${sliceText(dates[k])}  ${text('mean')} ${shown(mean)}  ${text('median')} ${shown(median)}  ± ${shown(sigma)} ${unit}  ${count[k]} ${text('pixels')}`;
}
