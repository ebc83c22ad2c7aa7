const BLANK = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** Powers of ten, exact. */
const TEN = Array.from({ length: 16 }, (_, n) => 10 ** n);

/** How a number got into its field: as it should, with fewer decimals, or not at all (blank). */
export type Fit = 'whole' | 'shortened' | 'blank';

/**
 * Write a number with fixed decimals, right-aligned in a field of blanks, as `%8.2f` does: halves of exact values go to the
 * even digit. A number too wide for its decimals gets fewer of them rather than losing its first digits, and one that does
 * not fit at all leaves the field blank, as NaN does.
 *
 * @param out gets `width` bytes of ASCII from `at` on
 */
export function putDecimal(out: Uint8Array, at: number, width: number, decimals: number, value: number): Fit {
  const exact = Math.abs(value) * TEN[decimals];
  if (exact < WHOLE_LIMIT && putWhole(out, at, width, decimals, toEven(exact), value < 0)) return 'whole';
  return putShorter(out, at, width, decimals, value);
}

/** Most that fits whole numbers of 32 bits, with room for rounding up. */
const WHOLE_LIMIT = 2e9;

/** Nearest whole number of one below `WHOLE_LIMIT`, halves to the even one. */
function toEven(exact: number): number {
  const below = exact | 0;
  const part = exact - below;
  return part > 0.5 || (part === 0.5 && (below & 1) === 1) ? below + 1 : below;
}

/** Write digits from the last one on. @returns false when they do not fit */
function putWhole(
  out: Uint8Array,
  at: number,
  width: number,
  decimals: number,
  whole: number,
  isNegative: boolean,
): boolean {
  const hasSign = isNegative && whole > 0;
  const first = hasSign ? at + 1 : at;
  let end = at + width - 1;
  let rest = whole | 0;
  if (decimals > 0) {
    if (end - decimals <= first) return false;
    for (let digit = 0; digit < decimals; digit++) {
      const q = (rest / 10) | 0;
      out[end--] = ZERO + rest - q * 10;
      rest = q;
    }
    out[end--] = POINT;
  }
  do {
    if (end < first) return false;
    const q = (rest / 10) | 0;
    out[end--] = ZERO + rest - q * 10;
    rest = q;
  } while (rest > 0);
  if (hasSign) out[end--] = MINUS;
  while (end >= at) out[end--] = BLANK;
  return true;
}

/** What is missing, infinite, or too wide with all its decimals. */
function putShorter(out: Uint8Array, at: number, width: number, decimals: number, value: number): Fit {
  if (Number.isFinite(value)) {
    for (let digits = decimals; digits >= 0; digits--) {
      if (Math.abs(value) >= TEN[15 - digits]) continue;
      const text = value.toFixed(digits);
      if (text.length > width) continue;
      out.fill(BLANK, at, at + width);
      for (let i = 0; i < text.length; i++) out[at + width - text.length + i] = text.charCodeAt(i);
      return digits === decimals ? 'whole' : 'shortened';
    }
  }
  out.fill(BLANK, at, at + width);
  return Number.isNaN(value) ? 'whole' : 'blank';
}

/** |value| · 10^decimals as a whole number, halves to the even one. */
function scaled(value: number, decimals: number): number {
  const exact = Math.abs(value) * TEN[decimals];
  const below = Math.floor(exact);
  const part = exact - below;
  return part > 0.5 || (part === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/**
 * The same number as short as it goes, for text that is separated by commas: no blanks, no needless zeros.
 * @returns where the text ends
 */
export function appendDecimal(out: Uint8Array, at: number, decimals: number, value: number): number {
  if (!(Math.abs(value) < Infinity)) return at; // nothing between two commas: a missing value
  let rest = scaled(value, decimals);
  if (rest > Number.MAX_SAFE_INTEGER) return appendText(out, at, String(value));
  let places = decimals;
  while (places > 0 && rest % 10 === 0) {
    rest /= 10;
    places--;
  }
  if (value < 0 && rest > 0) out[at++] = MINUS;
  let length = 1;
  for (let n = rest; n >= 10; n = Math.floor(n / 10)) length++;
  length = Math.max(length, places + 1);
  const end = at + length + (places > 0 ? 1 : 0);
  for (let i = end - 1, digit = 0; i >= at; i--, digit++) {
    if (places > 0 && digit === places) {
      out[i--] = POINT;
    }
    const q = Math.floor(rest / 10);
    out[i] = ZERO + rest - q * 10;
    rest = q;
  }
  return end;
}

function appendText(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[at++] = text.charCodeAt(i);
  return at;
}
