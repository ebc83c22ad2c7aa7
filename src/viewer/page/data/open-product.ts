import { blobSource } from '../../../io/bytes/blob-source.ts';
import type { ByteSource } from '../../../io/bytes/byte-source.ts';
import { openUrl } from '../../../io/bytes/http-source.ts';
import { type H5FileReader, openH5Source } from '../../../io/hdf5/reader.ts';
import { describeFile } from './describe.ts';
import type { FileSource, PatchChoice } from './messages.ts';
import { type Box, type OpenProduct, type ReadPatch, type ReadRows, reducedPatch } from './opened.ts';
import type { Product } from './product.ts';
import { isTiff, openTiffProduct } from './tiff-product.ts';
import { openZarrProduct } from './zarr-product.ts';

/** Open a file by what it is. */
export async function openProduct(source: FileSource): Promise<OpenProduct> {
  if (
    source.kind === 'folder' ||
    /\.zarr\/?$/.test(source.name) ||
    (source.kind === 'url' && /\.zarr\/?$/.test(source.url))
  )
    return openZarrProduct(source);
  const bytes = await bytesOf(source);
  if (bytes.size > 4 && isTiff((await bytes.load([{ start: 0, end: 4 }]))[0]))
    return openTiffProduct(bytes, source.name);
  const file = await openH5Source(bytes);
  return new H5Product(await describeFile(file, source.name, bytes.size), file, source);
}

function bytesOf(source: Exclude<FileSource, { kind: 'folder' }>): Promise<ByteSource> | ByteSource {
  // Large pieces: the other end of this wire is near, or every request costs more than its bytes.
  const limits = { gapBytes: 64 << 10, requestBytes: 16 << 20 };
  return source.kind === 'file'
    ? blobSource(source.file, source.name, limits)
    : openUrl(source.url, { limits });
}

class H5Product implements OpenProduct {
  readonly product: Product;
  private readonly file: H5FileReader;
  private readonly source: Exclude<FileSource, { kind: 'folder' }>;

  constructor(product: Product, file: H5FileReader, source: Exclude<FileSource, { kind: 'folder' }>) {
    this.product = product;
    this.file = file;
    this.source = source;
  }

  patch(dataset: string, plane: number, choice: PatchChoice, signal?: AbortSignal): Promise<ReadPatch> {
    const isStack = this.file.datasets.get(dataset)?.shape.length === 3;
    const read: ReadRows = async (y, x, rows, columns) => {
      const slab = isStack
        ? { start: [plane, y, x], count: [1, rows, columns] }
        : { start: [y, x], count: [rows, columns] };
      return (await this.file.load(dataset, slab, signal)) as ArrayLike<number>;
    };
    return reducedPatch(read, choice);
  }

  async cube(dataset: string, { y0, x0, y1, x1 }: Box): Promise<Float32Array> {
    const { source } = this;
    // A contiguous stack has each plane elsewhere: one question instead of a range for each.
    if (source.kind === 'url' && source.series !== undefined)
      return askSeries(source.series, { dataset, y: y0, x: x0, rows: y1 - y0, columns: x1 - x0 });
    const [planes] = this.file.datasets.get(dataset)!.shape;
    const slab = { start: [0, y0, x0], count: [planes, y1 - y0, x1 - x0] };
    const values = await this.file.load(dataset, slab);
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  }

  async series(dataset: string, y: number, x: number): Promise<Float32Array<ArrayBuffer>> {
    const { source, file } = this;
    if (source.kind === 'url' && source.series !== undefined)
      return askSeries(source.series, { dataset, y, x });
    const [planes] = file.datasets.get(dataset)!.shape;
    const values = await file.load(dataset, { start: [0, y, x], count: [planes, 1, 1] });
    return Float32Array.from(values as ArrayLike<number>);
  }
}

/** Pixels in all planes, read by the server: where they begin, and rows and columns of them. */
async function askSeries(
  url: string,
  part: Readonly<Record<string, string | number>>,
): Promise<Float32Array<ArrayBuffer>> {
  const query = new URLSearchParams(Object.entries(part).map(([key, value]) => [key, String(value)]));
  const response = await fetch(`${url}?${query}`);
  if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  return new Float32Array(await response.arrayBuffer());
}
