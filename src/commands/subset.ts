import { basename, dirname, join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, group, on, tuple } from '../flags/flag.ts';
import { float, inputFile, int, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { type SubsetWindow, subsetFile } from '../operations/mapping/subset.ts';
import { filePatterns } from './file-patterns.ts';
import { outputHere } from './outputs-here.ts';
import { type TemplateFile, templateFlag } from './template-flag.ts';

/** `mintsar subset`. */
export const command = defineCommand({
  description:
    'Every raster of a file is cut to a window, its dates, baselines and flags stay, and its corner and reference pixel move. A window is given by rows and columns (the last one exclusive), by latitudes and longitudes, which in radar coordinates need the lookup table, by another file, by a template (mintpy.subset.lalo, else mintpy.subset.yx), or by what the lookup table covers. It ends where the image does, unless --outfill says what is to stand beyond.',
  examples: [
    'mintsar subset velocity.h5 -y 20 120 -x 60 170',
    'mintsar subset geo/geo_velocity.h5 geo/geo_timeseries*.h5 -l 36.38 36.44 -L 25.38 25.45',
    'mintsar subset timeseries.h5 --lookup inputs/geometryRadar.h5 --lat 36.385 36.44 --lon 25.37 25.44 -o sub_timeseries.h5',
    'mintsar subset geo/geo_temporalCoherence.h5 -r sub_geo_velocity.h5',
    'mintsar subset geo/geo_velocity.h5 -l 36.33 36.40 -L 25.33 25.40 --outfill nan -o wide.h5',
    'mintsar subset inputs/geometryGeo.h5 --tight',
  ],
  flags: {
    files: filePatterns('files to cut; patterns allowed'),
    ...group('window', {
      x: tuple('-x --sub-x --subset-x', int(), 'XMIN XMAX', 'columns, end exclusive'),
      y: tuple('-y --sub-y --subset-y', int(), 'YMIN YMAX', 'rows, end exclusive'),
      lat: tuple('-l --lat --sub-lat --subset-lat', float, 'LATMIN LATMAX', 'latitudes; win over rows'),
      lon: tuple('-L --lon --sub-lon --subset-lon', float, 'LONMIN LONMAX', 'longitudes; win over columns'),
      reference: flag(
        '-r --reference',
        inputFile,
        'file whose area is cut out; a map also cuts radar coordinates, through the lookup table',
      ),
      template: templateFlag('template with mintpy.subset.yx or .lalo; counts where no window is typed'),
      tight: on('--tight', 'what the lookup table covers, with ten pixels around it'),
      lookup: flag('--lookup', inputFile, 'lookup table for latitudes and longitudes in radar coordinates', {
        shown: 'geometryRadar.h5 or geometryGeo.h5 in inputs/ beside the file, its folder, or ../inputs',
      }),
    }),
    fill: flag('--outfill', float, 'let the window reach beyond the image, where this value stands'),
    outfile: flag('-o --output', outputFile, 'output of a single file', {
      shown: 'sub_NAME, NAME_tight with --tight; NAME for files of another folder',
    }),
  },
  outputs(request, { log }) {
    const { files, outfile } = request;
    if (outfile !== undefined && files.length > 1)
      log.warn(`--output is for a single file: ${files.length} files get names of their own`);
    const isTight = windowOf(request).by === 'lookup';
    const nameOf = (file: string) =>
      isTight ? besideInput(file, '_tight') : join(dirname(file), `sub_${basename(file)}`);
    const name = (file: string) =>
      files.length === 1 && outfile !== undefined ? outfile : outputHere(file, nameOf);
    return Object.fromEntries(files.map((file) => [file, name(file)]));
  },
  async run(request, context, outputs) {
    const window = windowOf(request);
    const { lookup, fill } = request;
    for (const file of request.files) {
      const outfile = outputs[file];
      context.print(await subsetFile({ file, outfile, window, lookup, fill }, context));
    }
  },
});

interface WindowFlags {
  readonly y?: readonly [number, number];
  readonly x?: readonly [number, number];
  readonly lat?: readonly [number, number];
  readonly lon?: readonly [number, number];
  readonly reference?: string;
  readonly template?: TemplateFile;
  readonly tight: boolean;
}

function windowOf({ y, x, lat, lon, reference, template, tight }: WindowFlags): SubsetWindow {
  if ([y, x, lat, lon].some((pair) => pair !== undefined)) return { by: 'ranges', y, x, lat, lon };
  if (reference !== undefined) return { by: 'file', file: reference };
  const { lalo, yx } = template?.config.subset ?? {};
  if (lalo) {
    const otherwise = yx && { y: [yx.y0, yx.y1] as const, x: [yx.x0, yx.x1] as const };
    const degrees = { lat: [lalo.south, lalo.north], lon: [lalo.west, lalo.east] } as const;
    return { by: 'ranges', ...degrees, ...(otherwise && { otherwise }) };
  }
  if (yx) return { by: 'ranges', y: [yx.y0, yx.y1], x: [yx.x0, yx.x1] };
  if (tight) return { by: 'lookup' };
  throw new OptionError(
    template === undefined
      ? 'No window is given.'
      : `${template.path} sets neither mintpy.subset.yx nor mintpy.subset.lalo.`,
    'Give rows and columns (-y, -x), latitudes and longitudes (--lat, --lon), a file (-r) or --tight.',
  );
}
