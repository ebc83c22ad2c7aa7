import { MemoryLayout, SimdModule } from '../../core/simd-module.ts';
import { BLOCK, blocksOf, boxOf, type Edges, type PixelBox } from './coverage.ts';
import type { Rgba } from './css-color.ts';
import { PAGE_BAND_SIMD } from './page-band-simd-code.ts';
import type { PixelBand, SharpPixels } from './pixel-band.ts';

interface Exports {
  lay(
    edges: number,
    numEdge: number,
    x0: number,
    y0: number,
    width: number,
    height: number,
    cells: number,
    touched: number,
    blocks: number,
  ): void;
  cover(
    cells: number,
    touched: number,
    blocks: number,
    width: number,
    height: number,
    words: number,
    stride: number,
    r: number,
    g: number,
    b: number,
    alpha: number,
  ): void;
  paintLines(
    source: number,
    pitch: number,
    columns: number,
    count: number,
    lines: number,
    rows: number,
    to: number,
    stride: number,
  ): void;
  filterRows(
    words: number,
    width: number,
    rows: number,
    above: number,
    channels: number,
    lines: number,
  ): void;
}

const CODE = new SimdModule<Exports>(PAGE_BAND_SIMD);

/** Numbers of a shape that are handed over at a time: four for an edge. */
const NUMBERS = 4 * 1024;
/** What a vector reaches beyond the last pixel, bytes. */
const BEYOND = 16;

/** Whether this machine has vector instructions. */
export function hasSimdBand(): boolean {
  return CODE.isSupported();
}

/**
 * Rows of a page in WebAssembly (assembly/page-band.ts): nothing of it waits for a compiler.
 * @param widest pixels of the widest image
 * @throws {NoLinearMemory} when the address space has no room for the rows
 */
export function simdBand(width: number, rows: number, widest: number): PixelBand {
  return new SimdBand(width, rows, widest);
}

class SimdBand implements PixelBand {
  readonly width: number;
  readonly words: Int32Array<ArrayBuffer>;
  y0 = 0;
  y1 = 0;
  readonly #code: Exports;
  readonly #at: Readonly<
    Record<
      'words' | 'above' | 'cells' | 'touched' | 'edges' | 'source' | 'columns' | 'lines' | 'filtered',
      number
    >
  >;
  readonly #above: Int32Array;
  readonly #edges: Float64Array;
  readonly #source: Int32Array;
  readonly #columns: Uint32Array;
  readonly #lines: Uint32Array;
  readonly #filtered: Uint8Array;

  constructor(width: number, rows: number, widest: number) {
    const layout = new MemoryLayout();
    const pixels = widest * (Math.ceil(1.001 * rows) + 1); // a page never shows more of a sharp image
    const blocks = rows * blocksOf(width);
    this.#at = {
      words: layout.reserve(4 * width * rows + BEYOND),
      above: layout.reserve(4 * width + BEYOND),
      cells: layout.reserve(4 * BLOCK * blocks),
      touched: layout.reserve(blocks),
      edges: layout.reserve(8 * NUMBERS),
      source: layout.reserve(4 * pixels),
      columns: layout.reserve(4 * width),
      lines: layout.reserve(4 * rows),
      filtered: layout.reserve(rows * (4 * width + 1) + BEYOND),
    };
    const { code, memory } = CODE.start(layout);
    const { buffer } = memory;
    this.#code = code;
    this.width = width;
    this.words = new Int32Array(buffer, this.#at.words, width * rows);
    this.#above = new Int32Array(buffer, this.#at.above, width);
    this.#edges = new Float64Array(buffer, this.#at.edges, NUMBERS);
    this.#source = new Int32Array(buffer, this.#at.source, pixels);
    this.#columns = new Uint32Array(buffer, this.#at.columns, width);
    this.#lines = new Uint32Array(buffer, this.#at.lines, rows);
    this.#filtered = new Uint8Array(buffer, this.#at.filtered, rows * (4 * width + 1));
  }

  begin(y0: number, y1: number): void {
    this.y0 = y0;
    this.y1 = y1;
    this.words.fill(0);
  }

  cover(shape: Edges, clip: PixelBox, [r, g, b, alpha]: Rgba): void {
    const box = boxOf(shape, clip);
    if (box === undefined) return;
    const { x0, y0 } = box;
    const [width, height] = [box.x1 - x0, box.y1 - y0];
    const blocks = blocksOf(width);
    const { edges, cells, touched } = this.#at;
    for (let i = 0; i < shape.values.length; i += NUMBERS) {
      const some = shape.values.subarray(i, i + NUMBERS);
      this.#edges.set(some);
      this.#code.lay(edges, some.length / 4, x0, y0, width, height, cells, touched, blocks);
    }
    const words = this.#at.words + 4 * ((y0 - this.y0) * this.width + x0);
    this.#code.cover(cells, touched, blocks, width, height, words, 4 * this.width, r, g, b, alpha);
  }

  paintSharp(image: SharpPixels, from: number, to: number): void {
    const { words, source, columns, lines } = this.#at;
    const { width } = image;
    const wanted = image.lines.subarray(from - image.y, to - image.y);
    const [first, last] = [wanted[0], wanted[wanted.length - 1]];
    this.#source.set(image.words.subarray(first * width, (last + 1) * width));
    this.#columns.set(image.columns);
    this.#lines.set(wanted);
    const at = words + 4 * ((from - this.y0) * this.width + image.x);
    const count = image.columns.length;
    this.#code.paintLines(source, 4 * width, columns, count, lines, wanted.length, at, 4 * this.width);
  }

  filtered(channels: 3 | 4): Uint8Array {
    const { width } = this;
    const rows = this.y1 - this.y0;
    const { words, above, filtered } = this.#at;
    this.#code.filterRows(words, width, rows, above, channels, filtered);
    this.#above.set(this.words.subarray((rows - 1) * width, rows * width));
    return this.#filtered.subarray(0, rows * (width * channels + 1));
  }
}
