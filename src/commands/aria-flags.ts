import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { FileError, OptionError } from '../core/errors.ts';
import { boundsRegion, geoJsonRegion, type Region } from '../core/geometry/region.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { accepted, flag, group, on } from '../flags/flag.ts';
import { choice, folder, int, type Kind, orNo, word } from '../flags/kind.ts';
import type { TileAddresses } from '../operations/extraction/ground.ts';
import { withThreads } from './compute-flags.ts';
import { memoryFlags } from './memory-flags.ts';

/** Most bytes of a polygon. */
const MOST_BYTES = 64 << 20;

/** `S N W E` in degrees, as one value, or a file of a polygon. */
const box: Kind<Region, string> = {
  accepts:
    'south, north, west and east in degrees as one value, "33.5 34.5 -118.8 -117.3", or a GeoJSON file',
  metavar: 'BOX',
  parse(text) {
    const numbers = text
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (numbers.length === 4 && numbers.every(Number.isFinite)) {
      const [south, north, west, east] = numbers;
      if (!(north > south && south >= -90 && north <= 90 && Math.abs(west) <= 360 && Math.abs(east) <= 360))
        throw new OptionError(
          `"${text}" is no area: south ${south}, north ${north}, west ${west}, east ${east}.`,
          'Write S N W E in degrees, e.g. "33.5 34.5 -118.8 -117.3".',
        );
      return boundsRegion({ south, north, west, east: east <= west ? east + 360 : east });
    }
    return polygonOf(resolve(text));
  },
};

function polygonOf(path: string): Region {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new FileError(
      `${path} is neither four numbers nor a file that can be read.`,
      'Write S N W E in degrees as one value, e.g. "33.5 34.5 -118.8 -117.3", or name a GeoJSON file.',
      { cause },
    );
  }
  if (content.length > MOST_BYTES) throw new FileError(`${path} is too large for a polygon.`, 'Check -b.');
  return geoJsonRegion(content, path);
}

/** A projection: a code, or that of the products. */
const projection: Kind<number | 'native', number | 'native'> = {
  accepts: '4326, the code of a UTM zone on WGS 84 (326xx, 327xx), or native',
  metavar: 'EPSG',
  parse(text) {
    if (/^native$/i.test(text)) return 'native';
    const code = Number(text.replace(/^EPSG:/i, ''));
    if (Number.isInteger(code) && code > 0) return code;
    throw new OptionError(`"${text}" is no projection.`, 'Write 4326, 326xx, 327xx or native.');
  },
};

const threads: Kind<number, number | 'all'> = {
  accepts: 'a whole number of at least 1, or all',
  metavar: 'NUM',
  parse: (text) => (/^all$/i.test(text) ? availableParallelism() : int(1).parse(text)),
};

const number: Kind<number> = {
  accepts: 'a number of at least 0',
  metavar: 'NUM',
  parse(text) {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value < Infinity) return value;
    throw new OptionError(`"${text}" is not a number of at least 0.`, 'Write a number of at least 0.');
  },
};

/** Which products, and of what area. */
export const productFlags = {
  files: flag(
    '-f --file',
    { ...word, metavar: 'FILES' },
    'products: a file, a pattern in quotes, an address, or a text file with one of them a line; several with commas between',
    { required: true },
  ),
  workdir: flag('-w --workdir', folder, 'folder of the outputs', { default: '.' }),
  bbox: flag('-b --bbox', box, 'area: "S N W E" in degrees as one value, or a GeoJSON file', {
    shown: 'all that the pairs have in common',
  }),
  toUnion: on('-croptounion --croptounion', 'all that any pair covers instead of what all have in common'),
  minimumOverlap: flag('-mo --minimumOverlap', number, 'km² that a pair must share with the others', {
    default: 0.0081,
  }),
  version: flag('--version', word, 'products of this version only, e.g. 3_0_1 or 2'),
  format: flag('--nc_version', choice(['1a', '1b', '1c']), 'oldest format of Sentinel-1 products', {
    default: '1b',
  }),
  ...group('mask', {
    mask: flag(
      '-m --mask',
      orNo(word),
      'water mask: download (ESA WorldCover 2021), or a raster with 1 = valid',
    ),
    ampThreshold: flag(
      '-at --amp_thresh',
      orNo(number),
      'mask pixels whose mean amplitude (of NISAR, coherence) is lower',
    ),
  }),
  ...group('where tiles come from', {
    demAddress: flag('--dem-address', { ...word, metavar: 'URL' }, 'server of Copernicus GLO-90 tiles', {
      shown: 'COPERNICUS_DEM_URL, else the public one',
    }),
    coverAddress: flag('--cover-address', { ...word, metavar: 'URL' }, 'server of ESA WorldCover tiles', {
      shown: 'WORLD_COVER_URL, else the public one',
    }),
  }),
  numThreads: flag('-nt --num_threads', threads, 'threads, or all', { default: 2 }),
  ...memoryFlags,
  verbose: accepted('-verbose --verbose', null, 'accepted for old scripts: see mintsar --debug'),
  logLevel: accepted('--log-level', word, 'accepted for old scripts: see mintsar --debug and --quiet'),
};

/** What is extracted of them, and how. */
export const extractionFlags = {
  gacos: flag(
    '-gp --gacos_products',
    { ...word, metavar: 'PLACES' },
    'zenith delays of GACOS: folders, .ztd files or archives of them, with commas between; their delays along the line of sight go to gacos_corrections/',
  ),
  models: flag(
    '-tm --tropo_models',
    word,
    'weather models: ERA5, GMAO, HRES, HRRR with commas between, or all',
  ),
  projection: flag(
    '-p --projection',
    projection,
    'projection of the outputs, or native: that of the products',
    {
      default: 4326,
    },
  ),
  outputFormat: flag(
    '-of --outputFormat',
    word,
    'VRT or ENVI: files are written with both sheets in either case',
    {
      default: 'VRT',
    },
  ),
  looks: flag('-ml --multilooking', int(1), 'pixels to one, along each side', { default: 1 }),
  isRanked: on(
    '-rr --rankedResampling',
    'with -ml: mean phase of the most frequent component of each window, not the Lanczos kernel',
  ),
  dropsUnreliable: on('--drop-unreliable', 'no phase where the connected component is 0, as ARIA-tools does'),
};

interface Typed {
  readonly files: string;
  readonly workdir: string;
  readonly bbox: Region | undefined;
  readonly toUnion: boolean;
  readonly minimumOverlap: number;
  readonly version: string | undefined;
  readonly format: string;
  readonly mask: string | null | undefined;
  readonly ampThreshold: number | null | undefined;
  readonly demAddress: string | undefined;
  readonly coverAddress: string | undefined;
}

/** What the flags of products say to an extraction. */
export function productRequest(typed: Typed) {
  return {
    files: typed.files,
    folder: typed.workdir,
    toUnion: typed.toUnion,
    minimumOverlap: typed.minimumOverlap,
    format: typed.format,
    bbox: typed.bbox,
    version: typed.version,
    mask: typed.mask ?? undefined,
    ampThreshold: typed.ampThreshold ?? undefined,
    addresses: { dem: typed.demAddress, landCover: typed.coverAddress } satisfies TileAddresses,
  };
}

/** The context with the threads and the memory that were typed. */
export function withMachine(
  { numThreads, maxMemory }: { readonly numThreads: number; readonly maxMemory?: number },
  context: CommandContext,
): CommandContext {
  const limited = withThreads(numThreads, context);
  return maxMemory === undefined ? limited : { ...limited, maxMemory: maxMemory * 2 ** 30 };
}

/** @throws {OptionError} for drivers whose files are not written */
export function assertFormat(format: string): void {
  if (/^(vrt|envi)$/i.test(format)) return;
  throw new OptionError(
    `Rasters of the driver ${format} are not written here.`,
    'Leave -of out, and convert them with: gdal_translate -of.',
  );
}
