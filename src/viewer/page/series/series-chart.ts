import uPlot from 'uplot';
import { element, fill } from '../parts/dom.ts';
import { numberText } from '../parts/number-text.ts';
import { language } from '../text/text.ts';
import type { PointSeries } from './point-series.ts';
import { chartTimes, type DrawnFit } from './series-fit.ts';
import { dateTicks } from './time-axis.ts';

/** A series with its fit. */
export interface ChartLine {
  readonly series: PointSeries;
  readonly fit: DrawnFit | undefined;
  /** of another file, drawn as rings */
  readonly second?: PointSeries;
  /** an ambiguity of the phase, in the unit of the file: drawn above and below */
  readonly ambiguity?: number;
  readonly hasErrors?: boolean;
}

/** The chart of all points: dots, fitted curves, a line at the date of the map. */
export class SeriesChart {
  readonly root = element('div', { class: 'chart' });
  private readonly onDate: (date: string) => void;
  private plot: uPlot | undefined;
  private lines: readonly ChartLine[] = [];
  private date: string | undefined;
  private shape = '';

  /** @param onDate a date was clicked */
  constructor(onDate: (date: string) => void) {
    this.onDate = onDate;
    new ResizeObserver(() => this.plot?.setSize(this.size)).observe(this.root);
  }

  /** @param date of the map, YYYYMMDD */
  show(lines: readonly ChartLine[], date: string | undefined): void {
    this.lines = lines;
    this.date = date;
    if (lines.length === 0) {
      this.plot?.destroy();
      this.plot = undefined;
      this.shape = '';
      fill(this.root, []);
      return;
    }
    const data = this.data();
    const shape = JSON.stringify([
      lines.map(({ series, fit, second, ambiguity }) => [
        [series.point.color, series.layer.key, fit !== undefined],
        [second?.layer.key, ambiguity !== undefined],
      ]),
      getComputedStyle(this.root).color,
    ]);
    if (this.plot !== undefined && shape === this.shape) this.plot.setData(data);
    else {
      this.shape = shape;
      this.plot?.destroy();
      this.plot = new uPlot(this.options(), data, this.root);
    }
  }

  private get size(): { width: number; height: number } {
    return { width: Math.max(120, this.root.clientWidth), height: Math.max(90, this.root.clientHeight) };
  }

  private data(): uPlot.AlignedData {
    const tables = this.lines.flatMap(({ series, fit, second, ambiguity }): uPlot.AlignedData[] => {
      const { factor } = series.layer.shown;
      const dots = ({ dates, values }: PointSeries, shift = 0): uPlot.AlignedData => [
        chartTimes(dates),
        Array.from(values, (value) => (Number.isNaN(value) ? null : (value + shift) * factor)),
      ];
      const curve = (): uPlot.AlignedData => {
        if (!fit || 'problem' in fit) return [[], []];
        const { instants, values } = fit.curve;
        return [instants.map((instant) => instant / 1000), Array.from(values, (value) => value * factor)];
      };
      return [
        dots(series),
        ...(fit === undefined ? [] : [curve()]),
        ...(second ? [dots(second)] : []),
        ...(ambiguity === undefined ? [] : [dots(series, ambiguity), dots(series, -ambiguity)]),
      ];
    });
    return uPlot.join(tables);
  }

  private options(): uPlot.Options {
    const style = getComputedStyle(this.root);
    const ink = style.getPropertyValue('--muted');
    const grid = { stroke: style.getPropertyValue('--line'), width: 1 };
    const unit = this.lines[0].series.layer.shown.unit;
    const font = '11px system-ui, sans-serif';
    const ground = style.getPropertyValue('--panel');
    const series = this.lines.flatMap(({ series: { point }, fit, second, ambiguity }): uPlot.Series[] => {
      const { name: label, color } = point;
      const dots = (fill: string, size: number): uPlot.Series => ({
        label,
        stroke: color,
        paths: () => null,
        points: { show: true, size, fill, stroke: color },
      });
      const curve = { label, stroke: color, width: 1.5, spanGaps: true, pxAlign: 0, points: { show: false } };
      return [
        dots(color, 6),
        ...(fit === undefined ? [] : [curve]),
        ...(second ? [dots(ground, 7)] : []),
        ...(ambiguity === undefined ? [] : [dots(`${color}55`, 4), dots(`${color}55`, 4)]),
      ];
    });
    return {
      ...this.size,
      legend: { show: false },
      cursor: { y: false, points: { size: 9 }, drag: { x: true, y: false, setScale: true } },
      scales: { x: { time: true }, y: { range: (_, min, max) => this.rangeOf(min, max) } },
      axes: [
        {
          stroke: ink,
          grid,
          ticks: grid,
          font,
          size: 44,
          values: (_, ticks, _axis, _space, step) => dateTicks(ticks, step, language),
        },
        {
          stroke: ink,
          grid,
          ticks: grid,
          font,
          size: 56,
          label: unit,
          labelFont: font,
          labelSize: 18,
          values: (_, ticks) => ticks.map((tick) => String(tick).replace('-', '−')),
        },
      ],
      series: [{}, ...series],
      hooks: {
        draw: [(plot) => this.drawErrors(plot), (plot) => this.drawDate(plot)],
        ready: [(plot) => this.listen(plot)],
        setCursor: [(plot) => this.tell(plot)],
      },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    };
  }

  /** With the ends of error bars. */
  private rangeOf(min: number, max: number): uPlot.Range.MinMax {
    const ends = this.lines.flatMap(({ series, hasErrors }) => {
      const { sigma, values, layer } = series;
      if (!hasErrors || !sigma) return [];
      return Array.from(values).flatMap((value, k) =>
        [value - sigma[k], value + sigma[k]].map((end) => end * layer.shown.factor).filter(Number.isFinite),
      );
    });
    return paddedRange(Math.min(min, ...ends), Math.max(max, ...ends));
  }

  private drawErrors(plot: uPlot): void {
    const { ctx } = plot;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    for (const { series, hasErrors } of this.lines) {
      const { sigma, values, dates, layer, point } = series;
      if (!hasErrors || !sigma) continue;
      ctx.strokeStyle = point.color;
      ctx.beginPath();
      chartTimes(dates).forEach((time, k) => {
        if (!(sigma[k] > 0) || Number.isNaN(values[k])) return;
        const x = plot.valToPos(time, 'x', true);
        const [low, high] = [-1, 1].map((side) =>
          plot.valToPos((values[k] + side * sigma[k]) * layer.shown.factor, 'y', true),
        );
        ctx.moveTo(x, low);
        ctx.lineTo(x, high);
      });
      ctx.stroke();
    }
    ctx.restore();
  }

  private drawDate(plot: uPlot): void {
    if (this.date === undefined || !/^\d{8}/.test(this.date)) return;
    const x = plot.valToPos(chartTimes([this.date])[0], 'x', true);
    const { left, top, width, height } = plot.bbox;
    if (!(x >= left && x <= left + width)) return;
    const { ctx } = plot;
    ctx.save();
    ctx.strokeStyle = getComputedStyle(this.root).getPropertyValue('--accent');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    ctx.restore();
  }

  private listen(plot: uPlot): void {
    plot.over.addEventListener('click', () => {
      const { left } = plot.cursor;
      if (left === undefined || left < 0) return;
      const at = plot.posToVal(left, 'x');
      const { dates } = this.lines[0].series;
      const times = chartTimes(dates);
      const nearest = times.reduce(
        (best, t, k) => (Math.abs(t - at) < Math.abs(times[best] - at) ? k : best),
        0,
      );
      this.onDate(dates[nearest]);
    });
  }

  private tell(plot: uPlot): void {
    const { idx } = plot.cursor;
    const time = idx == null ? undefined : plot.data[0][idx];
    const values = plot.data.slice(1).map((column) => (idx == null ? undefined : column[idx]));
    const value = values.find((found) => typeof found === 'number');
    plot.over.title =
      time === undefined || value === undefined
        ? ''
        : `${new Date(time * 1000).toISOString().slice(0, 10)}  ${numberText(value as number)} ${this.lines[0].series.layer.shown.unit}`;
  }
}

function paddedRange(min: number, max: number): uPlot.Range.MinMax {
  if (!(max >= min)) return [-1, 1];
  const room = (max - min) * 0.08 || Math.abs(max) * 0.1 || 1;
  return [min - room, max + room];
}
