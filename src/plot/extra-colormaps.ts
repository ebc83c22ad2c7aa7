import { type Colormap, colormapFromStops } from './color-table.ts';

/**
 * Cyclic magenta, cyan, yellow, magenta: no break at the ends, so a wrapped phase shows fringes and nothing else.
 * Each third moves one channel by 3 per entry.
 */
export function cyclicCmy(): Colormap {
  const colors = new Float64Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const step = 3 * (i < 86 ? i : i < 171 ? i - 86 : i - 171);
    const rgb =
      i < 86 ? [255 - step, step, 255] : i < 171 ? [step, 255, 255 - step] : [255, 255 - step, step];
    for (let c = 0; c < 3; c++) colors[i * 3 + c] = rgb[c] / 255;
  }
  return { name: 'cmy', n: 256, colors };
}

/** Pastel cycle (rose, yellow, green, cyan, violet) known from wrapped-displacement displays. */
export function dismph(): Colormap {
  return fromEntries('dismph', [
    [0, 245, 121, 205],
    [1, 245, 122, 203],
    [16, 246, 146, 179],
    [21, 246, 153, 172],
    [46, 246, 192, 134],
    [67, 246, 224, 102],
    [70, 246, 229, 98],
    [71, 228, 246, 98],
    [111, 166, 246, 159],
    [128, 140, 246, 185],
    [138, 124, 246, 201],
    [149, 108, 246, 217],
    [155, 98, 246, 228],
    [156, 98, 228, 246],
    [241, 228, 98, 246],
    [242, 246, 98, 228],
    [255, 241, 115, 215],
  ]);
}

/** Blue, yellow and red of the Romanian flag, for displacement toward and away from the satellite. */
export function romanian(): Colormap {
  return fromEntries('romanian', [
    [0, 0, 44, 223],
    [36, 65, 95, 207],
    [75, 140, 147, 164],
    [128, 253, 209, 21],
    [138, 249, 196, 22],
    [172, 236, 149, 27],
    [201, 225, 106, 31],
    [213, 221, 86, 32],
    [214, 221, 85, 32],
    [232, 214, 55, 35],
    [255, 206, 18, 38],
  ]);
}

type Entry = readonly [index: number, r: number, g: number, b: number];

function fromEntries(name: string, entries: readonly Entry[]): Colormap {
  return colormapFromStops(
    name,
    entries.map(([index, r, g, b]) => [index / 255, r / 255, g / 255, b / 255] as const),
  );
}
