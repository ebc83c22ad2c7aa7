import { FileError } from '../../core/errors.ts';
import type {
  Attributes,
  DatasetInfo,
  H5Reader,
  H5Type,
  H5Values,
  OtherMember,
  Slab,
} from '../hdf5/types.ts';
import { type ComplexPart, type ElementType, isComplex } from '../raster/element-type.ts';
import { rasterFileType } from '../raster/file-type.ts';
import type { RasterWithAttributes } from '../raster/raster.ts';

/** One raster of a file: a band, or a part of a complex one. */
interface Layer {
  readonly name: string;
  readonly band: number;
  readonly part?: ComplexPart;
}

/** Types in which values come to the reader: 64-bit whole numbers and wide counts as doubles. */
const TYPES: Readonly<Record<ElementType, H5Type>> = {
  i1: 'i1',
  u1: 'u1',
  i2: 'i2',
  u2: 'u2',
  i4: 'i4',
  u4: 'f8',
  i8: 'f8',
  u8: 'f8',
  f4: 'f4',
  f8: 'f8',
  ci4: 'f4',
  c8: 'f4',
  c16: 'f8',
};

/** What single bands are called, by FILE_TYPE in lower case; the field's names where they are known. */
const ONE_BAND: Readonly<Record<string, string>> = {
  '.unw': 'phase',
  '.ion': 'phase',
  '.cor': 'coherence',
  '.cc': 'coherence',
  '.conncomp': 'connectComponent',
  '.dem': 'height',
  '.hgt': 'height',
  '.hgt_sim': 'height',
  '.wbd': 'waterBody',
  hgt: 'height',
  lat: 'latitude',
  lon: 'longitude',
  shadowmask: 'shadowMask',
  watermask: 'waterMask',
};

/** Names of the rasters of a file with several bands. */
function bandNames(path: string, fileType: string, bands: number): string[] {
  const type = fileType.toLowerCase();
  if (bands === 1 && ONE_BAND[type] !== undefined) return [ONE_BAND[type]];
  if (bands === 2) {
    if (type === '.trans' || /(?:to_rdc|2_rdc|2rdc)$/i.test(path)) return ['rangeCoord', 'azimuthCoord'];
    if (/^los/.test(type)) return ['incidenceAngle', 'azimuthAngle'];
    if (type === '.unw' || type === '.ion') return ['magnitude', 'phase'];
    if (/denseoffset\.off$/i.test(path)) return ['rangeOffset', 'azimuthOffset'];
    if (/offset/i.test(path)) return ['azimuthOffset', 'rangeOffset'];
  }
  return Array.from({ length: bands }, (_, k) => `band${k + 1}`);
}

/** What rasters on a map are called by those who deliver them. */
const MAP_NAMES: readonly (readonly [ending: RegExp, name: string])[] = [
  [/(?:unw_phase|wrapped_phase|\.unw|unwrap(?:_ll)?)$/, 'phase'],
  [/(?:corr(?:_ll)?|coh|\.cc)$/, 'coherence'],
  [/conncomp(?:_ll)?$/, 'connectComponent'],
  [/(?:^|[_./-])(?:dem|hgt|height)$/, 'height'],
  [/incidence_angle$/, 'incidenceAngle'],
  [/azimuth_angle$/, 'azimuthAngle'],
  [/water_?mask$/i, 'waterMask'],
];

/** Name of the one raster of a GeoTIFF or a grid. */
function nameOfMap(path: string): string | undefined {
  const stem = /^(.*)\.(?:tiff?|grd|nc)$/i.exec(path)?.[1].replace(/_clip\w*$/, '');
  if (stem === undefined) return undefined;
  return MAP_NAMES.find(([ending]) => ending.test(stem))?.[1] ?? (/tiff?$/i.test(path) ? 'band1' : 'z');
}

function layersOf(raster: RasterWithAttributes): Layer[] {
  const { path, bands, type, attributes } = raster;
  if (!isComplex(type)) {
    const own = path.replace(/\.vrt$/, ''); // a.dem.vrt holds what a.dem does
    const named = bands === 1 ? nameOfMap(own) : undefined;
    if (named !== undefined) return [{ name: named, band: 1 }];
    const fileType = own === path ? (attributes['FILE_TYPE'] ?? '') : rasterFileType(own);
    return bandNames(own, fileType, bands).map((name, k) => ({ name, band: k + 1 }));
  }
  const parts: ComplexPart[] = ['magnitude', 'phase'];
  return Array.from({ length: bands }, (_, k) => k + 1).flatMap((band) =>
    parts.map((part) => ({ name: bands === 1 ? part : `${part}${band}`, band, part })),
  );
}

/**
 * A raster with sheets beside it (ISCE, ENVI, GAMMA, ROI_PAC, VRT) or one that describes itself (GeoTIFF, GMT), read as if it were an HDF5 file: each band, or
 * magnitude and phase of a complex one, is a dataset of two dimensions.
 */
export class RasterReader implements H5Reader {
  readonly path: string;
  readonly isRaw = true;
  readonly attributes: Attributes;
  readonly datasets: ReadonlyMap<string, DatasetInfo>;
  readonly others: ReadonlyMap<string, OtherMember> = new Map();
  private readonly raster: RasterWithAttributes;
  private readonly layers: ReadonlyMap<string, Layer>;

  constructor(raster: RasterWithAttributes) {
    this.path = raster.path;
    this.raster = raster;
    const { length, width, type } = this.raster;
    const attributes = { ...this.raster.attributes };
    this.attributes = { ...attributes, LENGTH: String(length), WIDTH: String(width) };
    const layers = layersOf(this.raster);
    this.layers = new Map(layers.map((layer) => [layer.name, layer]));
    this.datasets = new Map(
      layers.map(({ name, band }): [string, DatasetInfo] => {
        const noData = this.raster.noData(band);
        const own: Attributes = {
          ...(/^phase\d*$/.test(name) ? { UNIT: 'radian' } : {}),
          ...(noData === undefined ? {} : { NO_DATA_VALUE: String(noData) }),
        };
        return [
          name,
          { name, type: TYPES[type], shape: [length, width], attributes: own, compression: 'none' },
        ];
      }),
    );
  }

  read(name: string, slab?: Slab): H5Values {
    const layer = this.layers.get(name);
    if (layer === undefined) {
      throw new FileError(
        `${this.path} has no raster ${name}.`,
        `It has: ${[...this.layers.keys()].join(', ')}.`,
      );
    }
    const [y0, x0] = slab?.start ?? [0, 0];
    const [rows, columns] = slab?.count ?? [this.raster.length, this.raster.width];
    return this.raster.read(layer.band, { y0, x0, y1: y0 + rows, x1: x0 + columns }, layer.part);
  }

  async load(name: string, slab?: Slab): Promise<H5Values> {
    return this.read(name, slab);
  }

  address(): undefined {}

  chunkShape(): undefined {}

  close(): void {
    this.raster.close();
  }
}
