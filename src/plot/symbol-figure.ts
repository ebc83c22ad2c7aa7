import type { Figure } from './context2d.ts';
import { drawMarker, type MarkerStyle } from './markers.ts';

/** A symbol alone on a transparent ground: the icon of points in a globe viewer, white so that it can be tinted. */
export function drawSymbol(style: MarkerStyle): Figure {
  const side = style.size * 1.3 + (style.edgeWidth ?? 0.8) * 2;
  return {
    width: side,
    height: side,
    title: style.shape ?? 'circle',
    draw({ context }) {
      drawMarker(context, side / 2, side / 2, style);
    },
  };
}
