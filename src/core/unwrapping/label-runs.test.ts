import { describe, expect, test } from 'vitest';
import type { Grid } from '../array.ts';
import { createRandom } from '../stats/random.ts';
import { bridgeCorrection, correctByBridging } from './bridging.ts';
import { componentCleaner } from './connected-components.ts';
import { erodeRuns } from './erosion.ts';
import { keepRegions, labelRegions } from './label-regions.ts';
import { paintRuns, runsOf, runsWithin, sameRuns } from './label-runs.ts';
import { closureCorrection, correctByPhaseClosure } from './phase-closure.ts';
import { regionRims } from './region-rims.ts';

type Map = Grid<Int16Array>;

/** Patches of components with crumbs and holes in them. */
function componentMap(length: number, width: number, seed: number): Map {
  const random = createRandom(seed);
  const patch = 3 + Math.floor(12 * random());
  const perRow = Math.ceil(width / patch);
  const patches = Array.from({ length: perRow * Math.ceil(length / patch) }, () => Math.floor(4 * random()));
  const crumbs = 0.1 * random();
  const data = Int16Array.from({ length: length * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    return random() < crumbs
      ? Math.floor(4 * random())
      : patches[Math.floor(y / patch) * perRow + Math.floor(x / patch)];
  });
  return { data, shape: [length, width] };
}

const maps = [
  [1, 1],
  [1, 40],
  [40, 1],
  [5, 7],
  [47, 31],
  [60, 90],
].flatMap(([length, width]) => [1, 2, 3].map((seed) => componentMap(length, width, seed)));

/** Values within `half` pixels of a pixel, the raster's edge cutting the window. */
function window({ data, shape: [length, width] }: Map, y: number, x: number, half: number): number[] {
  const values: number[] = [];
  for (let v = Math.max(0, y - half); v <= Math.min(length - 1, y + half); v++)
    for (let u = Math.max(0, x - half); u <= Math.min(width - 1, x + half); u++)
      values.push(data[v * width + u]);
  return values;
}

test('runs hold a raster', () => {
  for (const map of maps) expect([...paintRuns(runsOf(map)).data]).toEqual([...map.data]);
});

test('a mask cuts runs', () => {
  for (const map of maps) {
    const mask = componentMap(...map.shape, 9);
    const cut = map.data.map((label, i) => (mask.data[i] === 0 ? 0 : label));
    expect([...paintRuns(runsWithin(runsOf(mask), runsOf(map))).data]).toEqual([...cut]);
  }
});

test('runs of rasters that differ in one pixel differ', () => {
  for (const map of maps) {
    const data = map.data.slice();
    data[data.length >> 1] += 1;
    expect(sameRuns(runsOf(map), runsOf({ data: map.data.slice(), shape: map.shape }))).toBe(true);
    expect(sameRuns(runsOf(map), runsOf({ data, shape: map.shape }))).toBe(false);
  }
});

test('erosion leaves the smallest label of every window', () => {
  for (const map of maps) {
    const width = map.shape[1];
    for (const size of [1, 3, 5, 9]) {
      const smallest = Array.from(map.data, (_, i) =>
        Math.min(...window(map, Math.floor(i / width), i % width, size >> 1)),
      );
      expect([...paintRuns(erodeRuns(runsOf(map), size)).data]).toEqual(smallest);
    }
  }
});

test('regions are what flooding fills', () => {
  for (const map of maps) {
    const { data, shape } = map;
    const [length, width] = shape;
    const flooded = new Int32Array(data.length);
    const areas = [0];
    for (let seed = 0; seed < data.length; seed++) {
      if (data[seed] === 0 || flooded[seed] !== 0) continue;
      const label = areas.push(0) - 1;
      const todo = [seed];
      flooded[seed] = label;
      for (let i = todo.pop(); i !== undefined; i = todo.pop()) {
        areas[label]++;
        const [y, x] = [Math.floor(i / width), i % width];
        const beside = [
          y > 0 && i - width,
          y + 1 < length && i + width,
          x > 0 && i - 1,
          x + 1 < width && i + 1,
        ];
        for (const j of beside) {
          if (j === false || flooded[j] !== 0 || data[j] !== data[i]) continue;
          flooded[j] = label;
          todo.push(j);
        }
      }
    }
    areas[0] = data.length - areas.reduce((sum, area) => sum + area, 0);
    const regions = labelRegions(map);
    expect(regions.labels.data).toEqual(flooded);
    expect([...regions.areas]).toEqual(areas);
    const odd = keepRegions(regions, (label) => label % 2 === 1);
    const kept = Array.from(flooded, (label) => (label % 2 === 1 ? (label + 1) / 2 : 0));
    expect([...paintRuns(odd.runs).data]).toEqual(kept);
    expect(odd.areas[0]).toBe(kept.filter((label) => label === 0).length);
  }
});

test('a rim is where a neighbour has another label, and lists each pixel once', () => {
  for (const map of maps) {
    const regions = labelRegions(map);
    const [length, width] = map.shape;
    const { data } = paintRuns(erodeRuns(regions.runs, 3));
    const expected = Array.from({ length: regions.num + 1 }, () => [] as number[]);
    data.forEach((label, i) => {
      const [y, x] = [Math.floor(i / width), i % width];
      const isRim =
        (y > 0 && data[i - width] !== label) ||
        (y + 1 < length && data[i + width] !== label) ||
        (x > 0 && data[i - 1] !== label) ||
        (x + 1 < width && data[i + 1] !== label);
      if (label > 0 && isRim) expected[label].push(i);
    });
    expect(regionRims(regions, 3).map((rim) => [...rim])).toEqual(expected);
  }
});

describe('one interferogram after another', () => {
  const [length, width] = [40, 90];
  const other = { data: componentMap(length, width, 4).data.fill(1), shape: [length, width] as const };
  const gap = other.data.map((_, i) => (i % width < 40 ? 1 : i % width >= 50 ? 2 : 0));
  const apart = { data: gap, shape: other.shape };
  const phase: Grid = {
    data: Float32Array.from(gap, (v, i) => (i % 11 === 0 ? 0 : 7 * v)),
    shape: other.shape,
  };

  test('regions are found anew only where the component map changes', () => {
    const clean = componentCleaner({ minArea: 10 });
    const regions = clean(apart);
    expect(clean({ ...apart, data: gap.slice() })).toBe(regions);
    expect(clean(other).num).toBe(1);
    expect(clean(apart)).toEqual(regions);
  });

  test('corrections do not depend on those before', () => {
    const options = { refY: 3, refX: 5, connCompMinArea: 10 };
    const bridge = bridgeCorrection(options);
    const common = [
      { label: 2, area: 1600, isReference: false, samples: Int32Array.of(70, 80) },
      { label: 1, area: 1600, isReference: true, samples: Int32Array.of(1, 2) },
    ];
    const close = closureCorrection(common, options);
    for (const components of [apart, apart, other, apart, other, other]) {
      expect(bridge(phase, components)).toEqual(correctByBridging(phase, components, options));
      const closed = correctByPhaseClosure(phase, components, common, [2, 0], options);
      expect(close(phase, components, [2, 0])).toEqual(closed);
    }
    expect([...bridge(phase, apart).cycles]).toEqual([0, 0, -1]);
    expect([...close(phase, apart, [2, 0]).cycles]).toEqual([0, 0, 2]);
  });
});
