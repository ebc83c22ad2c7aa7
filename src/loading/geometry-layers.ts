import { MetadataError } from '../core/errors.ts';
import { isGeocoded } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { addComputedLayers } from './computed-geometry.ts';
import {
  GEOMETRY_DATASETS,
  type GeometryDataset,
  type GeometryDescription,
  type StackDescription,
} from './description.ts';
import { type CommonGrid, fitting, placingOf } from './grids/common-grid.ts';
import { attributesOnGrid, fitAnyLayer } from './grids/fit-layer.ts';
import type { Layer } from './layer.ts';

/** A geometry file found by a processor, with its attributes. */
export interface GeometrySource {
  readonly layer: Layer;
  readonly attributes: Attributes;
}

export interface GeometryInput {
  readonly sources: Partial<Record<GeometryDataset, GeometrySource>>;
  /** Attributes of the first interferogram: orbit and ranges for layers that must be computed. */
  readonly observation?: Attributes;
  /** Set on the radar geometry, not on the geocoded one. */
  readonly templateAttributes: Attributes;
  readonly bperp?: GeometryDescription['bperp'];
  /** The grid that the interferograms were brought to: geometry on the same kind of grid is brought there too. */
  readonly common?: CommonGrid;
}

/** Layers and attributes of a geometry file on the grid of the interferograms. @throws {MetadataError} when it cannot be brought there */
function onCommonGrid(
  { layer, attributes }: GeometrySource,
  dataset: string,
  common: CommonGrid,
): GeometrySource {
  const from = placingOf(layer, attributes);
  if ((from.map === undefined) !== (common.map === undefined)) return { layer, attributes };
  const how = fitting(from, common);
  if (how.kind === 'impossible')
    throw new MetadataError(
      `${layer.label} has ${how.reason}.`,
      'Set mintpy.load.resample = bilinear to interpolate it, or bring it to the grid of the interferograms first.',
    );
  return {
    layer: fitAnyLayer(layer, from, common, dataset),
    attributes: attributesOnGrid(attributes, common),
  };
}

/**
 * Sort geometry layers into radar and map coordinates, each by its own attributes, and add slant range and incidence
 * angle where they are missing and can be computed.
 * @throws {MetadataError} when layers of one file differ in size
 */
export function geometryDescriptions(input: GeometryInput): StackDescription['geometry'] {
  const { common } = input;
  const sources: GeometryInput['sources'] =
    common === undefined
      ? input.sources
      : Object.fromEntries(
          Object.entries(input.sources).map(([name, source]) => [name, onCommonGrid(source, name, common)]),
        );
  const out: { radar?: GeometryDescription; geo?: GeometryDescription } = {};
  for (const kind of ['radar', 'geo'] as const) {
    const names = GEOMETRY_DATASETS.filter((name) => {
      const source = sources[name];
      return source !== undefined && isGeocoded(source.attributes) === (kind === 'geo');
    });
    if (names.length === 0) continue;
    const first = sources[names[0]] as GeometrySource;
    const { length, width } = first.layer;
    const layers: Partial<Record<GeometryDataset, Layer>> = {};
    for (const name of names) {
      const { layer } = sources[name] as GeometrySource;
      if (layer.length !== length || layer.width !== width) {
        throw new MetadataError(
          `${layer.label} has ${layer.length} x ${layer.width} pixels, ${first.layer.label} has ${length} x ${width}.`,
          'All geometry files of a stack must have one size; multilook them alike.',
        );
      }
      layers[name] = layer;
    }
    const bperp = kind === 'radar' || sources.height === first ? input.bperp : undefined;
    const attributes = {
      ...first.attributes,
      ...(kind === 'radar' ? input.templateAttributes : {}),
      FILE_TYPE: 'geometry',
    };
    // Lookup tables on a map beside radar geometry need no angles of their own.
    const isLookupOnly = kind === 'geo' && layers.height === undefined;
    out[kind] = {
      layers: isLookupOnly
        ? layers
        : addComputedLayers(layers, { length, width }, input.observation ?? attributes),
      length,
      width,
      attributes,
      bperp,
    };
  }
  return out;
}
