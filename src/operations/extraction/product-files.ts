import { isAddress } from '../../io/bytes/address.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';
import type { GunwProduct } from '../../io/gunw/gunw-product.ts';
import { type H5FileReader, openH5Source } from '../../io/hdf5/reader.ts';
import type { H5Values, Slab } from '../../io/hdf5/types.ts';
import { FarFiles } from '../../loading/far-files.ts';

/** Products that a thread has open: a pair's frames are read layer by layer. */
const MOST_FILES = 16;

/** Products as a thread reads them, here or on servers. */
export class ProductFiles {
  private readonly far = new FarFiles();
  private readonly open = new Map<string, Promise<H5FileReader>>();

  /** @throws {FileError} when it is not there, or another one than it was */
  async file(product: Pick<GunwProduct, 'path' | 'fileVersion'>): Promise<H5FileReader> {
    const { path } = product;
    const known = this.open.get(path) ?? this.opened(product);
    this.open.delete(path);
    this.open.set(path, known); // the last to go now
    if (this.open.size > MOST_FILES) {
      const [oldest, file] = this.open.entries().next().value!;
      this.open.delete(oldest);
      if (!isAddress(oldest)) (await file).close();
    }
    return known;
  }

  private async opened({
    path,
    fileVersion,
  }: Pick<GunwProduct, 'path' | 'fileVersion'>): Promise<H5FileReader> {
    return openH5Source(isAddress(path) ? await this.far.open(path, fileVersion) : new LocalFile(path));
  }

  /** Values of a dataset or a part of it. @param memory that values of floats may be read into, as many as there are */
  async read(
    product: Pick<GunwProduct, 'path' | 'fileVersion'>,
    name: string,
    slab?: Slab,
    memory?: Float32Array,
  ): Promise<H5Values> {
    const file = await this.file(product);
    if (isAddress(product.path)) return file.load(name, slab);
    const bytes =
      memory && file.datasets.get(name)?.type === 'f4'
        ? new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength)
        : undefined;
    return file.read(name, slab, bytes);
  }

  close(): void {
    for (const [path, file] of this.open)
      if (!isAddress(path)) file.then((one) => one.close()).catch(() => {});
    this.open.clear();
  }
}
