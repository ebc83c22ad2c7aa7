import type { ByteSource } from '../io/bytes/byte-source.ts';
import { type HttpOptions, openUrl } from '../io/bytes/http-source.ts';
import { FileIndex } from '../io/files/file-index.ts';
import { type H5FileReader, openH5Source } from '../io/hdf5/reader.ts';

/** Files that are used at the same time or again soon: a thread reads all datasets of a pair one after the other. */
const MOST_FILES = 8;
/** Metadata of a file that is kept between reads; pixels are not. */
const KEPT_BYTES = 4 << 20;

/**
 * Files on servers as a thread has them open. What was read of a file's structure stays until others take its place, so that
 * the next layer of the same file costs requests for its pixels alone.
 */
export class FarFiles {
  private readonly options: HttpOptions;
  private readonly readers = new WeakMap<ByteSource, Promise<H5FileReader>>();
  private readonly sources = new Map<string, Promise<ByteSource>>();

  constructor(options: HttpOptions = {}) {
    this.options = { ...options, limits: { keptBytes: KEPT_BYTES, ...options.limits } };
  }

  /**
   * @param version what was seen of the file before: see `ByteSource`
   * @param index folder with what is known of its structure
   * @throws {FileError} when it is not there, may not be read, or is another one now @throws {RunError} when the server cannot be reached
   */
  open(address: string, version?: string, index?: string): Promise<ByteSource> {
    const key = `${version ?? ''} ${address}`;
    const saved = () => (index === undefined ? undefined : new FileIndex(index).open(address).ranges);
    const source = this.sources.get(key) ?? openUrl(address, { ...this.options, version, saved: saved() });
    this.sources.delete(key);
    this.sources.set(key, source); // the last to go now
    source.catch(() => this.sources.delete(key));
    if (this.sources.size > MOST_FILES) this.sources.delete(this.sources.keys().next().value!);
    return source;
  }

  /** An HDF5 file whose structure has been read. @throws as `open` does, and for what is no HDF5 file */
  async openH5(address: string, version?: string, index?: string): Promise<H5FileReader> {
    const source = await this.open(address, version, index);
    const file = this.readers.get(source) ?? openH5Source(source);
    this.readers.set(source, file);
    return file;
  }
}
