import { blobSource } from '../../../io/bytes/blob-source.ts';
import type { ByteSource } from '../../../io/bytes/byte-source.ts';
import { openUrl } from '../../../io/bytes/http-source.ts';
import { type H5FileReader, openH5Source } from '../../../io/hdf5/reader.ts';
import { describeFile } from './describe.ts';
import type { FileSource, PatchChoice } from './messages.ts';
import { type Box, type OpenProduct, type ReadPatch, reducedPatch, rowByRow } from './opened.ts';
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
  /** where the server is asked for values */
  private readonly asked: string | undefined;
  private readonly cubes = new Map<string, ArrayBuffer>();

  constructor(product: Product, file: H5FileReader, source: Exclude<FileSource, { kind: 'folder' }>) {
    this.product = product;
    this.file = file;
    this.asked = source.kind === 'url' ? source.values : undefined;
  }

  patch(dataset: string, plane: number, choice: PatchChoice, signal?: AbortSignal): Promise<ReadPatch> {
    const { shape, compression } = this.file.datasets.get(dataset)!;
    const isStack = shape.length === 3;
    const { asked } = this;
    // What is not packed the server reads faster than it gives out whole chunks; what is packed is unpacked here, on another core.
    if (asked !== undefined && compression === 'none') {
      const part = { dataset, ...(isStack && { plane }) };
      return reducedPatch(
        (y, x, rows, columns, every = 1) => askValues(asked, { ...part, y, x, rows, columns, every }, signal),
        choice,
      );
    }
    const read = async (y: number, x: number, rows: number, columns: number) => {
      const slab = isStack
        ? { start: [plane, y, x], count: [1, rows, columns] }
        : { start: [y, x], count: [rows, columns] };
      return (await this.file.load(dataset, slab, signal)) as ArrayLike<number>;
    };
    return reducedPatch(rowByRow(read), choice);
  }

  async cube(dataset: string, { y0, x0, y1, x1 }: Box): Promise<Float32Array> {
    const [planes] = this.file.datasets.get(dataset)!.shape;
    // A contiguous stack has each plane elsewhere: one question instead of a range for each.
    if (this.asked !== undefined)
      return askValues(
        this.asked,
        { dataset, y: y0, x: x0, rows: y1 - y0, columns: x1 - x0 },
        undefined,
        this.memoryFor(dataset, 4 * planes * (y1 - y0) * (x1 - x0)),
      );
    const slab = { start: [0, y0, x0], count: [planes, y1 - y0, x1 - x0] };
    const values = await this.file.load(dataset, slab);
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  }

  /** Fresh memory for every cube takes as long as its bytes take to come. */
  private memoryFor(dataset: string, size: number): ArrayBuffer {
    const known = this.cubes.get(dataset);
    if (known !== undefined && known.byteLength >= size) return known;
    const memory = new ArrayBuffer(size);
    this.cubes.set(dataset, memory);
    return memory;
  }

  async series(dataset: string, y: number, x: number): Promise<Float32Array<ArrayBuffer>> {
    if (this.asked !== undefined) return askValues(this.asked, { dataset, y, x });
    const [planes] = this.file.datasets.get(dataset)!.shape;
    const values = await this.file.load(dataset, { start: [0, y, x], count: [planes, 1, 1] });
    return Float32Array.from(values as ArrayLike<number>);
  }
}

/**
 * Values read by the server: where they begin, and rows and columns of them, in one plane or all.
 * @param memory where they are put
 */
async function askValues(
  url: string,
  part: Readonly<Record<string, string | number>>,
  signal?: AbortSignal,
  memory?: ArrayBuffer,
): Promise<Float32Array<ArrayBuffer>> {
  const query = new URLSearchParams(Object.entries(part).map(([key, value]) => [key, String(value)]));
  const response = await fetch(`${url}?${query}`, signal && { signal });
  if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  const size = Number(response.headers.get('Content-Length'));
  if (memory === undefined || memory.byteLength < size || response.body === null)
    return new Float32Array(await response.arrayBuffer());
  const out = new Uint8Array(memory, 0, size);
  const reader = response.body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    out.set(value, at);
    at += value.length;
  }
  return new Float32Array(memory, 0, size / 4);
}
