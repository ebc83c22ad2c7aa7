import { describe, expect, test } from 'vitest';
import { grid } from '../core/array.ts';
import { ShapeError } from '../core/errors.ts';
import { drawMap, drawOverlay, type MapFigure } from './map-figure.ts';
import { mapGeometry } from './map-frame.ts';
import { drawPanels, panelStride, panelTable, panelTitle } from './panels-figure.ts';
import { recordFigure } from './recording-surface.ts';

const ramp = (length: number, width: number, gain = 1) =>
  grid(
    Float32Array.from({ length: length * width }, (_v, i) => i * gain),
    length,
    width,
  );
const geo = { kind: 'geo', north: 36.46, west: 25.36, latStep: -0.001, lonStep: 0.001 } as const;
const radar = { kind: 'radar' } as const;
const words = (spec: MapFigure) => recordFigure(drawMap(spec)).texts.map((t) => t.text);

describe('map', () => {
  test('writes title, unit, degrees and a scale bar', () => {
    const texts = words({ values: ramp(100, 140), frame: geo, title: 'velocity', unit: 'cm/year' });
    expect(texts).toEqual(expect.arrayContaining(['velocity', 'cm/year', '36.40°N', '25.40°E', '3 km']));
  });

  test('radar coordinates count lines and samples, from the corner of a subset', () => {
    const values = ramp(50, 70);
    const texts = words({ values, frame: { ...radar, y0: 1000, x0: 300 }, scaleBar: false });
    expect(texts).toEqual(expect.arrayContaining(['Azimuth', 'Range', '1010', '320']));
    expect(texts.some((text) => text.endsWith('km'))).toBe(false);
  });

  test('ascending data has its first line at the foot, descending data its first sample on the right', () => {
    const placed = (orbitDirection: 'ascending' | 'descending') => {
      const reference = { y: 0, x: 0 };
      const frame = { kind: 'radar', orbitDirection } as const;
      const { fills, images } = recordFigure(
        drawMap({ values: ramp(50, 70), frame, reference, colorbar: false }),
      );
      const [corner] = fills.filter((fill) => fill.color === 'black').map((fill) => fill.points[0]);
      const [{ x, y, width, height }] = images;
      return [
        (corner[0] - x) / width > 0.5 ? 'right' : 'left',
        (corner[1] - y) / height > 0.5 ? 'foot' : 'top',
      ];
    };
    expect(placed('ascending')).toEqual(['left', 'foot']);
    expect(placed('descending')).toEqual(['right', 'top']);
  });

  test('the whole drawing lies inside the page', () => {
    for (const [length, width] of [
      [100, 140],
      [30, 400],
      [400, 30],
      [1, 1],
      [5, 7],
    ]) {
      const figure = drawMap({
        values: ramp(length, width, -1e4),
        frame: radar,
        title: 'a title that is rather long',
        unit: 'mm/year',
      });
      for (const { text, x, y } of recordFigure(figure).texts) {
        expect(x, text).toBeGreaterThanOrEqual(0);
        expect(x, text).toBeLessThanOrEqual(figure.width);
        expect(y, text).toBeGreaterThanOrEqual(0);
        expect(y, text).toBeLessThanOrEqual(figure.height);
      }
    }
  });

  test('a wanted size in inches is kept', () => {
    const figure = drawMap({ values: ramp(50, 70), frame: geo, size: [5, 3], title: 't' });
    expect([figure.width, figure.height]).toEqual([360, 216]);
  });

  test('geographic pixels have their proportions on the ground', () => {
    expect(mapGeometry({ ...geo, north: 60.05 }, 100, 100).aspect).toBeCloseTo(2, 1);
    expect(mapGeometry({ ...geo, north: 0.05 }, 100, 100).aspect).toBeCloseTo(1, 1);
    expect(mapGeometry({ ...geo, lonStep: 0.4 }, 100, 100).groundWidth).toBeUndefined(); // 40 degrees wide
  });

  test('a mask has one colour per value and two ticks', () => {
    const mask = grid(Uint8Array.of(0, 1, 1, 0, 1, 1), 2, 3);
    const { texts, images } = recordFigure(
      drawMap({ values: mask, frame: radar, axes: false, colormap: 'gray' }),
    );
    expect(texts.map((t) => t.text)).toEqual(['0', '1']);
    expect(images[1].image.height).toBe(2);
  });

  test('a phase cycle is labelled in pi', () => {
    const texts = words({ values: ramp(9, 9), frame: radar, vlim: [-Math.PI, Math.PI], axes: false });
    expect(texts).toEqual(['−π', '−π/2', '0', 'π/2', 'π']);
  });

  test('relief lies under the data, contours above', () => {
    const height = ramp(20, 30, 2);
    const base = { values: ramp(10, 15), frame: radar, colorbar: false } as const;
    const with200 = recordFigure(drawMap({ ...base, terrain: { height, contours: { step: 200 } } }));
    expect(with200.images.map(({ image }) => image.height)).toEqual([20, 10]);
    expect(with200.images[1].image.rgba[3]).toBe(204);
    const plain = recordFigure(drawMap({ ...base, terrain: { height } }));
    expect(with200.strokes.length).toBeGreaterThan(plain.strokes.length);
    const flat = recordFigure(drawMap({ ...base, terrain: { height, contours: { step: 5000 } } }));
    expect(flat.strokes.length).toBe(plain.strokes.length);
  });

  test('a mask of another shape is refused', () => {
    const figure = drawMap({
      values: ramp(5, 7),
      frame: radar,
      vlim: [0, 1],
      mask: grid(new Uint8Array(35), 7, 5),
    });
    expect(() => recordFigure(figure)).toThrow(ShapeError);
  });

  test('an overlay is the image alone, on a transparent page', () => {
    const figure = drawOverlay({ values: ramp(50, 70), frame: geo, title: 'no', unit: 'cm' });
    const { texts, images } = recordFigure(figure);
    expect(texts).toEqual([]);
    expect(figure.background).toBeUndefined();
    expect(images).toHaveLength(1);
    expect([images[0].x, images[0].y, images[0].width, images[0].height]).toEqual([
      0,
      0,
      figure.width,
      figure.height,
    ]);
  });
});

describe('panels', () => {
  const panel = (title: string, dropped = false) => ({ values: ramp(6, 8), title, dropped });

  test('one image and title per panel and a single colour bar', () => {
    const dates = ['20180104', '20180116', '20180128'];
    const [figure, ...rest] = drawPanels({ panels: dates.map((d) => panel(d)), frame: radar, unit: 'cm' });
    expect(rest).toEqual([]);
    const { images, texts } = recordFigure(figure);
    expect(images).toHaveLength(3 + 1);
    expect(texts.map((t) => t.text)).toEqual(
      expect.arrayContaining(['2018-01-04', '2018-01-16', '2018-01-28', 'cm']),
    );
  });

  test('dropped pairs have crimson titles', () => {
    const panels = [panel('20180104_20180116'), panel('20180104_20180128', true)];
    const { texts } = recordFigure(drawPanels({ panels, frame: radar })[0]);
    expect(texts.find((t) => t.text === '20180104_20180128')?.color).toBe('#dc143c');
    expect(texts.find((t) => t.text === '20180104_20180116')?.color).not.toBe('#dc143c');
  });

  test('more than 160 panels are spread evenly over figures', () => {
    const panels = Array.from({ length: 330 }, (_v, k) => panel(`d${k}`));
    const figures = drawPanels({ panels, frame: radar });
    expect(figures).toHaveLength(3);
    expect(figures.map((figure) => recordFigure(figure).images.length - 1)).toEqual([110, 110, 110]);
    expect(recordFigure(figures[1]).texts[0].text).toBe('d110');
    expect(drawPanels({ panels: [], frame: radar })).toEqual([]);
  });

  test('wrapped panels share the wrap range', () => {
    const [figure] = drawPanels({
      panels: [panel('a'), panel('b')],
      frame: radar,
      wrap: [-Math.PI, Math.PI],
    });
    expect(recordFigure(figure).texts.map((t) => t.text)).toEqual(expect.arrayContaining(['−π', 'π']));
  });

  test('datasets of different units have colour bars of their own', () => {
    const panels = [
      { ...panel('height'), unit: 'm' },
      { ...panel('incidenceAngle'), unit: 'degree' },
    ];
    const { images, texts } = recordFigure(drawPanels({ panels, frame: radar, ownLimits: true })[0]);
    expect(images).toHaveLength(4);
    expect(texts.map((t) => t.text)).toEqual(expect.arrayContaining(['m', 'degree']));
  });

  test('big cubes are sub-sampled, small images never', () => {
    expect(panelStride(1000, 180, 360)).toBe(1);
    expect(panelStride(10, 1000, 1000)).toBe(1);
    expect(panelStride(100, 1000, 1000)).toBe(2);
    expect(panelStride(100, 2000, 2000)).toBe(4);
    expect(panelStride(1000, 5000, 5000)).toBe(32);
    expect(panelStride(100, 2000, 2000, 1)).toBe(8);
  });

  test('the table of panels follows the proportions of page and image', () => {
    expect(panelTable(14, 140 / 180, 8 / 13)).toEqual({ rows: 3, columns: 5 });
    expect(panelTable(4, 4, 0.5)).toEqual({ rows: 1, columns: 4 });
    expect(panelTable(10, 1, 1, { rows: 2 })).toEqual({ rows: 2, columns: 5 });
  });

  test('titles get shorter as panels get more and keep their dates', () => {
    const titles = [6, 20, 160].map((n) => panelTitle('20180104_20180116', n));
    expect(titles).toEqual(['20180104_20180116', '20180104\n20180116', '20180104\n20180116']);
    expect(panelTitle('unwrapPhase-20180104T0102_20180116T0102', 60)).toBe(
      'unwrapPhase-20180104T0102\n20180116T0102',
    );
    expect([20, 100].map((n) => panelTitle('20180104', n))).toEqual(['2018-01-04', '20180104']);
    expect(panelTitle('incidenceAngle', 8)).toBe('incidenceAngle');
  });

  test('places are written along the left and the bottom of the table of panels', () => {
    const values = grid(Float32Array.of(0, 1, 2, 3), 2, 2);
    const geo = { kind: 'geo', north: 36, west: 25, latStep: -0.5, lonStep: 0.5 } as const;
    const panels = Array.from({ length: 4 }, (_, k) => ({ values, title: `p${k}` }));
    const words = (axes?: boolean) =>
      recordFigure(drawPanels({ panels, frame: geo, rows: 2, columns: 2, axes })[0])
        .texts.map(({ text }) => text)
        .filter((text) => /°[NE]$/.test(text));
    expect(new Set(words())).toEqual(new Set(['35.0°N', '35.5°N', '36.0°N', '25.0°E', '25.5°E', '26.0°E']));
    expect(words(false)).toEqual([]);
  });
});
