import { text } from '../text/text.ts';
import { Canvas, type Inks } from './canvas.ts';
import type { DrawnNetwork, NetworkItem } from './network-chart.ts';
import { coherenceColor, residualColor } from './pair-colors.ts';

/** Dates against dates: coherence of the pixel above the diagonal, what the inversion leaves of each pair below it. */
export class MatrixChart {
  readonly canvas: Canvas;
  private network: DrawnNetwork | undefined;
  private residuals: ArrayLike<number> = [];
  private pointed: NetworkItem | undefined;

  constructor(onPoint: (item: NetworkItem | undefined) => void, onToggle: (item: NetworkItem) => void) {
    this.canvas = new Canvas((...all) => this.draw(...all), {
      class: 'matrix-chart',
      role: 'img',
      'aria-label': text('matrixWords'),
    });
    const { root } = this.canvas;
    root.addEventListener('pointermove', ({ offsetX, offsetY }) => onPoint(this.at(offsetX, offsetY)));
    root.addEventListener('pointerleave', () => onPoint(undefined));
    root.addEventListener('click', ({ offsetX, offsetY }) => {
      const item = this.at(offsetX, offsetY);
      if (item) onToggle(item);
    });
  }

  /** @param residuals [numPair] rad, NaN = none */
  show(
    network: DrawnNetwork | undefined,
    residuals: ArrayLike<number>,
    pointed: NetworkItem | undefined,
  ): void {
    this.network = network;
    this.residuals = residuals;
    this.pointed = pointed;
    this.canvas.update();
  }

  private cell(): number {
    const { clientWidth, clientHeight } = this.canvas.root;
    return Math.min(clientWidth, clientHeight) / (this.network?.dates.length ?? 1);
  }

  private at(x: number, y: number): NetworkItem | undefined {
    const { network } = this;
    if (!network) return undefined;
    const cell = this.cell();
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    if (row === column && network.dates[row]) return { kind: 'date', date: network.dates[row] };
    const [early, late] = [Math.min(row, column), Math.max(row, column)];
    const index = network.ends.findIndex(([a, b]) => Math.min(a, b) === early && Math.max(a, b) === late);
    return index < 0 ? undefined : { kind: 'pair', index };
  }

  private draw(pen: CanvasRenderingContext2D, _width: number, _height: number, inks: Inks): void {
    const { network, residuals, pointed } = this;
    if (!network) return;
    const { dates, ends, kept, values } = network;
    const cell = this.cell();
    const side = cell * dates.length;
    const gap = cell > 4 ? 1 : 0;
    pen.fillStyle = inks.line;
    for (let k = 0; k < dates.length; k++) pen.fillRect(k * cell, k * cell, cell - gap, cell - gap);
    ends.forEach(([a, b], i) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const isOut = kept[i] === 0;
      const put = (row: number, column: number, color: string) => {
        pen.fillStyle = color;
        pen.fillRect(column * cell, row * cell, cell - gap, cell - gap);
        if (!isOut || cell < 4) return;
        pen.strokeStyle = inks.panel;
        pen.lineWidth = Math.max(1.5, cell / 8);
        pen.beginPath();
        pen.moveTo(column * cell, row * cell);
        pen.lineTo((column + 1) * cell - gap, (row + 1) * cell - gap);
        pen.stroke();
      };
      pen.globalAlpha = isOut ? 0.55 : 1;
      put(early, late, coherenceColor(values[i]));
      if (!Number.isNaN(residuals[i] ?? Number.NaN)) put(late, early, residualColor(residuals[i]));
      pen.globalAlpha = 1;
    });
    pen.strokeStyle = inks.faint;
    pen.lineWidth = 1;
    pen.strokeRect(0.5, 0.5, side - 1, side - 1);
    if (pointed?.kind !== 'pair' || !ends[pointed.index]) return;
    pen.strokeStyle = inks.accent;
    pen.lineWidth = 2;
    const [a, b] = ends[pointed.index];
    for (const [row, column] of [
      [a, b],
      [b, a],
    ])
      pen.strokeRect(column * cell + 0.5, row * cell + 0.5, Math.max(3, cell - 1), Math.max(3, cell - 1));
  }
}
