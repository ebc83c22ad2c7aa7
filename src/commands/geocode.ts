import { dirname, resolve } from 'node:path';
import { FileError, OptionError } from '../core/errors.ts';
import { acrossDateLine } from '../core/geometry/longitude.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, group, off, on, tuple } from '../flags/flag.ts';
import { choice, float, folder, inputFile, int, outputFile, word } from '../flags/kind.ts';
import { findLookup } from '../io/products/place.ts';
import { readProduct } from '../io/products/product.ts';
import { type GeocodeRequest, geocodeFiles, type Lookup } from '../operations/mapping/geocode.ts';
import { withCompute, withThreads } from './compute-flags.ts';
import { filePatterns } from './file-patterns.ts';
import { memoryFlags } from './memory-flags.ts';
import { type TemplateFile, templateFlag } from './template-flag.ts';

/** `mintsar geocode`. */
export const command = defineCommand({
  description:
    'Every map pixel takes the value of the radar pixel nearest to it, found through the lookup table: latitude and longitude of radar pixels (ISCE), or azimuth and range of map pixels (GAMMA, ROI_PAC), whose map is then the output. Whole numbers and masks are never interpolated.',
  examples: [
    'mintsar geocode velocity.h5',
    'mintsar geocode velocity.h5 -b -0.5 -0.25 -91.3 -91.1 --lalo -0.0005 0.0005 -o geo_caldera.h5',
    'mintsar geocode velocity.h5 temporalCoherence.h5 timeseries_*.h5 -t smallbaselineApp.cfg --outdir geo --update',
    'mintsar geocode inputs/geometryRadar.h5 -d height -l inputs/geometryRadar.h5',
    'mintsar geocode geo/geo_velocity.h5 -l inputs/geometryRadar.h5 --geo2radar',
  ],
  templateSteps: ['geocode'],
  flags: {
    files: filePatterns('files to resample; patterns allowed'),
    dataset: flag('-d --dset', word, 'one dataset only'),
    ...group('lookup table', {
      lookup: flag('-l --lookup', inputFile, 'lookup table', {
        shown:
          'geometryRadar.h5, geometryGeo.h5, geomap*.trans or sim*.UTM_TO_RDC in inputs/ beside the file, its folder, or ../inputs',
      }),
      latFile: flag('--lat-file', inputFile, 'raster of latitudes of the radar pixels'),
      lonFile: flag('--lon-file', inputFile, 'raster of their longitudes'),
    }),
    toMap: off('--geo2radar --geo2rdr', 'the other way: from the map to radar coordinates'),
    template: templateFlag('template; its mintpy.geocode.* win over flags'),
    update: on('--update', 'skip outputs newer than the file and the lookup table'),
    outfile: flag('-o --output', outputFile, 'output of a single file'),
    outDir: flag('--outdir --output-dir', folder, 'folder of geo_NAME or rdr_NAME', {
      shown: 'the current one',
    }),
    ...group('map', {
      bounds: tuple('-b --bbox', float, 'S N W E', 'outer edges, degrees', {
        shown: 'all that was seen',
        option: 'mintpy.geocode.SNWE',
        check: ([south, north, first, last], name) => {
          const { west, east } = acrossDateLine({ west: first, east: last });
          if (south < north && west < east) return;
          throw new OptionError(
            `${name} ${[south, north, first, last].join(' ')}: south must be below north and west below east.`,
            'Give the bounds in the order S N W E.',
          );
        },
      }),
      spacing: tuple('--lalo --lalo-step', float, 'LAT_STEP LON_STEP', 'spacing, degrees', {
        shown: 'pixels of the same area as those of the radar image',
        option: 'mintpy.geocode.laloStep',
      }),
    }),
    ...group('values', {
      interpMethod: flag('-i --interp', choice(['linear', 'nearest']), 'how map pixels are filled', {
        default: 'nearest',
        option: 'mintpy.geocode.interpMethod',
      }),
      fillValue: flag('--fill', float, 'value where nothing was seen; 0 for whole numbers and masks', {
        shown: 'nan; 0 for .int and .unw',
        option: 'mintpy.geocode.fillValue',
      }),
    }),
    workers: flag('-n --nprocs', int(1), 'threads', { shown: 'all' }),
    software: flag(
      '--software',
      choice(['pyresample', 'scipy']),
      'how neighbours are found through azimuth and range of a map: pyresample fills three steps around the image too, scipy nothing beside it',
      { default: 'pyresample' },
    ),
    ...memoryFlags,
  },
  async run(request, context) {
    const { files, dataset, outfile, update, toMap } = request;
    if (!toMap && (request.spacing !== undefined || request.bounds !== undefined)) {
      context.log.warn('--bbox and --lalo-step describe a map and --geo2radar makes none: nothing is done');
      return;
    }
    if (request.spacing !== undefined && (await isOnMap(request, files))) {
      context.log.warn(
        'the lookup table is a map, whose spacing cannot be changed: nothing is done with --lalo-step, leave it out',
      );
      return;
    }
    await geocodeFiles(
      {
        files,
        lookup: () => lookupOf(request, files[0]),
        direction: toMap ? 'radar2geo' : 'geo2radar',
        options: { ...mapOptions(request), search: request.software === 'scipy' ? 'grid' : 'sphere' },
        dataset,
        outfile,
        outDir: request.outDir ?? process.cwd(),
        update,
      },
      withThreads(request.workers, await withCompute({ maxMemory: request.maxMemory }, context)),
    );
  },
});

interface LookupFlags {
  readonly lookup?: string;
  readonly latFile?: string;
  readonly lonFile?: string;
}

async function lookupOf({ lookup, latFile, lonFile }: LookupFlags, first: string): Promise<Lookup> {
  if (latFile !== undefined && lonFile !== undefined) return { latFile, lonFile };
  if (latFile !== undefined || lonFile !== undefined)
    throw new OptionError('--lat-file and --lon-file belong together.', 'Give both, or --lookup.');
  const found = lookup ?? (await findLookup(first)) ?? (await findLookup(resolve('file')));
  if (found !== undefined) return found;
  throw new FileError(
    `No lookup table was found in or near ${dirname(first)}.`,
    'Give one with --lookup, e.g. inputs/geometryRadar.h5.',
  );
}

/** Whether files in radar coordinates would be moved by a table that is a map of its own (GAMMA, ROI_PAC). */
async function isOnMap(request: LookupFlags, files: readonly string[]): Promise<boolean> {
  const products = await Promise.all(files.map((file) => readProduct(file)));
  if (products.every(({ facts }) => facts.isGeocoded)) return false;
  const lookup = await lookupOf(request, files[0]);
  return typeof lookup === 'string' && (await readProduct(lookup)).datasets.has('azimuthCoord');
}

interface MapFlags extends Pick<GeocodeRequest['options'], 'interpMethod' | 'fillValue'> {
  readonly bounds?: readonly [number, number, number, number];
  readonly spacing?: readonly [number, number];
  readonly template?: TemplateFile;
}

/** What the template says, unless it says auto or none; else what was typed. */
function mapOptions({ bounds, spacing, template, ...flags }: MapFlags): GeocodeRequest['options'] {
  const isSet = (key: 'interpMethod' | 'fillValue') => template?.given.has(`mintpy.geocode.${key}`) === true;
  const options = template?.config.geocode;
  const typed = bounds && {
    south: bounds[0],
    north: bounds[1],
    ...acrossDateLine({ west: bounds[2], east: bounds[3] }),
  };
  return {
    SNWE: options?.SNWE ?? typed ?? null,
    laloStep: options?.laloStep ?? (spacing ? { lat: spacing[0], lon: spacing[1] } : null),
    interpMethod: isSet('interpMethod') ? options!.interpMethod : flags.interpMethod,
    fillValue: isSet('fillValue') ? options!.fillValue : flags.fillValue,
  };
}
