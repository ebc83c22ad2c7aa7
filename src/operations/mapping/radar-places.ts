import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { invertTable } from '../../core/geometry/resample/inverse-table.ts';
import { sinkOf } from '../../io/block-store.ts';
import { whileLocked } from '../../io/files/output.ts';
import { addToH5 } from '../../io/hdf5/file.ts';
import type { DatasetSpec } from '../../io/hdf5/types.ts';
import { readProduct, source } from '../../io/products/product.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { completedAttributes } from './completed-attributes.ts';
import { readGeocodeLookup } from './geocode-lookup.ts';

export interface RadarPlacesRequest {
  /** lookup table on a map: azimuth and range of every map pixel (geometryGeo.h5 of GAMMA or ROI_PAC) */
  readonly lookup: string;
  /** geometry in radar coordinates, which gets latitude and longitude */
  readonly geometry: string;
}

/**
 * Give a geometry in radar coordinates the latitude and longitude of its pixels: `mintsar lookup_geo2radar`. Each takes the
 * place of the map pixel whose azimuth and range are nearest; those of height 0, and those without an entry nearby, are NaN.
 *
 * @throws {FileError} for files that are something else
 */
export async function addRadarPlaces(request: RadarPlacesRequest, context: Context): Promise<void> {
  assertRequest('addRadarPlaces', request, context, ['lookup', 'geometry']);
  const { lookup: lookupFile, geometry } = request;
  const lookup = await readGeocodeLookup(lookupFile);
  if (lookup.kind !== 'map') {
    throw new FileError(
      `${lookupFile} is no lookup table on a map: it has latitude and longitude of radar pixels already.`,
      'Give the geometry with azimuthCoord and rangeCoord, e.g. inputs/geometryGeo.h5.',
    );
  }
  await whileLocked([geometry], context, async (locked) => {
    const product = await readProduct(geometry);
    const { length, width, facts, datasets } = product;
    if (facts.isGeocoded || product.isRaw || product.fileType !== 'geometry')
      throw new FileError(
        `${geometry} is no geometry in radar coordinates.`,
        'Give one with --write, e.g. inputs/geometryRadar.h5.',
      );
    const Memory = context.workers > 1 ? SharedArrayBuffer : ArrayBuffer;
    const numMap = lookup.shape[0] * lookup.shape[1];
    const rasters = await lookup.read({
      y: new Float32Array(new Memory(4 * numMap)),
      x: new Float32Array(new Memory(4 * numMap)),
    });
    const table = invertTable(
      rasters.y.data,
      rasters.x.data,
      lookup.grid,
      product,
      facts.subsetOffset,
      Memory,
    );
    if (table.entries.length === 0)
      throw new FileError(
        `No entry of ${lookupFile} leads into the ${length} x ${width} pixels of ${geometry}.`,
        'Use files of the same stack, with the same looks.',
      );
    const added = (['latitude', 'longitude'] as const).map(
      (name): DatasetSpec => ({
        name,
        type: 'f4',
        shape: [length, width],
        attributes: context.provenance === undefined ? {} : { provenance: context.provenance },
      }),
    );
    const edit = { datasets: added, attributes: () => completedAttributes(product, datasets.get('height')) };
    await addToH5(
      geometry,
      edit,
      async (writer) => {
        await runBlocks(
          {
            label: 'latitude and longitude',
            length,
            width,
            inputs: datasets.has('height') ? { height: source(geometry, 'height') } : {},
            outputs: { latitude: sinkOf(writer, 'latitude', 1), longitude: sinkOf(writer, 'longitude', 1) },
            kernel: 'radarPlaces',
            args: { table },
            workspace: 400, // a search takes as long as reading a hundred values
          },
          locked,
        );
      },
      locked.held,
    );
    context.log.info(`${geometry}: latitude and longitude of ${length} x ${width} pixels`);
  });
}
