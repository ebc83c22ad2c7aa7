import type { Context2D, PixelImage } from '../context2d.ts';
import { Outlines, type PixelBox } from './coverage.ts';
import { parseColor, type Rgba } from './css-color.ts';
import type { DisplayList } from './display-list.ts';
import type { FontShelf } from './fonts.ts';
import { addStroke, circle, type Subpath } from './stroke.ts';

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

interface State {
  matrix: Matrix;
  clip: PixelBox;
  dash: number[];
}

const STYLES = [
  'fillStyle',
  'strokeStyle',
  'lineWidth',
  'lineCap',
  'lineJoin',
  'font',
  'textAlign',
  'textBaseline',
  'globalAlpha',
] as const;

/**
 * The canvas that figures draw with, as a list of shapes and images in device pixels: a picture starts without a graphics library, and looks the same on
 * every machine. What a clip cuts is its bounding box, which is what figures clip to.
 */
export class PixelContext implements Context2D {
  fillStyle = '#000000';
  strokeStyle = '#000000';
  lineWidth = 1;
  lineCap: Context2D['lineCap'] = 'butt';
  lineJoin: Context2D['lineJoin'] = 'miter';
  font = '10px sans-serif';
  textAlign: Context2D['textAlign'] = 'left';
  textBaseline: Context2D['textBaseline'] = 'alphabetic';
  globalAlpha = 1;
  imageSmoothingEnabled = true;
  readonly #list: DisplayList;
  readonly #fonts: FontShelf;
  readonly #shape = new Outlines();
  #state: State;
  #saved: { state: State; style: Partial<PixelContext> }[] = [];
  #path: Subpath[] = [];

  constructor(list: DisplayList, fonts: FontShelf) {
    this.#list = list;
    this.#fonts = fonts;
    const clip = { x0: 0, y0: 0, x1: list.width, y1: list.height };
    this.#state = { matrix: [1, 0, 0, 1, 0, 0], clip, dash: [] };
  }

  save(): void {
    const style = Object.fromEntries(STYLES.map((name) => [name, this[name]]));
    this.#saved.push({ state: { ...this.#state }, style });
  }

  restore(): void {
    const last = this.#saved.pop();
    if (last === undefined) return;
    this.#state = last.state;
    Object.assign(this, last.style);
  }

  translate(x: number, y: number): void {
    const [a, b, c, d] = this.#state.matrix;
    this.#state.matrix = [a, b, c, d, ...this.#at(x, y)];
  }

  scale(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#state.matrix;
    this.#state.matrix = [a * x, b * x, c * y, d * y, e, f];
  }

  rotate(angle: number): void {
    const [a, b, c, d, e, f] = this.#state.matrix;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.#state.matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }

  setLineDash(pattern: number[]): void {
    this.#state.dash = pattern;
  }

  beginPath(): void {
    this.#path = [];
  }

  closePath(): void {
    const last = this.#path.at(-1);
    if (last !== undefined) last.closed = true;
  }

  moveTo(x: number, y: number): void {
    this.#path.push({ points: this.#at(x, y), closed: false });
  }

  lineTo(x: number, y: number): void {
    const last = this.#path.at(-1);
    if (last === undefined || last.closed) this.moveTo(x, y);
    else last.points.push(...this.#at(x, y));
  }

  arc(x: number, y: number, radius: number, start: number, end: number): void {
    const scale = this.#scale();
    const isWhole = Math.abs(end - start) >= 2 * Math.PI - 1e-9;
    const points = circle(0, 0, radius * scale, start, end);
    const placed: number[] = [];
    for (let i = 0; i < points.length; i += 2)
      placed.push(...this.#at(x + points[i] / scale, y + points[i + 1] / scale));
    const last = this.#path.at(-1);
    if (isWhole || last === undefined || last.closed) this.#path.push({ points: placed, closed: isWhole });
    else last.points.push(...placed);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push({ points: this.#corners(x, y, width, height), closed: true });
  }

  clip(): void {
    const { clip } = this.#state;
    let [left, top, right, foot] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { points } of this.#path) {
      for (let i = 0; i < points.length; i += 2) {
        [left, right] = [Math.min(left, points[i]), Math.max(right, points[i])];
        [top, foot] = [Math.min(top, points[i + 1]), Math.max(foot, points[i + 1])];
      }
    }
    this.#state.clip = {
      x0: Math.max(clip.x0, Math.round(left)),
      y0: Math.max(clip.y0, Math.round(top)),
      x1: Math.min(clip.x1, Math.round(right)),
      y1: Math.min(clip.y1, Math.round(foot)),
    };
  }

  fill(): void {
    for (const { points } of this.#path) this.#shape.add(points);
    this.#paint(this.fillStyle);
  }

  stroke(): void {
    this.#stroke(this.#path);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#shape.add(this.#corners(x, y, width, height));
    this.#paint(this.fillStyle);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#stroke([{ points: this.#corners(x, y, width, height), closed: true }]);
  }

  fillText(text: string, x: number, y: number): void {
    for (const outline of this.#letters(text, x, y)) this.#shape.add(outline);
    this.#paint(this.fillStyle);
  }

  strokeText(text: string, x: number, y: number): void {
    this.#stroke(this.#letters(text, x, y).map((points) => ({ points, closed: true })));
  }

  /** Images come by `Surface.paint`. */
  drawImage(): void {
    throw new Error('Pixels are painted by the surface of a figure.');
  }

  /** Lay an image over a rectangle of the figure. */
  paint(image: PixelImage, x: number, y: number, width: number, height: number, smooth: boolean): void {
    const [x0, y0] = this.#at(x, y);
    const [x1, y1] = this.#at(x + width, y + height);
    this.#list.addImage(image, { x0, y0, x1, y1, clip: this.#state.clip }, smooth);
  }

  #stroke(paths: readonly Subpath[]): void {
    const scale = this.#scale();
    const pen = {
      width: this.lineWidth * scale,
      cap: this.lineCap,
      join: this.lineJoin,
      dash: this.#state.dash.map((length) => length * scale),
    };
    for (const path of paths) if (path.points.length >= 4) addStroke(this.#shape, path, pen);
    this.#paint(this.strokeStyle);
  }

  #paint(style: string): void {
    const [r, g, b, alpha] = parseColor(style);
    const color: Rgba = [r, g, b, alpha * this.globalAlpha];
    this.#list.addShape(this.#shape.take(), color, this.#state.clip);
  }

  #letters(text: string, x: number, y: number): number[][] {
    const [, style = '', size = '10'] = /^(.*?)([\d.]+)px/.exec(this.font) ?? [];
    const font = this.#fonts.font(style);
    const unit = Number(size) / font.unitsPerEm;
    const glyphs = Array.from(text, (letter) => font.glyph(letter.codePointAt(0)!));
    const width = glyphs.reduce((sum, { advance }) => sum + advance, 0) * unit;
    let pen = x - (this.textAlign === 'center' ? width / 2 : this.textAlign === 'right' ? width : 0);
    const letters: number[][] = [];
    for (const { advance, outlines } of glyphs) {
      for (const outline of outlines) letters.push(placed(outline, pen, y, unit, this.#state.matrix));
      pen += advance * unit;
    }
    return letters;
  }

  #corners(x: number, y: number, width: number, height: number): number[] {
    return [
      ...this.#at(x, y),
      ...this.#at(x + width, y),
      ...this.#at(x + width, y + height),
      ...this.#at(x, y + height),
    ];
  }

  #at(x: number, y: number): [number, number] {
    const [a, b, c, d, e, f] = this.#state.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  #scale(): number {
    const [a, b, c, d] = this.#state.matrix;
    return Math.sqrt(Math.abs(a * d - b * c));
  }
}

/** An outline in font units as a letter on the page. Of its own, since a loop has all that surrounds it compiled with it. */
function placed(outline: Float64Array, pen: number, y: number, unit: number, matrix: Matrix): number[] {
  const [a, b, c, d, e, f] = matrix;
  const points = new Array<number>(outline.length);
  for (let i = 0; i < outline.length; i += 2) {
    const px = pen + outline[i] * unit;
    const py = y - outline[i + 1] * unit;
    points[i] = a * px + c * py + e;
    points[i + 1] = b * px + d * py + f;
  }
  return points;
}
