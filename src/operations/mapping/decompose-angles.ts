import type { Context } from '../../core/context.ts';
import { FileError, MetadataError, OptionError } from '../../core/errors.ts';
import type { LookGeometry } from '../../core/geometry/decomposition.ts';
import { headingToLosAzimuth } from '../../core/geometry/look-angle.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { windowInGrid } from '../../core/geometry/map-sets.ts';
import { centerIncidenceAngle } from '../../core/geometry/radar-geometry.ts';
import type { ProductFacts } from '../../io/products/facts.ts';
import { readProduct, source } from '../../io/products/product.ts';
import { runBlocks } from '../engine.ts';

/** Lines of sight over a map: the same within windows of so many rows and columns. */
export interface WindowAngles {
  readonly window: number;
  readonly windowsPerRow: number;
  /** of every window, row by row: one of each file */
  readonly looks: readonly (readonly LookGeometry[])[];
}

/** Rows and columns of which the median angles are taken. */
const WINDOW = 20;

/** One line of sight for the whole map of each file. @throws {MetadataError} when the attributes do not tell it */
export function anglesOfMetadata(
  files: readonly {
    readonly path: string;
    readonly facts: ProductFacts;
    readonly attributes: Record<string, string>;
  }[],
): WindowAngles {
  const looks = files.map(({ facts, attributes, path }): LookGeometry => {
    const heading = Number(attributes['HEADING']);
    if (!Number.isFinite(heading))
      throw new MetadataError(
        `${path} does not say where the satellite flies to (HEADING).`,
        'Give geometry files with --geom-file.',
      );
    const side = Number(attributes['ANTENNA_SIDE']) === 1 ? 'left' : 'right';
    const incidence = facts.incidenceAngle ?? centerIncidenceAngle(facts.radar);
    return { incidence, azimuth: headingToLosAzimuth(heading, side) };
  });
  return { window: Number.MAX_SAFE_INTEGER, windowsPerRow: 1, looks: [looks] };
}

/**
 * Median lines of sight of windows of 20 x 20 pixels, from the incidence and azimuth angles of geometry files.
 * @throws {FileError} for a geometry without them, or of another map
 */
export async function anglesOfFiles(
  paths: readonly string[],
  grid: MapGrid,
  context: Context,
): Promise<WindowAngles> {
  const length = Math.ceil(grid.length / WINDOW);
  const width = Math.ceil(grid.width / WINDOW);
  const tables: { readonly incidence: Float64Array; readonly azimuth: Float64Array }[] = [];
  for (const path of paths) {
    const product = await readProduct(path);
    for (const name of ['incidenceAngle', 'azimuthAngle']) {
      if (!product.datasets.has(name))
        throw new FileError(
          `${path} has no ${name}.`,
          'Give the geometry file on the map, e.g. geo/geo_geometryRadar.h5.',
        );
    }
    if (!product.facts.isGeocoded)
      throw new FileError(`${path} is in radar coordinates.`, 'Geocode it like the file: mintsar geocode.');
    const box = windowInGrid(product.facts.map, grid);
    if (box.y0 < 0 || box.x0 < 0 || box.y1 > product.length || box.x1 > product.width)
      throw new OptionError(
        `${path} does not cover the ${grid.length} x ${grid.width} pixels that the files have in common.`,
        'Give the geometry of the same map.',
      );
    const window = { ...box, y1: box.y0 + length * WINDOW };
    const medians = async (name: string) => {
      const table = new Float64Array(new SharedArrayBuffer(8 * length * width));
      await runBlocks(
        {
          label: `angles of ${path}`,
          length,
          width,
          inputs: { values: { ...source(path, name), window, rowsPerRow: WINDOW } },
          kernel: 'windowMedian',
          args: { window: WINDOW, length: grid.length, width: grid.width, medians: table },
        },
        context,
      );
      return table;
    };
    tables.push({ incidence: await medians('incidenceAngle'), azimuth: await medians('azimuthAngle') });
  }
  const looks = Array.from({ length: length * width }, (_, n) =>
    tables.map(({ incidence, azimuth }) => ({ incidence: incidence[n], azimuth: azimuth[n] })),
  );
  return { window: WINDOW, windowsPerRow: width, looks };
}
