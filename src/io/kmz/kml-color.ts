/** A table of `n` colours: triples of red, green, blue between 0 and 1. */
export interface ColorTable {
  readonly n: number;
  readonly colors: ArrayLike<number>;
}

/**
 * KML colour of a value, `aabbggrr` in hexadecimal: alpha first, red last. The range is cut in `n` equal bins, values
 * outside take the end colours.
 */
export function kmlColor(value: number, table: ColorTable, vmin: number, vmax: number): string {
  const index = Math.trunc(((value - vmin) / (vmax - vmin)) * table.n);
  const i = 3 * Math.min(table.n - 1, Math.max(0, index));
  const hex = (component: number) =>
    Math.round(component * 255)
      .toString(16)
      .padStart(2, '0');
  return `ff${hex(table.colors[i + 2])}${hex(table.colors[i + 1])}${hex(table.colors[i])}`;
}
