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
  const lines = (errors < 0 ? text : text.slice(0, errors)).split(/\r?\n/);
  const end = lines.findIndex((line) => line.slice(60).startsWith('END OF HEADER'));
  const damaged = (what: string) =>
    new MetadataError(`${label}: ${what}.`, 'Download it again: it is no complete IONEX file.');
  if (end < 0) throw damaged('there is no END OF HEADER');
  const header = (key: string) =>
    lines
      .slice(0, end)
      .find((line) => line.slice(60).startsWith(key))
      ?.slice(0, 60);
  const numbers = (line = '') => (line.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  const latitudes = steps(numbers(header('LAT1 / LAT2 / DLAT')));
  const longitudes = steps(numbers(header('LON1 / LON2 / DLON')));
  if (latitudes.length < 2 || longitudes.length < 2) throw damaged('the header gives no grid');
  const scale = 10 ** (numbers(header('EXPONENT'))[0] ?? -1);
  const maps: { readonly time: number; readonly values: number[] }[] = [];
  for (let i = end + 1; i < lines.length; i++) {
    if (!lines[i].startsWith('START OF TEC MAP', 60)) continue;
    const values: number[] = [];
    let time = Number.NaN;
    for (i++; i < lines.length && !lines[i].startsWith('END OF TEC MAP', 60); i++) {
      const key = lines[i].slice(60);
      if (key.startsWith('EPOCH OF CURRENT MAP')) {
        const [year, month, day, hour, minute, second] = numbers(lines[i].slice(0, 60));
        time = Date.UTC(year, month - 1, day, hour, minute, second);
      } else if (!/[A-Z]/.test(key)) addValues(lines[i], values);
    }
    maps.push({ time, values });
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

/** Values of a line: five columns each, which may touch. */
function addValues(line: string, values: number[]): void {
  for (let at = 0; at < line.length; at += 5) {
    const value = wholeNumber(line, at, Math.min(at + 5, line.length)) ?? Number(line.slice(at, at + 5));
    if (value !== 0 || line.slice(at, at + 5).trim() !== '') values.push(value); // blanks give 0
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
