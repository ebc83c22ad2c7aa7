import type { Grid } from '../../core/array.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { describeProduct, mainDataset, type Product, readProduct } from '../../io/products/product.ts';
import { pointReference } from '../../io/products/reference-pixel.ts';
import { readPixels, type Sampling } from '../../operations/figures/pixels.ts';
import { frameOf, readTerrain } from '../../operations/figures/place.ts';
import { FILES } from '../../operations/work-files.ts';
import type { MapFrame } from '../../plot/index.ts';
import type { Plan } from '../plan.ts';
import { choosePlaces, type Place } from './places.ts';

/** Pixels of the longer side of the map on the page. */
const MOST = 640;

/** The rasters that the page shows, thinned out alike. */
export interface MapData {
  readonly product: Product;
  readonly sampling: Sampling;
  readonly frame: MapFrame;
  /** m/year, NaN where it is not reliable */
  readonly velocity: Grid;
  /** standard deviation of the velocity, m/year, NaN where it is not reliable */
  readonly deviation: Grid | undefined;
  /** temporal coherence, NaN where nothing was observed */
  readonly coherence: Grid | undefined;
  readonly height: Grid | undefined;
  /** in pixels of the thinned rasters */
  readonly reference: { readonly y: number; readonly x: number } | undefined;
  readonly places: readonly Place[];
  /** the series of the same grid; undefined when there is none */
  readonly series: string | undefined;
}

/** The velocity and what belongs to it, in map coordinates when they are there; undefined before there is a velocity. */
export async function readMapData(plan: Plan): Promise<MapData | undefined> {
  const isMap = plan.hasFile(plan.mapFile(FILES.velocity));
  const name = (file: string) => (isMap ? plan.mapFile(file) : file);
  if (!plan.hasFile(name(FILES.velocity))) return undefined;
  const path = (file: string) => (plan.hasFile(name(file)) ? plan.path(name(file)) : undefined);
  const product = await readProduct(plan.path(name(FILES.velocity)));
  if (!product.datasets.has('velocity')) return undefined;
  const { length, width } = product;
  const step = Math.max(1, Math.ceil(Math.max(length, width) / MOST));
  const sampling = { box: { y0: 0, x0: 0, y1: length, x1: width }, step };
  const read = (file: string | undefined, dataset?: string) =>
    file === undefined ? undefined : sampled(file, dataset, product, sampling);
  const [mask, coherence] = [await read(path(FILES.maskTempCoh)), await read(path(FILES.temporalCoherence))];
  const velocity = await withH5(product.path, (file) => readPixels(file, 'velocity', undefined, sampling));
  const deviation = product.datasets.has('velocityStd')
    ? await withH5(product.path, (file) => readPixels(file, 'velocityStd', undefined, sampling))
    : undefined;
  for (const grid of [velocity, deviation]) if (grid) hideUnreliable(grid, mask, velocity);
  coherence?.data.forEach((value, i) => {
    if (value === 0) coherence.data[i] = Number.NaN;
  });
  const geometry = path(plan.loaded.geometry);
  const at = pointReference(product);
  const reference = at && { y: Math.floor(at.y / step), x: Math.floor(at.x / step) };
  return {
    product,
    sampling,
    frame: frameOf(product, sampling),
    velocity,
    deviation,
    coherence,
    height:
      geometry === undefined
        ? undefined
        : await readTerrain(geometry, product, sampling).catch(() => undefined),
    reference,
    places: choosePlaces(velocity, coherence, reference),
    series: plan
      .timeseriesChain()
      .map(path)
      .findLast((file) => file !== undefined),
  };
}

/** Position in the file of a pixel of the thinned raster. */
export function filePixel({ sampling: { step }, product }: MapData, { y, x }: { y: number; x: number }) {
  const middle = step >> 1;
  return {
    y: Math.min(product.length - 1, y * step + middle),
    x: Math.min(product.width - 1, x * step + middle),
  };
}

/** A raster of another file of the same grid; undefined when it is none. */
async function sampled(
  path: string,
  dataset: string | undefined,
  like: Product,
  sampling: Sampling,
): Promise<Grid | undefined> {
  return withH5(path, (file: H5Reader) => {
    const product = describeProduct(file);
    if (product.length !== like.length || product.width !== like.width) return undefined;
    return readPixels(file, dataset ?? mainDataset(product), undefined, sampling);
  });
}

/** NaN where the mask is 0; without a mask where the velocity is exactly 0, as files have it where there are no data. */
function hideUnreliable(grid: Grid, mask: Grid | undefined, velocity: Grid): void {
  const keep = mask?.data ?? Uint8Array.from(velocity.data, (value) => (value === 0 ? 0 : 1));
  for (let i = 0; i < grid.data.length; i++) {
    if (keep[i] === 0 || Number.isNaN(keep[i])) grid.data[i] = Number.NaN;
  }
}
