import type { BlockSource } from '../../core/block-io.ts';
import { MetadataError } from '../../core/errors.ts';
import {
  centerIncidenceAngle,
  centerSlantRange,
  rangeAtIncidence,
} from '../../core/geometry/radar-geometry.ts';
import { type Product, source } from '../../io/products/product.ts';

/** Where a step takes the radar's view of each pixel from: a raster, or one value for the whole scene. */
export interface LineOfSight {
  /** degrees */
  readonly incidenceAngle: BlockSource | number;
  /** m */
  readonly slantRange: BlockSource | number;
}

/**
 * Rasters of the geometry file; what it lacks, and everything without a geometry file, as the value of the scene
 * centre according to the product's own attributes.
 */
export function lineOfSight(product: Product, geometry: Product | undefined): LineOfSight {
  const raster = (name: string) =>
    geometry?.datasets.has(name) === true ? source(geometry.path, name) : undefined;
  return {
    incidenceAngle: raster('incidenceAngle') ?? incidenceOfScene(product),
    slantRange: raster('slantRangeDistance') ?? rangeOfScene(product),
  };
}

/** Inputs of a block job for the parts that are rasters. */
export function lineOfSightInputs(los: Partial<LineOfSight>): Record<string, BlockSource> {
  return Object.fromEntries(
    Object.entries(los).filter((entry): entry is [string, BlockSource] => typeof entry[1] === 'object'),
  );
}

/** Degrees. A map has no near and far range: its incidence angle must be written in the attributes. */
function incidenceOfScene({ facts, path }: Product): number {
  if (!facts.isGeocoded) return centerIncidenceAngle(facts.radar);
  if (facts.incidenceAngle !== undefined) return facts.incidenceAngle;
  throw new MetadataError(
    `${path} is geocoded and says nothing of the incidence angle.`,
    'Give a geometry file with incidenceAngle, or add the attribute INCIDENCE_ANGLE in degrees.',
  );
}

function rangeOfScene(product: Product): number {
  const { facts } = product;
  const { radar } = facts;
  if (!facts.isGeocoded) return centerSlantRange(radar);
  return facts.slantRange ?? rangeAtIncidence(radar, incidenceOfScene(product));
}
