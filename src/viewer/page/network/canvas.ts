import { element } from '../parts/dom.ts';

/** Colours of the page, for what is drawn on a canvas. */
export interface Inks {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly faint: string;
  readonly accent: string;
  readonly panel: string;
  readonly problem: string;
}

/** A canvas that is as large as its place and drawn anew when that changes. */
export class Canvas {
  readonly root: HTMLCanvasElement;
  private readonly draw: (pen: CanvasRenderingContext2D, width: number, height: number, inks: Inks) => void;

  constructor(draw: Canvas['draw'], attributes: Readonly<Record<string, string>>) {
    this.draw = draw;
    this.root = element('canvas', attributes);
    new ResizeObserver(() => this.update()).observe(this.root);
  }

  update(): void {
    const { root } = this;
    const { clientWidth: width, clientHeight: height } = root;
    const pen = root.getContext('2d');
    if (width === 0 || height === 0 || pen === null) return;
    const ratio = devicePixelRatio || 1;
    root.width = Math.round(width * ratio);
    root.height = Math.round(height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.font = '11px system-ui, sans-serif';
    const style = getComputedStyle(root);
    const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
    const [ink, muted, line, faint, accent, panel, problem] = [
      'ink',
      'muted',
      'line',
      'faint',
      'accent',
      'panel',
      'problem',
    ].map(of);
    this.draw(pen, width, height, { ink, muted, line, faint, accent, panel, problem });
  }
}

/** A line from one point to another. */
export function stroke(pen: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}
