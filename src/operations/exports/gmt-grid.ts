import type { Context } from '../../core/context.ts';
import { mapCrs } from '../../io/attributes/crs.ts';
import { mapAxes } from '../../io/netcdf/map-axes.ts';
import type { Product } from '../../io/products/product.ts';
import { type NcRaster, writeNetcdf } from './netcdf-rasters.ts';

/** What is written as the nodes of a grid. */
export interface GmtNodes extends Pick<NcRaster, 'type' | 'planes' | 'mask' | 'rules'> {
  readonly title: string;
  /** long name of the values */
  readonly name: string;
  readonly unit: string;
}

/** Write one raster of a map as a grid of GMT: netCDF with the variable `z`, which says that its nodes are pixels and which range it has. */
export async function writeGmtGrid(
  outfile: string,
  product: Product,
  { title, name, unit, ...raster }: GmtNodes,
  context: Context,
): Promise<void> {
  const axes = mapAxes(product.facts.map, mapCrs(product.attributes));
  await writeNetcdf(
    outfile,
    {
      dimensions: axes.dimensions,
      attributes: {
        Conventions: 'CF-1.8',
        title,
        source: context.provenance ?? 'mintsar',
        node_offset: { type: 'int', values: [1] },
      },
      variables: axes.variables,
    },
    [
      {
        name: 'z',
        attributes: { long_name: name, units: unit, grid_mapping: axes.mapping },
        ...raster,
      },
    ],
    [axes.y, axes.x],
    context,
  );
}
