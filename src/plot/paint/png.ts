const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const INCH = 0.0254; // m

/** How the pixels of a PNG are told: by number in a palette, or by their bytes. */
export type PngKind = { readonly palette: readonly number[] } | { readonly channels: 3 | 4 };

export interface PngWords {
  readonly dpi: number;
  readonly title: string;
}

/** Puts the chunks of a PNG together (ISO/IEC 15948). */
export class PngFile {
  readonly #chunks: Uint8Array[] = [SIGNATURE];
  readonly #crc32: (data: Uint8Array) => number;

  /** @param crc32 of Node's zlib, or another */
  constructor(
    crc32: (data: Uint8Array) => number,
    width: number,
    height: number,
    kind: PngKind,
    words: PngWords,
  ) {
    this.#crc32 = crc32;
    this.add('IHDR', header(width, height, kind));
    this.add('pHYs', resolution(words.dpi));
    if (words.title !== '') this.add('tEXt', latin(`Title\0${words.title}`));
    this.add('tEXt', latin('Software\0mintsar'));
    if ('channels' in kind) return;
    const rgba = new Uint8Array(Int32Array.from(kind.palette).buffer);
    const count = kind.palette.length;
    this.add(
      'PLTE',
      Uint8Array.from({ length: 3 * count }, (_, i) => rgba[4 * Math.floor(i / 3) + (i % 3)]),
    );
    const opacity = Uint8Array.from(kind.palette, (_, i) => rgba[4 * i + 3]);
    if (opacity.some((alpha) => alpha < 255)) this.add('tRNS', opacity);
  }

  add(type: string, data: Uint8Array): void {
    const bytes = new Uint8Array(12 + data.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, data.length);
    bytes.set(latin(type), 4);
    bytes.set(data, 8);
    view.setUint32(8 + data.length, this.#crc32(bytes.subarray(4, 8 + data.length)));
    this.#chunks.push(bytes);
  }

  /** The bytes of the file. */
  finish(): Uint8Array {
    this.add('IEND', new Uint8Array(0));
    const out = new Uint8Array(this.#chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }
}

function header(width: number, height: number, kind: PngKind): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set([8, 'palette' in kind ? 3 : kind.channels === 3 ? 2 : 6], 8); // bits, and kind of colour
  return data;
}

function resolution(dpi: number): Uint8Array {
  const data = new Uint8Array(9);
  const view = new DataView(data.buffer);
  const perMetre = Math.round(dpi / INCH);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  data[8] = 1; // per metre
  return data;
}

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
