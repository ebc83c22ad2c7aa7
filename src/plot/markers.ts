import type { Context2D } from './context2d.ts';

export type MarkerShape = 'square' | 'circle' | 'triangle' | 'diamond' | 'star' | 'cross';

export interface MarkerStyle {
  readonly shape?: MarkerShape;
  /** Diameter, points. */
  readonly size: number;
  readonly fill?: string;
  readonly edge?: string;
  readonly edgeWidth?: number;
}

/** matplotlib's one-letter marker symbols, which users give on the command line. */
export const MARKER_SYMBOLS: Record<string, MarkerShape> = {
  s: 'square',
  o: 'circle',
  '.': 'circle',
  '^': 'triangle',
  D: 'diamond',
  d: 'diamond',
  '*': 'star',
  x: 'cross',
  '+': 'cross',
};

/** Draw one symbol centred at a point. */
export function drawMarker(context: Context2D, x: number, y: number, style: MarkerStyle): void {
  const { shape = 'circle', size } = style;
  const r = size / 2;
  context.beginPath();
  if (shape === 'circle') context.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape === 'square') context.rect(x - r, y - r, size, size);
  else if (shape === 'cross') {
    context.moveTo(x - r, y - r);
    context.lineTo(x + r, y + r);
    context.moveTo(x + r, y - r);
    context.lineTo(x - r, y + r);
  } else {
    corners(shape, r).forEach(([dx, dy], k) => {
      if (k === 0) context.moveTo(x + dx, y + dy);
      else context.lineTo(x + dx, y + dy);
    });
    context.closePath();
  }
  if (style.edge !== undefined) {
    context.strokeStyle = style.edge;
    context.lineWidth = style.edgeWidth ?? 0.8;
    context.stroke();
  }
  if (style.fill !== undefined && shape !== 'cross') {
    context.fillStyle = style.fill;
    context.fill();
  }
}

function corners(shape: 'triangle' | 'diamond' | 'star', r: number): [number, number][] {
  if (shape === 'diamond')
    return [
      [0, -r],
      [r, 0],
      [0, r],
      [-r, 0],
    ];
  const count = shape === 'triangle' ? 3 : 10;
  return Array.from({ length: count }, (_v, k) => {
    const radius = shape === 'star' && k % 2 === 1 ? r * 0.45 : r * 1.15;
    const angle = (k / count) * 2 * Math.PI - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}
