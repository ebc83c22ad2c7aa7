import { FileError } from '../../core/errors.ts';
import { LocalFile } from '../bytes/local-file.ts';
import { type H5FileReader, openH5Now } from '../hdf5/reader.ts';
import type { H5Values } from '../hdf5/types.ts';

/**
 * An open product in HDF5, GUNW unless it is said to be another: its values by path from the root, with words for what is missing. Of a file on a server it is used within
 * `fetched`.
 */
export class GunwFile {
  readonly path: string;
  readonly file: H5FileReader;

  private readonly kind: string;

  /** @param file open, or a path on this machine @param kind for messages @throws {FileError} when it is no HDF5 file, or damaged */
  constructor(file: string | H5FileReader, kind = 'a GUNW product') {
    this.kind = kind;
    this.file = typeof file === 'string' ? openH5Now(new LocalFile(file)) : file;
    this.path = this.file.path;
  }

  has(name: string): boolean {
    return this.file.datasets.has(name);
  }

  /** Names of the groups and datasets right below a group. */
  below(group: string): string[] {
    const start = `${group}/`;
    const names = [...this.file.datasets.keys()].filter((name) => name.startsWith(start));
    return [...new Set(names.map((name) => name.slice(start.length).split('/')[0]))];
  }

  private values(name: string): H5Values {
    if (this.has(name)) return this.file.read(name);
    throw new FileError(`${this.path} has no ${name}.`, `Is it ${this.kind}? Download it again if it is.`);
  }

  numbers(name: string): Float64Array {
    const values = this.values(name);
    if (Array.isArray(values)) throw this.odd(name, values[0]);
    return Float64Array.from(values);
  }

  number(name: string): number {
    const [value] = this.numbers(name);
    if (Number.isFinite(value)) return value;
    throw this.odd(name, value);
  }

  text(name: string): string {
    const values = this.values(name);
    return String(values[0] ?? '')
      .replace(/\0.*$/s, '')
      .trim();
  }

  /** Text that need not be there. */
  textIf(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  private odd(name: string, value: unknown): FileError {
    return new FileError(`${this.path}: ${name} is ${value}.`, 'Download the product again.');
  }

  close(): void {
    this.file.close();
  }
}
