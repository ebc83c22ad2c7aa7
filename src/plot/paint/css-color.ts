import { OptionError } from '../../core/errors.ts';

/** Red, green, blue of 0 to 255 and opacity of 0 to 1. */
export type Rgba = readonly [r: number, g: number, b: number, alpha: number];

/** matplotlib's letters and the names that figures of the field are drawn in; all others are written as #rrggbb. */
const NAMES: Readonly<Record<string, string>> = {
  black: '000000',
  white: 'ffffff',
  red: 'ff0000',
  green: '008000',
  blue: '0000ff',
  cyan: '00ffff',
  magenta: 'ff00ff',
  yellow: 'ffff00',
  gray: '808080',
  grey: '808080',
  orange: 'ffa500',
  brown: 'a52a2a',
  purple: '800080',
  pink: 'ffc0cb',
  lime: '00ff00',
  navy: '000080',
  teal: '008080',
  olive: '808000',
  maroon: '800000',
  silver: 'c0c0c0',
  gold: 'ffd700',
  crimson: 'dc143c',
  darkred: '8b0000',
  darkblue: '00008b',
  darkgreen: '006400',
  darkorange: 'ff8c00',
  tomato: 'ff6347',
  coral: 'ff7f50',
  salmon: 'fa8072',
  steelblue: '4682b4',
  royalblue: '4169e1',
  skyblue: '87ceeb',
  lightblue: 'add8e6',
  lightgray: 'd3d3d3',
  lightgrey: 'd3d3d3',
  darkgray: 'a9a9a9',
  darkgrey: 'a9a9a9',
  dimgray: '696969',
  dimgrey: '696969',
  indigo: '4b0082',
  violet: 'ee82ee',
  turquoise: '40e0d0',
  khaki: 'f0e68c',
  tan: 'd2b48c',
  chocolate: 'd2691e',
  firebrick: 'b22222',
  forestgreen: '228b22',
  seagreen: '2e8b57',
  slategray: '708090',
  lightgreen: '90ee90',
  aqua: '00ffff',
  fuchsia: 'ff00ff',
  beige: 'f5f5dc',
  ivory: 'fffff0',
};

const known = new Map<string, Rgba>();

/**
 * Read a colour as CSS writes it: `#1a1a1a`, `#fff`, `#rrggbbaa`, `rgb(1,2,3)`, `rgba(0,0,0,0.5)`, or a usual name.
 * @throws {OptionError} for anything else
 */
export function parseColor(text: string): Rgba {
  const found = known.get(text);
  if (found !== undefined) return found;
  const color = parsed(text.trim().toLowerCase());
  if (color === undefined || color.some(Number.isNaN)) {
    throw new OptionError(`"${text}" is no colour.`, 'Give a name such as red, or #rrggbb.');
  }
  known.set(text, color);
  return color;
}

function parsed(text: string): Rgba | undefined {
  if (text === 'none' || text === 'transparent') return [0, 0, 0, 0];
  const hex = Object.hasOwn(NAMES, text) ? NAMES[text] : /^#([0-9a-f]{3,8})$/.exec(text)?.[1];
  if (hex !== undefined) {
    const digits = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
    if (digits.length !== 6 && digits.length !== 8) return undefined;
    const byte = (k: number) => Number.parseInt(digits.slice(2 * k, 2 * k + 2), 16);
    return [byte(0), byte(1), byte(2), digits.length === 8 ? byte(3) / 255 : 1];
  }
  const parts = /^rgba?\(([^)]*)\)$/.exec(text)?.[1].split(',').map(Number);
  if (parts === undefined || parts.length < 3) return undefined;
  return [parts[0], parts[1], parts[2], parts[3] ?? 1];
}
