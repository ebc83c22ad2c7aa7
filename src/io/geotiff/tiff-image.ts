import type { Box, Values } from '../../core/array.ts';
import { FileError, MintsarError, UnsupportedError } from '../../core/errors.ts';
import type { MapRasterFacts } from '../attributes/map-raster.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { BYTES, type ElementType, valuesFor } from '../raster/element-type.ts';
import { type BlockLayout, type Codec, decodeBlock } from './tiff-block.ts';

/** The full-size image of an open GeoTIFF: what it is (its place is that of a raster that is not turned). Bands count from 1. */
export interface TiffImage extends MapRasterFacts {
  readonly path: string;
  /** Pixels of a box, row by row, in the type of the file. @throws {FileError} when a block is damaged */
  read(band: number, box: Box): Promise<Values>;
  /** The same at once, of a file whose bytes are at hand. */
  readNow(band: number, box: Box): Values;
  close(): void;
}

type Place = NonNullable<MapRasterFacts['place']>;

/** Of this many pixels no file is made; more mean that a header is damaged. */
const MOST_PIXELS = 2 ** 40;
/** Deflate makes no more than 1032 bytes of one, and LZW no more than 1 366: what claims more is damaged. */
const MOST_PER_BYTE = 1400;

/**
 * Open the first image of a GeoTIFF (TIFF 6.0, BigTIFF; OGC GeoTIFF 1.1). Directory and codecs are those of the library
 * geotiff; blocks are put together here, since it takes the wrong byte order for predictor 2 and visits every value by a
 * function call. What stands in no block is no data, else 0, as for GDAL.
 * @throws {FileError} when it is damaged @throws {UnsupportedError} for a kind of values or compression that is not known
 */
export async function openTiff(source: ByteSource): Promise<TiffImage> {
  try {
    return await openImage(source);
  } catch (cause) {
    if (cause instanceof MintsarError) throw cause;
    throw damaged(source.name, (cause as Error).message, cause);
  }
}

function damaged(path: string, why: string, cause?: unknown): FileError {
  return new FileError(
    `${path} cannot be read as GeoTIFF (${why.replaceAll('undefined', 'unknown').replace(/\.$/, '')}).`,
    'It may be cut: fetch or make it again.',
    {
      cause,
    },
  );
}

async function openImage(source: ByteSource): Promise<TiffImage> {
  const { GeoTIFF, getDecoder } = await import('geotiff');
  const path = source.name;
  const tiff = await GeoTIFF.fromSource(librarySource(source) as never);
  const image = await tiff.getImage(0);
  const directory = image.fileDirectory;
  const field = async (name: string) => (await directory.loadValue(name as never)) as unknown;
  const number = async (name: string, otherwise: number) => {
    const value = await field(name);
    return Number(
      (ArrayBuffer.isView(value) || Array.isArray(value) ? (value as number[])[0] : value) ?? otherwise,
    );
  };
  const numbers = async (name: string) => {
    const value = await field(name);
    return value === undefined
      ? undefined
      : Array.from(typeof value === 'number' ? [value] : (value as number[]), Number);
  };
  const width = await number('ImageWidth', 0);
  const length = await number('ImageLength', 0);
  const bands = await number('SamplesPerPixel', 1);
  if (!(width > 0 && length > 0 && bands > 0 && bands < 65_536 && width * length < MOST_PIXELS))
    throw damaged(path, `${length} x ${width} pixels of ${bands} bands`);
  const type = elementTypeOf(path, await number('SampleFormat', 1), await number('BitsPerSample', 1));
  const planar = await number('PlanarConfiguration', 1);
  const samples = planar === 2 ? 1 : bands;
  const isTiled = directory.hasTag('TileWidth' as never);
  const across = isTiled ? await number('TileWidth', width) : width;
  const down = isTiled
    ? await number('TileLength', length)
    : Math.min(length, await number('RowsPerStrip', length));
  if (!(across > 0 && down > 0)) throw damaged(path, `blocks of ${down} x ${across}`);
  const [perRow, perColumn] = [Math.ceil(width / across), Math.ceil(length / down)];
  const offsets = (await numbers(isTiled ? 'TileOffsets' : 'StripOffsets')) ?? [];
  const sizes = (await numbers(isTiled ? 'TileByteCounts' : 'StripByteCounts')) ?? [];
  const numBlock = perRow * perColumn * (planar === 2 ? bands : 1);
  if (offsets.length < numBlock || sizes.length < numBlock)
    throw damaged(path, `${offsets.length} blocks of ${numBlock}`);
  let end = 0;
  for (let k = 0; k < numBlock; k++) if (sizes[k] > 0) end = Math.max(end, offsets[k] + sizes[k]);
  if (end > source.size)
    throw new FileError(
      `${path} is truncated: its blocks reach to byte ${end} and the file has ${source.size}.`,
      'It was not written or copied to the end; make or fetch it again.',
    );
  const compression = await number('Compression', 1);
  const codec = await codecOf(path, compression, async () => {
    const decoder = await getDecoder(compression, {
      tileWidth: across,
      tileHeight: down,
      predictor: 1,
      bitsPerSample: 8 * BYTES[type],
      planarConfiguration: planar,
      LercParameters: await field('LercParameters'),
    } as never);
    // All of them answer at once; `decode` of the library only adds predictors, which are undone here.
    const { decodeBlock: unpack } = decoder as unknown as { decodeBlock(bytes: ArrayBuffer): ArrayBuffer };
    return (bytes) => new Uint8Array(unpack.call(decoder, ownBuffer(bytes)));
  });
  const layout: BlockLayout = {
    width: across,
    samples,
    type,
    littleEndian: tiff.littleEndian,
    predictor: await number('Predictor', 1),
    codec,
  };
  const noDataText = (await field('GDAL_NODATA')) as string | undefined;
  const noData = noDataText === undefined ? undefined : numberOf(noDataText);
  const geo = image.getGeoKeys() as Record<string, number> | null;
  const most = (size: number) => MOST_PER_BYTE * size + 1024;

  /** Decoded blocks of the rows that were read last: the next rows often lie in them, too. */
  let cache = new Map<number, Values>();
  const rangeOf = (index: number, rows: number) => {
    if (across * rows * samples * BYTES[type] > most(sizes[index]))
      throw damaged(path, `a block of ${sizes[index]} bytes cannot hold ${rows} x ${across} pixels`);
    return { start: offsets[index], end: offsets[index] + sizes[index] };
  };
  const keep = (index: number, bytes: Uint8Array, rows: number): Values => {
    const block = decodeBlock(bytes, rows, layout);
    cache.set(index, block);
    return block;
  };

  /** Blocks that a box of a band touches, in order. */
  const blocksOf = (band: number, { y0, x0, y1, x1 }: Box) => {
    if (band < 1 || band > bands) throw new FileError(`${path} has ${bands} band(s), not ${band}.`);
    const first = planar === 2 ? (band - 1) * perRow * perColumn : 0;
    const [top, bottom] = [Math.floor(y0 / down), Math.ceil(y1 / down)];
    const [left, right] = [Math.floor(x0 / across), Math.ceil(x1 / across)];
    const list: { index: number; y: number; x: number; rows: number }[] = [];
    for (let by = top; by < bottom; by++)
      for (let bx = left; bx < right; bx++) {
        const rows = isTiled ? down : Math.min(down, length - by * down);
        list.push({ index: first + by * perRow + bx, y: by * down, x: bx * across, rows });
      }
    return {
      list,
      from: first + top * perRow,
      to: first + bottom * perRow,
      last: first + (bottom - 1) * perRow,
    };
  };
  const retain = (from: number, to = Number.POSITIVE_INFINITY) => {
    cache = new Map([...cache].filter(([index]) => index >= from && index < to));
  };
  const collector = (band: number, { y0, x0, y1, x1 }: Box) => {
    const sample = planar === 2 ? 0 : band - 1;
    const out = valuesFor(type, (y1 - y0) * (x1 - x0));
    const take = (block: Values | undefined, at: { y: number; x: number; rows: number }): void => {
      const [fromX, toX] = [Math.max(x0, at.x), Math.min(x1, at.x + across)];
      const [fromY, toY] = [Math.max(y0, at.y), Math.min(y1, at.y + at.rows)];
      for (let y = fromY; y < toY; y++) {
        const to = (y - y0) * (x1 - x0) + fromX - x0;
        if (block === undefined) {
          out.fill(noData ?? 0, to, to + toX - fromX);
          continue;
        }
        const from = ((y - at.y) * across + fromX - at.x) * samples + sample;
        if (samples === 1) out.set(block.subarray(from, from + toX - fromX), to);
        else for (let i = 0; i < toX - fromX; i++) out[to + i] = block[from + i * samples];
      }
    };
    return { out, take };
  };
  const told = (cause: unknown) =>
    cause instanceof MintsarError ? cause : damaged(path, (cause as Error).message, cause);

  return {
    path,
    length,
    width,
    bands,
    type,
    isByPixel: bands > 1 && planar !== 2,
    noData,
    place: placeOf(
      await numbers('ModelPixelScale'),
      await numbers('ModelTiepoint'),
      await numbers('ModelTransformation'),
      geo?.GTRasterTypeGeoKey === 2,
    ),
    epsg: [geo?.ProjectedCSTypeGeoKey, geo?.GeographicTypeGeoKey].find((code) => code! > 0 && code! < 32_767),
    isProjected: geo === null ? undefined : geo.GTModelTypeGeoKey === 1,
    async read(band, box) {
      const { list, from, to, last } = blocksOf(band, box);
      const { out, take } = collector(band, box);
      try {
        retain(from, to);
        for (const block of list) {
          const { index, rows } = block;
          let values = cache.get(index);
          if (values === undefined && sizes[index] > 0) {
            const [bytes] = await source.load([rangeOf(index, rows)]);
            values = keep(index, bytes, rows);
          }
          take(values, block);
        }
        retain(last); // of the blocks only those of the last rows may be wanted again
      } catch (cause) {
        throw told(cause);
      }
      return out;
    },
    readNow(band, box) {
      const { list, from, to, last } = blocksOf(band, box);
      const { out, take } = collector(band, box);
      try {
        retain(from, to);
        for (const block of list) {
          const { index, rows } = block;
          let values = cache.get(index);
          if (values === undefined && sizes[index] > 0) {
            const { start, end } = rangeOf(index, rows);
            values = keep(index, source.read(start, end - start), rows);
          }
          take(values, block);
        }
        retain(last);
      } catch (cause) {
        throw told(cause);
      }
      return out;
    },
    close: () => source.close(),
  };
}

/** Bytes for the library; what it asks for beyond the end is not there. */
function librarySource(source: ByteSource) {
  const fetchSlice = async ({ offset, length }: { offset: number; length: number }) => {
    if (!(offset >= 0 && offset < source.size))
      throw damaged(source.name, `nothing stands at byte ${offset}`);
    const [bytes] = await source.load([{ start: offset, end: Math.min(offset + length, source.size) }]);
    return { offset, length: bytes.length, data: ownBuffer(bytes) };
  };
  return {
    fileSize: source.size,
    fetchSlice,
    fetch: (slices: { offset: number; length: number }[]) =>
      Promise.all(slices.map(async (slice) => (await fetchSlice(slice)).data)),
    close: async () => {},
  };
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

async function codecOf(
  path: string,
  compression: number,
  ofLibrary: () => Promise<Exclude<Codec, 'none' | 'deflate'>>,
): Promise<Codec> {
  if (compression === 1) return 'none';
  if (compression === 8 || compression === 32_946) return 'deflate';
  const known = [5, 32_773, 34_887, 50_000]; // LZW, PackBits, LERC, Zstandard: those without loss
  if (known.includes(compression)) return ofLibrary();
  throw new UnsupportedError(
    `${path}: compression ${compression} of its blocks is not known here.`,
    'Convert it with: gdal_translate -co COMPRESS=DEFLATE.',
  );
}

function elementTypeOf(path: string, format: number, bits: number): ElementType {
  const kind = { 1: 'u', 2: 'i', 3: 'f' }[format];
  const type = `${kind}${bits / 8}`;
  if (type in BYTES && !(format !== 3 && bits === 64)) return type as ElementType;
  const name = { 1: 'unsigned', 2: 'signed', 3: 'floating', 5: 'complex', 6: 'complex' }[format] ?? 'unknown';
  throw new UnsupportedError(
    `${path}: pixels of ${bits} bits (${name} numbers) cannot be read here.`,
    'Convert it with: gdal_translate -ot Float32.',
  );
}

function numberOf(text: string): number | undefined {
  const plain = text.replace(/\0.*$/s, '').trim();
  if (/^[-+]?nan$/i.test(plain)) return Number.NaN;
  const value = Number(plain);
  return plain === '' || Number.isNaN(value) ? undefined : value;
}

/** @param isPoint coordinates are those of pixel centres, as rasters of points have them */
function placeOf(
  scale: readonly number[] | undefined,
  tie: readonly number[] | undefined,
  matrix: readonly number[] | undefined,
  isPoint: boolean,
): Place | undefined {
  let place: Place | undefined;
  if (scale !== undefined && tie !== undefined && tie.length >= 6) {
    const [xStep, yStep] = [scale[0], -scale[1]];
    place = { xStep, yStep, xFirst: tie[3] - tie[0] * xStep, yFirst: tie[4] - tie[1] * yStep };
  } else if (matrix !== undefined && matrix[1] === 0 && matrix[4] === 0)
    place = { xStep: matrix[0], yStep: matrix[5], xFirst: matrix[3], yFirst: matrix[7] };
  if (place === undefined || !Object.values(place).every(Number.isFinite)) return undefined;
  const { xStep, yStep, xFirst, yFirst } = place;
  return isPoint ? { xStep, yStep, xFirst: xFirst - xStep / 2, yFirst: yFirst - yStep / 2 } : place;
}
