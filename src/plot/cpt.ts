import { OptionError } from '../core/errors.ts';
import { type Colormap, colormapFromStops } from './color-table.ts';
import { parseColor } from './paint/css-color.ts';

/** Red, green, blue of 0 to 1; or hue of 0 to 360, saturation and value of 0 to 1. */
type Triple = readonly [number, number, number];
interface Color {
  readonly rgb: Triple;
  readonly hsv?: Triple;
}
interface Stretch {
  readonly z0: number;
  readonly z1: number;
  readonly from: Color;
  readonly to: Color;
}

/** Names that X11, and so GMT, means otherwise than CSS. */
const X11: Readonly<Record<string, string>> = {
  green: '#00ff00',
  gray: '#bebebe',
  grey: '#bebebe',
  purple: '#a020f0',
  maroon: '#b03060',
};

/** Colours between the ends of a stretch that goes along the hues. */
const STEPS_OF_HUE = 60;

/**
 * Read a colour palette table (`.cpt`) of the Generic Mapping Tools, of any version: lines of `z0 colour z1 colour`, a colour being
 * `r/g/b`, `r g b`, a grey of 0 to 255, `h-s-v`, `#rrggbb`, `c/m/y/k` or a name; or lines of `key colour` for categories. Beyond and
 * no-data colours (B, F, N), annotation flags and labels are skipped. Tables of hues (`COLOR_MODEL = hsv`) are interpolated along them.
 *
 * @param n entries of the table; as many as there are keys for categories
 * @throws {OptionError} when no colour line is found, or one cannot be read
 */
export function parseCpt(name: string, text: string, n = 256): Colormap {
  const isHsv = /^#\s*COLOR_MODEL\s*=\s*\+?hsv/im.test(text);
  const stretches: Stretch[] = [];
  const keys: Color[] = [];
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    if (words.length < 2 || /^[BFN]$/.test(words[0])) continue;
    const read = (word: string) => colorOfWord(word, isHsv, name, line);
    if (words.length === 2 || Number.isNaN(Number(words[0]))) keys.push(read(words[1]));
    else if (words.slice(0, 8).length === 8 && words.slice(0, 8).every(isNumber)) {
      const [z0, , , , z1] = words.map(Number);
      const join = isHsv ? '-' : '/';
      const color = (at: number) => read(words.slice(at, at + 3).join(join));
      stretches.push({ z0, z1, from: color(1), to: color(5) });
    } else if (isNumber(words[2] ?? '') && words.length >= 4) {
      stretches.push({
        z0: Number(words[0]),
        z1: Number(words[2]),
        from: read(words[1]),
        to: read(words[3]),
      });
    } else throw unreadable(name, line);
  }
  if (stretches.length === 0 && keys.length > 0) {
    const colors = Float64Array.from(keys.flatMap(({ rgb }) => [...rgb]));
    return { name, n: keys.length, colors };
  }
  const low = stretches[0]?.z0;
  const span = (stretches[stretches.length - 1]?.z1 ?? 0) - low;
  if (!(span > 0)) {
    throw new OptionError(
      `The palette "${name}" has no line of colours.`,
      'Give a .cpt file with lines of "z colour z colour", ascending.',
    );
  }
  const stops = stretches.flatMap((stretch) =>
    colorsAlong(stretch, isHsv).map(([z, [r, g, b]]) => [(z - low) / span, r, g, b] as const),
  );
  return colormapFromStops(name, stops, n);
}

const isNumber = (word: string) => word !== '' && Number.isFinite(Number(word));

/** Words of a line without comment, label and annotation flag; a `#` before hexadecimal digits is a colour. */
function wordsOf(line: string): string[] {
  return line
    .replace(/^\s*#.*$|#(?![0-9a-f]{6}\b).*$/i, '')
    .replace(/;.*$/, '')
    .trim()
    .split(/\s+/)
    .filter((word, k) => word !== '' && !(k > 1 && /^[LUB]$/.test(word)));
}

function colorsAlong({ z0, z1, from, to }: Stretch, isHsv: boolean): (readonly [z: number, rgb: Triple])[] {
  if (!isHsv || from.hsv === undefined || to.hsv === undefined)
    return [
      [z0, from.rgb],
      [z1, to.rgb],
    ];
  const [a, b] = [from.hsv, to.hsv];
  return Array.from({ length: STEPS_OF_HUE + 1 }, (_, k) => {
    const f = k / STEPS_OF_HUE;
    const along = (c: number) => a[c] * (1 - f) + b[c] * f;
    return [z0 * (1 - f) + z1 * f, rgbOf([along(0), along(1), along(2)])];
  });
}

function colorOfWord(word: string, isHsv: boolean, name: string, line: string): Color {
  const rgb = (r: number, g: number, b: number): Color => {
    const triple = [r / 255, g / 255, b / 255] as const;
    return { rgb: triple, hsv: isHsv ? hsvOf(triple) : undefined };
  };
  const parts = word.split('/').map(Number);
  if (word.includes('/') && parts.every(Number.isFinite)) {
    if (parts.length === 3) return rgb(parts[0], parts[1], parts[2]);
    if (parts.length === 4) {
      const [c, m, y, k] = parts.map((percent) => 1 - percent / 100);
      return rgb(255 * c * k, 255 * m * k, 255 * y * k);
    }
  }
  const hsv = /^([\d.]+)-([\d.]+)-([\d.]+)$/.exec(word)?.slice(1).map(Number);
  if (hsv !== undefined) {
    const triple = [hsv[0], hsv[1], hsv[2]] as const;
    return { rgb: rgbOf(triple), hsv: triple };
  }
  if (isNumber(word)) return rgb(Number(word), Number(word), Number(word));
  const small = word.toLowerCase();
  const level = /^gr[ae]y(\d+)$/.exec(small);
  if (level !== null) return rgb(...grey(Math.round(2.55 * Number(level[1]))));
  try {
    const [r, g, b] = parseColor(Object.hasOwn(X11, small) ? X11[small] : small);
    return rgb(r, g, b);
  } catch {
    throw unreadable(name, line);
  }
}

const grey = (level: number): [number, number, number] => [level, level, level];

/** Hue, saturation and value as colour (Smith 1978, doi:10.1145/965139.807361). */
function rgbOf([hue, saturation, value]: Triple): Triple {
  const part = (n: number) => {
    const k = (n + hue / 60) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [part(5), part(3), part(1)];
}

function hsvOf([r, g, b]: Triple): Triple {
  const value = Math.max(r, g, b);
  const range = value - Math.min(r, g, b);
  if (range === 0) return [0, 0, value];
  const sixth = value === r ? (g - b) / range : value === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return [(60 * sixth + 360) % 360, range / value, value];
}

function unreadable(name: string, line: string): OptionError {
  return new OptionError(
    `The palette "${name}" has a line that is none of colours: "${line.trim().slice(0, 60)}".`,
    'Write colours as r/g/b, h-s-v, #rrggbb, a grey of 0 to 255, or a usual name.',
  );
}
