import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type Config, type Project, workerCount } from '../../config/index.ts';
import type { Box } from '../../core/array.ts';
import { isGeocoded } from '../../io/attributes/typed.ts';
import type { PairStack } from '../../loading/description.ts';
import { type RunShape, START, stepCost } from '../forecast/costs.ts';
import { type Limits, stepMemories } from '../forecast/memory.ts';
import { Plan } from '../plan.ts';
import { STEPS } from '../registry.ts';
import type { Network } from './check-pairs.ts';
import { type Finding, finding } from './findings.ts';

/** What a run will take; rough. */
export interface Estimate {
  /** Bytes of the results, and of free space. */
  readonly disk: number;
  readonly free?: number;
  /** Bytes that the process of the run takes at most. */
  readonly memory: number;
  readonly seconds: number;
  readonly steps: readonly { readonly name: string; readonly seconds: number }[];
  readonly shape: RunShape;
}

/** A small machine, which nothing is known of. */
const USUAL_THREADS = 2;

/**
 * Disk, memory and time of a run of the whole workflow, by pixels.
 * @param loading the window that is loaded; or that the stack was loaded before, and stands in the work directory as it is
 */
export function estimateRun(
  stack: PairStack,
  network: Network,
  project: Project,
  { box, limits, isLoaded }: { readonly box?: Box; readonly limits?: Limits; readonly isLoaded: boolean },
): Estimate {
  const { config } = project;
  const plan = new Plan(project, {
    attributes: stack.attributes,
    isGeocoded: isGeocoded(stack.attributes),
    hasInterferograms: true,
    pairs: stack.pairs.map(({ date1, date2 }) => `${date1}_${date2}`),
    geometry: '',
    lookup: undefined,
  });
  const { y0, x0, y1, x1 } = box ?? { y0: 0, x0: 0, y1: stack.length, x1: stack.width };
  const { ystep, xstep } = isLoaded ? { ystep: 1, xstep: 1 } : config.multilook;
  const pixels = Math.floor((y1 - y0) / ystep) * Math.floor((x1 - x0) / xstep);
  const perPair = stack.datasets.reduce((sum, name) => sum + (name === 'connectComponent' ? 2 : 4), 0);
  const isCorrected = config.unwrapError.method !== null;
  const series = new Set(plan.timeseriesChain()).size + (config.topographicResidual.enabled ? 1 : 0);
  const isMapped = config.geocode.enabled && !isGeocoded(stack.attributes);
  const numPair = network.numPair;
  const numDate = network.dates.length;
  const ofPair = (isLoaded ? 0 : perPair) + (isCorrected ? 4 : 0);
  const disk = pixels * (numPair * ofPair + 4 * numDate * (series + (isMapped ? 2 : 0)) + 100);
  const shape: RunShape = { pixels, numPair, numDate, bytesPerPair: perPair, isLoaded };
  const names = STEPS.filter(({ skip }) => skip?.(plan) === undefined).map(({ name }) => name);
  const steps = names.map((name) => ({
    name,
    seconds: stepCost(name, shape).cpu / USUAL_THREADS,
  }));
  return {
    disk,
    free: freeSpace(project.workDir),
    memory: Math.max(...stepMemories(names, shape, limits ?? limitsOf({ ...config.compute, cluster: null }))),
    seconds: steps.reduce((sum, step) => sum + step.seconds, START / USUAL_THREADS),
    steps,
    shape,
  };
}

/**
 * What the template lets a run on this machine use.
 * @throws {OptionError} for a share of the cores that leaves none
 */
export function limitsOf({ cluster, numWorker, maxMemory }: Config['compute']): Limits {
  const cores = availableParallelism();
  const threads = cluster === 'local' ? workerCount(numWorker, cores).count : cores;
  return { threads, maxMemory: maxMemory * 2 ** 30 };
}

/** Bytes that are free where a folder is or will be. */
function freeSpace(folder: string): number | undefined {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize;
  } catch {
    return undefined; // a file system that does not tell
  }
}

/** Whether the results have room. */
export function checkSpace({ disk, free }: Estimate, { workDir }: Project): Finding[] {
  if (free === undefined || disk <= free) return [];
  return [
    finding(
      'MS1801',
      `The results need about ${gigabytes(disk)} and ${workDir} has ${gigabytes(free)} left.`,
    ),
  ];
}

/** `1.3 GB`. */
export function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
