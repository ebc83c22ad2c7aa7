import type { Box } from '../../core/array.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { FarFiles } from '../../loading/far-files.ts';
import type { FileLayer } from '../../loading/layer.ts';
import { openLayer } from '../../loading/open-layer.ts';

/** Rows and columns that are looked at together: about those of a chunk or two. */
const TILE = 256;

/**
 * Which pixels of a scene have a phase in any pair, found when it is asked for, tile by tile: a tile is read of one pair after the
 * other until all its pixels have been seen, which most often is the first.
 */
export class PhaseCoverage {
  private readonly pairs: readonly (readonly FileLayer[])[];
  private readonly grid: MapGrid;
  /** 1 = may have data and none has been seen */
  private readonly missing: Uint8Array;
  /** 1 = seen */
  private readonly found: Uint8Array;
  private readonly done = new Set<string>();
  private readonly files = new FarFiles();
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param pairs phases of the frames of each pair, on the scene, NaN = no data
   * @param inside [grid.length, grid.width], 1 = may have data
   */
  constructor(pairs: readonly (readonly FileLayer[])[], grid: MapGrid, inside: Uint8Array) {
    this.pairs = pairs;
    this.grid = grid;
    this.missing = Uint8Array.from(inside);
    this.found = new Uint8Array(inside.length);
  }

  /** @returns box rows one after the other, 1 = has a phase @throws {FileError} for products that cannot be read */
  async read(box: Box): Promise<Uint8Array> {
    // Layers that are read at the same time ask for the same tiles: the second finds them done.
    const turn = this.last.then(() => this.search(this.tilesOf(box)));
    this.last = turn.catch(() => undefined);
    await turn;
    const columns = box.x1 - box.x0;
    const out = new Uint8Array((box.y1 - box.y0) * columns);
    for (let y = box.y0; y < box.y1; y++) {
      const from = y * this.grid.width;
      out.set(this.found.subarray(from + box.x0, from + box.x1), (y - box.y0) * columns);
    }
    return out;
  }

  /** Tiles of a box that have not been looked at. */
  private tilesOf(box: Box): Box[] {
    const { length, width } = this.grid;
    const tiles: Box[] = [];
    for (let y0 = box.y0 - (box.y0 % TILE); y0 < box.y1; y0 += TILE)
      for (let x0 = box.x0 - (box.x0 % TILE); x0 < box.x1; x0 += TILE)
        if (!this.done.has(`${y0} ${x0}`))
          tiles.push({ y0, x0, y1: Math.min(length, y0 + TILE), x1: Math.min(width, x0 + TILE) });
    return tiles;
  }

  private async search(tiles: readonly Box[]): Promise<void> {
    let open = tiles.filter((tile) => this.isOpen(tile));
    for (const layer of this.pairs.flat()) {
      if (open.length === 0) break;
      const phase = await openLayer(layer, undefined, this.files);
      try {
        for (const tile of open) this.mark(tile, await phase.read(tile));
      } finally {
        phase.close();
      }
      open = open.filter((tile) => this.isOpen(tile));
    }
    for (const { y0, x0 } of tiles) this.done.add(`${y0} ${x0}`);
  }

  private isOpen({ y0, x0, y1, x1 }: Box): boolean {
    for (let y = y0; y < y1; y++) {
      const from = y * this.grid.width;
      if (this.missing.subarray(from + x0, from + x1).includes(1)) return true;
    }
    return false;
  }

  private mark({ y0, x0, y1, x1 }: Box, phase: Float32Array): void {
    for (let y = y0, i = 0; y < y1; y++)
      for (let at = y * this.grid.width + x0, end = at + x1 - x0; at < end; at++, i++)
        if (this.missing[at] === 1 && !Number.isNaN(phase[i])) {
          this.missing[at] = 0;
          this.found[at] = 1;
        }
  }
}
