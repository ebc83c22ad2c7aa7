import { dateTicks, dayOf } from '../../../plot/date-axis.ts';
import { linearTicks } from '../../../plot/ticks.ts';
import { text } from '../text/text.ts';
import { Canvas, type Inks, stroke } from './canvas.ts';
import { coherenceColor } from './pair-colors.ts';

/** A date or a pair of the network that is pointed at. */
export type NetworkItem =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'pair'; readonly index: number };

/** What is drawn of a network. */
export interface DrawnNetwork {
  readonly dates: readonly string[];
  /** [numDate] m */
  readonly bperp: ArrayLike<number>;
  /** [numPair] positions of their dates */
  readonly ends: readonly (readonly [number, number])[];
  /** [numPair] other than 0: takes part */
  readonly kept: readonly number[];
  /** [numPair] coherence, NaN = unknown */
  readonly values: ArrayLike<number>;
  /** [numPair] not used at this pixel */
  readonly isUnused: readonly boolean[];
}

const ROOM = { right: 10, top: 8, bottom: 20 };
const NEAR = 7;

/** Pairs as lines between acquisitions, in time and perpendicular baseline. A click leaves one out or takes it back. */
export class NetworkChart {
  readonly canvas: Canvas;
  private network: DrawnNetwork | undefined;
  private pointed: NetworkItem | undefined;
  private points: readonly { x: number; y: number }[] = [];
  private readonly onPoint: (item: NetworkItem | undefined) => void;
  private readonly onToggle: (item: NetworkItem) => void;

  constructor(onPoint: NetworkChart['onPoint'], onToggle: NetworkChart['onToggle']) {
    this.onPoint = onPoint;
    this.onToggle = onToggle;
    this.canvas = new Canvas((...all) => this.draw(...all), {
      class: 'network-chart',
      tabindex: '0',
      role: 'application',
      'aria-label': text('networkKeys'),
    });
    const { root } = this.canvas;
    root.addEventListener('pointermove', ({ offsetX, offsetY }) => onPoint(this.at(offsetX, offsetY)));
    root.addEventListener('pointerleave', () => onPoint(undefined));
    root.addEventListener('click', ({ offsetX, offsetY }) => {
      const item = this.at(offsetX, offsetY);
      if (item) onToggle(item);
    });
    root.addEventListener('keydown', (event) => this.key(event));
    root.addEventListener('blur', () => onPoint(undefined));
  }

  show(network: DrawnNetwork | undefined, pointed: NetworkItem | undefined): void {
    this.network = network;
    this.pointed = pointed;
    this.canvas.update();
  }

  private key(event: KeyboardEvent): void {
    const { network, pointed } = this;
    if (!network) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
    const walked = (now: number, count: number) => (now < 0 ? 0 : (now + (step ?? 0) + count) % count);
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const now = pointed?.kind === 'date' ? network.dates.indexOf(pointed.date) : -1;
      this.onPoint({ kind: 'date', date: network.dates[walked(now, network.dates.length)] });
    } else if (step !== undefined) {
      const now = pointed?.kind === 'pair' ? pointed.index : -1;
      this.onPoint({ kind: 'pair', index: walked(now, network.ends.length) });
    } else if ((event.key === 'Enter' || event.key === ' ') && pointed) this.onToggle(pointed);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private at(x: number, y: number): NetworkItem | undefined {
    const { network, points } = this;
    if (!network) return undefined;
    let best: NetworkItem | undefined;
    let least = NEAR;
    points.forEach((point, k) => {
      const far = Math.hypot(point.x - x, point.y - y);
      if (far < least) [least, best] = [far, { kind: 'date', date: network.dates[k] }];
    });
    if (best) return best;
    network.ends.forEach(([from, to], index) => {
      const far = distance(points[from], points[to], x, y);
      if (far < least) [least, best] = [far, { kind: 'pair', index }];
    });
    return best;
  }

  private draw(pen: CanvasRenderingContext2D, width: number, height: number, inks: Inks): void {
    const { network, pointed } = this;
    if (!network) return;
    const { dates, bperp, ends, kept, values, isUnused } = network;
    const days = dates.map(dayOf);
    const [t0, t1] = [days[0], days[days.length - 1]];
    const all = Array.from(bperp);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const slack = (high - low) * 0.08 || 10;
    const [b0, b1] = [low - slack, high + slack];
    const marks = linearTicks(b0, b1, 4).map(({ value, label }) => ({ value, label: `${label} m` }));
    const left = 8 + Math.max(...marks.map(({ label }) => pen.measureText(label).width));
    const right = width - ROOM.right;
    const bottom = height - ROOM.bottom;
    const xOf = (day: number) => left + ((day - t0) / (t1 - t0 || 1)) * (right - left - 8) + 4;
    const yOf = (b: number) => bottom - ((b - b0) / (b1 - b0)) * (bottom - ROOM.top);
    this.points = dates.map((_, k) => ({ x: xOf(days[k]), y: yOf(bperp[k]) }));

    pen.lineWidth = 1;
    pen.strokeStyle = inks.line;
    pen.fillStyle = inks.muted;
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    for (const { value, label } of marks) {
      const y = yOf(value);
      stroke(pen, left, y, right, y);
      pen.fillText(label, left - 4, y);
    }
    pen.textAlign = 'center';
    pen.textBaseline = 'top';
    const { ticks } = dateTicks(t0, t1, Math.max(2, Math.floor(width / 90)));
    for (const { value, label } of ticks) {
      const x = xOf(value);
      if (x < left || x > right - 14) continue;
      stroke(pen, x, ROOM.top, x, bottom);
      pen.fillText(label.replace('\n', ' '), x, bottom + 5);
    }
    // Those that take part lie over those that do not.
    const order = ends.map((_, i) => i).sort((a, b) => kept[a] - kept[b]);
    for (const i of order) {
      const [from, to] = ends[i].map((k) => this.points[k]);
      const isOut = kept[i] === 0;
      pen.setLineDash(isOut ? [3, 3] : isUnused[i] ? [7, 3] : []);
      pen.strokeStyle = inks.faint;
      pen.lineWidth = isOut ? 1 : 3.4;
      stroke(pen, from.x, from.y, to.x, to.y);
      if (isOut) continue;
      // Its rim keeps the darkest and the palest colours apart from the ground.
      pen.strokeStyle = coherenceColor(values[i]);
      pen.lineWidth = 1.6;
      stroke(pen, from.x, from.y, to.x, to.y);
    }
    pen.setLineDash([]);
    if (pointed?.kind === 'pair' && ends[pointed.index]) {
      const [from, to] = ends[pointed.index].map((k) => this.points[k]);
      pen.strokeStyle = inks.accent;
      pen.lineWidth = 3;
      stroke(pen, from.x, from.y, to.x, to.y);
    }
    const hasPairs = dates.map((_, k) => ends.some((own, i) => kept[i] !== 0 && own.includes(k)));
    this.points.forEach(({ x, y }, k) => {
      const isPointed = pointed?.kind === 'date' && pointed.date === dates[k];
      pen.beginPath();
      pen.arc(x, y, isPointed ? 5.5 : 3.5, 0, 2 * Math.PI);
      pen.fillStyle = hasPairs[k] ? inks.ink : inks.panel;
      pen.fill();
      pen.lineWidth = isPointed ? 2.5 : 1.2;
      pen.strokeStyle = isPointed ? inks.accent : hasPairs[k] ? inks.panel : inks.muted;
      pen.stroke();
    });
  }
}

/** From a point to a line between two others. */
function distance(a: { x: number; y: number }, b: { x: number; y: number }, x: number, y: number): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const on = Math.max(0, Math.min(1, share));
  return Math.hypot(x - a.x - on * dx, y - a.y - on * dy);
}
