import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryName } from '../files/output.ts';
import { makeRawFile } from '../files/raw-output.ts';
import { makeFolders } from '../make-folders.ts';
import { writeError } from '../write-error.ts';
import type { CogLevel } from './cog-levels.ts';
import { imageFields, pixelFields, type TiffRaster } from './fields.ts';
import { directorySize, encodeDirectory, encodeHeader, type Field, headerSize } from './ifd.ts';
import { predictorOf, TILE } from './tile.ts';

/** A compressed tile by its place. */
export interface PlacedTile {
  readonly level: number;
  /** row of tiles times tiles in a row, plus its place there */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** What a reader may rely on, as GDAL tells it in a file whose tiles come in order, each between its size and its end. */
const STRUCTURE =
  'LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\nBLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ';

interface Stored {
  readonly at: number;
  readonly size: number;
}

/**
 * Cloud-optimized GeoTIFF: all directories first, then the tiles from the smallest overview to the image, so that a
 * viewer at the other end of a network fetches what it shows in few requests. As tiles come in any order, and those of
 * the image before its overviews, they are kept in a file without a name until the end.
 */
export class CogFile {
  private readonly path: string;
  private readonly raster: TiffRaster;
  private readonly levels: readonly CogLevel[];
  private readonly tiles: Stored[][];
  private readonly fd: number;
  private end = 0;

  constructor(path: string, raster: TiffRaster, levels: readonly CogLevel[]) {
    this.path = path;
    this.raster = raster;
    this.levels = levels;
    this.tiles = levels.map(() => []);
    try {
      makeFolders(dirname(path));
      const name = temporaryName(path);
      this.fd = openSync(name, 'w+');
      rmSync(name, { force: true }); // it lives as long as it is open, and no longer
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  add({ level, index, bytes }: PlacedTile): void {
    this.tiles[level][index] = { at: this.end, size: bytes.length };
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.fd, bytes, done, bytes.length - done, this.end + done);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
    this.end += bytes.length;
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Put everything into its order, and the file in its place. */
  async finish(): Promise<void> {
    const numTile = this.tiles.reduce((sum, tiles) => sum + tiles.length, 0);
    const kind = { isBig: this.end + 32 * numTile + 65_536 >= 2 ** 32 };
    const structure = `GDAL_STRUCTURAL_METADATA_SIZE=${String(STRUCTURE.length).padStart(6, '0')} bytes\n${STRUCTURE}`;
    const sizes = this.levels.map((_, k) => even(directorySize(this.fieldsOf(k, []), kind)));
    let at = even(headerSize(kind) + structure.length);
    const directories = sizes.map((size) => {
      const own = at;
      at += size;
      return own;
    });
    const places: number[][] = this.levels.map(() => []);
    for (let level = this.levels.length - 1; level >= 0; level--) {
      this.tiles[level].forEach(({ size }, k) => {
        places[level][k] = at + 4;
        at += size + 8;
      });
    }
    await makeRawFile(this.path, at, async (output) => {
      output.write(encodeHeader(kind, directories[0]), 0);
      output.write(Buffer.from(structure, 'latin1'), headerSize(kind));
      this.levels.forEach((_, k) => {
        const fields = this.fieldsOf(k, places[k]);
        output.write(encodeDirectory(fields, kind, directories[k], directories[k + 1] ?? 0), directories[k]);
      });
      for (let level = this.levels.length - 1; level >= 0; level--)
        this.copyTiles(level, places[level], output.write);
    });
  }

  private fieldsOf(level: number, places: readonly number[]): Field[] {
    const { length, width } = this.levels[level];
    const tiles = this.tiles[level];
    return [
      ...(level === 0 ? imageFields(this.raster) : [{ tag: 254, type: 'long', values: [1] } as const]),
      ...pixelFields(this.raster, length, width),
      { tag: 259, type: 'short', values: [8] },
      { tag: 317, type: 'short', values: [predictorOf(this.raster.type)] },
      { tag: 322, type: 'short', values: [TILE] },
      { tag: 323, type: 'short', values: [TILE] },
      { tag: 324, type: 'long8', values: tiles.map((_, k) => places[k] ?? 0) },
      { tag: 325, type: 'long', values: tiles.map(({ size }) => size) },
    ];
  }

  /** Several tiles at a time, each with its size before it and its last bytes after it. */
  private copyTiles(
    level: number,
    places: readonly number[],
    write: (bytes: Uint8Array, at: number) => void,
  ): void {
    const tiles = this.tiles[level];
    for (let first = 0; first < tiles.length; ) {
      let last = first;
      let bytes = 0;
      while (last < tiles.length && (last === first || bytes + tiles[last].size + 8 <= COPY_BYTES)) {
        bytes += tiles[last].size + 8;
        last++;
      }
      const buffer = Buffer.allocUnsafe(bytes);
      let to = 0;
      for (const { at, size } of tiles.slice(first, last)) {
        buffer.writeUInt32LE(size, to);
        readSync(this.fd, buffer, to + 4, size, at);
        buffer.copy(buffer, to + 4 + size, to + size, to + 4 + size);
        to += size + 8;
      }
      write(buffer, places[first] - 4);
      first = last;
    }
  }
}

const COPY_BYTES = 8 << 20;
const even = (size: number) => size + (size % 2);
