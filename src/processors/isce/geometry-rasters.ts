import { openRaster } from '../../io/raster/local.ts';
import type { RasterWithAttributes } from '../../io/raster/raster.ts';
import type { GeometryDataset } from '../../loading/description.ts';
import type { GeometrySource } from '../../loading/geometry-layers.ts';
import { filesOf, type LoadOptions } from '../../loading/load-options.ts';
import {
  invertBits,
  isWaterBody,
  type PixelTransform,
  replaceValue,
} from '../../loading/pixel-transforms.ts';
import { GEOMETRY_OPTIONS } from '../geometry-options.ts';

/** A geometry raster of ISCE-2 and how its values are read. */
export interface GeometryRaster {
  readonly dataset: GeometryDataset;
  readonly path: string;
  /** its header */
  readonly known: RasterWithAttributes;
  readonly band: number;
  readonly transforms: readonly PixelTransform[];
}

/** Of every geometry raster that the options find what `source` makes of it. Headers are read, pixels not. */
export function geometryRasters(
  options: LoadOptions,
  source: (raster: GeometryRaster) => GeometrySource,
): Partial<Record<GeometryDataset, GeometrySource>> {
  const out: Partial<Record<GeometryDataset, GeometrySource>> = {};
  for (const [dataset, option] of GEOMETRY_OPTIONS) {
    const [path] = filesOf(options, option);
    if (path === undefined) continue;
    const known = openRaster(path);
    known.close();
    const band = dataset === 'azimuthAngle' ? Math.min(2, known.bands) : 1;
    out[dataset] = source({ dataset, path, known, band, transforms: transformsOf(dataset, path) });
  }
  return out;
}

function transformsOf(dataset: GeometryDataset, path: string): PixelTransform[] {
  if (dataset === 'height') return [replaceValue(-32768, Number.NaN)];
  return dataset === 'waterMask' && isWaterBody(path) ? [invertBits] : [];
}
