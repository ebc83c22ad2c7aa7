import { closeSync, openSync, readSync } from 'node:fs';
import { here } from '../compute/here.ts';
import type { BlockStore } from '../core/block-io.ts';
import type { Context, Executor } from '../core/context.ts';
import { FileError, RunError } from '../core/errors.ts';
import type { Work } from '../core/job.ts';
import { canBeTiled } from './plan-tiles.ts';
import { partHash, partLayout, partPath, readMarker, type TileMarker, told } from './tile-files.ts';
import { assertInputsUnchanged, type Tile, type TilePlan, workId } from './tile-plan.ts';

export interface TileExecutor extends Executor {
  /** whether the planned work was asked for */
  wasAsked(): boolean;
}

/** The tiles of a plan that are still to be run. */
export function missingTiles(folder: string, plan: TilePlan): number[] {
  return plan.tiles.map(({ number }) => number).filter((tile) => !readMarker(folder, plan.id, tile));
}

/**
 * Takes the results of the planned work from its tiles, in their order; all other work is done here.
 * @param program version, as in the plan
 */
export function finishTiles(folder: string, plan: TilePlan, program: string): TileExecutor {
  let isTaken = false;
  return {
    wasAsked: () => isTaken,
    async run(work, workshop, context) {
      if (isTaken || !canBeTiled(work)) return here.run(work, workshop, context);
      isTaken = true;
      assertInputsUnchanged(plan);
      if (workId(work, program) !== plan.id)
        throw new FileError(
          `The tiles in ${folder} are of other options, or of another version of mintsar.`,
          'Remove the folder and plan again.',
        );
      return putTogether(folder, plan, work, await workshop.store(), context);
    },
  };
}

/**
 * The results of all tiles, in their order, where the outputs of the work are.
 * @returns what their kernel told
 * @throws {DamagedTile} @throws {RunError} when one is not done
 */
export function putTogether(
  folder: string,
  plan: TilePlan,
  work: Work,
  store: BlockStore,
  context: Pick<Context, 'progress'>,
): unknown[] {
  try {
    return plan.tiles.flatMap((tile, k) => {
      const results = takeTile(folder, plan, tile, work, store);
      context.progress('putting tiles together', k + 1, plan.tiles.length);
      return results;
    });
  } finally {
    store.close();
  }
}

/** Copy the part of a tile to where the outputs are. @returns what its kernel told */
function takeTile(folder: string, plan: TilePlan, tile: Tile, work: Work, store: BlockStore): unknown[] {
  const marker = readMarker(folder, plan.id, tile.number);
  if (marker === undefined)
    throw new RunError(`Tile ${tile.number} is not done.`, `Run its line of ${folder}/tiles.txt.`);
  const { data } = work.job;
  const fd = openSync(partPath(folder, tile.number), 'r');
  try {
    const hash = partHash();
    const { part } = tile;
    const [y0, y1] = 'planes' in part ? [0, data.length] : [part.y0, part.y1];
    for (const { name } of partLayout(work, part)) {
      const sink = data.outputs[name];
      const planes = 'planes' in part ? part.planes : Array.from({ length: sink.planes }, (_, k) => k);
      // The values are in the file's type already: they go as bytes.
      const width = data.width * sink.bytesPerValue;
      const asBytes = { ...sink, type: 'u1', bytesPerValue: 1 };
      const rowsAtOnce = Math.max(1, Math.floor(PIECE_BYTES / width));
      for (const plane of planes) {
        for (let y = y0; y < y1; y += rowsAtOnce) {
          const end = Math.min(y1, y + rowsAtOnce);
          const bytes = nextBytes(fd, (end - y) * width, tile, marker);
          hash.update(bytes);
          const block = { y0: y, y1: end, width, numPixel: bytes.length };
          store.write(asBytes, plane, data.length, block, bytes);
        }
      }
    }
    if (hash.digest('hex') !== marker.hash) throw damaged(tile, marker);
  } finally {
    closeSync(fd);
  }
  return told(marker);
}

const PIECE_BYTES = 4 << 20;

function nextBytes(fd: number, count: number, tile: Tile, marker: TileMarker): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let done = 0; done < count; ) {
    const read = readSync(fd, bytes, done, count - done, null);
    if (read === 0) throw damaged(tile, marker);
    done += read;
  }
  return bytes;
}

/** A part that is not what its tile has written. */
export class DamagedTile extends FileError {
  readonly tile: number;

  constructor(tile: number, host: string) {
    const name = `tile-${String(tile).padStart(4, '0')}`;
    super(
      `The part of tile ${tile}, computed on ${host}, is damaged.`,
      `Remove ${name}.done and run its line of tiles.txt again.`,
    );
    this.tile = tile;
  }
}

function damaged({ number }: Tile, { host }: TileMarker): DamagedTile {
  return new DamagedTile(number, host);
}
