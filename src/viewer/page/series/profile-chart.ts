import uPlot from 'uplot';
import { element, fill } from '../parts/dom.ts';
import { numberText } from '../parts/number-text.ts';
import { text } from '../text/text.ts';
import type { ProfileValues } from './profile.ts';

/** A layer or date along the line, in the unit shown. */
export interface ProfileLine {
  readonly name: string;
  /** date or pair, as part of the name */
  readonly slice?: string;
  readonly color: string;
  readonly unit: string;
  readonly factor: number;
  readonly values: ProfileValues;
}

/** The units of profiles, each once. */
export function unitsOf(lines: readonly ProfileLine[]): string[] {
  return [...new Set(lines.map(({ unit }) => unit))];
}

/** Values along a line: means, a band of one standard deviation, and the ground beneath. */
export class ProfileChart {
  readonly root = element('div', { class: 'chart' });
  private plot: uPlot | undefined;
  private lines: readonly ProfileLine[] = [];

  constructor() {
    new ResizeObserver(() => this.plot?.setSize(this.size)).observe(this.root);
  }

  /** @param heights m, at the points of the lines */
  show(lines: readonly ProfileLine[], heights: ProfileValues | undefined): void {
    this.lines = lines;
    this.plot?.destroy();
    this.plot = undefined;
    fill(this.root, []);
    if (lines.length === 0) return;
    const shown = (values: Float64Array, factor: number) =>
      Array.from(values, (value) => (Number.isNaN(value) ? null : value * factor));
    const tables = lines.map(({ values, factor }): uPlot.AlignedData => {
      const edge = (side: number) => values.mean.map((mean, k) => mean + side * values.spread[k]);
      const hasBand = values.count.some((count) => count > 1);
      return [
        Array.from(values.distance, (far) => far / 1000),
        shown(values.mean, factor),
        ...(hasBand ? [shown(edge(1), factor), shown(edge(-1), factor)] : []),
      ];
    });
    const ground: uPlot.AlignedData[] = heights
      ? [[Array.from(heights.distance, (far) => far / 1000), shown(heights.mean, 1)]]
      : [];
    this.plot = new uPlot(this.options(heights !== undefined), uPlot.join([...ground, ...tables]), this.root);
  }

  private get size(): { width: number; height: number } {
    return { width: Math.max(120, this.root.clientWidth), height: Math.max(90, this.root.clientHeight) };
  }

  private options(hasGround: boolean): uPlot.Options {
    const style = getComputedStyle(this.root);
    const ink = style.getPropertyValue('--muted');
    const faint = style.getPropertyValue('--faint');
    const grid = { stroke: style.getPropertyValue('--line'), width: 1 };
    const font = '11px system-ui, sans-serif';
    const common = { stroke: ink, grid, ticks: grid, font, labelFont: font, labelSize: 18 };
    const values = (_: uPlot, ticks: number[]) => ticks.map((tick) => String(tick).replace('-', '−'));
    const series: uPlot.Series[] = hasGround
      ? [
          {
            label: text('heights'),
            scale: 'ground',
            stroke: faint,
            fill: `${faint.trim()}66`,
            points: { show: false },
          },
        ]
      : [];
    const bands: uPlot.Band[] = [];
    for (const { name, color, unit: scale, values: own } of this.lines) {
      series.push({ label: name, scale, stroke: color, width: 1.6, points: { show: false } });
      if (!own.count.some((count) => count > 1)) continue;
      const edge = { scale, stroke: 'transparent', points: { show: false } };
      series.push({ label: name, ...edge }, { label: name, ...edge });
      const n = series.length;
      bands.push({ series: [n - 1, n], fill: `${color}33` });
    }
    return {
      ...this.size,
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: true } },
      scales: {
        x: { time: false },
        ground: { range: (_, min, max) => [min - (max - min) * 0.05, max + (max - min || 1) * 2] },
      },
      bands,
      axes: [
        { ...common, label: text('distance'), size: 32, values },
        // Centimetres and centimetres per year share no axis.
        ...unitsOf(this.lines).map((unit, k) => ({
          ...common,
          grid: k === 0 ? grid : { show: false },
          scale: unit,
          label: unit,
          size: 56,
          values,
        })),
        ...(hasGround
          ? [
              {
                ...common,
                grid: { show: false },
                scale: 'ground',
                side: 1 as const,
                label: text('heights'),
                size: 56,
                values,
              },
            ]
          : []),
      ],
      series: [{}, ...series],
      hooks: { setCursor: [(plot) => this.tell(plot)] },
    };
  }

  private tell(plot: uPlot): void {
    const { idx } = plot.cursor;
    const far = idx == null ? undefined : plot.data[0][idx];
    if (far === undefined) return;
    const parts = this.lines.flatMap(({ name, values, factor, unit }) => {
      const k = values.distance.findIndex((own) => Math.abs(own / 1000 - far) < 1e-9);
      return k < 0 ? [] : [`${name} ${numberText(values.mean[k] * factor)} ${unit}`];
    });
    plot.over.title = `${numberText(far)} km  ${parts.join('  ')}`;
  }
}
