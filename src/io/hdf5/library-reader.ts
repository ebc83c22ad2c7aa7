import { FileError } from '../../core/errors.ts';
import { ByteSource } from './byte-source.ts';
import { resolveSlab } from './slab.ts';
import { isHdf5 } from './superblock.ts';
import type { Attributes, DatasetInfo, H5Reader, H5Type, H5Values, Slab } from './types.ts';

type Library = typeof import('h5wasm/node');
type LibraryFile = InstanceType<Library['File']>;

/** Reads every other HDF5 layout (newer groups, netCDF-4, big-endian) through the HDF5 library itself. */
export class LibraryReader implements H5Reader {
  readonly path: string;
  readonly attributes: Attributes;
  readonly datasets: ReadonlyMap<string, DatasetInfo>;
  private readonly file: LibraryFile;

  private constructor(path: string, file: LibraryFile, library: Library) {
    this.path = path;
    this.file = file;
    this.attributes = attributesOf(file.attrs);
    const found = new Map<string, DatasetInfo>();
    const visit = (group: Pick<LibraryFile, 'keys' | 'get'>, prefix: string): void => {
      for (const key of group.keys()) {
        const member = group.get(key);
        if (member instanceof library.Group) visit(member, `${prefix}${key}/`);
        else if (member instanceof library.Dataset) {
          const type = typeOf(member.metadata);
          if (type === undefined) continue;
          const shape = (member.shape ?? []).map(Number);
          found.set(prefix + key, {
            name: prefix + key,
            type,
            shape,
            attributes: attributesOf(member.attrs),
            compression: member.filters.length > 0 ? 'gzip' : 'none',
          });
        }
      }
    };
    visit(file, '');
    this.datasets = new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  static async open(path: string): Promise<LibraryReader> {
    const source = new ByteSource(path);
    const start = source.read(0, Math.min(8, source.size));
    source.close();
    if (!isHdf5(start))
      throw new FileError(
        `${path} is not an HDF5 file.`,
        'Give an .h5 or .he5 product, or make the file again if it is damaged.',
      );
    const library = await import('h5wasm/node');
    const module = await library.ready;
    module.activate_throwing_error_handler();
    try {
      return new LibraryReader(path, new library.File(path, 'r'), library);
    } catch (cause) {
      throw new FileError(
        `${path} is damaged: its structure cannot be read.`,
        'Make or fetch the file again.',
        {
          cause,
        },
      );
    }
  }

  read(name: string, slab?: Slab): H5Values {
    const info = this.datasets.get(name);
    const dataset = info && (this.file.get(name) as InstanceType<Library['Dataset']> | null);
    if (info === undefined || !dataset) {
      throw new FileError(
        `${this.path} has no dataset ${name}.`,
        `It has: ${[...this.datasets.keys()].join(', ')}.`,
      );
    }
    const { start, count } = resolveSlab(info.shape, slab, `${this.path}:${name}`);
    const ranges = start.map((s, k) => [s, s + count[k]] as [number, number]);
    const value = info.shape.length === 0 ? dataset.value : dataset.slice(ranges);
    if (info.type.startsWith('S')) return [value].flat().map(String);
    const numbers = typeof value === 'object' ? (value as ArrayLike<number | bigint>) : [Number(value)];
    if (info.type === 'f4' && numbers instanceof Float32Array) return numbers;
    return asType(numbers, info.type);
  }

  close(): void {
    this.file.close();
  }
}

function asType(values: ArrayLike<number | bigint>, type: H5Type): H5Values {
  const numbers = Array.from(values, Number);
  if (type === 'f4') return Float32Array.from(numbers);
  if (type === 'i2') return Int16Array.from(numbers);
  if (type === 'bool' || type === 'u1') return Uint8Array.from(numbers);
  if (type === 'i1') return Int8Array.from(numbers);
  if (type === 'i4') return Int32Array.from(numbers);
  return Float64Array.from(numbers);
}

/** HDF5 type classes: 0 integer, 1 float, 3 string, 8 enumeration. */
function typeOf(metadata: {
  type: number;
  size: number;
  signed: boolean;
  vlen?: boolean;
}): H5Type | undefined {
  if (metadata.type === 0) return `${metadata.signed ? 'i' : 'u'}${metadata.size}` as H5Type;
  if (metadata.type === 1) return metadata.size === 4 ? 'f4' : 'f8';
  if (metadata.type === 3) return `S${metadata.size}`;
  if (metadata.type === 8) return 'bool';
  return undefined;
}

function attributesOf(attributes: Record<string, { value: unknown }>): Attributes {
  const out: Attributes = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    const { value } = attribute;
    if (value === null || value === undefined) continue;
    const list = typeof value === 'object' ? Array.from(value as ArrayLike<unknown>) : [value];
    out[name] = list.map(String).join(' ');
  }
  return out;
}
