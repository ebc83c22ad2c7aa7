import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { here, measure, type Need } from '../compute/here.ts';
import type { Context, Executor } from '../core/context.ts';
import { FileError } from '../core/errors.ts';
import type { Part, Work } from '../core/job.ts';
import { sharesMemory } from './plain-work.ts';
import { inputVersions, readPlan, type Tile, type TilePlan, workId, writePlan } from './tile-plan.ts';

/** Ends a command whose work is planned and not done: nothing is written. */
export class WorkPlanned extends Error {
  readonly plan: TilePlan;

  constructor(plan: TilePlan) {
    super('The work is planned.');
    this.plan = plan;
  }
}

export interface TilesWanted {
  /** for the plan */
  readonly folder: string;
  readonly count: number;
  /** words of the command that is planned, and where it was typed */
  readonly command: readonly string[];
  readonly cwd: string;
  /** version of the program: tiles of another one may differ in the last bit */
  readonly program: string;
  /** the line that runs a tile of the plan */
  readonly line: (tile: number, plan: string) => string;
}

/** Plans the first work that tiles can do and ends the command there; what comes before is done here. */
export function planTiles(wanted: TilesWanted): Executor {
  return {
    async run(work, workshop, context) {
      if (!canBeTiled(work)) return here.run(work, workshop, context);
      const need = await measure(work, workshop);
      throw new WorkPlanned(layTiles(work, need, wanted, context));
    },
  };
}

/**
 * Cut work into tiles and put the plan into its folder; one that is there already stays.
 * @throws {FileError} when the folder holds another plan
 */
export function layTiles(
  work: Work,
  need: Need,
  wanted: TilesWanted,
  { maxMemory }: Pick<Context, 'maxMemory'>,
): TilePlan {
  const id = workId(work, wanted.program);
  if (holdsPlan(wanted.folder, id)) return readPlan(wanted.folder);
  const tiles = cut(work, wanted.count, need.chunkRows);
  const { length, width } = work.job.data;
  const largest = Math.max(...tiles.map(({ part }) => pixelsOf(part, length, width)));
  const plan: TilePlan = {
    id,
    command: wanted.command,
    cwd: wanted.cwd,
    label: work.label,
    inputs: inputVersions(work),
    tiles,
    resources: {
      memory: Math.min(maxMemory, need.perPixel * largest + need.fixed) + BASE_MEMORY,
      moves: need.perPixel * largest + need.fixed,
    },
  };
  const lines = tiles.map(({ number }) => wanted.line(number, id));
  writePlan(wanted.folder, plan, work, lines);
  return plan;
}

/** what a process takes besides its blocks, bytes */
export const BASE_MEMORY = 200 << 20;

/**
 * Work that leaves its result in files, or tells it, can be done elsewhere; what it leaves in memory shared with the caller
 * cannot. Memory that is shared by work that fills files is read by it.
 */
export function canBeTiled({ job: { args, data } }: Work): boolean {
  return Object.keys(data.outputs).length > 0 || !sharesMemory(args);
}

/** Into how many tiles work can be cut, of so many that are wanted. */
export function numTile(work: Work, wanted: number, { chunkRows }: Need): number {
  return cut(work, wanted, chunkRows).length;
}

function cut({ job, extent }: Work, count: number, chunkRows: number): Tile[] {
  if ('planes' in extent) {
    const { planes } = extent;
    return ranges(0, planes.length, count, 1).map(([from, to], k) => ({
      number: k + 1,
      part: { planes: planes.slice(from, to) },
    }));
  }
  const step = chunkRows < job.data.length ? chunkRows : 1;
  return ranges(extent.y0, extent.y1, count, step).map(([y0, y1], k) => ({
    number: k + 1,
    part: { y0, y1 },
  }));
}

/** `count` ranges at most, as even as whole steps allow. */
function ranges(from: number, to: number, count: number, step: number): [number, number][] {
  const steps = Math.ceil((to - from) / step);
  const pieces = Math.min(count, steps);
  return Array.from({ length: pieces }, (_, k) => [
    from + step * Math.floor((k * steps) / pieces),
    Math.min(to, from + step * Math.floor(((k + 1) * steps) / pieces)),
  ]);
}

function pixelsOf(part: Part, length: number, width: number): number {
  return 'planes' in part ? part.planes.length * length * width : (part.y1 - part.y0) * width;
}

function holdsPlan(folder: string, id: string): boolean {
  if (!existsSync(join(folder, 'plan.json'))) return false;
  if (readPlan(folder).id === id) return true;
  throw new FileError(
    `${folder} holds the tiles of another plan.`,
    'Name another folder, or finish or remove that one.',
  );
}
