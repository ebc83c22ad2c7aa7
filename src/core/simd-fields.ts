import { MemoryLayout } from './simd-module.ts';

/* Typed arrays in the memory of a SIMD kernel that finds them by a list of their addresses. */

interface ArrayKind<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, offset: number, length: number): A;
}

/** An array to be placed: its length, and the values it begins with (else 0). */
export interface Field<A> {
  readonly Kind: ArrayKind<A>;
  readonly length: number;
  readonly values?: ArrayLike<number>;
}

type Fields = Record<string, Field<{ set(values: ArrayLike<number>): void }>>;
type Arrays<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer A> ? A : never };

/** Where fields will be. */
export interface PlacedFields<F extends Fields> {
  readonly layout: MemoryLayout;
  /** where the addresses of all fields will be, 32-bit numbers in the order of the fields */
  readonly addressesAt: number;
  /** Put addresses and first values into memory of that layout. */
  fill(buffer: ArrayBuffer): Arrays<F>;
}

/** Find places for arrays, one behind the other, in a memory that is still to be made. */
export function placeFields<F extends Fields>(fields: F): PlacedFields<F> {
  const layout = new MemoryLayout();
  const all = Object.entries(fields);
  const addressesAt = layout.reserve(4 * all.length);
  const addresses = all.map(([, { Kind, length }]) => layout.reserve(Kind.BYTES_PER_ELEMENT * length));
  return {
    layout,
    addressesAt,
    fill(buffer) {
      new Uint32Array(buffer, addressesAt, all.length).set(addresses);
      const arrays = all.map(([name, { Kind, length, values }], k) => {
        const array = new Kind(buffer, addresses[k], length);
        if (values !== undefined) array.set(values);
        return [name, array];
      });
      return Object.fromEntries(arrays) as Arrays<F>;
    },
  };
}
