import { bench, describe } from 'vitest';
import { grid } from '../core/array.ts';
import { drawMap } from './map-figure.ts';
import { renderFigure } from './surface.ts';

// Measured on 2 cores of an AMD EPYC (one thread used): 0.25 s plain, 0.85 s with relief and contours.
const size = 1000;
const values = grid(
  Float32Array.from({ length: size * size }, (_v, i) => Math.sin(i / size / 50) * Math.cos((i % size) / 80)),
  size,
  size,
);
const frame = { kind: 'geo', north: 40, west: 10, latStep: -0.001, lonStep: 0.001 } as const;
const height = grid(
  values.data.map((value) => 1000 * value),
  size,
  size,
);

describe('a map of 1000 x 1000 pixels to a PNG of 300 dpi', () => {
  bench('data alone', async () => {
    await renderFigure(drawMap({ values, frame, title: 'velocity' }), { format: 'png', dpi: 300 });
  });
  bench('over shaded relief with contours', async () => {
    const figure = drawMap({
      values,
      frame,
      title: 'velocity',
      terrain: { height, contours: { step: 200 } },
    });
    await renderFigure(figure, { format: 'png', dpi: 300 });
  });
});
