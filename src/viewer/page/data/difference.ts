import type { Layer, Patch, Product } from './product.ts';

const SIGN = ' − ';

/** Keys of the two layers that a difference is made of; undefined for any other key. */
export function partKeys(key: string): [string, string] | undefined {
  const parts = key.split(SIGN);
  return parts.length === 2 ? [parts[0], parts[1]] : undefined;
}

/** The key of one layer less another one. */
export function differenceKey(one: Layer, other: Layer): string {
  return one.key + SIGN + other.key;
}

/** Whether values of one layer can be taken from those of another: the same pixels, the same unit, common dates. */
export function canSubtract(one: Layer, other: Layer, home: Product, away: Product): boolean {
  if (one.parts || other.parts || one === other || home.grid.key !== away.grid.key) return false;
  if (one.unit !== other.unit || one.isWhole || other.isWhole) return false;
  return (
    (one.slices === undefined) === (other.slices === undefined) && commonSlices(one, other)?.length !== 0
  );
}

function commonSlices(one: Layer, other: Layer): string[] | undefined {
  const known = new Set(other.slices);
  return one.slices?.filter((slice) => known.has(slice));
}

/** One layer less another one, at their common dates, as a layer; undefined where they do not go together. */
export function differenceLayer(one: Layer, other: Layer, home: Product, away: Product): Layer | undefined {
  if (!canSubtract(one, other, home, away)) return undefined;
  const slices = commonSlices(one, other);
  return {
    ...one,
    key: differenceKey(one, other),
    dataset: `${one.dataset}${SIGN}${other.key}`,
    ...(slices && { slices }),
    zeroIsEmpty: false,
    parts: [one, other],
  };
}

/** Differences by what they are made of, so that one of the same patches is the same patch. */
const made = new WeakMap<Patch, WeakMap<Patch, Patch>>();

/** @param read a patch of a part at a date, if it is here @returns NaN where either has no data */
export function differencePatch(
  { parts, slices }: Layer,
  plane: number,
  { attributes }: Product,
  read: (part: Layer, slice: string | undefined) => Patch | undefined,
): Patch | undefined {
  if (parts === undefined) return undefined;
  const slice = slices?.[plane];
  const [one, other] = parts.map((part) => read(part, slice));
  if (!one || !other) return undefined;
  const known = made.get(one)?.get(other);
  if (known) return known;
  // Zeros stand for no data, but at the reference date all is zero.
  const [a, b] = parts.map(({ zeroIsEmpty }) => zeroIsEmpty && slice !== attributes['REF_DATE']);
  const data = one.data.map((value, i) =>
    (a && value === 0) || (b && other.data[i] === 0) ? Number.NaN : value - other.data[i],
  );
  const patch = { ...one, data };
  if (!made.has(one)) made.set(one, new WeakMap());
  made.get(one)?.set(other, patch);
  return patch;
}

/** @param read the series of a part, if it is here @returns [numDate], NaN where either has no data */
export function differenceSeries(
  { parts, slices = [] }: Layer,
  read: (part: Layer) => Float32Array | undefined,
): Float32Array | undefined {
  const [one, other] = parts?.map(read) ?? [];
  if (!parts || !one || !other) return undefined;
  const isEmpty = [one, other].map(
    (values, k) => parts[k].zeroIsEmpty && values.every((value) => value === 0),
  );
  const at = (part: Layer, slice: string) => part.slices?.indexOf(slice) ?? -1;
  return Float32Array.from(slices, (slice) =>
    isEmpty[0] || isEmpty[1] ? Number.NaN : one[at(parts[0], slice)] - other[at(parts[1], slice)],
  );
}
