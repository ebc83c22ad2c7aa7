/** A table of colours: `colors` holds `n` triples of red, green, blue between 0 and 1. */
export interface Colormap {
  readonly name: string;
  readonly n: number;
  readonly colors: Float64Array;
}

/** A map made from stops, e.g. those of a GMT table: positions 0 to 1 ascending, with linear colours in between. */
export function colormapFromStops(
  name: string,
  stops: readonly (readonly [position: number, r: number, g: number, b: number])[],
  n = 256,
): Colormap {
  const colors = new Float64Array(n * 3);
  let k = 0;
  for (let i = 0; i < n; i++) {
    const t = n === 1 ? 0 : i / (n - 1);
    while (k < stops.length - 2 && t > stops[k + 1][0]) k++;
    const [low, high] = [stops[k], stops[Math.min(k + 1, stops.length - 1)]];
    const span = high[0] - low[0];
    const f = span > 0 ? Math.min(1, Math.max(0, (t - low[0]) / span)) : 0;
    for (let c = 0; c < 3; c++) colors[i * 3 + c] = low[c + 1] * (1 - f) + high[c + 1] * f;
  }
  return { name, n, colors };
}
