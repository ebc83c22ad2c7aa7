import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, on } from '../flags/flag.ts';
import { inputFile, word } from '../flags/kind.ts';
import { saveHdfEos5 } from '../operations/mapping/hdfeos5.ts';
import { templateFlag } from './template-flag.ts';

const GEOMETRY = ['geometryRadar.h5', 'geometryGeo.h5', 'inputs/geometryGeo.h5', 'inputs/geometryRadar.h5'];

/** `mintsar save_hdfeos5`. */
export const command = defineCommand({
  description:
    'Values are copied as they are. Metadata that the series lacks (beam_mode, relative_orbit, first_frame, atmos_correct_method, processing_dem, unwrap_method...) come from lines of the template. The name follows from them: mission, mode and swath, orbit, frames, dates.',
  examples: [
    'mintsar save_hdfeos5 geo/geo_timeseries_ERA5_demErr.h5',
    'mintsar save_hdfeos5 geo/geo_timeseries_demErr.h5 -t SantoriniSenDT36.txt --subset',
    'mintsar save_hdfeos5 timeseries_ERA5_demErr.h5 --tc temporalCoherence.h5 --asc avgSpatialCoh.h5 -m maskTempCoh.h5 -g inputs/geometryGeo.h5',
  ],
  templateSteps: ['hdfeos5'],
  flags: {
    timeseries: argument(inputFile, 'geocoded time series'),
    template: templateFlag('template with options and missing metadata'),
    ...group(
      'files',
      {
        temporalCoherence: flag('--tc --temp-coh', inputFile, 'temporal coherence'),
        avgSpatialCoherence: flag('--asc --avg-spatial-coh', inputFile, 'average spatial coherence'),
        mask: flag('-m --mask', inputFile, 'mask of reliable pixels'),
        geometry: flag('-g --geometry', inputFile, 'geometry'),
      },
      'by default those of the workflow beside the time series',
    ),
    ...group('name of the output', {
      suffix: flag('--suffix', word, 'put at its end'),
      update: on('--update', 'the series goes on: XXXXXXXX instead of the last date', {
        option: 'mintpy.save.hdfEos5.update',
      }),
      subset: on('--subset', 'with the bounds', { option: 'mintpy.save.hdfEos5.subset' }),
    }),
  },
  async run(request, context) {
    const { timeseries, template, suffix } = request;
    const options = template?.config.save.hdfEos5;
    const beside = (...names: string[]) => workflowFile(timeseries, names);
    await saveHdfEos5(
      {
        timeseries,
        temporalCoherence: request.temporalCoherence ?? beside('temporalCoherence.h5'),
        avgSpatialCoherence: request.avgSpatialCoherence ?? beside('avgSpatialCoh.h5'),
        mask: request.mask ?? beside('maskTempCoh.h5'),
        geometry: request.geometry ?? beside(...GEOMETRY),
        template: template?.path,
        folder: process.cwd(),
        suffix,
        update: request.update || options?.update === true,
        subset: request.subset || options?.subset === true,
      },
      context,
    );
  },
});

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
