import { closeSync, ftruncateSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { here } from '../compute/here.ts';
import type { Context } from '../core/context.ts';
import { OptionError, RunError } from '../core/errors.ts';
import type { Workshop } from '../core/kernel.ts';
import { syncData, syncName } from '../io/files/durable.ts';
import { temporaryName } from '../io/files/output.ts';
import { writeError } from '../io/write-error.ts';
import { type PathMap, withSharedMemory } from './plain-work.ts';
import { partHash, partLayout, partPath, partSinks, readMarker, writeMarker } from './tile-files.ts';
import { assertInputsUnchanged, readPlan, readWork } from './tile-plan.ts';

export interface TileRequest {
  readonly folder: string;
  /** from 1 */
  readonly tile: number;
  /** the plan that is meant, if it is known */
  readonly plan?: string;
  /** where folders of the machine that planned are on this one */
  readonly pathMap?: PathMap;
}

/**
 * Do a tile of a plan. Its part is written beside its name and renamed, its marker comes last: a tile that is killed has
 * done nothing, one that is done is left alone, and two runs of the same tile leave the same bytes.
 * @returns false when it was done already
 * @throws {OptionError} for a tile that is not in the plan, or a plan that is not in the folder
 * @throws {FileError} when an input has changed since
 */
export async function runTile(
  { folder, tile, plan: meant, pathMap = [] }: TileRequest,
  workshop: Workshop,
  context: Context,
): Promise<boolean> {
  const plan = readPlan(folder);
  if (meant !== undefined && meant !== plan.id)
    throw new OptionError(
      `Tile ${tile} is of plan ${meant}, ${folder} holds plan ${plan.id}.`,
      `Run the lines of ${folder}/tiles.txt as it is now.`,
    );
  const planned = plan.tiles.find(({ number }) => number === tile);
  if (planned === undefined)
    throw new OptionError(
      `There is no tile ${tile} in ${folder}.`,
      `It has tiles 1 to ${plan.tiles.length}.`,
    );
  if (readMarker(folder, plan.id, tile) !== undefined) return false;
  assertInputsUnchanged(plan, pathMap);
  const started = Date.now();
  const found = readWork(folder, pathMap);
  const work = context.workers > 1 ? withSharedMemory(found) : found;
  const { part } = planned;
  const path = partPath(folder, tile);
  const beside = `${temporaryName(path)}${serial++ || ''}`;
  try {
    const size = partLayout(work, part).reduce((sum, { bytes }) => sum + bytes, 0);
    makeEmpty(beside, size);
    const outputs = partSinks(work, part, beside);
    const data = { ...work.job.data, outputs, part };
    const label = `tile ${tile} of ${plan.tiles.length}: ${work.label}`;
    const told = await here.run(
      { ...work, label, job: { ...work.job, data }, extent: part },
      workshop,
      context,
    );
    const hash = seal(beside);
    assertInputsUnchanged(plan, pathMap);
    renameSync(beside, path);
    syncName(path);
    assertWhole(path, hash);
    const seconds = (Date.now() - started) / 1000;
    writeMarker(folder, { plan: plan.id, tile, hash, host: hostname(), seconds }, told);
  } catch (error) {
    rmSync(beside, { force: true });
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : writeError(path, error);
  }
  return true;
}

/** two runs of a tile may meet even in one process */
let serial = 0;

function makeEmpty(path: string, size: number): void {
  const fd = openSync(path, 'w');
  ftruncateSync(fd, size);
  closeSync(fd);
}

/** Read a part again under its final name, as those who put tiles together will. @throws {RunError} when it is not what was written */
function assertWhole(path: string, hash: string): void {
  if (seal(path, { sync: false }) === hash) return;
  throw new RunError(`${path} does not hold what was written into it.`, 'Check the disk it is on.');
}

/** Bring a file to the disk. @returns the hash of its bytes */
function seal(path: string, { sync = true } = {}): string {
  const fd = openSync(path, sync ? 'r+' : 'r');
  try {
    if (sync) syncData(fd);
    const hash = partHash();
    const piece = Buffer.alloc(1 << 20);
    for (let at = 0; ; ) {
      const bytes = readSync(fd, piece, 0, piece.length, at);
      if (bytes === 0) break;
      hash.update(piece.subarray(0, bytes));
      at += bytes;
    }
    return hash.digest('hex');
  } finally {
    closeSync(fd);
  }
}
