import { countSet, spread } from './bitmap.ts';
import { bytesOf, readBits } from './bits.ts';
import { complexValues } from './complex.ts';
import {
  assertGrid,
  type GribField,
  type GribGrid,
  type GribQuantity,
  type GribRun,
  partOf,
} from './field.ts';
import { damaged, GribSection, notRead } from './section.ts';

/* GRIB edition 2 (World Meteorological Organization, Manual on Codes, FM 92-XVII). */

/** By discipline, category and number. */
const QUANTITIES: Readonly<Record<string, GribQuantity>> = {
  '0 3 4': 'geopotential',
  '0 3 5': 'geopotentialHeight',
  '0 0 0': 'temperature',
  '0 1 0': 'humidity',
};

/** Ways of packing that are known and not read. */
const REFUSED: Readonly<Record<number, string>> = {
  40: 'JPEG 2000',
  40000: 'JPEG 2000',
  41: 'PNG',
  40010: 'PNG',
  42: 'CCSDS (adaptive entropy coding)',
  50: 'spherical harmonics',
  51: 'spherical harmonics',
  61: 'logarithms of the values',
  200: 'run lengths',
};

/** The fields of a message: sections 2 to 7 may come again, the earlier ones counting on. @param bytes of the whole message */
export function readEdition2(bytes: Uint8Array, address: number, file: string): GribField[] {
  const discipline = bytes[6];
  const sections: GribSection[] = [];
  const fields: GribField[] = [];
  let bitmap: Uint8Array | undefined;
  for (let next = 16; next + 4 < bytes.length; ) {
    const head = new GribSection(bytes.subarray(next), file);
    const size = head.u(1, 4);
    const number = head.u(5);
    if (size < 5 || next + size > bytes.length) throw damaged(file, 'a message of it ends too early');
    sections[number] = new GribSection(bytes.subarray(next, next + size), file);
    if (number === 6) bitmap = bitmapOf(sections[6], bitmap, file);
    if (number === 7)
      fields.push(fieldOf([...sections], { discipline, bitmap, file, address, size: bytes.length }));
    next += size;
  }
  return fields;
}

function bitmapOf(
  section: GribSection,
  before: Uint8Array | undefined,
  file: string,
): Uint8Array | undefined {
  const indicator = section.u(6);
  if (indicator === 255) return undefined;
  if (indicator === 254) return before;
  if (indicator !== 0) throw notRead(file, 'a bitmap that is not in the file');
  return section.from(7);
}

interface Around {
  readonly discipline: number;
  readonly bitmap: Uint8Array | undefined;
  readonly file: string;
  readonly address: number;
  readonly size: number;
}

function fieldOf(sections: readonly (GribSection | undefined)[], around: Around): GribField {
  const { discipline, bitmap, file, address, size } = around;
  const [, time, , place, product, packing, , data] = sections;
  if (!time || !place || !product || !packing || !data)
    throw damaged(file, 'a message of it lacks a section');
  const grid = gridOf(place);
  const digits = (value: number, width = 2) => String(value).padStart(width, '0');
  return {
    quantity: QUANTITIES[`${discipline} ${product.u(10)} ${product.u(11)}`],
    pressure: product.u(23) === 100 ? product.u(25, 4) / 10 ** product.s(24, 1) : undefined,
    date: digits(time.u(13, 2), 4) + digits(time.u(15)) + digits(time.u(16)),
    hour: time.u(17),
    minute: time.u(18),
    address,
    size,
    grid,
    values: (run) => {
      if (grid === undefined) throw notRead(file, 'it is not on latitudes and longitudes');
      return unpack(packing, data, { grid, bitmap, file, run });
    },
  };
}

function gridOf(section: GribSection): GribGrid | undefined {
  if (section.u(13, 2) !== 0) return undefined;
  const [basic, parts] = [section.u(39, 4), section.u(43, 4)];
  const unit = basic === 0 || basic === 0xffffffff ? 1e-6 : basic / parts;
  const degrees = (octet: number) => {
    const value = section.s(octet, 4);
    return unit === 1e-6 ? value / 1e6 : value * unit;
  };
  const position = (octet: number) => ({ latitude: degrees(octet), longitude: degrees(octet + 4) });
  const columns = section.u(31, 4);
  if (columns === 0xffffffff) return undefined; // rows of different lengths
  return {
    columns,
    rows: section.u(35, 4),
    first: position(47),
    last: position(56),
    scanning: section.u(72),
  };
}

interface Packed {
  readonly grid: GribGrid;
  readonly bitmap: Uint8Array | undefined;
  readonly file: string;
  readonly run: GribRun | undefined;
}

function unpack(packing: GribSection, data: GribSection, packed: Packed): Float64Array {
  const { grid, bitmap, file, run } = packed;
  const count = assertGrid(file, grid);
  const numValue = countSet(bitmap, count);
  const template = packing.u(10, 2);
  if (packing.u(6, 4) !== numValue) throw damaged(file, `it holds ${packing.u(6, 4)} of ${numValue} values`);
  if (template === 4)
    return partOf(spread(file, ieeeValues(packing, data, numValue, file), bitmap, count), run);
  if (template !== 0 && template !== 2 && template !== 3)
    throw notRead(file, REFUSED[template] ?? `data representation template 5.${template}`);
  const [reference, scale, power] = [packing.f32(12), 2 ** packing.s(16, 2), 10 ** -packing.s(18, 2)];
  // Where every value has its place in the file, those that are wanted are unpacked alone.
  const isPlain = template === 0 && bitmap === undefined && run !== undefined;
  const values =
    template === 0
      ? simpleValues(packing, data, numValue, file, isPlain ? run : undefined)
      : complexValues(packing, data, numValue, file);
  for (let i = 0; i < values.length; i++) values[i] = (reference + values[i] * scale) * power;
  return isPlain ? values : partOf(spread(file, values, bitmap, count), run);
}

function simpleValues(
  packing: GribSection,
  data: GribSection,
  count: number,
  file: string,
  run: GribRun = { first: 0, count },
): Float64Array {
  const width = packing.u(20);
  if (width > 32) throw damaged(file, `its values have ${width} bits`);
  data.assertHolds(6, bytesOf(count, width));
  return readBits(data.from(6), run.first * width, width, run.count);
}

function ieeeValues(packing: GribSection, data: GribSection, count: number, file: string): Float64Array {
  const precision = packing.u(12);
  if (precision !== 1 && precision !== 2)
    throw notRead(file, `floating point numbers of precision ${precision}`);
  data.assertHolds(6, count * 4 * precision);
  const bytes = data.from(6);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: count }, (_, i) =>
    precision === 1 ? view.getFloat32(4 * i) : view.getFloat64(8 * i),
  );
}
