import { MetadataError } from '../errors.ts';

/** Global maps of vertical total electron content of one day. */
export interface IonexMaps {
  /** of every map, since midnight of the first; a day may end with 24:00 */
  readonly minutes: readonly number[];
  /** degrees, in the order of the rows */
  readonly latitudes: readonly number[];
  readonly longitudes: readonly number[];
  /** of the shell, km */
  readonly height: number;
  /** YYYYMMDD of the first map */
  readonly date: string;

  /**
   * A map: its text is read when it is asked for.
   * @returns TECU, [latitude, longitude]; NaN = none
   * @throws {MetadataError} when the text has not as many values
   */
  tec(map: number): Float32Array;
}

const NO_VALUE = 9999;

/**
 * The maps of an IONEX file (Schaer, Gurtner & Feltens 1998); maps of errors and heights, which may follow, are left out.
 * @param bytes the file, which must stay as it is as long as maps are asked for @param label file name, for messages
 * @throws {MetadataError} when the text is cut or something else
 */
export function parseIonex(bytes: Uint8Array, label: string): IonexMaps {
  const damaged = (what: string) =>
    new MetadataError(`${label}: ${what}.`, 'Download it again: it is no complete IONEX file.');
  const end = labelled(bytes, 'END OF HEADER', 0);
  if (end < 0) throw damaged('there is no END OF HEADER');
  const lines = textOf(bytes, 0, end).split(/\r?\n/);
  const header = (key: string) => lines.find((line) => line.startsWith(key, LABEL))?.slice(0, LABEL);
  const latitudes = steps(numbers(header('LAT1 / LAT2 / DLAT')));
  const longitudes = steps(numbers(header('LON1 / LON2 / DLON')));
  if (latitudes.length < 2 || longitudes.length < 2) throw damaged('the header gives no grid');
  const scale = 10 ** (numbers(header('EXPONENT'))[0] ?? -1);
  const maps = mapsAfter(bytes, end);
  if (maps.length === 0) throw damaged('there is no map of TEC');
  const size = latitudes.length * longitudes.length;
  const wrong = () => damaged(`a map has not ${latitudes.length} x ${longitudes.length} values`);
  if (maps.some(({ time, isWhole }) => !Number.isFinite(time) || !isWhole)) throw wrong();
  const midnight = Math.floor(maps[0].time / 864e5) * 864e5;
  return {
    minutes: maps.map(({ time }) => (time - midnight) / 60e3),
    latitudes,
    longitudes,
    height: numbers(header('HGT1 / HGT2 / DHGT'))[0] ?? 450,
    date: new Date(midnight).toISOString().slice(0, 10).replaceAll('-', ''),
    tec(map) {
      const values = new Float64Array(size);
      if (readValues(bytes, maps[map], values) !== size) throw wrong();
      const tec = new Float32Array(size);
      for (let i = 0; i < size; i++) tec[i] = values[i] === NO_VALUE ? Number.NaN : values[i] * scale;
      return tec;
    },
  };
}

/* Files have megabytes of text, of which a scene wants a few numbers: it is searched where it stands. */

/** Where the text of a map is. */
interface MapText {
  readonly start: number;
  readonly stop: number;
  /** ms since 1970 */
  readonly time: number;
  /** whether the line is there that ends it */
  readonly isWhole: boolean;
}

/** Columns of a line in front of its label. */
const LABEL = 60;

/** Maps of electron content, up to the first one of its errors. */
function mapsAfter(bytes: Uint8Array, header: number): MapText[] {
  const maps: MapText[] = [];
  let at = header;
  while (at >= 0) {
    const start = labelled(bytes, 'START OF ', at);
    if (start < 0 || hasText(bytes, 'START OF RMS MAP', start + LABEL)) break;
    at = start + LABEL;
    if (!hasText(bytes, 'START OF TEC MAP', at)) continue;
    const end = labelled(bytes, 'END OF TEC MAP', at);
    const stop = end < 0 ? bytes.length : end;
    maps.push({ start, stop, time: timeOf(bytes, start, stop), isWhole: end >= 0 });
    at = end;
  }
  return maps;
}

function timeOf(bytes: Uint8Array, start: number, stop: number): number {
  const line = labelled(bytes, 'EPOCH OF CURRENT MAP', start);
  if (line < 0 || line >= stop) return Number.NaN;
  const parts = numbers(textOf(bytes, line, line + LABEL)); // year to second
  return Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5]);
}

/** Where the first line with a label begins, from some place on; -1 without one. */
function labelled(bytes: Uint8Array, label: string, from: number): number {
  for (let at = indexOfText(bytes, label, from); at >= 0; at = indexOfText(bytes, label, at + 1)) {
    const start = at - LABEL;
    const isColumn = start === 0 || (start > 0 && bytes[start - 1] === NEWLINE);
    if (isColumn && bytes.subarray(start, at).indexOf(NEWLINE) < 0) return start;
  }
  return -1;
}

const [NEWLINE, RETURN, BLANK, MINUS, ZERO] = [10, 13, 32, 45, 48];

/** Where a text begins, from some place on; -1 without it. Looks at one of as many bytes as the text has (Horspool 1980). */
function indexOfText(bytes: Uint8Array, text: string, from: number): number {
  const last = text.length - 1;
  const skip = new Uint8Array(256).fill(text.length);
  for (let k = 0; k < last; k++) skip[text.charCodeAt(k)] = last - k;
  for (let at = from + last; at < bytes.length; at += skip[bytes[at]])
    if (hasText(bytes, text, at - last)) return at - last;
  return -1;
}

function hasText(bytes: Uint8Array, text: string, at: number): boolean {
  for (let k = text.length - 1; k >= 0; k--) if (bytes[at + k] !== text.charCodeAt(k)) return false;
  return true;
}

function textOf(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  for (let i = from; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

function numbers(line = ''): number[] {
  return (line.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

/** Whole numbers of a map; lines with a label have none. @returns how many there are, also beyond those that find room */
function readValues(bytes: Uint8Array, { start, stop }: MapText, values: Float64Array): number {
  let count = 0;
  for (let from = start; from < stop; ) {
    const found = bytes.indexOf(NEWLINE, from);
    const next = found < 0 || found > stop ? stop : found;
    const end = bytes[next - 1] === RETURN ? next - 1 : next;
    if (!hasCapitals(bytes, from + LABEL, end)) count = addValues(bytes, from, end, values, count);
    from = next + 1;
  }
  return count;
}

function hasCapitals(bytes: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (bytes[i] >= 65 && bytes[i] <= 90) return true;
  return false;
}

/** Values of a line: five columns each, which may touch. */
function addValues(
  bytes: Uint8Array,
  from: number,
  end: number,
  values: Float64Array,
  known: number,
): number {
  let count = known;
  for (let at = from; at < end; at += 5) {
    const to = Math.min(at + 5, end);
    const whole = wholeNumber(bytes, at, to);
    const text = Number.isNaN(whole) || whole === 0 ? textOf(bytes, at, to) : '';
    if (whole === 0 && text.trim() === '') continue;
    values[count++] = Number.isNaN(whole) ? Number(text) : whole;
  }
  return count;
}

/** Blanks and digits, with a sign perhaps; NaN for anything else. Blanks alone give 0. */
function wholeNumber(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  let sign = 1;
  let digits = 0;
  for (let i = from; i < end; i++) {
    const code = bytes[i];
    if (code >= ZERO && code <= ZERO + 9) {
      value = 10 * value + code - ZERO;
      digits++;
    } else if (code === MINUS && digits === 0 && sign === 1) sign = -1;
    else if (code !== BLANK || digits > 0 || sign < 0) return Number.NaN;
  }
  return sign < 0 && digits === 0 ? Number.NaN : sign * value;
}

function steps([first, last, step]: readonly number[]): number[] {
  const count = Math.round((last - first) / step) + 1;
  return count > 0 && count < 1e4 ? Array.from({ length: count }, (_, i) => first + i * step) : [];
}
