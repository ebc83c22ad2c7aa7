/*
 * The classic netCDF format (Unidata, "NetCDF Classic and 64-bit Offset File Formats"): everything reads it, and where its
 * values lie is known before they are written. Big-endian.
 */

const TYPES = {
  byte: { code: 1, size: 1 },
  char: { code: 2, size: 1 },
  short: { code: 3, size: 2 },
  int: { code: 4, size: 4 },
  float: { code: 5, size: 4 },
  double: { code: 6, size: 8 },
} as const;

export type NcType = keyof typeof TYPES;

/** Text, or numbers of a type; a number alone is a double. */
export type NcAttribute = string | number | { readonly type: NcType; readonly values: readonly number[] };

export interface NcVariable {
  readonly name: string;
  readonly type: NcType;
  /** names of dimensions, the slowest first */
  readonly dimensions: readonly string[];
  readonly attributes: Readonly<Record<string, NcAttribute>>;
  /** of a short variable; those of rasters are filled in later */
  readonly values?: ArrayLike<number>;
}

export interface NcFile {
  /** lengths by name */
  readonly dimensions: Readonly<Record<string, number>>;
  /** the dimension along which whole records follow one another: a series of any length fits the format so */
  readonly record?: string;
  readonly attributes: Readonly<Record<string, NcAttribute>>;
  readonly variables: readonly NcVariable[];
}

/** Where the values of a variable lie. */
export interface NcPlace {
  readonly address: number;
  /** bytes from one record to the next; 0 for a variable that has none */
  readonly stride: number;
}

export interface NcLayout {
  /** what stands before the values */
  readonly head: Uint8Array;
  readonly places: ReadonlyMap<string, NcPlace>;
  /** the values of short variables, with their place */
  readonly short: readonly { readonly bytes: Uint8Array; readonly address: number }[];
  readonly size: number;
}

/** Lay a file out: variables without records in their order, then the records. */
export function layOutNetcdf(file: NcFile): NcLayout {
  const small = layOut(file, 1);
  return small.size < 2 ** 31 ? small : layOut(file, 2);
}

function layOut(file: NcFile, version: 1 | 2): NcLayout {
  const { variables, record } = file;
  const isRecord = ({ dimensions }: NcVariable) => record !== undefined && dimensions[0] === record;
  const bytesOf = (variable: NcVariable): number => {
    const own = isRecord(variable) ? variable.dimensions.slice(1) : variable.dimensions;
    return pad4(own.reduce<number>((n, name) => n * file.dimensions[name], TYPES[variable.type].size));
  };
  const stride = variables.filter(isRecord).reduce((sum, variable) => sum + bytesOf(variable), 0);
  const headOf = (places: ReadonlyMap<string, NcPlace>) => encodeHead(file, version, places, bytesOf);
  let at = headOf(new Map()).length;
  const places = new Map<string, NcPlace>();
  for (const ofRecords of [false, true]) {
    for (const variable of variables.filter((one) => isRecord(one) === ofRecords)) {
      places.set(variable.name, { address: at, stride: ofRecords ? stride : 0 });
      at += bytesOf(variable);
    }
  }
  const numRecord = record === undefined ? 0 : file.dimensions[record];
  const size = at + Math.max(0, numRecord - 1) * stride;
  return { head: headOf(places), places, short: shortValues(variables, places), size };
}

function shortValues(
  variables: readonly NcVariable[],
  places: ReadonlyMap<string, NcPlace>,
): NcLayout['short'] {
  return variables.flatMap(({ name, type, values }) => {
    if (values === undefined) return [];
    const { address, stride } = places.get(name)!;
    if (stride === 0) return [{ bytes: encodeNumbers(type, values), address }];
    return Array.from({ length: values.length }, (_, k) => ({
      bytes: encodeNumbers(type, [values[k]]),
      address: address + k * stride,
    }));
  });
}

const DIMENSION = 10;
const VARIABLE = 11;
const ATTRIBUTE = 12;

function encodeHead(
  { dimensions, record, attributes, variables }: NcFile,
  version: 1 | 2,
  places: ReadonlyMap<string, NcPlace>,
  bytesOf: (variable: NcVariable) => number,
): Uint8Array {
  const out = new Words();
  out.bytes([0x43, 0x44, 0x46, version]);
  out.u32(record === undefined ? 0 : dimensions[record]);
  const names = Object.keys(dimensions);
  out.u32(DIMENSION, names.length);
  for (const name of names) out.name(name).u32(name === record ? 0 : dimensions[name]);
  putAttributes(out, attributes);
  out.u32(VARIABLE, variables.length);
  for (const variable of variables) {
    out
      .name(variable.name)
      .u32(variable.dimensions.length, ...variable.dimensions.map((name) => names.indexOf(name)));
    putAttributes(out, variable.attributes);
    out.u32(TYPES[variable.type].code, Math.min(bytesOf(variable), 2 ** 32 - 1));
    const address = places.get(variable.name)?.address ?? 0;
    if (version === 1) out.u32(address);
    else out.u32(Math.floor(address / 2 ** 32), address % 2 ** 32);
  }
  return out.done();
}

function putAttributes(out: Words, attributes: Readonly<Record<string, NcAttribute>>): void {
  const entries = Object.entries(attributes);
  if (entries.length === 0) {
    out.u32(0, 0);
    return;
  }
  out.u32(ATTRIBUTE, entries.length);
  for (const [name, value] of entries) {
    out.name(name);
    if (typeof value === 'string') {
      const text = new TextEncoder().encode(value);
      out.u32(TYPES.char.code, text.length).bytes(text);
      continue;
    }
    const { type, values } = typeof value === 'number' ? { type: 'double' as const, values: [value] } : value;
    out.u32(TYPES[type].code, values.length).bytes(encodeNumbers(type, values));
  }
}

function encodeNumbers(type: NcType, values: ArrayLike<number>): Uint8Array {
  const { size } = TYPES[type];
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    const [at, value] = [i * size, values[i]];
    if (type === 'float') view.setFloat32(at, value);
    else if (type === 'double') view.setFloat64(at, value);
    else if (type === 'int') view.setInt32(at, value);
    else if (type === 'short') view.setInt16(at, value);
    else view.setInt8(at, value);
  }
  return bytes;
}

const pad4 = (size: number) => 4 * Math.ceil(size / 4);

/** Bytes in steps of four. */
class Words {
  private readonly parts: Uint8Array[] = [];

  u32(...values: readonly number[]): this {
    const bytes = new Uint8Array(4 * values.length);
    const view = new DataView(bytes.buffer);
    values.forEach((value, i) => {
      view.setUint32(4 * i, value);
    });
    this.parts.push(bytes);
    return this;
  }

  bytes(values: ArrayLike<number>): this {
    const padded = new Uint8Array(pad4(values.length));
    padded.set(values);
    this.parts.push(padded);
    return this;
  }

  name(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.u32(bytes.length).bytes(bytes);
  }

  done(): Uint8Array {
    const out = new Uint8Array(this.parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}
