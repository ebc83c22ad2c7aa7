import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { here, measure } from '../compute/here.ts';
import type { Executor } from '../core/context.ts';
import { FileError, UnsupportedError } from '../core/errors.ts';
import type { Part, Work } from '../core/job.ts';
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
      const id = workId(work, wanted.program);
      assertNoOtherPlan(wanted.folder, id);
      const need = await measure(work, workshop);
      const tiles = cut(work, wanted.count, need.chunkRows);
      const { length, width } = work.job.data;
      const largest = Math.max(...tiles.map(({ part }) => pixelsOf(part, length, width)));
      const plan: TilePlan = {
        id,
        command: wanted.command,
        cwd: wanted.cwd,
        label: work.label,
        inputs: inputVersions(work.job.data.inputs),
        tiles,
        resources: {
          memory: Math.min(context.maxMemory, need.perPixel * largest) + BASE_MEMORY,
          moves: need.perPixel * largest,
        },
      };
      const lines = tiles.map(({ number }) => wanted.line(number, id));
      writePlan(wanted.folder, plan, work, lines);
      throw new WorkPlanned(plan);
    },
  };
}

/** what a process takes besides its blocks, bytes */
const BASE_MEMORY = 200 << 20;

/**
 * Work that leaves its result in files can be done elsewhere; what it leaves in memory shared with the caller cannot.
 * @throws {UnsupportedError} for work that adds to the file it reads, which must not change under the tiles
 */
export function canBeTiled({ job: { args, data } }: Work): boolean {
  const outputs = Object.values(data.outputs);
  const read = new Set(Object.values(data.inputs).map(({ path }) => path));
  const grows = outputs.find(({ path, addedTo }) => addedTo !== undefined && read.has(path));
  if (grows !== undefined)
    throw new UnsupportedError(
      `This command adds to ${grows.path}, which it also reads: its work cannot be cut into tiles.`,
      'Run the command itself.',
    );
  return outputs.length > 0 && !sharesMemory(args);
}

function sharesMemory(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer;
  return value instanceof SharedArrayBuffer || Object.values(value).some(sharesMemory);
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

function assertNoOtherPlan(folder: string, id: string): void {
  if (!existsSync(join(folder, 'plan.json')) || readPlan(folder).id === id) return;
  throw new FileError(
    `${folder} holds the tiles of another plan.`,
    'Name another folder, or finish or remove that one.',
  );
}
