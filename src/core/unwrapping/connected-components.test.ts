import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import type { Grid } from '../array.ts';
import { ReferencePointError } from '../errors.ts';
import { createRandom } from '../stats/random.ts';
import { minimumBridges, regionDistances } from './bridges.ts';
import { cleanComponents, referenceLabel } from './connected-components.ts';
import { erodeRuns } from './erosion.ts';
import { labelRegions, largestConnectedRegion } from './label-regions.ts';
import { paintRuns, runsOf } from './label-runs.ts';
import { closestPair, pixelTree } from './region-distance.ts';
import { regionRims } from './region-rims.ts';

const cases = unitCases('conncomp');

function raster(rows: number[][]): Grid<Int32Array> {
  return { data: Int32Array.from(rows.flat()), shape: [rows.length, rows[0].length] };
}

test.each(cases.filter((c) => c.name.startsWith('label_')))(
  'cleaning agrees with the reference: $name',
  (c) => {
    const { mask, min_area, erosion_size } = c.input;
    const { labels, num } = cleanComponents(raster(mask), { minArea: min_area, erosionSize: erosion_size });
    expect(num).toBe(c.expected.num);
    expectWithin(labels.data, c.expected.label.flat(), c.tolerance);
  },
);

test.each(cases.filter((c) => c.name.startsWith('bridge_')))(
  'bridges agree with the reference: $name',
  (c) => {
    const { conncomp, metadata, min_area, erosion_size } = c.input;
    const regions = cleanComponents(raster(conncomp), { minArea: min_area, erosionSize: erosion_size });
    expectWithin(regions.labels.data, c.expected.labelImg.flat(), c.tolerance);
    const boundaries = new Int32Array(regions.labels.data.length);
    regionRims(regions, erosion_size).forEach((rim, label) => {
      for (const i of rim) boundaries[i] = label;
    });
    expectWithin(boundaries, c.expected.labelBound.flat(), c.tolerance);

    const [refY, refX] = [metadata.REF_Y, metadata.REF_X].map((v) =>
      v === undefined ? undefined : Number(v),
    );
    const from = referenceLabel(regions, refY, refX);
    expect(from).toBe(c.expected.labelRef);
    for (const pair of regionDistances(regions, erosion_size)) {
      const distance = Math.sqrt(pair.squaredDistance);
      expect(distance).toBeCloseTo(c.expected.distance[`${pair.labelA}_${pair.labelB}`], 12);
      expect(distance).toBeCloseTo(c.expected.distMat[pair.labelA - 1][pair.labelB - 1], 4);
    }
    const bridges = minimumBridges(regions, from, erosion_size);
    expect(bridges.length).toBe(c.expected.bridges.length);
    expectWithin(bridges, c.expected.bridges, { abs: 1e-12 });
  },
);

test('the largest region of a mask agrees with the reference', () => {
  const c = cases.find(({ name }) => name === 'largest')!;
  const largest = largestConnectedRegion(raster(c.input.mask), c.input.min_num_pixel);
  expectWithin(largest.data, c.expected.flat(), c.tolerance);
});

test('a mask without a large enough region has no largest region', () => {
  expect([...largestConnectedRegion(raster([[1, 1, 0]]), 3).data]).toEqual([0, 0, 0]);
  expect([...largestConnectedRegion(raster([[0, 0]])).data]).toEqual([0, 0]);
});

test('the distance between two masks agrees with the reference', () => {
  const c = cases.find(({ name }) => name === 'min_region_distance')!;
  const inside = (mask: number[][]) => Int32Array.from(mask.flat().flatMap((v, i) => (v ? [i] : [])));
  const width = c.input.mask1[0].length;
  const pair = closestPair(pixelTree(inside(c.input.mask1), width), pixelTree(inside(c.input.mask2), width));
  expectWithin(Math.sqrt(pair.squaredDistance), c.expected.min_dist, c.tolerance);
});

test('the closest pair is the first in raster order of all closest pairs', () => {
  const random = createRandom(3);
  const width = 37;
  for (let trial = 0; trial < 50; trial++) {
    const draw = () =>
      Int32Array.from(
        new Set(Array.from({ length: 1 + Math.floor(60 * random()) }, () => Math.floor(random() * 800))),
      ).sort();
    const [a, b] = [draw(), draw()];
    let best = [Infinity, -1, -1];
    for (const i of a) {
      for (const j of b) {
        const dy = Math.floor(i / width) - Math.floor(j / width);
        const dx = (i % width) - (j % width);
        if (dy * dy + dx * dx < best[0]) best = [dy * dy + dx * dx, i, j];
      }
    }
    const { squaredDistance, index0, index1 } = closestPair(pixelTree(a, width), pixelTree(b, width));
    expect([squaredDistance, index0, index1]).toEqual(best);
  }
});

test('touching components of different number stay separate, corners do not connect', () => {
  const { labels, num, areas } = labelRegions(
    raster([
      [5, 5, 2, 0, 0],
      [0, 5, 2, 2, 9],
      [7, 0, 0, 2, 0],
    ]),
  );
  expect(num).toBe(4);
  expect([...labels.data]).toEqual([1, 1, 2, 0, 0, 0, 1, 2, 2, 3, 4, 0, 0, 2, 0]);
  expect([...areas]).toEqual([6, 3, 4, 1, 1]);
});

test('a spiral is one region', () => {
  const { num } = labelRegions(
    raster([
      [1, 1, 1, 1, 1],
      [0, 0, 0, 0, 1],
      [1, 1, 1, 0, 1],
      [1, 0, 1, 0, 1],
      [1, 0, 0, 0, 1],
      [1, 1, 1, 1, 1],
    ]),
  );
  expect(num).toBe(1);
});

test('more than 255 regions keep their own labels', () => {
  const [length, width] = [120, 160];
  const data = Int32Array.from({ length: length * width }, (_, i) =>
    Math.floor(i / width) % 8 < 6 && i % 8 < 6 ? 1 : 0,
  );
  const { num } = cleanComponents({ data, shape: [length, width] }, { minArea: 10 });
  expect(num).toBe(300);
});

test('erosion does not eat into a region along the edge of the raster', () => {
  const eroded = paintRuns(erodeRuns(runsOf(raster([[1, 1, 1, 0, 0]])), 3));
  expect([...eroded.data]).toEqual([1, 1, 0, 0, 0]);
});

test('no data and water belong to no region', () => {
  const components = { data: Float32Array.of(1, Number.NaN, 1, 1), shape: [1, 4] as const };
  const waterMask = { data: Uint8Array.of(1, 1, 0, 1), shape: [1, 4] as const };
  const { labels } = cleanComponents(components, { minArea: 0, erosionSize: 0, waterMask });
  expect([...labels.data]).toEqual([1, 0, 0, 2]); // 0.3 % of four pixels: every region counts
});

test('a reference point outside every region is refused', () => {
  const regions = labelRegions(raster([[1, 0, 2]]));
  expect(() => referenceLabel(regions, 0, 1)).toThrow(ReferencePointError);
  expect(() => referenceLabel(regions, 0, 3)).toThrow(/outside the raster/);
  expect(() => referenceLabel(labelRegions(raster([[0]])))).toThrow(/No connected component/);
  expect(referenceLabel(labelRegions(raster([[1, 0, 2, 2]])))).toBe(2);
});
