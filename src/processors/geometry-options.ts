import type { GeometryDataset } from '../loading/description.ts';

/** The options that name the files of geometry, where latitude and longitude are rasters of the scene. */
export const GEOMETRY_OPTIONS: readonly (readonly [GeometryDataset, string])[] = [
  ['height', 'demFile'],
  ['latitude', 'lookupYFile'],
  ['longitude', 'lookupXFile'],
  ['incidenceAngle', 'incAngleFile'],
  ['azimuthAngle', 'azAngleFile'],
  ['shadowMask', 'shadowMaskFile'],
  ['waterMask', 'waterMaskFile'],
];
