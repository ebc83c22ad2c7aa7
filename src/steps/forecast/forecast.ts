import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClusterSettings } from '../../cluster/settings.ts';
import type { Estimate } from '../doctor/estimate.ts';
import { type Calibration, calibrate } from './calibrate.ts';
import { START, stepCost } from './costs.ts';
import { type Limits, stepMemories } from './memory.ts';

/** What a step will take. */
export interface StepForecast {
  readonly name: string;
  /** seconds of a core in all */
  readonly cpu: number;
  /** on this machine alone */
  readonly here: { readonly seconds: number; readonly memory: number };
  /** with the cluster: without the time that tasks wait; steps without tiles are done by this machine */
  readonly there?: ThereForecast;
  readonly reads: number;
  readonly writes: number;
}

export interface ThereForecast {
  readonly seconds: number;
  readonly tiles: number;
  /** of a task */
  readonly task?: { readonly seconds: number; readonly memory: number };
}

export interface Forecast {
  readonly pixels: number;
  readonly numPair: number;
  readonly numDate: number;
  readonly threads: number;
  readonly calibration: Calibration;
  readonly steps: readonly StepForecast[];
  /** bytes of the results, of what a cluster keeps besides until it is put together, and of free space */
  readonly disk: number;
  readonly parts?: number;
  readonly free?: number;
  readonly cluster?: Pick<ClusterSettings, 'scheduler' | 'workers'>;
}

export interface ForecastRequest {
  readonly workDir: string;
  readonly estimate: Estimate;
  readonly limits: Limits;
  readonly cluster?: ClusterSettings;
  /** as measured; this machine is measured when left out */
  readonly calibration?: Calibration;
}

/** what a task asks for besides its blocks, bytes */
const TASK_BASE = 300 << 20;
/** of the work of a step, what more threads do not make shorter */
const SERIAL = 0.1;
/** A task: a program that starts and reads its plan, seconds. */
const TASK_START = 1.5;
/** A job: submitted, seen to be done, seconds. */
const JOB = 10;

/** Memory, time, disk and tiles of every step, before anything runs. */
export function forecast(request: ForecastRequest): Forecast {
  const { estimate, workDir, cluster, limits } = request;
  const { shape, disk, free } = estimate;
  const calibration = request.calibration ?? calibrate(nearest(workDir));
  const { threads, maxMemory } = limits;
  const names = estimate.steps.map(({ name }) => name);
  const memories = stepMemories(names, shape, limits);
  const steps = names.map((name, k): StepForecast => {
    const cost = stepCost(name, shape);
    const cpu = (cost.cpu + (k === 0 ? START : 0)) * calibration.factor;
    const moved = cost.reads + cost.writes;
    const here = {
      seconds: cpu * (SERIAL + (1 - SERIAL) / threads),
      memory: memories[k],
    };
    const step = { name, cpu, here, reads: cost.reads, writes: cost.writes };
    if (cluster === undefined) return step;
    const tiles = cost.isTiled && moved >= cluster.smallest ? cluster.workers : 1;
    if (tiles === 1) return { ...step, there: { tiles: 0, seconds: here.seconds } };
    const task = {
      seconds: TASK_START + cpu / tiles / cluster.cores,
      memory: cluster.memory ?? TASK_BASE + Math.min(maxMemory, moved / tiles),
    };
    const together = (2 * cost.writes) / calibration.disk;
    return { ...step, there: { tiles, task, seconds: JOB + task.seconds + together } };
  });
  const { numPair, numDate, pixels } = shape;
  const given = steps.filter(({ there }) => (there?.tiles ?? 0) > 1);
  return {
    pixels,
    numPair,
    numDate,
    threads,
    calibration,
    steps,
    disk,
    free,
    ...(cluster === undefined ? {} : { cluster, parts: Math.max(0, ...given.map(({ writes }) => writes)) }),
  };
}

function nearest(folder: string): string {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}
