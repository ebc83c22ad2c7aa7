import { extname } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, on, oneOf, tuple } from '../flags/flag.ts';
import { float, inputFile, int, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { saveQgis } from '../operations/points/save-qgis.ts';

/** `mintsar save_qgis`. */
export const command = defineCommand({
  description:
    'One point per pixel that maskTempCoh.h5 keeps, with height, velocity, temporal coherence and the displacement of every date, D20180104 in mm, for QGIS and its time-series plug-ins. velocity.h5, temporalCoherence.h5 and maskTempCoh.h5 must be beside the series (with its geo_). Missing values are NULL.',
  examples: [
    'mintsar save_qgis timeseries_demErr.h5 -g inputs/geometryRadar.h5',
    'mintsar save_qgis timeseries_demErr.h5 -g inputs/geometryRadar.h5 -b 60 50 100 90 -o crater.shp',
    'mintsar save_qgis geo/geo_timeseries_demErr.h5 -g geo/geo_geometryRadar.h5 -B 36.38 36.42 25.38 25.44 --zero-first',
  ],
  flags: {
    file: argument(inputFile, 'time series'),
    geometry: flag('-g --geom', inputFile, 'geometry with latitude, longitude and height', {
      required: true,
    }),
    outfile: flag('-o --outshp', outputFile, 'shapefile', { shown: 'the name of the series with .shp' }),
    ...group(
      'area',
      oneOf({
        pixels: tuple('-b --bbox', int(), 'X0 Y0 X1 Y1', 'first column and row, last ones, exclusive'),
        degrees: tuple('-B --geo-bbox', float, 'S N W E', 'degrees', { check: bounds }),
      }),
    ),
    zeroFirst: on('--zf --zero-first', 'displacement relative to the first date'),
  },
  outputs({ file, outfile = besideInput(file, '', '.shp') }) {
    const named = /\.shp$/i.test(outfile) ? outfile : `${outfile}.shp`;
    if (/^\.(gpkg|parquet|csv)$/i.test(extname(outfile))) {
      throw new OptionError(
        `save_qgis writes shapefiles; ${outfile} is the name of another kind of file.`,
        `Write it with: mintsar save_points FILE -o ${outfile}.`,
      );
    }
    const base = named.replace(/\.shp$/i, '');
    return { outfile: named, dbf: `${base}.dbf`, shx: `${base}.shx`, prj: `${base}.prj`, cpg: `${base}.cpg` };
  },
  async run({ file, geometry, pixels, degrees, zeroFirst }, context, { outfile }) {
    const box = pixels && { x0: pixels[0], y0: pixels[1], x1: pixels[2], y1: pixels[3] };
    const [south, north, west, east] = degrees ?? [0, 0, 0, 0];
    const bounds = degrees && { south, north, west, east };
    await saveQgis({ file, geometry, outfile, box, bounds, zeroFirst }, context);
  },
});

function bounds([south, north, west, east]: readonly number[], name: string): void {
  const isRight =
    south < north && south >= -90 && north <= 90 && [west, east].every((lon) => Math.abs(lon) <= 360);
  if (isRight && west !== east) return;
  throw new OptionError(
    `${name} ${south} ${north} ${west} ${east} is no area.`,
    'Give south, north, west and east in degrees.',
  );
}
