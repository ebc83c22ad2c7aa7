import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, on } from '../flags/flag.ts';
import { choice, inputFile, int, orNo, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { savePoints } from '../operations/points/save-points.ts';
import { saveSeriesAtPlaces } from '../operations/points/series-at-places.ts';
import { EXTENSIONS, formatOf, POINT_FORMATS } from '../operations/points/writers.ts';
import { subsetFlags, windowOf } from './subset-flags.ts';

/** `mintsar save_points`. */
export const command = defineCommand({
  description:
    'Pixels as points with place, height, velocity, temporal coherence and the displacement of every date, in mm and mm/year: GeoParquet for DuckDB, GeoPandas and QGIS, GeoPackage for QGIS (D20180104 and velocity are what its InSAR Explorer looks for), CSV, CSV with the columns of the European Ground Motion Service (egms), or a shapefile. With --points only the listed places, in their order. Missing values are NULL. velocity.h5, temporalCoherence.h5 and maskTempCoh.h5 beside the file are used if they are there.',
  examples: [
    'mintsar save_points geo/geo_timeseries_demErr.h5 -o points.parquet',
    'mintsar save_points timeseries_demErr.h5 -o points.gpkg --step 2',
    'mintsar save_points timeseries_demErr.h5 --format egms -o egms.csv --sub-lat 36.38 36.42 --sub-lon 25.38 25.44',
    'mintsar save_points timeseries_demErr.h5 --points stations.csv --average 3 -o series.csv',
    'mintsar save_points velocity.h5 -m no -o velocity.parquet',
  ],
  flags: {
    file: argument(inputFile, 'time series, or velocity'),
    outfile: flag('-o --output', outputFile, 'file to write; its ending tells the format', {
      shown: 'the name of the file with .parquet',
    }),
    format: flag('--format', choice(POINT_FORMATS), 'kind of file', {
      shown: 'by the ending: .parquet, .gpkg, .csv, .shp',
    }),
    ...group('what goes with it', {
      geometry: flag('-g --geom', inputFile, 'geometry: places in radar coordinates, height, angles', {
        shown: 'searched for near the file',
      }),
      velocity: flag('-v --vel', inputFile, 'velocity', { shown: 'velocity.h5 beside it' }),
      coherence: flag('--tc --temp-coh', inputFile, 'temporal coherence', {
        shown: 'temporalCoherence.h5 beside it',
      }),
      mask: flag('-m --mask', orNo(inputFile), 'pixels to keep, or no', {
        shown: 'maskTempCoh.h5 beside it; none with --points',
      }),
      zeroFirst: on('--zf --zero-first', 'displacement relative to the first date'),
    }),
    ...group('listed places', {
      points: flag('--points', inputFile, 'CSV or Parquet with latitude and longitude, or y and x'),
      average: flag('--average', int(1), 'mean of so many pixels in either direction, odd', { default: 1 }),
    }),
    ...subsetFlags('area'),
    ...group('area', {
      step: flag('--step', int(1), 'one pixel of so many lines and samples', { default: 1 }),
    }),
  },
  outputs(request, { given }) {
    const { file, points } = request;
    const format = request.format ?? (request.outfile === undefined ? 'parquet' : formatOf(request.outfile));
    if (points !== undefined) {
      const idle = ['step', 'subX', 'subY', 'subLat', 'subLon'].find((key) => given.has(key));
      if (idle !== undefined)
        throw new OptionError(
          '--points lists the places; an area or a step does not go with it.',
          'Leave one of them out.',
        );
    } else if (given.has('average')) {
      throw new OptionError(
        '--average is for places that --points lists.',
        'Give --points, or leave it out.',
      );
    }
    const outfile = request.outfile ?? besideInput(file, '', EXTENSIONS[format]);
    if (format !== 'shp') return { outfile };
    const base = outfile.replace(/\.shp$/i, '');
    const parts = { dbf: `${base}.dbf`, shx: `${base}.shx`, prj: `${base}.prj`, cpg: `${base}.cpg` };
    return { outfile: `${base}.shp`, ...parts };
  },
  async run(request, context, { outfile }) {
    const format = request.format ?? formatOf(outfile);
    const { points } = request;
    if (points !== undefined) return saveSeriesAtPlaces({ ...request, points, format, outfile }, context);
    return savePoints({ ...request, format, outfile, window: windowOf(request) }, context);
  },
});
