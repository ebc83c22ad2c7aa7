import { createRandom, type Random } from '../src/core/stats/random.ts';
import { stepCost } from '../src/steps/forecast/costs.ts';

/** A cluster and its weather. Times in seconds, rates in bytes a second, chances for each task. */
export interface ClusterModel {
  readonly nodes: number;
  /** tasks of one core at a time */
  readonly slotsPerNode: number;
  /** of each job, log-normal with this spread */
  readonly medianWait: number;
  readonly waitSpread: number;
  readonly tilesPerSlot: number;
  /** a task dies for reasons of its own; a node is lost with all its tasks while one of them runs */
  readonly failure: number;
  readonly nodeLoss: number;
  readonly straggler: number;
  readonly stragglerFactor: number;
  readonly nodeBandwidth: number;
  /** of the file system, for all */
  readonly sharedBandwidth: number;
  readonly pricePerCoreHour: number;
}

export interface RunResult {
  readonly seconds: number;
  /** of these on the machine that submits: loading, putting together */
  readonly serial: number;
  readonly bytes: number;
  readonly coreHours: number;
  readonly cost: number;
  readonly tries: number;
}

/** Steps of a workflow from raw products to maps. */
export const CLUSTER_STEPS = [
  'load_data',
  'modify_network',
  'reference_point',
  'quick_overview',
  'correct_unwrap_error',
  'invert_network',
  'correct_troposphere',
  'deramp',
  'correct_topography',
  'residual_RMS',
  'velocity',
  'geocode',
];

const NUM_PAIR = 1000;
const NUM_DATE = 300;
const BYTES_PER_PAIR = 10;
/** rows that can be tiles, of a square image */
const rowsOf = (pixels: number) => Math.floor(Math.sqrt(pixels));
const TASK_START = 1.5;
/** markers seen, next job submitted */
const POLL = 15;
const CORES_OF_SUBMITTER = 8;
const TRIES = 3;

/** A workflow, step after step; the same seed gives the same. */
export function simulateRun(pixels: number, model: ClusterModel, seed: number): RunResult {
  const shape = { pixels, numPair: NUM_PAIR, numDate: NUM_DATE, bytesPerPair: BYTES_PER_PAIR };
  const total = { seconds: 0, serial: 0, bytes: 0, coreSeconds: 0, tries: 0 };
  for (const [k, name] of CLUSTER_STEPS.entries()) {
    const { cpu, reads, writes, isTiled } = stepCost(name, shape);
    total.bytes += reads + writes;
    if (!isTiled) {
      const seconds = Math.max(cpu / CORES_OF_SUBMITTER, (reads + writes) / model.nodeBandwidth);
      total.seconds += seconds;
      total.serial += seconds;
      total.coreSeconds += seconds * CORES_OF_SUBMITTER;
      continue;
    }
    const slots = model.nodes * model.slotsPerNode;
    const tiles = Math.min(slots * model.tilesPerSlot, rowsOf(pixels));
    const job = runJob(tiles, { cpu: cpu / tiles, bytes: (reads + writes) / tiles }, model, seed + 1000 * k);
    const together = (2 * writes) / model.nodeBandwidth;
    total.bytes += 2 * writes; // parts are read, and written where they belong
    total.seconds += job.seconds + together;
    total.serial += together;
    total.coreSeconds += job.coreSeconds + together;
    total.tries += job.tries;
  }
  const coreHours = total.coreSeconds / 3600;
  return { ...total, coreHours, cost: coreHours * model.pricePerCoreHour };
}

interface Task {
  readonly cpu: number;
  readonly bytes: number;
}

/** An array job, and those that do again what failed, until all is done. */
function runJob(tiles: number, task: Task, model: ClusterModel, seed: number) {
  // Of their own, so that two clusters meet the same queues.
  const waits = createRandom(seed + 500);
  const random = createRandom(seed);
  const slots = model.nodes * model.slotsPerNode;
  let seconds = 0;
  let coreSeconds = 0;
  let tries = 0;
  for (let missing = tiles, round = 0; missing > 0; round++) {
    if (round === TRIES) return { seconds, coreSeconds, tries }; // the run ends and says so; counted as done here
    const active = Math.min(slots, missing);
    const perNode = model.nodeBandwidth / Math.min(model.slotsPerNode, active);
    const rate = Math.min(perNode, model.sharedBandwidth / active);
    const free = new Array<number>(active).fill(0);
    let failed = 0;
    for (let k = 0; k < missing; k++) {
      const slow = random() < model.straggler ? model.stragglerFactor : Math.exp(0.1 * normal(random));
      const whole = TASK_START + Math.max(task.cpu * slow, task.bytes / rate);
      const dies = random() < model.failure + model.nodeLoss * model.slotsPerNode;
      const took = dies ? whole * random() : whole;
      if (dies) failed++;
      coreSeconds += took;
      const next = earliest(free);
      free[next] += took;
    }
    const wait = model.medianWait * Math.exp(model.waitSpread * normal(waits));
    seconds += wait + Math.max(...free) + POLL;
    tries += failed;
    missing = failed;
  }
  return { seconds, coreSeconds, tries };
}

function earliest(free: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < free.length; k++) if (free[k] < free[best]) best = k;
  return best;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The same by the threads of one machine, whose disk gives what a node gets. */
export function alone(pixels: number, cores: number, { nodeBandwidth }: ClusterModel): number {
  const shape = { pixels, numPair: NUM_PAIR, numDate: NUM_DATE, bytesPerPair: BYTES_PER_PAIR };
  return CLUSTER_STEPS.reduce((sum, name) => {
    const { cpu, reads, writes } = stepCost(name, shape);
    return sum + Math.max(cpu / cores, (reads + writes) / nodeBandwidth);
  }, 0);
}
