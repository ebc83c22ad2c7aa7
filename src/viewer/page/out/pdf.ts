import { strToU8, zlibSync } from 'fflate';
import type { Figure, PixelImage } from '../../../plot/context2d.ts';
import { parseColor } from '../../../plot/paint/css-color.ts';
import { letterImage } from './letter-image.ts';
import {
  type Letters,
  type Matrix,
  type PathStep,
  type Pen,
  VectorPage,
  type VectorSink,
} from './vector-page.ts';

/** A figure as PDF (ISO 32000-1) of one page: vectors, text in Helvetica, or as pictures where that lacks
 * its letters, pictures pixel by pixel. */
export function figurePdf(figure: Figure): Uint8Array<ArrayBuffer> {
  const file = new PdfFile();
  const sink = new PdfSink(file, figure.height);
  const page = new VectorPage(sink);
  if (figure.background !== undefined) {
    page.fillStyle = figure.background;
    page.fillRect(0, 0, figure.width, figure.height);
  }
  figure.draw(page.surface);
  const content = file.stream('', strToU8(sink.parts.join('\n'), true));
  const fonts = FACES.map((face, k) => {
    const id = file.add(`<< /Type /Font /Subtype /Type1 /BaseFont /${face} /Encoding /WinAnsiEncoding >>`);
    return `/F${k} ${id} 0 R`;
  });
  const resources = `<< /Font << ${fonts.join(' ')} >> /XObject << ${sink.images.join(' ')} >> /ExtGState << ${sink.alphas()} >> >>`;
  return file.finish(figure.width, figure.height, resources, content, figure.title);
}

const FACES = ['Helvetica', 'Helvetica-Bold', 'Helvetica-Oblique', 'Helvetica-BoldOblique'];

// biome-ignore format: advances of the 95 printable ASCII characters of Helvetica, in thousandths of an em
const ADVANCE = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
  556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** Characters beyond Latin 1 that have a place in WinAnsiEncoding, or one that looks alike. */
const OTHERS: Readonly<Record<string, number>> = { '−': 0x96, '–': 0x96, '→': 0x3e, '…': 0x85 };

class PdfFile {
  private readonly objects: (Uint8Array | undefined)[] = [undefined, undefined, undefined];

  /** @returns the number of the object */
  add(body: string | Uint8Array): number {
    this.objects.push(typeof body === 'string' ? strToU8(body, true) : body);
    return this.objects.length;
  }

  stream(entries: string, data: Uint8Array): number {
    const packed = zlibSync(data);
    const head = strToU8(`<< ${entries} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`, true);
    return this.add(joined([head, packed, strToU8('\nendstream', true)]));
  }

  finish(
    width: number,
    height: number,
    resources: string,
    content: number,
    title: string,
  ): Uint8Array<ArrayBuffer> {
    const info = this.add(`<< /Creator (mintsar) /Title ${unicode(title)} >>`);
    const bytes = (text: string) => strToU8(text, true);
    this.objects[0] = bytes('<< /Type /Catalog /Pages 2 0 R >>');
    this.objects[1] = bytes('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
    this.objects[2] = bytes(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${short(width)} ${short(height)}] /Resources ${resources} /Contents ${content} 0 R >>`,
    );
    const parts = [bytes('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n')];
    let at = parts[0].length;
    const places = this.objects.map((body, k) => {
      const part = joined([bytes(`${k + 1} 0 obj\n`), body ?? new Uint8Array(), bytes('\nendobj\n')]);
      parts.push(part);
      at += part.length;
      return at - part.length;
    });
    const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
    const size = places.length + 1;
    parts.push(
      bytes(
        `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R /Info ${info} 0 R >>\nstartxref\n${at}\n%%EOF\n`,
      ),
    );
    return joined(parts);
  }
}

class PdfSink implements VectorSink {
  readonly parts: string[] = [];
  readonly images: string[] = [];
  private readonly opacities = new Map<number, string>();
  private readonly file: PdfFile;
  private readonly height: number;

  constructor(file: PdfFile, height: number) {
    this.file = file;
    this.height = height;
  }

  alphas(): string {
    return [...this.opacities].map(([alpha, name]) => `/${name} << /ca ${alpha} /CA ${alpha} >>`).join(' ');
  }

  fill(path: readonly PathStep[], color: string, alpha: number): void {
    this.parts.push(`${this.ink(color, alpha, 'rg')} ${this.path(path)} f`);
  }

  stroke(path: readonly PathStep[], { color, alpha, width, cap, join, dash }: Pen): void {
    const line = `${short(width)} w ${{ butt: 0, round: 1, square: 2 }[cap]} J ${{ miter: 0, round: 1, bevel: 2 }[join]} j`;
    const dashes = `[${dash.map(short).join(' ')}] 0 d`;
    this.parts.push(`${this.ink(color, alpha, 'RG')} ${line} ${dashes} ${this.path(path)} S`);
  }

  clip(path: readonly PathStep[]): void {
    this.parts.push(`q ${this.path(path)} W n`);
  }

  letGo(): void {
    this.parts.push('Q');
  }

  letters(letters: Letters): void {
    const { text, matrix, size, isBold, isItalic, align, color, alpha, outline } = letters;
    if (![...text].every(isInHelvetica)) {
      const drawn = letterImage(letters);
      this.image(drawn.image, drawn.matrix, true);
      return;
    }
    const width =
      (size * [...text].reduce((sum, letter) => sum + (ADVANCE[letter.charCodeAt(0) - 32] ?? 556), 0)) / 1000;
    const shift = { left: 0, center: -width / 2, right: -width }[align];
    const [a, b, c, d, e, f] = matrix;
    // Letters stand upright in a page whose second axis runs up.
    const place = [a, -b, -c, d, e + a * shift, this.height - f - b * shift].map(short).join(' ');
    const ink = this.ink(color, alpha, outline === undefined ? 'rg' : 'RG');
    const way = outline === undefined ? '0 Tr' : `1 Tr ${short(outline)} w 1 j [] 0 d`;
    const face = (isBold ? 1 : 0) + (isItalic ? 2 : 0);
    this.parts.push(`${ink} BT /F${face} ${short(size)} Tf ${way} ${place} Tm (${literal(text)}) Tj ET`);
  }

  image({ rgba, width, height }: PixelImage, [a, b, c, d, e, f]: Matrix, isSmooth: boolean): void {
    const [colors, opacity] = [new Uint8Array(3 * width * height), new Uint8Array(width * height)];
    for (let i = 0; i < opacity.length; i++) {
      colors.set(rgba.subarray(4 * i, 4 * i + 3), 3 * i);
      opacity[i] = rgba[4 * i + 3];
    }
    const size = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /Interpolate ${isSmooth}`;
    const mask = this.file.stream(`${size} /ColorSpace /DeviceGray`, opacity);
    const id = this.file.stream(`${size} /ColorSpace /DeviceRGB /SMask ${mask} 0 R`, colors);
    const name = `I${this.images.length}`;
    this.images.push(`/${name} ${id} 0 R`);
    // The unit square of a picture stands on its foot.
    const place = [a, -b, -c, d, e + c, this.height - f - d].map(short).join(' ');
    this.parts.push(`q ${this.alpha(1)} gs ${place} cm /${name} Do Q`);
  }

  private ink(color: string, alpha: number, operator: 'rg' | 'RG'): string {
    const [r, g, b, own] = parseColor(color);
    const part = (value: number) => short(value / 255);
    return `${this.alpha(alpha * own)} gs ${part(r)} ${part(g)} ${part(b)} ${operator}`;
  }

  private alpha(alpha: number): string {
    const value = Number(alpha.toFixed(3));
    if (!this.opacities.has(value)) this.opacities.set(value, `A${this.opacities.size}`);
    return `/${this.opacities.get(value)}`;
  }

  private path(path: readonly PathStep[]): string {
    return path
      .map((step) => {
        if (step[0] === 'Z') return 'h';
        const [kind, ...numbers] = step;
        const turned = numbers.map((value, k) => short(k % 2 === 0 ? value : this.height - value));
        return `${turned.join(' ')} ${{ M: 'm', L: 'l', C: 'c' }[kind]}`;
      })
      .join(' ');
  }
}

/** Whether a letter has a place in WinAnsiEncoding. */
function isInHelvetica(letter: string): boolean {
  const code = letter.codePointAt(0)!;
  return letter in OTHERS || (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff);
}

/** A text string of any letters (ISO 32000-1, 7.9.2.2). */
function unicode(text: string): string {
  const codes = Array.from({ length: text.length }, (_, k) =>
    text.charCodeAt(k).toString(16).padStart(4, '0'),
  );
  return `<feff${codes.join('')}>`;
}

/** A string in WinAnsiEncoding, one byte for each letter. */
function literal(text: string): string {
  return [...text]
    .map((letter) => {
      const code = letter.charCodeAt(0);
      const own = OTHERS[letter] ?? (code < 256 ? code : 0x3f);
      return (own === 0x28 || own === 0x29 || own === 0x5c ? '\\' : '') + String.fromCharCode(own);
    })
    .join('');
}

function short(value: number): string {
  return String(Number(value.toFixed(3)));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
