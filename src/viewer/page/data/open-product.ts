import { blobSource } from '../../../io/bytes/blob-source.ts';
import type { ByteSource } from '../../../io/bytes/byte-source.ts';
import { openUrl } from '../../../io/bytes/http-source.ts';
import { type H5FileReader, openH5Source } from '../../../io/hdf5/reader.ts';
import { describeFile } from './describe.ts';
import type { FileSource, PatchChoice } from './messages.ts';
import type { Patch, Product, Statistics } from './product.ts';
import { Reduction } from './reduce.ts';
import { reliefOf } from './relief.ts';
import { statisticsOf } from './statistics.ts';

/** Values read at a time: bounds the memory beside the result. */
const BAND_VALUES = 4 << 20;

/** A file the page reads from: what a reader of any format offers. */
export interface OpenProduct {
  readonly product: Product;
  /** Part of a plane, `step` pixels to one. */
  patch(dataset: string, plane: number, choice: PatchChoice): Promise<Patch & { statistics?: Statistics }>;
  /** Values of a pixel in all planes, as they stand in the file. */
  series(dataset: string, y: number, x: number): Promise<Float32Array<ArrayBuffer>>;
}

/** Open a file by what it is. */
export async function openProduct(source: FileSource): Promise<OpenProduct> {
  const bytes = await bytesOf(source);
  const file = await openH5Source(bytes);
  return new H5Product(await describeFile(file, source.name, bytes.size), file, source);
}

function bytesOf(source: FileSource): Promise<ByteSource> | ByteSource {
  // Large pieces: the other end of this wire is near, or every request costs more than its bytes.
  const limits = { gapBytes: 64 << 10, requestBytes: 16 << 20 };
  return source.kind === 'file'
    ? blobSource(source.file, source.name, limits)
    : openUrl(source.url, { limits });
}

class H5Product implements OpenProduct {
  readonly product: Product;
  private readonly file: H5FileReader;
  private readonly source: FileSource;

  constructor(product: Product, file: H5FileReader, source: FileSource) {
    this.product = product;
    this.file = file;
    this.source = source;
  }

  async patch(
    dataset: string,
    plane: number,
    choice: PatchChoice,
  ): Promise<Patch & { statistics?: Statistics }> {
    const { window, noData, zeroIsEmpty, wantsStatistics } = choice;
    const { y0, x0, y1, x1 } = window;
    const isStack = this.file.datasets.get(dataset)?.shape.length === 3;
    const width = x1 - x0;
    const reduction = new Reduction(window, choice);
    const band = Math.max(1, Math.floor(BAND_VALUES / width / window.step)) * window.step;
    for (let y = y0; y < y1; y += band) {
      const rows = Math.min(band, y1 - y);
      const slab = isStack
        ? { start: [plane, y, x0], count: [1, rows, width] }
        : { start: [y, x0], count: [rows, width] };
      const values = await this.file.load(dataset, slab);
      reduction.add(asFloats(values as ArrayLike<number>, noData), y);
    }
    const data = reduction.finish();
    const { rows, columns } = reduction;
    if (choice.relief) return { window, rows, columns, data: reliefOf(data, rows, columns, choice.relief) };
    return {
      window,
      rows,
      columns,
      data,
      ...(wantsStatistics && { statistics: statisticsOf(data, zeroIsEmpty) }),
    };
  }

  async series(dataset: string, y: number, x: number): Promise<Float32Array<ArrayBuffer>> {
    const { source, file } = this;
    if (source.kind === 'url' && source.series !== undefined) {
      const query = new URLSearchParams({ dataset, y: String(y), x: String(x) });
      const response = await fetch(`${source.series}?${query}`);
      if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
      return new Float32Array(await response.arrayBuffer());
    }
    const [planes] = file.datasets.get(dataset)!.shape;
    const values = await file.load(dataset, { start: [0, y, x], count: [planes, 1, 1] });
    return Float32Array.from(values as ArrayLike<number>);
  }
}

function asFloats(values: ArrayLike<number>, noData: number | undefined): Float32Array {
  const out = values instanceof Float32Array ? values : Float32Array.from(values);
  if (noData !== undefined && !Number.isNaN(noData)) {
    const empty = Math.fround(noData);
    for (let i = 0; i < out.length; i++) if (out[i] === empty) out[i] = Number.NaN;
  }
  return out;
}
