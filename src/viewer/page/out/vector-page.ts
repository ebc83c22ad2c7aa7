import type { Context2D, PixelImage, Surface } from '../../../plot/context2d.ts';

/** Six numbers of an affine map: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A path in points of the page: moves, lines, curves of three points, closings. */
export type PathStep =
  | readonly ['M' | 'L', number, number]
  | readonly ['C', number, number, number, number, number, number]
  | readonly ['Z'];

export interface Pen {
  readonly color: string;
  readonly alpha: number;
  readonly width: number;
  readonly cap: Context2D['lineCap'];
  readonly join: Context2D['lineJoin'];
  readonly dash: readonly number[];
}

export interface Letters {
  readonly text: string;
  /** from the letters' own points to those of the page */
  readonly matrix: Matrix;
  readonly size: number;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly align: Context2D['textAlign'];
  readonly color: string;
  readonly alpha: number;
  /** width of an outline instead of letters */
  readonly outline?: number;
}

/** What a format of vectors writes. */
export interface VectorSink {
  fill(path: readonly PathStep[], color: string, alpha: number): void;
  stroke(path: readonly PathStep[], pen: Pen): void;
  /** what follows is drawn inside of a path, until it is let go */
  clip(path: readonly PathStep[]): void;
  letGo(): void;
  letters(letters: Letters): void;
  /** over the unit square of a matrix */
  image(image: PixelImage, matrix: Matrix, isSmooth: boolean): void;
}

interface State {
  readonly matrix: Matrix;
  readonly clips: number;
  readonly style: Style;
}

type Style = Pick<
  Context2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'globalAlpha'
  | 'imageSmoothingEnabled'
> & { dash: readonly number[] };

const FIRST_STYLE: Style = {
  fillStyle: '#000000',
  strokeStyle: '#000000',
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  font: '10px sans-serif',
  textAlign: 'left',
  textBaseline: 'alphabetic',
  globalAlpha: 1,
  imageSmoothingEnabled: true,
  dash: [],
};

/** Height of a capital over the size of letters, for texts that are placed by their middle or top. */
const CAPITAL = 0.729;

/** The canvas that figures are drawn on, for formats of vectors: everything is in points of the page when it is written. */
export class VectorPage implements Context2D {
  fillStyle = FIRST_STYLE.fillStyle;
  strokeStyle = FIRST_STYLE.strokeStyle;
  lineWidth = FIRST_STYLE.lineWidth;
  lineCap = FIRST_STYLE.lineCap;
  lineJoin = FIRST_STYLE.lineJoin;
  font = FIRST_STYLE.font;
  textAlign = FIRST_STYLE.textAlign;
  textBaseline = FIRST_STYLE.textBaseline;
  globalAlpha = FIRST_STYLE.globalAlpha;
  imageSmoothingEnabled = FIRST_STYLE.imageSmoothingEnabled;
  private dash: readonly number[] = [];
  private matrix: Matrix = [1, 0, 0, 1, 0, 0];
  private path: PathStep[] = [];
  private clips = 0;
  private readonly kept: State[] = [];
  private readonly sink: VectorSink;

  constructor(sink: VectorSink) {
    this.sink = sink;
  }

  get surface(): Surface {
    return { context: this, scale: 1, paint: this.paint.bind(this) };
  }

  paint(image: PixelImage, x: number, y: number, width: number, height: number, isSmooth: boolean): void {
    this.sink.image(image, times(this.matrix, [width, 0, 0, height, x, y]), isSmooth);
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, textAlign, textBaseline } = this;
    const { globalAlpha, imageSmoothingEnabled, dash, matrix, clips } = this;
    const line = { lineWidth, lineCap, lineJoin, dash };
    const words = { font, textAlign, textBaseline };
    const style = { fillStyle, strokeStyle, globalAlpha, imageSmoothingEnabled, ...line, ...words };
    this.kept.push({ matrix, clips, style });
  }

  restore(): void {
    const state = this.kept.pop();
    if (!state) return;
    for (; this.clips > state.clips; this.clips--) this.sink.letGo();
    Object.assign(this, state.style);
    this.matrix = state.matrix;
  }

  translate(x: number, y: number): void {
    this.matrix = times(this.matrix, [1, 0, 0, 1, x, y]);
  }

  scale(x: number, y: number): void {
    this.matrix = times(this.matrix, [x, 0, 0, y, 0, 0]);
  }

  rotate(angle: number): void {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.matrix = times(this.matrix, [cos, sin, -sin, cos, 0, 0]);
  }

  beginPath(): void {
    this.path = [];
  }

  closePath(): void {
    if (this.path.length > 0) this.path.push(['Z']);
  }

  moveTo(x: number, y: number): void {
    this.path.push(['M', ...moved(this.matrix, x, y)]);
  }

  lineTo(x: number, y: number): void {
    this.path.push([this.path.length === 0 ? 'M' : 'L', ...moved(this.matrix, x, y)]);
  }

  /** Curves of a quarter or less (Riškus 2006: k = 4/3 tan(a/4)). */
  arc(x: number, y: number, radius: number, start: number, end: number): void {
    const sweep = Math.max(-2 * Math.PI, Math.min(2 * Math.PI, end - start));
    const count = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2) - 1e-9));
    const part = sweep / count;
    const reach = (4 / 3) * Math.tan(part / 4) * radius;
    this.lineTo(x + radius * Math.cos(start), y + radius * Math.sin(start));
    for (let k = 0; k < count; k++) {
      const [from, to] = [start + k * part, start + (k + 1) * part];
      const [x0, y0] = [x + radius * Math.cos(from), y + radius * Math.sin(from)];
      const [x1, y1] = [x + radius * Math.cos(to), y + radius * Math.sin(to)];
      this.path.push([
        'C',
        ...moved(this.matrix, x0 - reach * Math.sin(from), y0 + reach * Math.cos(from)),
        ...moved(this.matrix, x1 + reach * Math.sin(to), y1 - reach * Math.cos(to)),
        ...moved(this.matrix, x1, y1),
      ]);
    }
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  clip(): void {
    this.sink.clip(this.path);
    this.clips++;
  }

  fill(): void {
    if (this.path.length > 1) this.sink.fill(this.path, this.fillStyle, this.globalAlpha);
  }

  stroke(): void {
    if (this.path.length < 2) return;
    const grown = Math.sqrt(Math.abs(this.matrix[0] * this.matrix[3] - this.matrix[1] * this.matrix[2]));
    this.sink.stroke(this.path, {
      color: this.strokeStyle,
      alpha: this.globalAlpha,
      width: this.lineWidth * grown,
      cap: this.lineCap,
      join: this.lineJoin,
      dash: this.dash.map((length) => length * grown),
    });
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.apart(() => {
      this.rect(x, y, width, height);
      this.fill();
    });
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.apart(() => {
      this.rect(x, y, width, height);
      this.stroke();
    });
  }

  fillText(text: string, x: number, y: number): void {
    this.sink.letters(this.lettersOf(text, x, y, this.fillStyle));
  }

  strokeText(text: string, x: number, y: number): void {
    this.sink.letters({ ...this.lettersOf(text, x, y, this.strokeStyle), outline: this.lineWidth });
  }

  setLineDash(pattern: number[]): void {
    this.dash = pattern;
  }

  /** Pictures come through `paint`. */
  drawImage(): void {}

  private lettersOf(text: string, x: number, y: number, color: string): Letters {
    const size = Number(/([\d.]+)p[xt]/.exec(this.font)?.[1] ?? 10);
    const drop = { alphabetic: 0, bottom: -0.2, middle: CAPITAL / 2, top: CAPITAL }[this.textBaseline] * size;
    return {
      text,
      matrix: times(this.matrix, [1, 0, 0, 1, x, y + drop]),
      size,
      isBold: /bold|[67]00/.test(this.font),
      isItalic: /italic|oblique/.test(this.font),
      align: this.textAlign,
      color,
      alpha: this.globalAlpha,
    };
  }

  private apart(draw: () => void): void {
    const { path } = this;
    this.path = [];
    draw();
    this.path = path;
  }
}

function times([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function moved([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}
