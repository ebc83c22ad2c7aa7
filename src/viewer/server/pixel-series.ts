import { statSync } from 'node:fs';
import { FileError, NotFoundError, OptionError } from '../../core/errors.ts';
import { openLocal } from '../../io/hdf5/local.ts';
import type { H5FileReader } from '../../io/hdf5/reader.ts';
import { MOST_PLANES } from '../files-list.ts';

/** Files that stay open for the next pixel. */
const KEPT_OPEN = 4;

/** Values that are read for one question. */
const MOST_VALUES = 32 << 20;

interface OpenFile {
  readonly file: H5FileReader;
  readonly version: string;
}

/** Reads the series of single pixels from files that stay open between questions. */
export class PixelSeries {
  private readonly open = new Map<string, OpenFile>();

  /**
   * Values of a pixel in all planes of a dataset, as float32; of `rows` x `columns` pixels from it on where that is asked.
   * @throws {FileError} when there is no such series or it cannot be read
   */
  read(path: string, query: URLSearchParams): Float32Array {
    const dataset = query.get('dataset') ?? '';
    const [y, x] = ['y', 'x'].map((key) => Number(query.get(key) ?? 'none'));
    const file = this.fileAt(path);
    const info = file.datasets.get(dataset);
    if (info === undefined) throw new NotFoundError(`There is no dataset ${dataset} in ${path}.`);
    const [n, length, width] = info.shape;
    if (info.shape.length !== 3 || info.type === 'str' || n > MOST_PLANES)
      throw new FileError(`${path}:${dataset} is no series of at most ${MOST_PLANES} rasters.`);
    const [rows, columns] = ['rows', 'columns'].map((key) => Number(query.get(key) ?? 1));
    const isWhole = [y, x, rows, columns].every(Number.isInteger) && rows > 0 && columns > 0;
    const isInside = isWhole && y >= 0 && x >= 0 && y + rows <= length && x + columns <= width;
    if (!isInside) throw new OptionError(`There is no pixel ${y}, ${x}: rasters are ${length} x ${width}.`);
    if (n * rows * columns > MOST_VALUES)
      throw new OptionError(`${rows} x ${columns} pixels of ${n} rasters are more than are sent at once.`);
    const values = file.read(dataset, { start: [0, y, x], count: [n, rows, columns] });
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  }

  close(): void {
    for (const { file } of this.open.values()) file.close();
    this.open.clear();
  }

  private fileAt(path: string): H5FileReader {
    const { size, mtimeMs, ino } = statSync(path);
    const version = `${size} ${mtimeMs} ${ino}`;
    const known = this.open.get(path);
    this.open.delete(path);
    if (known?.version === version) {
      this.open.set(path, known);
      return known.file;
    }
    known?.file.close();
    const file = openLocal(path);
    this.open.set(path, { file, version });
    for (const [oldest, { file: other }] of this.open) {
      if (this.open.size <= KEPT_OPEN) break;
      other.close();
      this.open.delete(oldest);
    }
    return file;
  }
}
