/** One glyph: its outlines in font units (y upwards), as closed lists of x, y, and how far the pen moves on. */
export interface Glyph {
  readonly advance: number;
  readonly outlines: readonly Float64Array[];
}

/** Lines that stand for one curve: enough for letters of 100 pixels. */
const STEPS = 6;

/**
 * Outlines of a TrueType font (ISO/IEC 14496-22: tables head, maxp, cmap format 4, hhea, hmtx, loca, glyf), without
 * hinting and kerning. Glyphs are read when they are first asked for.
 */
export class TrueType {
  readonly unitsPerEm: number;
  readonly #view: DataView;
  readonly #tables = new Map<string, number>();
  readonly #isLong: boolean;
  readonly #numMetric: number;
  readonly #cmap: number;
  readonly #glyphs = new Map<number, Glyph>();

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = view;
    for (let k = 0; k < view.getUint16(4); k++) {
      const at = 12 + 16 * k;
      const tag = String.fromCharCode(...bytes.subarray(at, at + 4));
      this.#tables.set(tag, view.getUint32(at + 8));
    }
    const head = this.#table('head');
    this.unitsPerEm = view.getUint16(head + 18);
    this.#isLong = view.getInt16(head + 50) === 1;
    this.#numMetric = view.getUint16(this.#table('hhea') + 34);
    this.#cmap = this.#unicodeMap();
  }

  /** The glyph of a character; the box of missing ones when the font has none. */
  glyph(code: number): Glyph {
    let glyph = this.#glyphs.get(code);
    if (glyph === undefined) {
      const index = this.#indexOf(code);
      glyph = { advance: this.#advance(index), outlines: this.#outlines(index) };
      this.#glyphs.set(code, glyph);
    }
    return glyph;
  }

  #table(tag: string): number {
    const at = this.#tables.get(tag);
    if (at === undefined) throw new Error(`The font has no table ${tag}.`);
    return at;
  }

  #unicodeMap(): number {
    const view = this.#view;
    const cmap = this.#table('cmap');
    for (let k = 0; k < view.getUint16(cmap + 2); k++) {
      const at = cmap + view.getUint32(cmap + 4 + 8 * k + 4);
      if (view.getUint16(at) === 4) return at;
    }
    throw new Error('The font has no map of characters in format 4.');
  }

  #indexOf(code: number): number {
    const view = this.#view;
    const at = this.#cmap;
    const doubled = view.getUint16(at + 6);
    for (let k = 0; k < doubled; k += 2) {
      if (view.getUint16(at + 14 + k) < code) continue;
      const start = view.getUint16(at + 16 + doubled + k);
      if (start > code) return 0;
      const delta = view.getUint16(at + 16 + 2 * doubled + k);
      const rangeAt = at + 16 + 3 * doubled + k;
      const range = view.getUint16(rangeAt);
      if (range === 0) return (code + delta) & 0xffff;
      const index = view.getUint16(rangeAt + range + 2 * (code - start));
      return index === 0 ? 0 : (index + delta) & 0xffff;
    }
    return 0;
  }

  #advance(index: number): number {
    return this.#view.getUint16(this.#table('hmtx') + 4 * Math.min(index, this.#numMetric - 1));
  }

  #outlines(index: number): Float64Array[] {
    const view = this.#view;
    const loca = this.#table('loca');
    const offset = (k: number) =>
      this.#isLong ? view.getUint32(loca + 4 * k) : 2 * view.getUint16(loca + 2 * k);
    if (offset(index) === offset(index + 1)) return [];
    const at = this.#table('glyf') + offset(index);
    const count = view.getInt16(at);
    return count < 0 ? this.#composite(at + 10) : this.#simple(at + 10, count);
  }

  #composite(start: number): Float64Array[] {
    const view = this.#view;
    const all: Float64Array[] = [];
    let at = start;
    let flags: number;
    do {
      flags = view.getUint16(at);
      const index = view.getUint16(at + 2);
      at += 4;
      const isWords = (flags & 1) !== 0;
      const [dx, dy] = isWords
        ? [view.getInt16(at), view.getInt16(at + 2)]
        : [view.getInt8(at), view.getInt8(at + 1)];
      at += isWords ? 4 : 2;
      const scale = () => {
        at += 2;
        return view.getInt16(at - 2) / 16384;
      };
      let [a, b, c, d] = [1, 0, 0, 1];
      if (flags & 8) a = d = scale();
      else if (flags & 0x40) [a, d] = [scale(), scale()];
      else if (flags & 0x80) [a, b, c, d] = [scale(), scale(), scale(), scale()];
      for (const outline of this.#outlines(index)) {
        const moved = new Float64Array(outline.length);
        for (let i = 0; i < outline.length; i += 2) {
          moved[i] = a * outline[i] + c * outline[i + 1] + dx;
          moved[i + 1] = b * outline[i] + d * outline[i + 1] + dy;
        }
        all.push(moved);
      }
    } while (flags & 0x20);
    return all;
  }

  #simple(start: number, count: number): Float64Array[] {
    const view = this.#view;
    const ends = Array.from({ length: count }, (_, k) => view.getUint16(start + 2 * k));
    const numPoint = (ends.at(-1) ?? -1) + 1;
    let at = start + 2 * count;
    at += 2 + view.getUint16(at); // instructions
    const flags: number[] = [];
    while (flags.length < numPoint) {
      const flag = view.getUint8(at++);
      flags.push(flag);
      if (flag & 8) for (let n = view.getUint8(at++); n > 0; n--) flags.push(flag);
    }
    const coordinates = (short: number, same: number) => {
      let value = 0;
      return flags.slice(0, numPoint).map((flag) => {
        if (flag & short) value += flag & same ? view.getUint8(at++) : -view.getUint8(at++);
        else if (!(flag & same)) {
          value += view.getInt16(at);
          at += 2;
        }
        return value;
      });
    };
    const xs = coordinates(2, 16);
    const ys = coordinates(4, 32);
    let first = 0;
    return ends.map((end) => {
      const points = Array.from({ length: end + 1 - first }, (_, k) => first + k);
      first = end + 1;
      return flattened(points.map((i) => ({ x: xs[i], y: ys[i], on: (flags[i] & 1) === 1 })));
    });
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

/** Quadratic curves as short lines: between two control points stands a point on the outline. */
function flattened(points: readonly Point[]): Float64Array {
  const full: Point[] = [];
  points.forEach((point, k) => {
    const before = points[(k + points.length - 1) % points.length];
    if (!point.on && !before.on)
      full.push({ x: (point.x + before.x) / 2, y: (point.y + before.y) / 2, on: true });
    full.push(point);
  });
  const line: number[] = [];
  full.forEach((point, k) => {
    if (point.on) line.push(point.x, point.y);
    else addCurve(line, full[(k + full.length - 1) % full.length], point, full[(k + 1) % full.length]);
  });
  return Float64Array.from(line);
}

function addCurve(line: number[], before: Point, control: Point, after: Point): void {
  for (let s = 1; s < STEPS; s++) {
    const t = s / STEPS;
    const a = (1 - t) * (1 - t);
    const b = 2 * t * (1 - t);
    const c = t * t;
    line.push(a * before.x + b * control.x + c * after.x, a * before.y + b * control.y + c * after.y);
  }
}
