import type { Grid, Values } from '../array.ts';
import { assertSameShape } from '../array.ts';
import { ReferencePointError } from '../errors.ts';
import { erodeRuns } from './erosion.ts';
import {
  keepRegions,
  type LabelledRegions,
  labelRuns,
  largestRegion,
  painted,
  type RegionRuns,
} from './label-regions.ts';
import { type LabelRuns, runsOf, runsWithin, sameRuns } from './label-runs.ts';

export interface CleaningOptions {
  /** Smallest region that counts, pixels; never more than 0.3 % of the raster. */
  readonly minArea: number;
  /** Side of the square that a region has to survive, pixels; 0 skips this test. Default 5. */
  readonly erosionSize?: number;
  /** [length, width], 0 = water, which belongs to no region. */
  readonly waterMask?: Grid<Values>;
}

const LARGEST_MIN_AREA_SHARE = 0.003;

/**
 * Regions of one interferogram that phase unwrapping handled as one piece, without the crumbs: 4-connected regions
 * of equal component number, at least `minArea` pixels large (when there is more than one), and wide enough to
 * outlast an erosion (Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331).
 *
 * @param components component numbers of the unwrapper [length, width], 0 = not reliable
 * @throws {ShapeError} when the water mask differs in shape
 */
export function cleanComponents(components: Grid<Values>, options: CleaningOptions): LabelledRegions {
  return componentCleaner(options)(components);
}

/**
 * {@link cleanComponents} for one interferogram after another. Many share one component map: the very same regions
 * are
 * returned as long as the map stays the same.
 *
 * @returns components [length, width] to their regions
 * @throws {ShapeError} from the function, when components and water mask differ in shape
 */
export function componentCleaner(options: CleaningOptions): (components: Grid<Values>) => LabelledRegions {
  const { waterMask } = options;
  const land = waterMask && landRuns(waterMask);
  let last: { readonly map: LabelRuns; readonly regions: LabelledRegions } | undefined;
  return (components) => {
    if (waterMask) assertSameShape(components, waterMask);
    const map = runsOf(components);
    if (last === undefined || !sameRuns(map, last.map)) {
      last = { map, regions: painted(cleaned(land ? runsWithin(land, map) : map, options)) };
    }
    return last.regions;
  };
}

function landRuns({ data, shape }: Grid<Values>): LabelRuns {
  const land = new Uint8Array(data.length);
  for (let i = 0; i < land.length; i++) land[i] = data[i] === 0 ? 0 : 1;
  return runsOf({ data: land, shape });
}

function cleaned(map: LabelRuns, { minArea, erosionSize = 5 }: CleaningOptions): RegionRuns {
  let regions = labelRuns(map);
  if (regions.num > 1) {
    const [length, width] = map.shape;
    const leastArea = Math.min(minArea, length * width * LARGEST_MIN_AREA_SHARE);
    regions = keepRegions(regions, (_label, area) => area >= leastArea);
  }
  if (erosionSize > 1 && regions.num > 0) {
    const survives = new Uint8Array(regions.num + 1);
    for (const label of erodeRuns(regions.runs, erosionSize).label) survives[label] = 1;
    regions = keepRegions(regions, (label) => survives[label] === 1);
  }
  return regions;
}

/**
 * Label of the region whose phase is taken as right: the one with the reference point, or the largest
 * when there is no reference point.
 *
 * @throws {ReferencePointError} when the reference point lies outside the raster or in no region, or no region is left
 */
export function referenceLabel(regions: LabelledRegions, refY?: number, refX?: number): number {
  const [length, width] = regions.labels.shape;
  if (refY === undefined || refX === undefined) {
    const largest = largestRegion(regions);
    if (largest > 0) return largest;
    throw new ReferencePointError(
      'No connected component is left after cleaning.',
      'Lower mintpy.unwrapError.connCompMinArea.',
    );
  }
  if (!(refY >= 0 && refY < length && refX >= 0 && refX < width)) {
    throw new ReferencePointError(
      `Reference point (y ${refY}, x ${refX}) lies outside the raster of ${length} x ${width}.`,
      'Choose a reference point inside the data.',
    );
  }
  const label = regions.labels.data[refY * width + refX];
  if (label === 0) {
    throw new ReferencePointError(
      `Reference point (y ${refY}, x ${refX}) lies in no reliable connected component.`,
      'Choose a reference point in a large, coherent component of every interferogram.',
    );
  }
  return label;
}
