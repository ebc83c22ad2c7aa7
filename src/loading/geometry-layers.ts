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
}

/**
 * Sort geometry layers into radar and map coordinates, each by its own attributes, and add slant range and incidence
 * angle where they are missing and can be computed.
 * @throws {MetadataError} when layers of one file differ in size
 */
export function geometryDescriptions(input: GeometryInput): StackDescription['geometry'] {
  const out: { radar?: GeometryDescription; geo?: GeometryDescription } = {};
  for (const kind of ['radar', 'geo'] as const) {
    const names = GEOMETRY_DATASETS.filter((name) => {
      const source = input.sources[name];
      return source !== undefined && isGeocoded(source.attributes) === (kind === 'geo');
    });
    if (names.length === 0) continue;
    const first = input.sources[names[0]] as GeometrySource;
    const { length, width } = first.layer;
    const layers: Partial<Record<GeometryDataset, Layer>> = {};
    for (const name of names) {
      const { layer } = input.sources[name] as GeometrySource;
      if (layer.length !== length || layer.width !== width) {
        throw new MetadataError(
          `${layer.label} has ${layer.length} x ${layer.width} pixels, ${first.layer.label} has ${length} x ${width}.`,
          'All geometry files of a stack must have one size; multilook them alike.',
        );
      }
      layers[name] = layer;
    }
    const bperp = kind === 'radar' || input.sources.height === first ? input.bperp : undefined;
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
