import { describe, expect, test } from 'vitest';
import { grid } from '../core/array.ts';
import { NetworkError } from '../core/errors.ts';
import { countHistogram, drawAmbiguity } from './ambiguity-figure.ts';
import { barDays, drawCoherenceHistory, drawCoherenceMatrix } from './coherence-figures.ts';
import { drawBaselineHistory, drawNetwork, historyWidth, keptDates, type Network } from './network-figure.ts';
import { drawProfiles } from './profile-figure.ts';
import { recordFigure } from './recording-surface.ts';
import { drawRms } from './rms-figure.ts';
import { drawSeries } from './series-figure.ts';

const network: Network = {
  dates: ['20180104', '20180116', '20180128', '20180221'],
  bperp: [0, 132, 65, -10],
  pairs: [
    { date12: '20180104_20180116', value: 0.9 },
    { date12: '20180116_20180128', value: 0.5 },
    { date12: '20180104_20180128', value: 0.3, dropped: true },
    { date12: '20180128_20180221', value: 0.25, dropped: true },
  ],
};
const words = (figure: Parameters<typeof recordFigure>[0]) => recordFigure(figure).texts.map((t) => t.text);

describe('network', () => {
  test('kept pairs are solid, dropped ones dashed, the lowest coherence underneath', () => {
    const { strokes } = recordFigure(drawNetwork(network));
    const lines = strokes.filter((s) => s.points.length === 2 && s.color.startsWith('rgb('));
    expect(lines.map((line) => line.dashed)).toEqual([true, true, false, false]);
    expect(new Set(lines.map((line) => line.color)).size).toBe(4);
  });

  test('acquisitions without kept pairs are grey', () => {
    expect([...keptDates(network)]).toEqual(['20180104', '20180116', '20180128']);
    const fills = recordFigure(drawNetwork(network)).fills.filter((fill) => fill.points.length === 1);
    expect(fills.map((fill) => fill.color)).toEqual(['#ffa500', '#ffa500', '#ffa500', '#b0b0b0']);
  });

  test('dropped pairs can be left out, with the legend', () => {
    const figure = drawNetwork(network, { keptOnly: true });
    expect(recordFigure(figure).strokes.some((stroke) => stroke.dashed)).toBe(false);
    expect(words(figure)).not.toContain('dropped');
    expect(words(drawNetwork(network))).toContain('dropped');
  });

  test('a small network as a whole', () => {
    const { texts, strokes } = recordFigure(drawNetwork(network));
    const round = (n: number) => Math.round(n * 10) / 10;
    expect(texts.map((t) => `${round(t.x)} ${round(t.y)} ${t.text}`)).toMatchSnapshot('words');
    const lines = strokes.filter((stroke) => stroke.points.length === 2 && stroke.color.startsWith('rgb('));
    const ends = (points: [number, number][]) => points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
    expect(lines.map((line) => `${line.color} ${ends(line.points)}`)).toMatchSnapshot('pairs');
  });

  test('pairs without coherence need no colour bar', () => {
    const plain = { ...network, pairs: network.pairs.map(({ date12 }) => ({ date12 })) };
    expect(recordFigure(drawNetwork(plain)).images).toEqual([]);
    expect(words(drawNetwork(plain))).not.toContain('Average spatial coherence');
  });

  test('a pair of an unknown date is refused', () => {
    const pairs = [{ date12: '20180104_20200101' }];
    expect(() => drawNetwork({ ...network, pairs })).toThrow(NetworkError);
  });

  test('one acquisition draws', () => {
    const lone = { dates: ['20180104'], bperp: [0], pairs: [] };
    expect(words(drawNetwork(lone))).toContain('Perpendicular baseline [m]');
    expect(words(drawBaselineHistory(lone))).toContain('Perpendicular baseline history');
    expect(recordFigure(drawCoherenceMatrix(lone)).fills.some((fill) => fill.color === 'black')).toBe(true);
  });

  test('figures widen with the number of acquisitions', () => {
    expect([100, 101, 201, 301].map(historyWidth)).toEqual([6, 8, 10, 12]);
  });
});

test('the baseline history joins kept acquisitions alone', () => {
  const { strokes } = recordFigure(drawBaselineHistory(network));
  expect(strokes.find((stroke) => stroke.color === '#4d4d4d')?.points).toHaveLength(3);
});

describe('coherence', () => {
  test('the history shows lowest and highest coherence of each acquisition', () => {
    const fills = recordFigure(drawCoherenceHistory(network)).fills.filter((f) => f.points.length === 2);
    const tops = (color: string) => fills.filter((f) => f.color === color).map((f) => f.points[0][1]);
    const [high, low] = [tops('#1f77b4'), tops('#ff7f0e')];
    expect(high.length).toBeGreaterThanOrEqual(4);
    for (let k = 0; k < 4; k++) expect(high[k]).toBeLessThanOrEqual(low[k]);
    expect(high[0]).toBeCloseTo(high[1]); // both acquisitions share the 0.9 pair
  });

  test('the first and the last bar are whole, also of a pair of acquisitions', () => {
    const two = {
      dates: ['20180104', '20180116'],
      bperp: [0, 30],
      pairs: [{ date12: '20180104_20180116', value: 0.8 }],
    };
    const { fills } = recordFigure(drawCoherenceHistory(two));
    const bars = fills.filter(({ color }) => color === '#1f77b4').slice(0, 2);
    const widths = bars.map(({ points }) => points[1][0] - points[0][0]);
    const [frame] = recordFigure(drawCoherenceHistory({ ...two, pairs: [] })).strokes.filter(
      ({ points: [[left, top], [right, bottom]] }) => right - left > 100 && bottom - top > 100,
    );
    expect(widths[0]).toBeCloseTo(widths[1], 6);
    expect(bars[0].points[0][0]).toBeGreaterThan(frame.points[0][0]);
    expect(bars[1].points[1][0]).toBeLessThan(frame.points[1][0]);
  });

  test('bars are three quarters of the most common interval', () => {
    expect(barDays(network.dates)).toBe(9);
    expect(barDays(['20180104'])).toBe(9);
  });

  test('the matrix holds all pairs below the diagonal and kept ones above', () => {
    const { fills, images } = recordFigure(drawCoherenceMatrix(network));
    const cells = fills.filter((fill) => fill.color.startsWith('rgb(') && fill.points.length === 2);
    expect(cells).toHaveLength(4 + 2);
    expect(fills.filter((fill) => fill.color === 'black')).toHaveLength(4);
    expect(images).toHaveLength(1);
  });

  test('the matrix may count images instead of days', () => {
    expect(words(drawCoherenceMatrix(network, { axis: 'index' }))).toContain('Image number');
  });
});

test('RMS bars are millimetres, grey when excluded, orange for the reference date', () => {
  const { fills, texts, strokes } = recordFigure(
    drawRms({
      dates: network.dates,
      rms: [0.0019, 0.0017, 0.012, 0.0015],
      threshold: 0.011,
      excluded: ['20180128'],
      referenceDate: '20180221',
    }),
  );
  expect(fills.slice(0, 4).map((fill) => fill.color)).toEqual(['#1f77b4', '#1f77b4', '#a0a0a0', '#ff7f0e']);
  expect(texts.map((t) => t.text)).toEqual(
    expect.arrayContaining(['12.5', 'Residual phase RMS [mm]', 'reference date', 'excluded date']),
  );
  expect(strokes.some((stroke) => stroke.dashed)).toBe(true);
});

test('a series shows points, excluded dates, error bars and a fit with its band', () => {
  const { dates } = network;
  const { fills, texts, strokes } = recordFigure(
    drawSeries({
      series: [{ dates, values: [0, 1, Number.NaN, 3], sigma: [0.1, 0.1, 0.1, 0.1], excluded: ['20180116'] }],
      fits: [{ dates: [dates[0], dates[3]], values: [0, 3], low: [-1, 2], high: [1, 4] }],
      label: 'Displacement [cm]',
      notes: ['velocity: 5.00 ± 0.52 cm/year'],
    }),
  );
  const points = fills.filter((fill) => fill.points.length === 1);
  expect(points.map((fill) => fill.color)).toEqual(['#1f77b4', '#a0a0a0', '#1f77b4', '#a0a0a0']); // the last in the legend
  expect(fills.some((fill) => fill.color === '#ff7f0e' && fill.points.length === 4)).toBe(true);
  expect(strokes.filter((stroke) => stroke.width === 1)).toHaveLength(9); // three bars, each with two caps
  expect(texts.map((t) => t.text)).toContain('velocity: 5.00 ± 0.52 cm/year');
});

test('a legend makes room for itself where points are in every corner', () => {
  const { dates } = network;
  const series = Array.from({ length: 4 }, (_, k) => ({
    dates,
    values: [k, k + 0.3, k - 0.3, k],
    label: `timeseries_correction_${k}`,
  }));
  const { fills, texts } = recordFigure(drawSeries({ series, size: [6, 3.5] }));
  const names = texts.filter(({ text }) => text.startsWith('timeseries_'));
  const box = fills.find(({ color, points }) => color.startsWith('rgba(255') && points.length === 2)!;
  const [[left, top], [right, bottom]] = box.points;
  expect(names.every(({ y }) => y > top && y < bottom)).toBe(true);
  const markers = fills.filter(({ points }) => points.length === 1).slice(0, 16);
  const isHidden = ([x, y]: readonly [number, number]) => x > left && x < right && y > top && y < bottom;
  expect(markers.filter(({ points }) => isHidden(points[0]))).toEqual([]);
});

test('ambiguities are counted per whole number and drawn on a logarithmic axis', () => {
  const count = grid(Float32Array.of(0, 0, 3, 1, Number.NaN, 3), 2, 3);
  expect(countHistogram(count, 3)).toEqual([2, 1, 0, 2]);
  expect(countHistogram(count, 3, grid(Uint8Array.of(0, 1, 1, 1, 1, 1), 2, 3))).toEqual([1, 1, 0, 2]);
  const figure = drawAmbiguity({ count, frame: { kind: 'radar' } });
  expect(words(figure)).toEqual(
    expect.arrayContaining(['10⁰', '10¹', 'Number of pixels', 'Number of triplets Tᵢₙₜ']),
  );
});

test('a map that was thinned out stands beside the histogram of all pixels', () => {
  const count = grid(Float32Array.of(0, 0, 3, 1, Number.NaN, 3), 2, 3);
  const figure = drawAmbiguity({ count, bins: [7e6, 10, 0, 200, 0, 1], frame: { kind: 'radar' } });
  expect(words(figure)).toEqual(expect.arrayContaining(['10⁶', '5']));
  expect(words(drawAmbiguity({ count, frame: { kind: 'radar' } }))).not.toContain('10⁶');
});

test('profiles stand beside the map that shows their line', () => {
  const map = {
    values: grid(
      Float32Array.from({ length: 35 }, (_v, i) => i),
      5,
      7,
    ),
    frame: { kind: 'radar' },
    lines: [
      {
        points: [
          [0, 0],
          [4, 6],
        ],
        arrow: true,
      },
    ],
  } as const;
  const profile = { distance: [0, 1, 2], values: [1, Number.NaN, 3], label: 'velocity' };
  const alone = drawProfiles({ profiles: [profile] });
  const both = drawProfiles({ profiles: [profile], map });
  expect(both.width).toBeGreaterThan(alone.width);
  expect(words(both)).toEqual(expect.arrayContaining(['Azimuth', 'Distance [km]', 'velocity']));
});
