import type { Grid, Values } from '../array.ts';
import type { Random } from '../stats/random.ts';
import { sampleWithoutReplacement } from '../stats/sampling.ts';
import { cleanComponents } from './connected-components.ts';
import { pixelsByLabel } from './region-distance.ts';

/** A region that is one piece of reliable phase in every interferogram. */
export interface CommonRegion {
  /** number of the region in raster order, from 1 */
  readonly label: number;
  /** pixels */
  readonly area: number;
  /** whether the reference point lies in it: its phase is right by definition */
  readonly isReference: boolean;
  /** raster indices of the sample pixels, ascending */
  readonly samples: Int32Array;
}

export interface CommonRegionOptions {
  readonly refY: number;
  readonly refX: number;
  /** Smallest region, pixels. Default 2500, at most 0.3 % of the raster. */
  readonly connCompMinArea?: number;
  /** Sample pixels per region; a smaller region gives all its pixels. Default 100. */
  readonly numSample?: number;
  /** [length, width], 0 = water. */
  readonly waterMask?: Grid<Values>;
  /** Seeded generator: the same seed chooses the same pixels. */
  readonly random: Random;
}

/**
 * Regions on which unwrapping errors are taken as constant in each interferogram, with sample pixels drawn at random
 * without replacement (Yunjun et al. 2019, doi:10.1016/j.cageo.2019.104331).
 *
 * @param commonMask nonzero where the component number is nonzero in every interferogram kept [length, width]
 * @returns largest region first; empty when nothing is left after cleaning
 * @throws {ShapeError} when the water mask differs in shape
 */
export function commonRegions(commonMask: Grid<Values>, options: CommonRegionOptions): CommonRegion[] {
  const { refY, refX, connCompMinArea = 2500, numSample = 100, waterMask, random } = options;
  const regions = cleanComponents(commonMask, { minArea: connCompMinArea, waterMask });
  const width = commonMask.shape[1];
  const refLabel = regions.labels.data[refY * width + refX];
  const pixels = pixelsByLabel(regions.labels, regions.num);

  const found = pixels.slice(1).map((inside, k) => ({
    label: k + 1,
    area: inside.length,
    isReference: k + 1 === refLabel,
    samples: sampleWithoutReplacement(inside.length, numSample, random).map((i) => inside[i]),
  }));
  return found.sort((a, b) => b.area - a.area); // stable: equal areas stay in raster order
}
