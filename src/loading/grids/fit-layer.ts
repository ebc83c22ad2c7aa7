import { pythonFloat } from '../../core/python-float.ts';
import { mapCorners } from '../../io/attributes/map-raster.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { computedLayer, type FileLayer, type Layer, type WarpMethod } from '../layer.ts';
import { type CommonGrid, fitting, type Placing } from './common-grid.ts';

const METHODS: Readonly<Record<string, WarpMethod>> = {
  unwrapPhase: 'phase',
  wrapPhase: 'wrapped',
  coherence: 'positive',
  magnitude: 'positive',
  azimuthAngle: 'degrees',
  connectComponent: 'nearest',
  shadowMask: 'nearest',
  waterMask: 'nearest',
};

/**
 * A layer on another grid: as it is, moved by whole pixels, or interpolated. What does not reach is NaN.
 * @param dataset what it holds, which says how it may be interpolated
 * @throws {MetadataError} never: rasters that cannot be brought there have been refused before
 */
export function fitLayer(layer: FileLayer, from: Placing, to: CommonGrid, dataset: string): FileLayer {
  const how = fitting(from, to);
  const { label, source } = layer;
  const { path, version } = source;
  const place = version === undefined ? { path } : { path, version };
  const size = { label, length: to.length, width: to.width, transforms: [] };
  if (how.kind === 'moved')
    return { ...size, source: { kind: 'placed', ...place, layer, y0: how.y0, x0: how.x0 } };
  if (how.kind !== 'warped' || from.map === undefined || to.map === undefined) return layer;
  const method = to.resampling === 'nearest' ? 'nearest' : (METHODS[dataset] ?? 'bilinear');
  return { ...size, source: { kind: 'warped', ...place, layer, from: from.map, grid: to.map, method } };
}

/** The same for layers that are computed pixel by pixel from others of one grid. */
export function fitAnyLayer(layer: Layer, from: Placing, to: CommonGrid, dataset: string): Layer {
  if (!('compute' in layer)) return fitLayer(layer, from, to, dataset);
  const inputs = layer.inputs.map((input) => fitAnyLayer(input, from, to, ''));
  return computedLayer(layer.label, [to.length, to.width], inputs, layer.compute);
}

/** Attributes of a raster once it is on a grid: size, place and corners. */
export function attributesOnGrid(attributes: Attributes, { length, width, map }: CommonGrid): Attributes {
  const size: Attributes = { LENGTH: String(length), WIDTH: String(width) };
  if (attributes.FILE_LENGTH !== undefined) size.FILE_LENGTH = String(length);
  if (map === undefined) return { ...attributes, ...size };
  const { UTM_ZONE: _zone, ...others } = attributes;
  const out: Attributes = {
    ...others,
    ...size,
    ...(map.utmZone === undefined ? {} : { UTM_ZONE: map.utmZone }),
    X_FIRST: pythonFloat(map.xFirst),
    Y_FIRST: pythonFloat(map.yFirst),
    X_STEP: pythonFloat(map.xStep),
    Y_STEP: pythonFloat(map.yStep),
  };
  if (attributes.LAT_REF1 === undefined) return out;
  const isAscending = (attributes.ORBIT_DIRECTION ?? '').toUpperCase().startsWith('A');
  return { ...out, ...mapCorners(out, isAscending ? 'ascending' : 'descending') };
}
