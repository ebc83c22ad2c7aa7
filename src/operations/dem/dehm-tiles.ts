import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';

/** Rows and columns of a tile (4931.dehm): 40 minutes of latitude, one degree of longitude. */
export const DEHM_ROWS = 6000;
export const DEHM_COLUMNS = 9000;
/** Degrees from one row or column to the next: 0.4 seconds. */
export const DEHM_STEP = 0.4 / 3600;

/**
 * Ellipsoidal heights of Japan, in tiles of the primary mesh: `yyxx.dehm` begins at latitude (yy + 1) / 1.5 and longitude
 * xx + 100, row by row to the south, float32.
 */
export class DehmTiles {
  readonly #folder: string;
  readonly #open = new Map<string, LocalFile | undefined>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Tiles that were asked for and are not there. */
  get missing(): string[] {
    return [...this.#open].filter(([, file]) => file === undefined).map(([name]) => name);
  }

  /** Whether any tile was there. */
  get isEmpty(): boolean {
    return [...this.#open.values()].every((file) => file === undefined);
  }

  /**
   * Heights of some columns of one row, counted in pixels from latitude 0 to the north and longitude 100 to the east.
   * @param out as many as columns are wanted; 0 where there is no tile
   */
  readRow(row: number, firstColumn: number, out: Float32Array): void {
    const yy = Math.floor(row / DEHM_ROWS); // row 0 of the mesh is the southernmost
    const line = DEHM_ROWS - 1 - (row - yy * DEHM_ROWS);
    for (let done = 0; done < out.length; ) {
      const column = firstColumn + done;
      const xx = Math.floor(column / DEHM_COLUMNS);
      const inTile = column - xx * DEHM_COLUMNS;
      const count = Math.min(out.length - done, DEHM_COLUMNS - inTile);
      const part = out.subarray(done, done + count);
      const tile = this.#tile(yy, xx);
      if (tile === undefined) part.fill(0);
      else
        tile.readInto(
          new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
          4 * (line * DEHM_COLUMNS + inTile),
        );
      done += count;
    }
  }

  #tile(yy: number, xx: number): LocalFile | undefined {
    const name = `${String(yy).padStart(2, '0')}${String(xx).padStart(2, '0')}.dehm`;
    if (this.#open.has(name)) return this.#open.get(name);
    const path = join(this.#folder, name);
    const file = existsSync(path) ? new LocalFile(path) : undefined;
    const size = 4 * DEHM_ROWS * DEHM_COLUMNS;
    if (file !== undefined && file.size !== size) {
      file.close();
      throw new FileError(`${path} has ${file.size} bytes, a tile ${size}.`, 'Fetch the tile again.');
    }
    this.#open.set(name, file);
    return file;
  }

  close(): void {
    for (const file of this.#open.values()) file?.close();
  }
}
