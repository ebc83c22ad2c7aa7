import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { readOptions } from '../config/index.ts';
import { FileError, OptionError } from '../core/errors.ts';
import { acrossDateLine } from '../core/geometry/longitude.ts';
import { findLookup } from '../io/products/place.ts';
import { expandPattern, hasWildcard } from '../loading/glob.ts';
import { type GeocodeRequest, geocodeFiles } from '../operations/mapping/geocode.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { addComputeFlags, withComputeFlags } from './compute-flags.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar geocode`. */
export const command: Command = {
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
  configure(parser) {
    parser.add_argument('file', { nargs: '+', help: 'files to resample; patterns allowed' });
    parser.add_argument('-d', '--dset', { dest: 'dset', help: 'one dataset only' });
    const lookup = parser.add_argument_group('lookup table');
    lookup.add_argument('-l', '--lookup', {
      dest: 'lookupFile',
      help: 'default: geometryRadar.h5 or geometryGeo.h5 in or near the folder of the file, or its inputs/',
    });
    lookup.add_argument('--lat-file', { dest: 'latFile', help: 'raster of latitudes of the radar pixels' });
    lookup.add_argument('--lon-file', { dest: 'lonFile', help: 'raster of their longitudes' });
    parser.add_argument('--geo2radar', '--geo2rdr', {
      dest: 'radar2geo',
      action: 'store_false',
      help: 'the other way: from the map to radar coordinates',
    });
    parser.add_argument('-t', '--template', {
      dest: 'templateFile',
      help: 'template; its mintpy.geocode.* win over flags',
    });
    parser.add_argument('--update', {
      dest: 'updateMode',
      action: 'store_true',
      help: 'skip outputs newer than the file and the lookup table',
    });
    parser.add_argument('-o', '--output', { dest: 'outfile', help: 'output of a single file' });
    parser.add_argument('--outdir', '--output-dir', {
      dest: 'out_dir',
      help: 'folder of geo_NAME or rdr_NAME (default: the current one)',
    });
    const map = parser.add_argument_group('map');
    map.add_argument('-b', '--bbox', {
      dest: 'SNWE',
      type: 'float',
      nargs: 4,
      metavar: ['S', 'N', 'W', 'E'],
      help: 'outer edges, degrees (default: all that was seen)',
    });
    map.add_argument('--lalo', '--lalo-step', {
      dest: 'laloStep',
      type: 'float',
      nargs: 2,
      metavar: ['LAT_STEP', 'LON_STEP'],
      help: 'spacing, degrees (default: pixels of the same area as those of the radar image)',
    });
    const values = parser.add_argument_group('values');
    values.add_argument('-i', '--interp', {
      dest: 'interpMethod',
      choices: ['linear', 'nearest'],
      default: 'nearest',
      help: 'how map pixels are filled (default: %(default)s)',
    });
    values.add_argument('--fill', {
      dest: 'fillValue',
      type: 'float',
      default: Number.NaN,
      help: 'value where nothing was seen (default: nan; 0 for whole numbers and masks)',
    });
    parser.add_argument('-n', '--nprocs', { dest: 'nprocs', type: 'int', help: 'threads (default: all)' });
    parser.add_argument('--software', {
      choices: ['pyresample', 'scipy'],
      default: 'pyresample',
      help: 'accepted for old scripts: the search is the same for both',
    });
    addComputeFlags(parser);
  },
  async run(args, context) {
    const request = await geocodeRequest(args, context);
    if (request === undefined) return;
    const cores = availableParallelism();
    const workers = args.nprocs === undefined ? context.workers : Math.max(1, Math.min(cores, args.nprocs));
    await geocodeFiles(request, { ...withComputeFlags(args, context), workers });
  },
};

/** Flags and template as a request; undefined when they contradict each other so that there is nothing to do. */
async function geocodeRequest(args: Arguments, { log }: CommandContext): Promise<GeocodeRequest | undefined> {
  const files = (args.file as string[]).flatMap((name) => filesOf(name));
  const isReverse = !args.radar2geo;
  assertDistinct([args.outfile], [...files, args.lookupFile, args.latFile, args.lonFile]);
  if (isReverse && (args.laloStep !== undefined || args.SNWE !== undefined)) {
    log.warn('--bbox and --lalo-step describe a map and --geo2radar makes none: nothing is done');
    return undefined;
  }
  return {
    files: [...new Set(files)],
    lookup: await lookupOf(args, files[0]),
    direction: isReverse ? 'geo2radar' : 'radar2geo',
    options: mapOptions(args),
    dataset: args.dset,
    outfile: args.outfile && resolve(args.outfile),
    outDir: resolve(args.out_dir ?? '.'),
    update: args.updateMode,
  };
}

function filesOf(name: string): string[] {
  if (!hasWildcard(name)) return [resolve(name)];
  const found = expandPattern(name, process.cwd());
  if (found.length === 0)
    throw new FileError(`No file matches ${name}.`, 'Check the pattern and the folder.');
  return found;
}

async function lookupOf(args: Arguments, first: string): Promise<GeocodeRequest['lookup']> {
  if (args.latFile !== undefined || args.lonFile !== undefined) {
    if (args.latFile !== undefined && args.lonFile !== undefined) {
      return { latFile: resolve(args.latFile), lonFile: resolve(args.lonFile) };
    }
    throw new OptionError('--lat-file and --lon-file belong together.', 'Give both, or --lookup.');
  }
  if (args.lookupFile !== undefined) return resolve(args.lookupFile);
  const found = (await findLookup(first)) ?? (await findLookup(resolve('file')));
  if (found !== undefined) return found;
  throw new FileError(
    `No lookup table was found in or near ${dirname(first)}.`,
    'Give one with --lookup, e.g. inputs/geometryRadar.h5.',
  );
}

/** What the template says, unless it says auto or none; else what was typed. */
function mapOptions(args: Arguments): GeocodeRequest['options'] {
  const [south, north, first, last] = args.SNWE ?? [];
  const { west, east } = acrossDateLine({ west: first, east: last });
  if (args.SNWE !== undefined && !(south < north && west < east)) {
    throw new OptionError(
      `--bbox ${args.SNWE.join(' ')}: south must be below north and west below east.`,
      'Give the bounds in the order S N W E.',
    );
  }
  const typed: GeocodeRequest['options'] = {
    SNWE: args.SNWE === undefined ? null : { south, north, west, east },
    laloStep: args.laloStep === undefined ? null : { lat: args.laloStep[0], lon: args.laloStep[1] },
    interpMethod: args.interpMethod,
    fillValue: args.fillValue,
  };
  if (args.templateFile === undefined) return typed;
  const { config, given } = readOptions(args.templateFile);
  return {
    SNWE: config.geocode.SNWE ?? typed.SNWE,
    laloStep: config.geocode.laloStep ?? typed.laloStep,
    interpMethod: given.has('mintpy.geocode.interpMethod') ? config.geocode.interpMethod : typed.interpMethod,
    fillValue: given.has('mintpy.geocode.fillValue') ? config.geocode.fillValue : typed.fillValue,
  };
}
