import { join } from 'node:path';
import { intersectRegions, type Region, regionArea, unionRegions } from '../../core/geometry/region.ts';
import type { GunwCube, GunwDelay, GunwGeometry, GunwProduct } from '../../io/gunw/gunw-product.ts';
import type { GunwInterferogram } from '../../io/gunw/interferograms.ts';
import type { Layer } from './layers.ts';
import type { CubeJob, FrameCube, RasterJob } from './raster-job.ts';

export interface JobOptions {
  readonly folder: string;
  readonly layers: readonly Layer[];
  readonly models: readonly string[];
  /** geometry once, from all products, named after the first pair */
  readonly isSetup: boolean;
  readonly dropsUnreliable: boolean;
}

/** Rasters to be made, and what products lack. */
export interface JobList {
  /** phases and what lies on their pixels; they tell which pixels have data */
  readonly rasters: readonly RasterJob[];
  /** what is interpolated */
  readonly cubes: readonly RasterJob[];
  readonly warnings: readonly string[];
}

/** Rasters of an extraction, one job each. */
export function rasterJobs(pairs: readonly GunwInterferogram[], options: JobOptions): JobList {
  const { folder, layers, isSetup, dropsUnreliable } = options;
  const rasters: RasterJob[] = [];
  const cubes: RasterJob[] = [];
  const lacks = new Map<string, string[]>();
  const lacking = (layer: string, pair: string) => lacks.set(layer, [...(lacks.get(layer) ?? []), pair]);
  const at = (...names: string[]) => join(folder, ...names);
  for (const { pair, frames } of pairs) {
    if (layers.includes('unwrappedPhase'))
      rasters.push({
        kind: 'phase',
        path: at('unwrappedPhase', pair),
        labels: at('connectedComponents', pair),
        frames,
        dropsUnreliable,
      });
    for (const layer of ['coherence', 'amplitude'] as const) {
      if (!layers.includes(layer)) continue;
      if (frames.every(({ rasters: own }) => own[layer] === undefined)) lacking(layer, pair);
      else rasters.push({ kind: 'mosaic', path: at(layer, pair), layer, frames });
    }
    if (layers.includes('ionosphere')) {
      if (frames.every((frame) => hasIonosphere(frame)))
        cubes.push({ kind: 'ionosphere', path: at('ionosphere', pair), frames });
      else lacking('ionosphere', pair);
    }
    for (const [layer, name] of [
      ['bPerpendicular', 'perpendicularBaseline'],
      ['bParallel', 'parallelBaseline'],
    ] as const) {
      if (!layers.includes(layer)) continue;
      const job = geometryJob(at(layer, pair), frames, name);
      if (job === undefined) lacking(layer, pair);
      else cubes.push(job);
    }
  }
  const views = isSetup ? [{ pair: pairs[0].pair, frames: coveringFrames(pairs) }] : pairs;
  for (const { pair, frames } of views)
    for (const layer of ['incidenceAngle', 'lookAngle', 'azimuthAngle'] as const) {
      if (!layers.includes(layer)) continue;
      const job = viewJob(at(layer, pair), frames, layer);
      if (job === undefined) lacking(layer, pair);
      else cubes.push({ ...job, isLimited: isSetup });
    }
  cubes.push(...delayJobs(pairs, options, lacking));
  const warnings = [...lacks].map(
    ([layer, names]) =>
      `${layer} is left out of ${names.length} of ${pairs.length} pair(s), whose products do not have it: ${names.slice(0, 3).join(', ')}`,
  );
  return { rasters, cubes, warnings };
}

/** Share of a frame that others leave open before it counts. */
const OPEN = 1e-3;

/** Frames that cover what all of them do, those of the first pairs first: the view is the same in all. */
function coveringFrames(pairs: readonly GunwInterferogram[]): GunwProduct[] {
  let covered: Region = [];
  return pairs
    .flatMap(({ frames }) => frames)
    .filter(({ footprint }) => {
      const area = regionArea(footprint);
      if (area - regionArea(intersectRegions(footprint, covered)) < OPEN * area) return false;
      covered = unionRegions([covered, footprint]);
      return true;
    });
}

function hasIonosphere({ ionosphere, rasters }: GunwProduct): boolean {
  return ionosphere !== undefined || rasters.ionosphere !== undefined;
}

/** Cubes of all frames; undefined when one lacks it. */
function cubesOf(frames: readonly GunwProduct[], cubeOf: (product: GunwProduct) => GunwCube | undefined) {
  const found = frames.flatMap((product): FrameCube[] => {
    const cube = cubeOf(product);
    return cube === undefined ? [] : [{ product, cube }];
  });
  return found.length < frames.length ? undefined : found;
}

function geometryJob(path: string, frames: readonly GunwProduct[], name: GunwGeometry): CubeJob | undefined {
  const found = cubesOf(frames, ({ geometry }) => geometry[name]);
  return found && { kind: 'cube', path, terms: [{ factor: frames[0].sign, frames: found }] };
}

function viewJob(
  path: string,
  frames: readonly GunwProduct[],
  layer: 'incidenceAngle' | 'lookAngle' | 'azimuthAngle',
): CubeJob | undefined {
  const found = cubesOf(frames, ({ geometry }) => geometry[layer]);
  if (found !== undefined) return { kind: 'cube', path, terms: [{ factor: 1, frames: found }] };
  if (layer !== 'azimuthAngle') return undefined;
  const [east, north] = (['losEast', 'losNorth'] as const).map((name) =>
    cubesOf(frames, ({ geometry }) => geometry[name]),
  );
  if (east === undefined || north === undefined) return undefined;
  return {
    kind: 'cube',
    path,
    isAzimuth: true,
    terms: [
      { factor: 1, frames: east },
      { factor: 1, frames: north },
    ],
  };
}

type Lacking = (layer: string, pair: string) => void;

/** Delays of the troposphere by weather model, and tides: of every date, and of pairs the earlier less the later date. */
function delayJobs(
  pairs: readonly GunwInterferogram[],
  { folder, layers, models }: JobOptions,
  lacking: Lacking,
): CubeJob[] {
  const jobs: CubeJob[] = [];
  const add = (layer: string, place: string, delayOf: (product: GunwProduct) => GunwDelay | undefined) => {
    const done = new Set<string>();
    for (const { pair, frames } of pairs) {
      const delays = frames.map(delayOf);
      if (delays.some((delay) => delay === undefined)) {
        lacking(layer, pair);
        continue;
      }
      const cube = (product: GunwProduct, which: 'late' | 'early' | 'pair') => {
        const delay = delayOf(product)!;
        return which in delay ? (delay as Record<string, GunwCube>)[which] : undefined;
      };
      const own = (which: 'late' | 'early' | 'pair') => cubesOf(frames, (product) => cube(product, which));
      const path = join(folder, place, pair);
      const [late, early, both] = [own('late'), own('early'), own('pair')];
      if (both !== undefined) {
        jobs.push({ kind: 'cube', path, terms: [{ factor: frames[0].sign, frames: both }] });
        continue;
      }
      if (late === undefined || early === undefined) continue;
      jobs.push({
        kind: 'cube',
        path,
        terms: [
          { factor: 1, frames: early },
          { factor: -1, frames: late },
        ],
      });
      for (const [date, found] of [
        [pair.slice(0, 8), late],
        [pair.slice(9), early],
      ] as const) {
        if (done.has(date)) continue;
        done.add(date);
        const term = [{ factor: 1, frames: found }];
        jobs.push({ kind: 'cube', path: join(folder, place, 'dates', date), terms: term });
      }
    }
  };
  for (const model of models) {
    for (const [layer, parts] of [
      ['troposphereWet', ['wet']],
      ['troposphereHydrostatic', ['hydrostatic']],
      ['troposphereTotal', ['wet', 'hydrostatic']],
    ] as const) {
      if (!layers.includes(layer)) continue;
      add(
        `${layer} of ${model}`,
        join(layer, model),
        ({ troposphere }) => troposphere[model] && sum(parts.map((part) => troposphere[model][part])),
      );
    }
  }
  if (layers.includes('solidEarthTide')) add('solidEarthTide', 'solidEarthTide', ({ tides }) => tides);
  return jobs;
}

/** Delays of the same cubes, added up. */
function sum(delays: readonly GunwDelay[]): GunwDelay {
  const join = (which: string): GunwCube => {
    const cubes = delays.map((delay) => (delay as unknown as Record<string, GunwCube>)[which]);
    return { ...cubes[0], datasets: cubes.flatMap(({ datasets }) => datasets) };
  };
  return 'pair' in delays[0] ? { pair: join('pair') } : { late: join('late'), early: join('early') };
}
