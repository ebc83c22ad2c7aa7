import type { H5Type } from '../hdf5/types.ts';

/** Version of the Zarr format: 3, or 2 for readers of the years before 2025. */
export type ZarrFormat = 2 | 3;

/** Values of attributes: JSON, without NaN. */
export type ZarrValue =
  | string
  | number
  | boolean
  | null
  | readonly ZarrValue[]
  | { readonly [name: string]: ZarrValue };

export type ZarrAttributes = Readonly<Record<string, ZarrValue>>;

/**
 * How chunks are compressed within Blosc: Zstandard packs tightest, LZ4 four times as fast and, of values that are mostly noise,
 * as well.
 */
export type ZarrPacking = 'zstd' | 'lz4';

/** An array of the store. */
export interface ZarrArray {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  /** extent of the files that many chunks share, in whole chunks; of version 3. When left out, each chunk has its own. */
  readonly shards?: readonly number[];
  readonly type: H5Type;
  /** names of the dimensions, the slowest first */
  readonly dimensions: readonly string[];
  readonly attributes: ZarrAttributes;
  /** zstd when left out */
  readonly packing?: ZarrPacking;
}

/** Types of numbers that both versions and all readers know. */
const TYPES: Partial<Record<H5Type, readonly [v3: string, v2: string]>> = {
  i1: ['int8', '|i1'],
  u1: ['uint8', '|u1'],
  i2: ['int16', '<i2'],
  u2: ['uint16', '<u2'],
  i4: ['int32', '<i4'],
  u4: ['uint32', '<u4'],
  f4: ['float32', '<f4'],
  f8: ['float64', '<f8'],
};

/**
 * How chunks are compressed: Blosc with byte shuffle and Zstandard, which the Python, JavaScript and GDAL readers of both
 * versions know.
 */
const BLOSC = { clevel: 3, shuffle: 1, blocksize: 0 } as const;

export function bloscSettings(packing: ZarrPacking = 'zstd') {
  return { ...BLOSC, cname: packing };
}

/** A file of the store that describes an array or a group: name within the folder, and text in ASCII. */
export type ZarrFile = readonly [name: string, text: string];

/** What describes an array (Zarr core specification 3.0; storage specification 2). */
export function arrayFiles(array: ZarrArray, format: ZarrFormat): ZarrFile[] {
  return format === 3
    ? [['zarr.json', asciiJson(arrayNode(array))]]
    : [
        ['.zarray', asciiJson(arrayNodeV2(array))],
        ['.zattrs', asciiJson({ ...array.attributes, _ARRAY_DIMENSIONS: array.dimensions })],
      ];
}

/** What describes a group. `members`: all nodes below it, by path, so that readers need not look for them. */
export function groupFiles(
  attributes: ZarrAttributes,
  members: ReadonlyMap<string, ZarrArray | ZarrAttributes>,
  format: ZarrFormat,
): ZarrFile[] {
  if (format === 3) {
    const metadata = Object.fromEntries(
      [...members].map(([path, node]) => [path, isArray(node) ? arrayNode(node) : groupNode(node)]),
    );
    const consolidated = { kind: 'inline', must_understand: false, metadata };
    return [['zarr.json', asciiJson({ ...groupNode(attributes), consolidated_metadata: consolidated })]];
  }
  const own: ZarrFile[] = [
    ['.zgroup', asciiJson({ zarr_format: 2 })],
    ['.zattrs', asciiJson(attributes)],
  ];
  const metadata: Record<string, unknown> = Object.fromEntries(
    own.map(([name, text]) => [name, JSON.parse(text)]),
  );
  for (const [path, node] of members) {
    const files = isArray(node) ? arrayFiles(node, 2) : groupFiles(node, new Map(), 2);
    for (const [name, text] of files)
      if (name !== '.zmetadata') metadata[`${path}/${name}`] = JSON.parse(text);
  }
  return [...own, ['.zmetadata', asciiJson({ zarr_consolidated_format: 1, metadata })]];
}

/** Path of a chunk within the folder of its array. */
export function chunkKey(indices: readonly number[], format: ZarrFormat): string {
  if (format === 3) return ['c', ...indices].join('/');
  return indices.length === 0 ? '0' : indices.join('.');
}

function isArray(node: ZarrArray | ZarrAttributes): node is ZarrArray {
  return Array.isArray(node['chunks']) && 'dimensions' in node;
}

function groupNode(attributes: ZarrAttributes) {
  return { zarr_format: 3, node_type: 'group', attributes };
}

function arrayNode({ shape, chunks, shards, type, dimensions, attributes, packing }: ZarrArray) {
  const { cname, clevel, blocksize } = bloscSettings(packing);
  const typesize = Number(type.slice(1));
  const bytes = { name: 'bytes', configuration: { endian: 'little' } };
  const codecs = [
    bytes,
    { name: 'blosc', configuration: { cname, clevel, shuffle: 'shuffle', typesize, blocksize } },
  ];
  const sharding = {
    name: 'sharding_indexed',
    configuration: {
      chunk_shape: chunks,
      codecs,
      index_codecs: [bytes, { name: 'crc32c' }],
      index_location: 'end',
    },
  };
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: TYPES[type]![0],
    chunk_grid: { name: 'regular', configuration: { chunk_shape: shards ?? chunks } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: type.startsWith('f') ? 'NaN' : 0,
    codecs: shards === undefined ? codecs : [sharding],
    attributes,
    dimension_names: dimensions,
  };
}

function arrayNodeV2({ shape, chunks, type, packing }: ZarrArray) {
  return {
    zarr_format: 2,
    shape,
    chunks,
    dtype: TYPES[type]![1],
    compressor: { id: 'blosc', ...bloscSettings(packing) },
    fill_value: type.startsWith('f') ? 'NaN' : null,
    order: 'C',
    filters: null,
  };
}

/** JSON whose every character is ASCII: some readers of this format stop at a degree sign. */
function asciiJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all characters up to 127 are meant
  return `${JSON.stringify(value, undefined, 1).replace(/[^\x00-\x7f]/g, escaped)}\n`;
}
