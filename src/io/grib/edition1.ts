import { countSet, spread } from './bitmap.ts';
import { bytesOf, readBits } from './bits.ts';
import {
  assertGrid,
  type GribField,
  type GribGrid,
  type GribQuantity,
  type GribRun,
  partOf,
} from './field.ts';
import { secondOrderValues } from './second-order.ts';
import { damaged, GribSection, notRead } from './section.ts';

/* GRIB edition 1 (World Meteorological Organization, Manual on Codes, FM 92-IX Ext.). */

/** By table version and number: the tables of ECMWF, and the international ones. */
function quantityOf(table: number, parameter: number): GribQuantity | undefined {
  const names: Record<number, GribQuantity> =
    table >= 128
      ? { 129: 'geopotential', 130: 'temperature', 133: 'humidity', 156: 'geopotentialHeight' }
      : { 6: 'geopotential', 7: 'geopotentialHeight', 11: 'temperature', 51: 'humidity' };
  return names[parameter];
}

/** A message as a field. @param bytes of the whole message */
export function readEdition1(bytes: Uint8Array, address: number, file: string): GribField {
  let next = 8;
  const take = (): GribSection => {
    const head = new GribSection(bytes.subarray(next), file);
    const section = new GribSection(bytes.subarray(next, next + head.u(1, 3)), file);
    if (section.bytes.length < 4 || section.bytes.length < head.u(1, 3))
      throw damaged(file, 'a message of it ends too early');
    next += section.bytes.length;
    return section;
  };
  const product = take();
  const flags = product.u(8);
  const grid = (flags & 0x80) === 0 ? undefined : gridOf(take());
  const bitmap = (flags & 0x40) === 0 ? undefined : take();
  const start = next;
  const digits = (value: number, width = 2) => String(value).padStart(width, '0');
  const year = (product.u(25) - 1) * 100 + product.u(13);
  return {
    quantity: quantityOf(product.u(4), product.u(9)),
    pressure: product.u(10) === 100 ? 100 * product.u(11, 2) : undefined,
    date: digits(year, 4) + digits(product.u(14)) + digits(product.u(15)),
    hour: product.u(16),
    minute: product.u(17),
    address,
    size: bytes.length,
    grid,
    values: (run) => {
      if (grid === undefined) throw notRead(file, 'it is not on latitudes and longitudes');
      next = start;
      const decimal = product.s(27, 2);
      const mask = bitmap === undefined ? undefined : bitmapOf(bitmap, file);
      return unpack(take(), { grid, decimal, mask, file, run });
    },
  };
}

function gridOf(section: GribSection): GribGrid | undefined {
  if (section.u(6) !== 0) return undefined;
  const columns = section.u(7, 2);
  if (columns === 0xffff) return undefined; // rows of different lengths
  const place = (octet: number) => ({
    latitude: section.s(octet, 3) / 1000,
    longitude: section.s(octet + 3, 3) / 1000,
  });
  return { columns, rows: section.u(9, 2), first: place(11), last: place(18), scanning: section.u(28) };
}

function bitmapOf(section: GribSection, file: string): Uint8Array {
  if (section.u(5, 2) !== 0) throw notRead(file, 'a bitmap that is not in the file');
  return section.from(7);
}

interface Packed {
  readonly grid: GribGrid;
  /** decimal scale factor */
  readonly decimal: number;
  readonly mask: Uint8Array | undefined;
  readonly file: string;
  readonly run: GribRun | undefined;
}

function unpack(data: GribSection, { grid, decimal, mask, file, run }: Packed): Float64Array {
  const flags = data.u(4);
  if ((flags & 0x80) !== 0) throw notRead(file, 'spherical harmonics');
  const count = assertGrid(file, grid);
  const numValue = countSet(mask, count);
  const [scale, reference, width] = [2 ** data.s(5, 2), data.ibm(7), data.u(11)];
  let values: Float64Array;
  // Where every value has its place in the file, those that are wanted are unpacked alone.
  const isPlain = (flags & 0x50) === 0 && mask === undefined && run !== undefined;
  if ((flags & 0x40) !== 0) {
    values = secondOrderValues(data, grid, numValue, mask === undefined, file);
  } else {
    if ((flags & 0x10) !== 0) throw notRead(file, 'a matrix of values at every point');
    if (width > 32) throw damaged(file, `its values have ${width} bits`);
    data.assertHolds(12, bytesOf(numValue, width));
    values = isPlain
      ? readBits(data.from(12), run.first * width, width, run.count)
      : readBits(data.from(12), 0, width, numValue);
  }
  const power = 10 ** -decimal;
  for (let i = 0; i < values.length; i++) values[i] = (reference + values[i] * scale) * power;
  return isPlain ? values : partOf(spread(file, values, mask, count), run);
}
