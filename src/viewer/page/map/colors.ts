import { colormap } from '../../../plot/colormap.ts';
import type { Layer, Statistics } from '../data/product.ts';
import type { Look } from '../state/state.ts';

/** Bytes of red, green, blue and alpha for each entry. @throws {OptionError} for an unknown name */
export function colorBytes(name: string): Uint8Array {
  const { n, colors } = colormap(name);
  const out = new Uint8Array(4 * n);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) out[4 * i + c] = Math.round(colors[3 * i + c] * 255);
    out[4 * i + 3] = 255;
  }
  return out;
}

/** A CSS gradient from left to right. */
export function gradientOf(name: string): string {
  const bytes = colorBytes(name);
  const n = bytes.length / 4;
  const stops = Array.from({ length: Math.min(n, 33) }, (_, k, last = Math.min(n, 33) - 1) => {
    const i = 4 * Math.round((k * (n - 1)) / Math.max(1, last));
    return `rgb(${bytes[i]},${bytes[i + 1]},${bytes[i + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/** Colormaps that tell values apart for all kinds of colour vision; the rest of them is there too. */
const SIGNED = 'vik';
const ONE_WAY = 'batlow';

/** Colours a layer begins with. */
export function firstLook(layer: Layer, statistics: Statistics): Look {
  const { shown, kind, zeroIsEmpty } = layer;
  const common = { isWrapped: false, opacity: 1, hidesZero: zeroIsEmpty && kind !== 'height' };
  const limits = limitsAt(layer, statistics, 98);
  switch (kind) {
    case 'displacement':
    case 'velocity':
    case 'phase':
      return { ...common, ...limits, colormap: SIGNED };
    case 'coherence':
      return { ...common, colormap: 'gray', low: 0, high: 1 };
    case 'mask':
      return { ...common, colormap: 'gray', low: 0, high: 1 };
    case 'label':
      return { ...common, colormap: 'tab10', low: -0.5, high: 9.5, hidesZero: true };
    case 'deviation':
      return { ...common, colormap: 'batlowW_r', low: 0, high: limits.high };
    case 'height':
      return { ...common, colormap: 'gray', ...limits };
    default: {
      const isSigned = statistics.percentiles[2] * shown.factor < 0 && statistics.percentiles[98] > 0;
      return { ...common, ...limits, colormap: isSigned ? SIGNED : ONE_WAY };
    }
  }
}

/** Limits that hold a share of the values, percent; on both sides of zero where the sign means something. */
export function limitsAt(
  { shown, kind }: Layer,
  { min, max, percentiles }: Statistics,
  percent: number,
): { low: number; high: number } {
  const cut = Math.round((100 - percent) / 2);
  const [from, to] = cut === 0 ? [min, max] : [percentiles[cut], percentiles[100 - cut]];
  let [low, high] = [from * shown.factor, to * shown.factor];
  if (kind === 'displacement' || kind === 'velocity' || kind === 'phase') {
    const most = Math.max(Math.abs(low), Math.abs(high));
    [low, high] = [-most, most];
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1 };
  return high > low ? { low: short(low), high: short(high) } : { low: short(low) - 1, high: short(low) + 1 };
}

/** Three digits are enough for an end of a colour bar. */
function short(value: number): number {
  return Number(value.toPrecision(3));
}
