import { MetadataError } from '../errors.ts';

/** Global maps of vertical total electron content of one day. */
export interface IonexMaps {
  /** of every map, since midnight of the first; a day may end with 24:00 */
  readonly minutes: readonly number[];
  /** degrees, in the order of the rows */
  readonly latitudes: readonly number[];
  readonly longitudes: readonly number[];
  /** TECU, [map, latitude, longitude]; NaN = none */
  readonly tec: Float32Array;
  /** of the shell, km */
  readonly height: number;
  /** YYYYMMDD of the first map */
  readonly date: string;
}

const NO_VALUE = 9999;

/**
 * Read the maps of an IONEX file (Schaer, Gurtner & Feltens 1998); maps of errors and heights, which may follow, are left out.
 * @param label file name, for messages
 * @throws {MetadataError} when the text is cut or something else
 */
export function parseIonex(text: string, label: string): IonexMaps {
  const errors = text.indexOf('START OF RMS MAP');
  const last = errors < 0 ? text.length : errors;
  const damaged = (what: string) =>
    new MetadataError(`${label}: ${what}.`, 'Download it again: it is no complete IONEX file.');
  const end = labelled(text, 'END OF HEADER', 0, last);
  if (end < 0) throw damaged('there is no END OF HEADER');
  const lines = text.slice(0, end).split(/\r?\n/);
  const header = (key: string) => lines.find((line) => line.startsWith(key, 60))?.slice(0, 60);
  const latitudes = steps(numbers(header('LAT1 / LAT2 / DLAT')));
  const longitudes = steps(numbers(header('LON1 / LON2 / DLON')));
  if (latitudes.length < 2 || longitudes.length < 2) throw damaged('the header gives no grid');
  const scale = 10 ** (numbers(header('EXPONENT'))[0] ?? -1);
  const maps: MapText[] = [];
  for (let at = end; at >= 0; ) {
    const start = labelled(text, 'START OF TEC MAP', at, last);
    at = start < 0 ? -1 : labelled(text, 'END OF TEC MAP', start, last);
    if (start >= 0) maps.push(readMap(text, start, at < 0 ? last : at));
  }
  const size = latitudes.length * longitudes.length;
  if (maps.length === 0) throw damaged('there is no map of TEC');
  if (maps.some(({ time, values }) => !Number.isFinite(time) || values.length !== size))
    throw damaged(`a map has not ${latitudes.length} x ${longitudes.length} values`);
  const tec = new Float32Array(maps.length * size);
  maps.forEach(({ values }, k) => {
    values.forEach((value, i) => {
      tec[k * size + i] = value === NO_VALUE ? Number.NaN : value * scale;
    });
  });
  const midnight = Math.floor(maps[0].time / 864e5) * 864e5;
  return {
    minutes: maps.map(({ time }) => (time - midnight) / 60e3),
    latitudes,
    longitudes,
    tec,
    height: numbers(header('HGT1 / HGT2 / DHGT'))[0] ?? 450,
    date: new Date(midnight).toISOString().slice(0, 10).replaceAll('-', ''),
  };
}

/* Files have megabytes of text: it is gone through where it stands, not line by line in strings of their own. */

interface MapText {
  readonly time: number;
  readonly values: readonly number[];
}

/** Columns of a line in front of its label. */
const LABEL = 60;

/** Where the first line with a label begins, of those between two places; -1 without one. */
function labelled(text: string, label: string, from: number, last: number): number {
  for (let at = text.indexOf(label, from); at >= 0 && at < last; at = text.indexOf(label, at + 1)) {
    const start = at - LABEL;
    if (start >= 0 && text.lastIndexOf('\n', at) === start - 1) return start;
  }
  return -1;
}

/** @param start of its first line @param stop of its last one */
function readMap(text: string, start: number, stop: number): MapText {
  const values: number[] = [];
  let time = Number.NaN;
  for (let from = start; from < stop; ) {
    const found = text.indexOf('\n', from);
    const next = found < 0 || found > stop ? stop : found;
    const end = text.charCodeAt(next - 1) === 13 ? next - 1 : next;
    if (!hasCapitals(text, from + LABEL, end)) addValues(text, from, end, values);
    else if (text.startsWith('EPOCH OF CURRENT MAP', from + LABEL)) {
      const [year, month, day, hour, minute, second] = numbers(text.slice(from, from + LABEL));
      time = Date.UTC(year, month - 1, day, hour, minute, second);
    }
    from = next + 1;
  }
  return { time, values };
}

function numbers(line = ''): number[] {
  return (line.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

function hasCapitals(text: string, from: number, end: number): boolean {
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code >= 65 && code <= 90) return true;
  }
  return false;
}

/** Values of a line: five columns each, which may touch. */
function addValues(text: string, from: number, end: number, values: number[]): void {
  for (let at = from; at < end; at += 5) {
    const to = Math.min(at + 5, end);
    const value = wholeNumber(text, at, to) ?? Number(text.slice(at, to));
    if (value !== 0 || text.slice(at, to).trim() !== '') values.push(value); // blanks give 0
  }
}

/** Blanks and digits, with a sign perhaps; undefined for anything else. */
function wholeNumber(line: string, from: number, end: number): number | undefined {
  let [value, sign, digits] = [0, 1, 0];
  for (let i = from; i < end; i++) {
    const code = line.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      value = 10 * value + code - 48;
      digits++;
    } else if (code === 45 && digits === 0 && sign === 1) sign = -1;
    else if (code !== 32 || digits > 0 || sign < 0) return undefined;
  }
  return sign < 0 && digits === 0 ? undefined : sign * value;
}

function steps([first, last, step]: readonly number[]): number[] {
  const count = Math.round((last - first) / step) + 1;
  return count > 0 && count < 1e4 ? Array.from({ length: count }, (_, i) => first + i * step) : [];
}
