import { GeoTIFF, type GeoTIFFImage } from 'geotiff';
import type { ByteSource } from '../../../io/bytes/byte-source.ts';
import type { Attributes, DatasetInfo } from '../../../io/hdf5/types.ts';
import { type Contents, describeFile } from './describe.ts';
import type { PatchChoice } from './messages.ts';
import { type OpenProduct, type ReadPatch, reducedPatch } from './opened.ts';
import type { Product } from './product.ts';

/** Bands that are listed at most. */
const MOST_BANDS = 2000;

/** The two bytes of the order and the number of TIFF and BigTIFF. */
export function isTiff(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, 4));
  return ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text);
}

/**
 * A GeoTIFF: maps in degrees or UTM, or an image without a place. Bands that are called by dates are one series. Overviews are
 * read where they suffice, tile by tile.
 * @throws {Error} in other coordinate systems, with a sentence for the user
 */
export async function openTiffProduct(bytes: ByteSource, name: string): Promise<OpenProduct> {
  const tiff = await GeoTIFF.fromSource(sourceOf(bytes));
  const numImage = await tiff.getImageCount();
  const images: GeoTIFFImage[] = [];
  for (let k = 0; k < Math.min(numImage, 40); k++) images.push(await tiff.getImage(k));
  const [image, ...others] = images;
  const levels = new Map([[1, image]]);
  for (const other of others) {
    const scale = Math.round(image.getWidth() / other.getWidth());
    const isCopy =
      scale > 1 &&
      other.getHeight() === Math.ceil(image.getHeight() / scale) &&
      other.getWidth() === Math.ceil(image.getWidth() / scale) &&
      other.getSamplesPerPixel() === image.getSamplesPerPixel();
    const isMask = ((other.fileDirectory.getValue('NewSubfileType') as number | undefined) ?? 0) & 4;
    if (isCopy && !isMask) levels.set(scale, other);
  }
  const { contents, bands } = await contentsOf(image, name);
  const product = await describeFile(contents, name, Number.POSITIVE_INFINITY);
  const scales = [...levels.keys()].filter((scale) => scale > 1).sort((a, b) => a - b);
  return new TiffProduct({ ...product, ...(scales.length > 0 && { levels: scales }) }, levels, bands);
}

/** What `geotiff` reads from. */
function sourceOf(bytes: ByteSource): Parameters<typeof GeoTIFF.fromSource>[0] {
  const get = async (slices: readonly { offset: number; length: number }[], signal?: AbortSignal) => {
    // Readers ask for more than there is at the end of a file.
    const ranges = slices.map(({ offset, length }) => ({
      start: Math.min(offset, bytes.size),
      end: Math.min(offset + length, bytes.size),
    }));
    return (await bytes.load(ranges, signal)).map((part) => part.slice().buffer as ArrayBuffer);
  };
  return {
    fetch: get,
    fetchSlice: async (slice: { offset: number; length: number }, signal?: AbortSignal) => ({
      ...slice,
      data: (await get([slice], signal))[0],
    }),
    fileSize: bytes.size,
    close: async () => bytes.close(),
  };
}

class TiffProduct implements OpenProduct {
  readonly product: Product;
  private readonly levels: ReadonlyMap<number, GeoTIFFImage>;
  /** bands of each dataset, from 0 */
  private readonly bands: ReadonlyMap<string, readonly number[]>;

  constructor(
    product: Product,
    levels: ReadonlyMap<number, GeoTIFFImage>,
    bands: ReadonlyMap<string, readonly number[]>,
  ) {
    this.product = product;
    this.levels = levels;
    this.bands = bands;
  }

  patch(dataset: string, plane: number, choice: PatchChoice, signal?: AbortSignal): Promise<ReadPatch> {
    const { levels = [] } = this.product;
    const scale = levels.findLast((level) => choice.window.step % level === 0) ?? 1;
    const band = this.bands.get(dataset)![plane];
    return reducedPatch(
      (y, x, rows, columns) => this.read(scale, [band], { y, x, rows, columns }, signal).then(([one]) => one),
      choice,
      scale,
    );
  }

  async series(dataset: string, y: number, x: number): Promise<Float32Array<ArrayBuffer>> {
    const all = await this.read(1, this.bands.get(dataset)!, { y, x, rows: 1, columns: 1 });
    return Float32Array.from(all, (one) => one[0]);
  }

  private async read(
    scale: number,
    samples: readonly number[],
    { y, x, rows, columns }: { y: number; x: number; rows: number; columns: number },
    signal?: AbortSignal,
  ): Promise<ArrayLike<number>[]> {
    const window = [x, y, x + columns, y + rows];
    const options = { window, samples: [...samples], ...(signal && { signal }) };
    return [...((await this.levels.get(scale)!.readRasters(options)) as Iterable<ArrayLike<number>>)];
  }
}

/** Place, words and bands in the words of the field. */
async function contentsOf(
  image: GeoTIFFImage,
  name: string,
): Promise<{ contents: Contents; bands: Map<string, readonly number[]> }> {
  const shape = [image.getHeight(), image.getWidth()];
  const numBand = Math.min(MOST_BANDS, image.getSamplesPerPixel());
  const words: Attributes = {};
  for (const [key, value] of Object.entries((await image.getGDALMetadata()) ?? {}))
    words[key] = String(value);
  const noData = image.getGDALNoData();
  const attributes = {
    ...words,
    LENGTH: String(shape[0]),
    WIDTH: String(shape[1]),
    ...placeOf(image, name),
    ...(noData !== null && { NO_DATA_VALUE: String(noData) }),
  };
  const own = await Promise.all(
    Array.from({ length: numBand }, async (_, k) => (await image.getGDALMetadata(k)) ?? {}),
  );
  const titles = own.map(({ DESCRIPTION }, k) => titleOf(String(DESCRIPTION ?? `band ${k + 1}`)));
  const isSeries = numBand > 1 && titles.every((title) => /^\d{8}$/.test(title));
  const bands = new Map<string, readonly number[]>();
  if (isSeries) bands.set('displacement', [...titles.keys()]);
  else
    for (const [k, title] of titles.entries()) bands.set(bands.has(title) ? `${title} ${k + 1}` : title, [k]);
  const datasets = new Map<string, DatasetInfo>();
  for (const [dataset, numbers] of bands) {
    const unit = own[numbers[0]]['UNITTYPE'] ?? words['UNIT'];
    datasets.set(dataset, {
      name: dataset,
      type: 'f4',
      shape: isSeries ? [numbers.length, ...shape] : shape,
      attributes: unit === undefined ? {} : { UNIT: String(unit) },
      compression: 'none',
    });
  }
  if (isSeries)
    datasets.set('date', { name: 'date', type: 'S8', shape: [numBand], attributes: {}, compression: 'none' });
  return { contents: { attributes, datasets, load: async () => titles }, bands };
}

/** `save_gdal` describes a band as `velocity (m/year), 20180104 to 20190204` or `timeseries-20180504 (m)`: the word it begins with. */
function titleOf(description: string): string {
  const word = /^([A-Za-z]\w*)(-\d{8}(_\d{8})?)? \(/.exec(description)?.[1] ?? description;
  return word === 'timeseries' ? 'displacement' : word;
}

/** Corner and pixel size where the coordinate system is one that maps here have. */
function placeOf(image: GeoTIFFImage, name: string): Attributes {
  const keys = image.getGeoKeys() ?? {};
  const projected = Number(keys.ProjectedCSTypeGeoKey ?? Number.NaN);
  const utm = /^32([67])(\d\d)$/.exec(String(projected));
  const isDegrees = keys.GTModelTypeGeoKey === 2 || keys.GeographicTypeGeoKey === 4326;
  if (keys.GTModelTypeGeoKey === 1 && !utm)
    throw new Error(
      `${name} is in a coordinate system that is not shown (EPSG:${projected}). Convert it: gdalwarp -t_srs EPSG:4326.`,
    );
  if (!utm && !isDegrees) return {};
  const [x, y] = image.getOrigin();
  const [dx, dy] = image.getResolution();
  const unit = utm ? 'meters' : 'degrees';
  return {
    X_FIRST: String(x),
    Y_FIRST: String(y),
    X_STEP: String(dx),
    Y_STEP: String(dy),
    X_UNIT: unit,
    Y_UNIT: unit,
    ...(utm && { UTM_ZONE: `${Number(utm[2])}${utm[1] === '6' ? 'N' : 'S'}` }),
  };
}
