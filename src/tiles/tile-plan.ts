import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { plainNumbers } from '../compute/work-journal.ts';
import { FileError } from '../core/errors.ts';
import type { Part, Work } from '../core/job.ts';
import { writeWhole } from '../io/whole-file.ts';
import { type InputVersion, inputVersion } from './input-version.ts';
import { mapPath, type PathMap, withMappedPaths, withPlainMemory } from './plain-work.ts';

/*
 * A plan is a folder:
 *   plan.json          what is to be done, for people and schedulers
 *   work.v8            the same for processes: kernel, arguments, inputs
 *   tiles.txt          a command for each tile
 *   tile-0001.part     what a tile has computed
 *   tile-0001.done     that it is complete, with its sums and its hash
 */

export interface Tile {
  /** from 1 */
  readonly number: number;
  readonly part: Part;
}

/** What a scheduler asks for. */
export interface TileResources {
  /** bytes of memory that are of use to a tile; less makes it slower */
  readonly memory: number;
  /** bytes that a tile reads and writes, the largest one */
  readonly moves: number;
}

export interface TilePlan {
  /** Hash of all that the result depends on. */
  readonly id: string;
  /** The command whose work this is, its words and the folder where it was typed. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly label: string;
  readonly inputs: readonly InputVersion[];
  readonly tiles: readonly Tile[];
  readonly resources: TileResources;
}

const FORMAT = 1;

/** The name of a work: its kernel, arguments, inputs and outputs, whatever the files under construction are called. */
export function workId(work: Work, program: string): string {
  const { label, job, extent } = work;
  const { kernel, args, data } = job;
  const { length, width, inputs, outputs } = data;
  const sinks = Object.entries(outputs).map(([name, { planes, type }]) => [name, planes, type]);
  const versions = inputVersions(work).map(({ hash }) => hash);
  const matters = [FORMAT, program, label, kernel, args, length, width, inputs, versions, sinks, extent];
  return createHash('sha256').update(JSON.stringify(matters, plainNumbers)).digest('hex').slice(0, 16);
}

/** Of a file that the work itself adds to, what stands before that counts: it grows meanwhile, and is whole at any moment. */
export function inputVersions({ job: { data } }: Work): InputVersion[] {
  const growing = new Map<string, number>();
  for (const { path, address, addedTo } of Object.values(data.outputs))
    if (addedTo !== undefined) growing.set(path, Math.min(address, growing.get(path) ?? address));
  const paths = new Set(Object.values(data.inputs).map(({ path }) => path));
  return [...paths].sort().map((path) => inputVersion(path, growing.get(path)));
}

/** Put a plan into its folder, its list of commands last: who sees that sees all of it. */
export function writePlan(folder: string, plan: TilePlan, work: Work, commands: readonly string[]): void {
  writeWhole(join(folder, 'work.v8'), serialize(withPlainMemory(work)));
  writeWhole(join(folder, 'plan.json'), `${JSON.stringify({ format: FORMAT, ...plan }, null, 2)}\n`);
  writeWhole(join(folder, 'tiles.txt'), `${commands.join('\n')}\n`);
}

/** @throws {FileError} when there is no plan, or one that this version does not know */
export function readPlan(folder: string): TilePlan {
  const path = join(folder, 'plan.json');
  if (!existsSync(path))
    throw new FileError(`${folder} holds no plan of tiles.`, 'Make one with mintsar tiles plan.');
  let plan: TilePlan & { readonly format?: number };
  try {
    plan = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new FileError(`${path} is damaged.`, 'Remove the folder and plan again.', { cause });
  }
  if (plan.format !== FORMAT || !Array.isArray(plan.tiles))
    throw new FileError(`${path} is of another version of mintsar.`, 'Remove the folder and plan again.');
  return plan;
}

/** @param map where its files are on this machine */
export function readWork(folder: string, map: PathMap = []): Work {
  const path = join(folder, 'work.v8');
  try {
    return withMappedPaths(deserialize(readFileSync(path)) as Work, map);
  } catch (cause) {
    throw new FileError(`${path} is missing or damaged.`, 'Remove the folder and plan again.', { cause });
  }
}

/** @throws {FileError} when an input is not what it was when the tiles were planned */
export function assertInputsUnchanged({ inputs }: TilePlan, map: PathMap = []): void {
  for (const { path: planned, hash, upTo } of inputs) {
    const path = mapPath(planned, map);
    if (inputVersion(path, upTo).hash !== hash)
      throw new FileError(
        `${path} has changed since the tiles were planned.`,
        'Remove the folder of the tiles and plan again.',
      );
  }
}
