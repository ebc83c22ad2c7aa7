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

/** Reads values from files that stay open between questions. */
export class ServedValues {
  private readonly open = new Map<string, OpenFile>();

  /**
   * Values of `rows` x `columns` pixels from `y`, `x` on, as float32: of one plane of a dataset, or of all of them. `every` is the
   * distance from each row to the next one.
   * @throws {FileError} when there are none or they cannot be read
   */
  read(path: string, query: URLSearchParams): Float32Array {
    const dataset = query.get('dataset') ?? '';
    const file = this.fileAt(path);
    const info = file.datasets.get(dataset);
    if (info === undefined) throw new NotFoundError(`There is no dataset ${dataset} in ${path}.`);
    const { shape } = info;
    const isRaster = (shape.length === 2 || shape.length === 3) && info.type !== 'str';
    const planes = shape.length === 3 ? shape[0] : 1;
    if (!isRaster || planes > MOST_PLANES)
      throw new FileError(`${path}:${dataset} is no series of at most ${MOST_PLANES} rasters.`);
    const number = (key: string, otherwise: number) => Number(query.get(key) ?? otherwise);
    const [y, x] = [number('y', Number.NaN), number('x', Number.NaN)];
    const [rows, columns, every] = [number('rows', 1), number('columns', 1), number('every', 1)];
    const [first, n] = query.has('plane') ? [number('plane', 0), 1] : [0, planes];
    const [length, width] = shape.slice(-2);
    const isWhole = [y, x, rows, columns, every, first].every(Number.isInteger);
    const isInside =
      Math.min(y, x, first) >= 0 &&
      Math.min(rows, columns, every) > 0 &&
      first + n <= planes &&
      y + (rows - 1) * every < length &&
      x + columns <= width;
    if (!isWhole || !isInside)
      throw new OptionError(`There is no pixel ${y}, ${x}: rasters are ${length} x ${width}.`);
    if (n * rows * columns > MOST_VALUES)
      throw new OptionError(`${rows} x ${columns} pixels of ${n} rasters are more than are sent at once.`);
    const read = (from: number, count: number) => {
      const slab = { start: [from, x], count: [count, columns] };
      const stack = { start: [first, ...slab.start], count: [n, ...slab.count] };
      const values = file.read(dataset, shape.length === 3 ? stack : slab);
      return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
    };
    if (every === 1 || rows === 1) return read(y, rows);
    const out = new Float32Array(n * rows * columns);
    for (let row = 0; row < rows; row++) {
      const values = read(y + row * every, 1);
      for (let k = 0; k < n; k++)
        out.set(values.subarray(k * columns, (k + 1) * columns), (k * rows + row) * columns);
    }
    return out;
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
