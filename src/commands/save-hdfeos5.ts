import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readOptions } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { saveHdfEos5 } from '../operations/mapping/hdfeos5.ts';
import type { Command } from './command.ts';

/** `mintsar save_hdfeos5`. */
export const command: Command = {
  description:
    'Values are copied as they are. Metadata that the series lacks (beam_mode, relative_orbit, first_frame, atmos_correct_method, processing_dem, unwrap_method...) come from lines of the template. The name follows from them: mission, mode and swath, orbit, frames, dates.',
  examples: [
    'mintsar save_hdfeos5 geo/geo_timeseries_ERA5_demErr.h5',
    'mintsar save_hdfeos5 geo/geo_timeseries_demErr.h5 -t SantoriniSenDT36.txt --subset',
    'mintsar save_hdfeos5 timeseries_ERA5_demErr.h5 --tc temporalCoherence.h5 --asc avgSpatialCoh.h5 -m maskTempCoh.h5 -g inputs/geometryGeo.h5',
  ],
  templateSteps: ['hdfeos5'],
  configure(parser) {
    parser.add_argument('ts_file', { help: 'geocoded time series' });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template with options and missing metadata',
    });
    const files = parser.add_argument_group(
      'files',
      'by default those of the workflow beside the time series',
    );
    files.add_argument('--tc', '--temp-coh', { dest: 'tcoh_file', help: 'temporal coherence' });
    files.add_argument('--asc', '--avg-spatial-coh', {
      dest: 'scoh_file',
      help: 'average spatial coherence',
    });
    files.add_argument('-m', '--mask', { dest: 'mask_file', help: 'mask of reliable pixels' });
    files.add_argument('-g', '--geometry', { dest: 'geom_file', help: 'geometry' });
    const name = parser.add_argument_group('name of the output');
    name.add_argument('--suffix', { help: 'put at its end' });
    name.add_argument('--update', {
      action: 'store_true',
      help: 'the series goes on: XXXXXXXX instead of the last date',
    });
    name.add_argument('--subset', { action: 'store_true', help: 'with the bounds' });
  },
  async run(args, context) {
    const series = resolve(args.ts_file);
    const options = args.template_file && readOptions(args.template_file).config.save.hdfEos5;
    const beside = (file: string) => workflowFile(series, [file]);
    await saveHdfEos5(
      {
        timeseries: series,
        temporalCoherence: resolve(args.tcoh_file ?? beside('temporalCoherence.h5')),
        avgSpatialCoherence: resolve(args.scoh_file ?? beside('avgSpatialCoh.h5')),
        mask: resolve(args.mask_file ?? beside('maskTempCoh.h5')),
        geometry: resolve(
          args.geom_file ??
            workflowFile(series, [
              'geometryRadar.h5',
              'geometryGeo.h5',
              'inputs/geometryGeo.h5',
              'inputs/geometryRadar.h5',
            ]),
        ),
        template: args.template_file && resolve(args.template_file),
        folder: process.cwd(),
        suffix: args.suffix,
        update: args.update || options?.update === true,
        subset: args.subset || options?.subset === true,
      },
      context,
    );
  },
};

/** A file of the workflow that goes with a series: beside it, with its `geo_`. */
function workflowFile(series: string, names: readonly string[]): string {
  const prefix = basename(series).startsWith('geo_') ? 'geo_' : '';
  const candidates = names.map((name) => join(dirname(series), name.includes('/') ? name : prefix + name));
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new OptionError(
    `${candidates.join(' or ')} is needed and not there.`,
    'Name the files with --tc, --asc, -m and -g.',
  );
}
