import { FileError } from '../../core/errors.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';
import { openTiff, type TiffImage } from '../../io/geotiff/tiff-image.ts';
import type { GeometryDataset } from '../../loading/description.ts';
import { computedLayer, type Layer, tiffLayer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { type PixelTransform, replaceNoData, toBoolean } from '../../loading/pixel-transforms.ts';
import { azimuthOf, incidenceOf } from '../look-angles.ts';
import { rasterOnGrid } from '../map-raster.ts';
import type { DispProduct } from './product.ts';

export interface StaticLayers {
  readonly layers: Partial<Record<GeometryDataset, Layer>>;
  /** degrees clockwise from north, as far as the line of sight tells; undefined without it */
  readonly heading: number | undefined;
}

/**
 * Geometry of a frame from its static layers. Those of the whole frame serve products that were cut, too.
 * @throws {FileError} when a file cannot be read, or does not hold what its option stands for
 */
export async function staticLayers(options: LoadOptions, product: DispProduct): Promise<StaticLayers> {
  const dem = requiredFilesOf(options, 'demFile')[0];
  const [los] = filesOf(options, 'incAngleFile');
  const [shadow] = filesOf(options, 'shadowMaskFile');
  const [water] = filesOf(options, 'waterMaskFile');
  const layers: Partial<Record<GeometryDataset, Layer>> = {
    height: await bandOnGrid(dem, 1, product, [replaceNoData(Number.NaN)]),
  };
  if (shadow !== undefined)
    layers.shadowMask = await bandOnGrid(shadow, 1, product, [replaceNoData(0), toBoolean]);
  if (water !== undefined) layers.waterMask = await bandOnGrid(water, 1, product, [replaceNoData(0)]);
  else if (product.datasets.has('water_mask')) layers.waterMask = ownWaterMask(product);
  if (los === undefined) return { layers, heading: undefined };
  const [east, north, up] = await Promise.all(
    [1, 2, 3].map((band) => bandOnGrid(los, band, product, [replaceNoData(0)])),
  );
  const shape = [product.grid.length, product.grid.width] as const;
  layers.incidenceAngle = computedLayer(los, shape, [up], (_, [u]) => u.map(incidenceOf));
  layers.azimuthAngle = computedLayer(los, shape, [east, north, up], (_, [e, n, u]) =>
    u.map((value, i) => azimuthOf(e[i], n[i], value)),
  );
  return { layers, heading: await headingOf(los) };
}

function ownWaterMask({ path, grid }: DispProduct): Layer {
  const { length, width } = grid;
  const source = { kind: 'dataset', path, dataset: 'water_mask' } as const;
  return { label: `${path}:water_mask`, length, width, source, transforms: [replaceNoData(0)] };
}

async function open<T>(path: string, use: (image: TiffImage) => T | Promise<T>): Promise<T> {
  const image = await openTiff(new LocalFile(path));
  try {
    return await use(image);
  } finally {
    image.close();
  }
}

/** A band where it lies on the pixels of the products already, else brought there from the nearest pixels. */
async function bandOnGrid(
  path: string,
  band: number,
  { grid, epsg }: DispProduct,
  transforms: readonly PixelTransform[],
): Promise<Layer> {
  return open(path, async (image) => {
    if (band > image.bands)
      throw new FileError(
        `${path} has ${image.bands} band(s), not the three of a line of sight (east, north, up).`,
        'Take line_of_sight_enu.tif of the static layers of the frame.',
      );
    const { place } = image;
    const isSame = (axis: 'y' | 'x') =>
      place !== undefined &&
      Math.abs(place[`${axis}First`] - grid[`${axis}First`]) < Math.abs(grid[`${axis}Step`]) / 100 &&
      Math.abs(place[`${axis}Step`] - grid[`${axis}Step`]) < 1e-6 * Math.abs(grid[`${axis}Step`]);
    if (image.length === grid.length && image.width === grid.width && isSame('y') && isSame('x'))
      return tiffLayer(image, { band, transforms });
    const values = await rasterOnGrid(path, grid, epsg, 'nearest', band);
    if (!values.some((value) => !Number.isNaN(value)))
      throw new FileError(`${path} does not cover the products.`, 'Take the static layers of their frame.');
    return wholeLayer(path, [grid.length, grid.width], values, transforms);
  });
}

/** Values in memory as a layer; what lies outside of their file is no data. */
function wholeLayer(
  label: string,
  shape: readonly [length: number, width: number],
  values: Float32Array,
  transforms: readonly PixelTransform[],
): Layer {
  const isMask = transforms.includes(toBoolean);
  return computedLayer(label, shape, [], (box) => {
    const width = box.x1 - box.x0;
    const out = new Float32Array((box.y1 - box.y0) * width);
    for (let y = box.y0; y < box.y1; y++)
      out.set(values.subarray(y * shape[1] + box.x0, y * shape[1] + box.x1), (y - box.y0) * width);
    return isMask ? out.map((value) => (value > 0 ? 1 : 0)) : out;
  });
}

/** Heading of a satellite that looks to the right, from the vector in the middle of the frame, or near it. */
async function headingOf(path: string): Promise<number | undefined> {
  return open(path, async (image) => {
    for (const share of [0.5, 0.35, 0.65]) {
      const [y0, x0] = [Math.floor(share * image.length), Math.floor(share * image.width)];
      const box = { y0, x0, y1: y0 + 1, x1: x0 + 1 };
      const [e, n, u] = await Promise.all([1, 2, 3].map(async (band) => (await image.read(band, box))[0]));
      if (!(Math.abs(u) > 0)) continue;
      const heading = 90 - azimuthOf(e, n, u);
      return heading > 180 ? heading - 360 : heading;
    }
    return undefined;
  });
}
