import type { Grid, Values } from '../core/array.ts';
import type { PixelImage } from './context2d.ts';
import { type Coloring, colorize } from './raster.ts';
import { type ReliefOptions, shadedRelief } from './relief.ts';

/** How light and shadow change the colours of the data. */
export interface BlendOptions extends ReliefOptions {
  readonly mode?: 'hsv' | 'overlay' | 'soft';
  /** Contrast of the light; 0.5 unless given. */
  readonly fraction?: number;
  /** Grey of ground without data, 0 to 1; 0.7 unless given. */
  readonly baseColor?: number;
}

/**
 * Colours of the data in the light of the terrain. With colour c and intensity i of 0 to 1:
 *
 *     overlay:  2ic where c <= 0.5, else 1 - 2(1 - i)(1 - c)
 *     soft:     2ic + (1 - 2i)c²   (Pegtop's soft light)
 *     hsv:      lit ground fades to white, shaded ground to black
 *
 * @param relief heights over the same area as the values; another pixel size is fine
 */
export function blendedRelief(
  values: Grid<Values>,
  coloring: Coloring,
  relief: BlendOptions & { readonly height: Grid<Values>; readonly aspect: number },
  flips: { readonly flipUpDown?: boolean; readonly flipLeftRight?: boolean },
): PixelImage {
  const { mode = 'overlay', fraction = 0.5, baseColor = 0.7, height } = relief;
  const image = colorize(values, { ...coloring, ...flips });
  const shade = shadedRelief(height, relief.aspect, { ...relief, ...flips });
  const { rgba, width, height: length } = image;
  const base = baseColor * 255;
  for (let y = 0; y < length; y++) {
    const from = Math.min(shade.height - 1, Math.floor(((y + 0.5) * shade.height) / length)) * shade.width;
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const light = 4 * (from + Math.min(shade.width - 1, Math.floor(((x + 0.5) * shade.width) / width)));
      if (shade.rgba[light + 3] === 0) continue;
      const level = (shade.rgba[light] - 40) / 215;
      // Level ground keeps the colours; the fraction says how far light and shadow go from there.
      const i = Math.min(1, Math.max(0, 0.5 + (level - 0.736) * 2 * fraction));
      if (rgba[at + 3] === 0) rgba.set([base, base, base, 255], at);
      for (let c = 0; c < 3; c++) rgba[at + c] = 255 * blended(rgba[at + c] / 255, i, mode);
    }
  }
  return image;
}

function blended(color: number, i: number, mode: 'hsv' | 'overlay' | 'soft'): number {
  if (mode === 'soft') return 2 * i * color + (1 - 2 * i) * color * color;
  if (mode === 'overlay') return color <= 0.5 ? 2 * i * color : 1 - 2 * (1 - i) * (1 - color);
  return i > 0.5 ? color + (1 - color) * (2 * i - 1) : color * 2 * i;
}
