import type { Box } from '../../core/array.ts';
import { blockMemory } from '../../core/block-memory.ts';
import { FileError } from '../../core/errors.ts';
import { cropGrid, type MapGrid } from '../../core/geometry/map-grid.ts';
import { mapTransform } from '../../core/geometry/map-transform.ts';
import { warpMap, warpWindow } from '../../core/geometry/resample/warp-map.ts';
import type { GunwProduct, GunwRaster } from '../../io/gunw/gunw-product.ts';
import type { ProductFiles } from './product-files.ts';

/** Pixels of a lattice that two maps may be apart, in shares of one, and be the same map. */
const SAME_STEP = 1e-6;

/**
 * A product on the pixels of another map: on its own lattice, moved by whole pixels, else by the nearest pixel.
 */
export class FrameReader {
  readonly product: GunwProduct;
  /** where it lies on the map, which it may reach beyond */
  readonly box: Box;
  private readonly grid: MapGrid;
  private readonly epsg: number;
  private readonly files: ProductFiles;
  private readonly memory = new Map<GunwRaster, ReturnType<typeof blockMemory>>();

  /** @param grid of the map, in `epsg` */
  constructor(product: GunwProduct, grid: MapGrid, epsg: number, files: ProductFiles) {
    this.product = product;
    this.grid = grid;
    this.epsg = epsg;
    this.files = files;
    this.box = boxOnGrid(product, grid, epsg);
  }

  /** Whether it has pixels in a window of the map. */
  meets({ y0, x0, y1, x1 }: Box): boolean {
    return this.box.y0 < y1 && this.box.y1 > y0 && this.box.x0 < x1 && this.box.x1 > x0;
  }

  /**
   * Values of a window, which may reach beyond the product. They stand where the next window of the layer is read.
   * @returns NaN where there is no data; undefined where the product does not have the layer
   */
  async read(layer: GunwRaster, window: Box): Promise<Float32Array | undefined> {
    const name = this.product.rasters[layer];
    if (name === undefined) return undefined;
    return this.isOnLattice ? this.shifted(name, layer, window) : this.warped(name, layer, window);
  }

  private get isOnLattice(): boolean {
    return isOnLattice(this.product, this.grid, this.epsg);
  }

  private async shifted(name: string, layer: GunwRaster, window: Box): Promise<Float32Array> {
    const width = window.x1 - window.x0;
    const { box } = this;
    const [y0, y1] = [Math.max(window.y0, box.y0), Math.min(window.y1, box.y1)];
    const [x0, x1] = [Math.max(window.x0, box.x0), Math.min(window.x1, box.x1)];
    const size = (window.y1 - window.y0) * width;
    if (y1 <= y0 || x1 <= x0) return new Float32Array(size).fill(Number.NaN);
    const own = await this.clean(name, layer, {
      y0: y0 - box.y0,
      x0: x0 - box.x0,
      y1: y1 - box.y0,
      x1: x1 - box.x0,
    });
    if (own.length === size) return own;
    const out = new Float32Array(size).fill(Number.NaN);
    const columns = x1 - x0;
    for (let y = y0; y < y1; y++)
      out.set(
        own.subarray((y - y0) * columns, (y - y0 + 1) * columns),
        (y - window.y0) * width + x0 - window.x0,
      );
    return out;
  }

  private async warped(name: string, layer: GunwRaster, window: Box): Promise<Float32Array> {
    const target = cropGrid(this.grid, window);
    const box = warpWindow(this.product.grid, target);
    if (box === undefined) return new Float32Array(target.length * target.width).fill(Number.NaN);
    const data = await this.clean(name, layer, box);
    const source = { data, shape: [box.y1 - box.y0, box.x1 - box.x0] as const };
    return warpMap(source, cropGrid(this.product.grid, box), target, 'nearest');
  }

  /** Values of a window of the product, NaN where it says that there are none. */
  private async clean(name: string, layer: GunwRaster, box: Box): Promise<Float32Array> {
    const slab = { start: [box.y0, box.x0], count: [box.y1 - box.y0, box.x1 - box.x0] };
    const file = await this.files.file(this.product);
    const info = file.datasets.get(name);
    const { length, width } = this.product.grid;
    if (info?.shape.join() !== `${length},${width}`)
      throw new FileError(
        `${this.product.path}: ${name} has ${info?.shape.join(' x ') ?? 'no'} pixels, the phase ${length} x ${width}.`,
        'Download the product again.',
      );
    const memory = this.memory.get(layer) ?? blockMemory();
    this.memory.set(layer, memory);
    const read = await this.files.read(this.product, name, slab, memory(slab.count[0] * slab.count[1]));
    const values = read instanceof Float32Array ? read : new Float32Array(read as ArrayLike<number>);
    const fill = Number(info.attributes['_FillValue'] ?? Number.NaN);
    const isLabel = layer === 'connectedComponents';
    const none = layer === 'unwrappedPhase' ? 0 : Number.NaN;
    if (isLabel)
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value < 0 || value >= 65_535 || value === fill) values[i] = Number.NaN;
      }
    else
      for (let i = 0; i < values.length; i++)
        if (values[i] === none || values[i] === fill) values[i] = Number.NaN;
    if (this.product.sign < 0 && (layer === 'unwrappedPhase' || layer === 'ionosphere'))
      for (let i = 0; i < values.length; i++) values[i] = -values[i];
    if (this.product.mask !== undefined) await this.maskOut(values, slab);
    return values;
  }

  /** Pixels that a NISAR product knows not to be valid: outside of the sub-swaths of either acquisition. */
  private async maskOut(values: Float32Array, slab: { start: number[]; count: number[] }): Promise<void> {
    const words = (await this.files.read(this.product, this.product.mask!, slab)) as Uint32Array;
    for (let i = 0; i < values.length; i++) if (IS_VALID[words[i] & 255] === 0) values[i] = Number.NaN;
  }
}

/** By the low byte of a NISAR mask, three decimal digits: water, sub-swath of reference and secondary; 255 is no data. */
const IS_VALID = Uint8Array.from({ length: 256 }, (_, m) =>
  m !== 255 && Math.floor(m / 10) % 10 > 0 && m % 10 > 0 ? 1 : 0,
);

function isOnLattice(product: GunwProduct, grid: MapGrid, epsg: number): boolean {
  const same = (a: number, b: number) => Math.abs(a - b) <= SAME_STEP * Math.abs(b);
  return (
    product.epsg === epsg && same(product.grid.yStep, grid.yStep) && same(product.grid.xStep, grid.xStep)
  );
}

/** Where a product lies on a map, in its pixels. */
function boxOnGrid(product: GunwProduct, grid: MapGrid, epsg: number): Box {
  const own = product.grid;
  if (isOnLattice(product, grid, epsg)) {
    const turn = product.grid.utmZone === undefined ? 360 * Math.round((own.xFirst - grid.xFirst) / 360) : 0;
    const y0 = Math.round((own.yFirst - grid.yFirst) / grid.yStep);
    const x0 = Math.round((own.xFirst - turn - grid.xFirst) / grid.xStep);
    return { y0, x0, y1: y0 + own.length, x1: x0 + own.width };
  }
  // The other way round: the pixels of the map from which the product's would be taken reach over it.
  return reachOnGrid(own, grid);
}

/** Points along an edge of a map that is curved on another one. */
const EDGE_POINTS = 17;

function reachOnGrid(own: MapGrid, grid: MapGrid): Box {
  const to = placer(own, grid);
  const edge = Array.from({ length: EDGE_POINTS }, (_, k) => k / (EDGE_POINTS - 1));
  const corners = edge.flatMap((t) => [
    to(t * own.length, 0),
    to(t * own.length, own.width),
    to(0, t * own.width),
    to(own.length, t * own.width),
  ]);
  const [rows, columns] = [0, 1].map((k) => corners.map((corner) => corner[k]));
  return {
    y0: Math.floor(Math.min(...rows)) - 1,
    x0: Math.floor(Math.min(...columns)) - 1,
    y1: Math.ceil(Math.max(...rows)) + 1,
    x1: Math.ceil(Math.max(...columns)) + 1,
  };
}

/** From rows and columns (edges) of one map to those of another. */
function placer(from: MapGrid, to: MapGrid): (row: number, column: number) => [row: number, column: number] {
  const place = mapTransform(from, to);
  return (row, column) => {
    const [y, x] = place(from.yFirst + row * from.yStep, from.xFirst + column * from.xStep);
    return [(y - to.yFirst) / to.yStep, (x - to.xFirst) / to.xStep];
  };
}
