import type { Attributes, DatasetInfo, H5Type } from '../../../io/hdf5/types.ts';
import { type FilePart, type GetFile, type ZarrArrayInfo, ZarrStore } from '../../../io/zarr/store-reader.ts';
import { describeFile } from './describe.ts';
import type { FileSource, PatchChoice } from './messages.ts';
import { type OpenProduct, type ReadPatch, reducedPatch, rowByRow } from './opened.ts';
import type { Product } from './product.ts';

/** A Zarr store as `save_zarr` or an export of the viewer writes it. */
export async function openZarrProduct(source: FileSource): Promise<OpenProduct> {
  const store = await ZarrStore.open(source.name, filesOf(source));
  const own = store.attributes['mintsar_product'] as Product | undefined;
  const levels = levelsOf(store);
  const product = own?.layers ? { ...own, name: source.name } : await describeStore(store, source.name);
  const arrays = store.attributes['mintsar_arrays'] as Readonly<Record<string, string>> | undefined;
  return new ZarrProduct({ ...product, ...(levels.length > 0 && { levels }) }, store, arrays ?? {});
}

function filesOf(source: FileSource): GetFile {
  if (source.kind === 'folder')
    return async (path, part) => {
      const file = source.files.get(path);
      return file && new Uint8Array(await sliceOf(file, part).arrayBuffer());
    };
  return filesOnServer(source.name, source.kind === 'url' ? source.url.replace(/\/?$/, '/') : '');
}

function sliceOf(file: Blob, part: FilePart | undefined): Blob {
  if (part === undefined) return file;
  return 'last' in part ? file.slice(-part.last) : file.slice(part.start, part.end);
}

/** Bytes of whole files that are kept where a server knows no ranges. */
const KEPT_BYTES = 64 << 20;

function filesOnServer(name: string, root: string): GetFile {
  const kept = new Map<string, Uint8Array>();
  let keptBytes = 0;
  return async (path, part) => {
    const whole = kept.get(path);
    if (whole !== undefined && part !== undefined) return partOf(whole, part);
    const range = part && {
      Range: 'last' in part ? `bytes=-${part.last}` : `bytes=${part.start}-${part.end - 1}`,
    };
    const response = await fetch(root + path, range && { headers: range });
    if (response.status === 404 || response.status === 403) return undefined; // object stores: what is not there is forbidden
    if (!response.ok) throw new Error(`${name}: the server answered ${response.status}.`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (part === undefined || response.status === 206) return bytes;
    kept.set(path, bytes);
    keptBytes += bytes.length;
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= KEPT_BYTES || oldest === path) break;
      keptBytes -= length;
      kept.delete(oldest);
    }
    return partOf(bytes, part);
  };
}

function partOf(bytes: Uint8Array, part: FilePart): Uint8Array {
  return 'last' in part ? bytes.subarray(-part.last) : bytes.subarray(part.start, part.end);
}

/** Coarser copies of all rasters, each of half the rows and columns of the one before. */
function levelsOf(store: ZarrStore): number[] {
  const multiscales = store.attributes['multiscales'] as { layout?: unknown[] } | undefined;
  return Array.from({ length: Math.max(0, (multiscales?.layout?.length ?? 1) - 1) }, (_, k) => 2 ** (k + 1));
}

class ZarrProduct implements OpenProduct {
  readonly product: Product;
  private readonly store: ZarrStore;
  private readonly arrays: Readonly<Record<string, string>>;

  constructor(product: Product, store: ZarrStore, arrays: Readonly<Record<string, string>>) {
    this.product = product;
    this.store = store;
    this.arrays = arrays;
  }

  patch(dataset: string, plane: number, choice: PatchChoice): Promise<ReadPatch> {
    const { levels = [] } = this.product;
    const scale = levels.findLast((level) => choice.window.step % level === 0) ?? 1;
    const path = `${scale === 1 ? '' : `${Math.log2(scale)}/`}${this.pathOf(dataset)}`;
    const isStack = this.store.arrays.get(path)?.shape.length === 3;
    return reducedPatch(
      rowByRow((y, x, rows, columns) =>
        this.store.read(
          path,
          isStack
            ? { start: [plane, y, x], count: [1, rows, columns] }
            : { start: [y, x], count: [rows, columns] },
        ),
      ),
      choice,
      scale,
    );
  }

  async series(dataset: string, y: number, x: number): Promise<Float32Array<ArrayBuffer>> {
    const path = this.pathOf(dataset);
    const together = this.store.arrays.get(`series/${path}`) ?? this.store.arrays.get(path);
    const planes = together!.shape.slice(0, -2);
    const values = await this.store.read(together!.path, {
      start: [...planes.map(() => 0), y, x],
      count: [...planes, 1, 1],
    });
    return Float32Array.from(values);
  }

  private pathOf(dataset: string): string {
    return this.arrays[dataset] ?? dataset;
  }
}

const TYPES: Readonly<Record<string, H5Type>> = {
  int8: 'i1',
  uint8: 'u1',
  bool: 'bool',
  int16: 'i2',
  uint16: 'u2',
  int32: 'i4',
  uint32: 'u4',
  float32: 'f4',
  float64: 'f8',
};

/** CF words (`save_zarr`) told as the attributes and datasets of the field. */
async function describeStore(store: ZarrStore, name: string): Promise<Product> {
  const rasters = [...store.arrays.values()].filter(
    ({ path, shape }) => !path.includes('/') && (shape.length === 2 || shape.length === 3),
  );
  const first = rasters[0];
  const datasets = new Map<string, DatasetInfo>();
  for (const raster of rasters) datasets.set(raster.path, datasetOf(raster));
  const dates = await datesOf(store, first);
  if (dates)
    datasets.set('date', {
      name: 'date',
      type: 'S8',
      shape: [dates.length],
      attributes: {},
      compression: 'none',
    });
  const attributes = { ...wordsOf(store.attributes), ...(first && (await placeOf(store, first))) };
  const isSeries = first?.path === 'displacement' && dates !== undefined;
  return describeFile(
    {
      attributes: isSeries ? { FILE_TYPE: 'timeseries', ...attributes } : attributes,
      datasets,
      load: async (dataset: string) => (dataset === 'date' ? (dates ?? []) : await store.read(dataset)),
    },
    name,
    Number.POSITIVE_INFINITY,
  );
}

function wordsOf(words: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(
    Object.entries(words)
      .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
      .map(([key, value]) => [key, String(value)]),
  );
}

function datasetOf({ path, shape, type, attributes }: ZarrArrayInfo): DatasetInfo {
  const { units } = attributes;
  return {
    name: path,
    type: TYPES[type],
    shape,
    attributes: typeof units === 'string' ? { UNIT: units } : {},
    compression: 'none',
  };
}

/** YYYYMMDD of a time axis (CF conventions, 4.4). */
async function datesOf(store: ZarrStore, raster: ZarrArrayInfo | undefined): Promise<string[] | undefined> {
  const axis = raster?.shape.length === 3 ? raster.dimensions[0] : undefined;
  const info = axis === undefined ? undefined : store.arrays.get(axis);
  const match = /^(days|hours|minutes|seconds) since (\d{4}-\d\d-\d\d)/.exec(
    String(info?.attributes['units'] ?? ''),
  );
  if (info === undefined || match === null) return undefined;
  const unit = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 }[match[1]]!;
  const start = Date.parse(`${match[2]}T00:00:00Z`);
  const day = (time: number) => new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
  return Array.from(await store.read(info.path), (value) => day(start + value * unit * 1000));
}

/** Size, and where the first pixel lies, from the coordinates of pixel centres. */
async function placeOf(store: ZarrStore, { shape, dimensions }: ZarrArrayInfo): Promise<Attributes> {
  const size = { LENGTH: String(shape.at(-2)), WIDTH: String(shape.at(-1)) };
  const axes = [dimensions.at(-2), dimensions.at(-1)].map((axis) => store.arrays.get(axis ?? ''));
  if (axes.some((axis) => axis?.shape.length !== 1 || axis.shape[0] < 2)) return size;
  const [y, x] = await Promise.all(axes.map(async (axis) => edgeOf(await store.read(axis!.path))));
  const crs = store.arrays.get('crs')?.attributes ?? {};
  const zone = /EPSG:32([67])(\d\d)$/.exec(String(crs['epsg_code'] ?? ''));
  const isDegrees = /degree/.test(String(axes[1]?.attributes['units'] ?? ''));
  if (!isDegrees && !zone) return size;
  return {
    ...size,
    Y_FIRST: String(y.first),
    Y_STEP: String(y.step),
    X_FIRST: String(x.first),
    X_STEP: String(x.step),
    ...(zone && { UTM_ZONE: `${Number(zone[2])}${zone[1] === '6' ? 'N' : 'S'}` }),
    X_UNIT: isDegrees ? 'degrees' : 'meters',
    Y_UNIT: isDegrees ? 'degrees' : 'meters',
  };
}

function edgeOf(centres: ArrayLike<number>): { first: number; step: number } {
  const n = centres.length;
  const step = (centres[n - 1] - centres[0]) / (n - 1);
  return { first: centres[0] - step / 2, step };
}
