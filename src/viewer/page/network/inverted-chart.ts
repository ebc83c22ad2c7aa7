import { dateTicks, dayOf } from '../../../plot/date-axis.ts';
import { linearTicks } from '../../../plot/ticks.ts';
import { text } from '../text/text.ts';
import { Canvas, type Inks, stroke } from './canvas.ts';

/** Two series of a pixel, in the unit of the axis. */
export interface DrawnInversion {
  readonly dates: readonly string[];
  readonly values: ArrayLike<number>;
  /** one standard deviation to both sides */
  readonly std?: ArrayLike<number>;
  /** of the file, by date */
  readonly before: ReadonlyMap<string, number>;
  readonly unit: string;
}

const ROOM = { left: 44, right: 10, top: 6, bottom: 18 };

/** The series as it is in the file (rings) and as these pairs give it (dots with their deviation). */
export class InvertedChart {
  readonly canvas = new Canvas((...all) => this.draw(...all), {
    class: 'inverted-chart',
    role: 'img',
    'aria-label': text('invertedWords'),
  });
  private drawn: DrawnInversion | undefined;

  show(drawn: DrawnInversion | undefined): void {
    this.drawn = drawn;
    this.canvas.update();
  }

  private draw(pen: CanvasRenderingContext2D, width: number, height: number, inks: Inks): void {
    const { drawn } = this;
    if (!drawn) return;
    const { dates, values, std, before, unit } = drawn;
    const all = [...Array.from(values), ...before.values()].filter(Number.isFinite);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const slack = (high - low) * 0.1 || 1;
    const days = [...new Set([...dates, ...before.keys()])].map(dayOf).sort((a, b) => a - b);
    const [t0, t1] = [days[0], days[days.length - 1]];
    const right = width - ROOM.right;
    const bottom = height - ROOM.bottom;
    const xOf = (date: string | number) =>
      ROOM.left +
      5 +
      (((typeof date === 'number' ? date : dayOf(date)) - t0) / (t1 - t0 || 1)) * (right - ROOM.left - 10);
    const yOf = (value: number) =>
      bottom - ((value - low + slack) / (high - low + 2 * slack)) * (bottom - ROOM.top);
    pen.strokeStyle = inks.line;
    pen.fillStyle = inks.muted;
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    for (const { value, label } of linearTicks(low - slack, high + slack, 3)) {
      stroke(pen, ROOM.left, yOf(value), right, yOf(value));
      pen.fillText(label, ROOM.left - 4, yOf(value));
    }
    pen.textAlign = 'left';
    pen.fillText(unit, 2, 10);
    pen.textAlign = 'center';
    pen.textBaseline = 'top';
    for (const { value, label } of dateTicks(t0, t1, Math.max(2, Math.floor(width / 90))).ticks) {
      const x = xOf(value);
      if (x > ROOM.left && x < right - 14) pen.fillText(label.replace('\n', ' '), x, bottom + 4);
    }
    pen.strokeStyle = inks.muted;
    pen.lineWidth = 1.2;
    for (const [date, value] of before) {
      if (!Number.isFinite(value)) continue;
      pen.beginPath();
      pen.arc(xOf(date), yOf(value), 4.5, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.strokeStyle = inks.accent;
    pen.fillStyle = inks.accent;
    dates.forEach((date, k) => {
      const [x, y] = [xOf(date), yOf(values[k])];
      if (std) stroke(pen, x, yOf(values[k] - std[k]), x, yOf(values[k] + std[k]));
      pen.beginPath();
      pen.arc(x, y, 2.4, 0, 2 * Math.PI);
      pen.fill();
    });
  }
}
