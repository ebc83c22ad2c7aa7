import { type Colorbar, colorbarExtent, drawColorbar } from './colorbar.ts';
import type { Figure } from './context2d.ts';

/** A colour bar alone, as the legend of an overlay in a globe viewer. */
export function drawColorbarFigure(
  bar: Colorbar,
  {
    height = 216,
    fontSize = 13,
    background = 'white',
  }: { height?: number; fontSize?: number; background?: string } = {},
): Figure {
  const pad = 8;
  return {
    width: colorbarExtent(bar, 13, height, fontSize) + 2 * pad,
    height: height + 2 * pad,
    title: bar.label ?? '',
    background,
    draw(surface) {
      drawColorbar(surface, { x: pad, y: pad, width: 13, height }, bar, fontSize);
    },
  };
}
