import { WorkJournal } from '../../compute/work-journal.ts';
import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { CogFile } from '../../io/geotiff/cog-file.ts';
import { type CogLevel, cogLevels } from '../../io/geotiff/cog-levels.ts';
import type { TiffRaster } from '../../io/geotiff/fields.ts';
import { encodeTile, TILE } from '../../io/geotiff/tile.ts';
import { runItems } from '../engine.ts';
import { CoarseRaster } from './coarse-raster.ts';
import type { CogArgs, CogPart } from './cog-tiles-kernel.ts';

const BYTES_PER_THREAD = 2 << 20; // compressing takes a hundred times as long as moving

/**
 * Write a cloud-optimized GeoTIFF: tiles of 512 x 512, deflated, with overviews in which gaps stay gaps. Threads compress
 * windows of the image with the overviews that lie in them; the coarse overviews, a hundredth of the work, are made in the
 * end. No more than the windows at work is in memory, and the image at an eighth of its resolution.
 *
 * @param chunkShape of the dataset, if it is stored in chunks
 */
export async function writeCog(
  path: string,
  raster: TiffRaster,
  work: Omit<CogArgs, 'numLevel' | 'ownLevels' | 'type'>,
  chunkShape: readonly number[] | undefined,
  context: Context,
): Promise<void> {
  const levels = cogLevels(raster.grid);
  const { boxes, ownLevels } = windows(levels[0], chunkShape);
  const coarse =
    levels.length > ownLevels
      ? new CoarseRaster(levels[ownLevels].length, levels[ownLevels].width)
      : undefined;
  const file = new CogFile(path, raster, levels);
  try {
    const [{ y1, x1 }] = boxes;
    const bytesPerValue = 8 * (2 + Number(work.minus !== undefined) + Number(work.mask !== undefined));
    await runItems(
      {
        label: 'compressing',
        unit: 'pixels',
        sizeOf: (box: Box) => (box.y1 - box.y0) * (box.x1 - box.x0),
        items: boxes,
        journal: new WorkJournal<Box>([], undefined, String),
        size: {
          bytes: 4 * levels[0].length * levels[0].width,
          bytesPerThread: BYTES_PER_THREAD,
          bytesPerItem: bytesPerValue * y1 * x1,
        },
        kernel: 'makeCogTiles',
        args: () => ({ ...work, type: raster.type, numLevel: levels.length, ownLevels }),
        collect(box: Box, part: CogPart) {
          addTiles(file, levels, part);
          if (part.rest !== undefined) coarse?.place(part.rest, box.y0 >> ownLevels, box.x0 >> ownLevels);
          return undefined;
        },
      },
      context,
    );
    if (coarse !== undefined) addCoarseTiles(file, levels, ownLevels, coarse);
    await file.finish();
  } finally {
    file.close();
  }
  context.log.info(`wrote ${path}`);
}

/** Windows that overviews can be made of: all columns where the file has all of them in a chunk. */
function windows(
  { length, width }: CogLevel,
  chunkShape: readonly number[] | undefined,
): { boxes: Box[]; ownLevels: number } {
  const isWide = (chunkShape?.at(-1) ?? 0) > 4 * TILE;
  const ownLevels = isWide ? 2 : 3;
  const rows = TILE << (ownLevels - 1);
  const columns = isWide ? width : rows;
  const boxes: Box[] = [];
  for (let y0 = 0; y0 < length; y0 += rows)
    for (let x0 = 0; x0 < width; x0 += columns)
      boxes.push({ y0, x0, y1: Math.min(length, y0 + rows), x1: Math.min(width, x0 + columns) });
  return { boxes, ownLevels };
}

function addTiles(file: CogFile, levels: readonly CogLevel[], { bytes, tiles }: CogPart): void {
  let at = 0;
  for (const { level, row, column, size } of tiles) {
    file.add({
      level,
      index: row * levels[level].tilesAcross + column,
      bytes: bytes.subarray(at, at + size),
    });
    at += size;
  }
}

/** The resolutions that no window makes tiles of. */
function addCoarseTiles(
  file: CogFile,
  levels: readonly CogLevel[],
  first: number,
  coarse: CoarseRaster,
): void {
  const rasters = coarse.levels();
  for (let level = first; level < levels.length; level++) {
    const { length, width, tilesDown, tilesAcross } = levels[level];
    const { values } = rasters.next().value;
    for (let index = 0; index < tilesDown * tilesAcross; index++) {
      const [y, x] = [Math.floor(index / tilesAcross) * TILE, (index % tilesAcross) * TILE];
      file.add({ level, index, bytes: encodeTile(values, length, width, y, x) });
    }
  }
}
