/* Typed arrays one after another in the memory of a WebAssembly module. */

interface ArrayKind<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, offset: number, length: number): A;
}

/** An array to be placed: its length, or the values it begins with. */
export interface Field<A> {
  readonly Kind: ArrayKind<A>;
  readonly length: number;
  readonly values?: ArrayLike<number>;
}

export interface LinearMemory<Fields> {
  /** what a module imports as its memory */ readonly memory: object;
  readonly arrays: { readonly [K in keyof Fields]: Fields[K] extends Field<infer A> ? A : never };
  /** where the addresses of all arrays are, 32-bit numbers in the order of the fields */
  readonly addresses: number;
}

declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
};

const PAGE = 65536;
const CACHE_LINE = 64;
/** Below lies what the compiler may use. */
const BOTTOM = 1024;

/** Place arrays on cache lines in new memory, zero but for the values that are given. */
export function linearMemory<Fields extends Record<string, Field<{ set(values: ArrayLike<number>): void }>>>(
  fields: Fields,
): LinearMemory<Fields> {
  const names = Object.keys(fields);
  const aligned = (at: number) => CACHE_LINE * Math.ceil(at / CACHE_LINE);
  const addresses = new Uint32Array(names.length);
  let end = aligned(BOTTOM + addresses.byteLength);
  for (const [k, name] of names.entries()) {
    const { Kind, length } = fields[name];
    addresses[k] = end;
    end = aligned(end + Kind.BYTES_PER_ELEMENT * length);
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  new Uint32Array(memory.buffer, BOTTOM, names.length).set(addresses);
  const arrays = names.map((name, k) => {
    const { Kind, length, values } = fields[name];
    const array = new Kind(memory.buffer, addresses[k], length);
    if (values !== undefined) array.set(values);
    return [name, array];
  });
  return { memory, arrays: Object.fromEntries(arrays), addresses: BOTTOM };
}
