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
  const lines = text.split(/\r?\n/);
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
    if (!lines[i].slice(60).startsWith('START OF TEC MAP')) continue;
    const values: number[] = [];
    let time = Number.NaN;
    for (i++; i < lines.length && !lines[i].slice(60).startsWith('END OF TEC MAP'); i++) {
      const key = lines[i].slice(60);
      if (key.startsWith('EPOCH OF CURRENT MAP')) {
        const [year, month, day, hour, minute, second] = numbers(lines[i].slice(0, 60));
        time = Date.UTC(year, month - 1, day, hour, minute, second);
      } else if (!/[A-Z]/.test(key)) {
        // five columns each, which may touch
        for (const word of lines[i].match(/.{1,5}/g) ?? []) if (word.trim() !== '') values.push(Number(word));
      }
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

function steps([first, last, step]: readonly number[]): number[] {
  const count = Math.round((last - first) / step) + 1;
  return count > 0 && count < 1e4 ? Array.from({ length: count }, (_, i) => first + i * step) : [];
}
