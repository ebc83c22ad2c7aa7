import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OptionKey } from '../config/index.ts';
import type { Context } from '../core/context.ts';
import { OptionError, UnsupportedError } from '../core/errors.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { argument, flag, group, on } from '../flags/flag.ts';
import {
  asTyped,
  choice,
  editedFile,
  float,
  fraction,
  inputFile,
  int,
  optionalFile,
  orNo,
  outputFile,
  word,
} from '../flags/kind.ts';
import type { Place } from '../io/products/place.ts';
import { type Product, readProduct } from '../io/products/product.ts';
import { usualMask } from '../operations/figures/mask.ts';
import { placeOfStation } from '../operations/gnss/station-place.ts';
import {
  type ReferencePointRequest,
  resetReferencePoint,
  setReferencePoint,
} from '../operations/reference/reference-point.ts';
import { usualCoherence } from '../operations/reference/usual-coherence.ts';
import type { GnssSource } from '../services/gnss/gnss-sources.ts';
import { type TemplateFile, templateFlag } from './template-flag.ts';

/** `mintsar reference_point`: the pixel to which all displacement is relative. */
export const command = defineCommand({
  description:
    'A stack gets the attributes REF_Y and REF_X (REF_LAT and REF_LON on a map), its values stay; all other files are\nmade relative to the point. Without a point, the one in the file is kept, else the pixel with the most coherent\nsurroundings is taken, which is the same in every run. Options set in a template win over flags.',
  examples: [
    'mintsar reference_point inputs/ifgramStack.h5 -t smallbaselineApp.cfg -c avgSpatialCoh.h5',
    'mintsar reference_point inputs/ifgramStack.h5 -y 100 -x 140 -m maskConnComp.h5',
    'mintsar reference_point inputs/ifgramStack.h5 --method random --seed 3 -c avgSpatialCoh.h5 --force',
    'mintsar reference_point velocity.h5 -l 36.40 -L 25.40 --lookup inputs/geometryRadar.h5',
    'mintsar reference_point geo/geo_timeseries.h5 --gnss P123',
    'mintsar reference_point velocity.h5 -y 100 -x 140 --std',
    'mintsar reference_point velocity.h5 --method area -m maskConnComp.h5 -c avgSpatialCoh.h5',
    'mintsar reference_point geo_velocity.h5 -r geo_timeseries.h5 -o geo_velocity_ref.h5',
  ],
  templateSteps: ['reference_point'],
  references: ['Yunjun, Fattahi & Amelung (2019), Comput. Geosci. 133, doi:10.1016/j.cageo.2019.104331'],
  flags: {
    file: argument(editedFile, 'stack, time series, velocity...'),
    template: templateFlag('template with mintpy.reference.*'),
    maskFile: flag('-m --mask', orNo(asTyped(inputFile)), 'where the point may be (1 = here)', {
      option: 'mintpy.reference.maskFile',
    }),
    outfile: flag('-o --outfile', outputFile, 'write to another file; not for stacks'),
    writeData: on(
      '--write-data',
      'also make the phase of a stack relative to the point; always on for other files',
    ),
    withStd: on(
      '--std',
      'standard deviations (velocityStd) relative to the point too: of --uq full with the noise that near places have in common, others as independent errors, sqrt(std² + std at the point²)',
    ),
    reset: on('--reset', 'forget the point'),
    force: on('--force', 'choose again though the file has a point'),
    ...group('point', {
      y: flag('-y --row', int(), 'row, from 0', { option: 'mintpy.reference.yx' }),
      x: flag('-x --col', int(), 'column, from 0', { option: 'mintpy.reference.yx' }),
      lat: flag('-l --lat', float, 'latitude', { option: 'mintpy.reference.lalo' }),
      lon: flag('-L --lon', float, 'longitude', { option: 'mintpy.reference.lalo' }),
      gnss: flag('--gnss', { ...word, metavar: 'SITE' }, 'pixel of a GNSS station; wins over -l and -L', {
        option: 'mintpy.reference.gnss',
      }),
      gnssSource: flag(
        '--gnss-source',
        choice(['ESESES', 'GENERIC', 'SIDESHOW', 'UNR']),
        'whose list tells where it is: UNR is fetched, others are files',
        { default: 'UNR', option: 'mintpy.reference.gnssSource' },
      ),
      referenceFile: flag('-r --reference', inputFile, 'copy the point of this file when none is given'),
      lookup: flag(
        '--lookup --lookup-file',
        inputFile,
        'lookup table, for latitude and longitude in radar coordinates',
        { shown: 'found near the file' },
      ),
    }),
    ...group('choice, when no point is given', {
      coherenceFile: flag(
        '-c --coherence',
        asTyped(optionalFile),
        'average coherence, ignored when missing',
        {
          default: 'averageSpatialCoherence.h5',
          shown: 'averageSpatialCoherence.h5, else avgSpatialCoh.h5 of the work directory of the file',
          option: 'mintpy.reference.coherenceFile',
        },
      ),
      minCoherence: flag('--min-coherence', fraction, 'lowest coherence of the point', {
        default: 0.85,
        option: 'mintpy.reference.minCoherence',
      }),
      method: flag(
        '--method',
        choice(['area', 'manual', 'maxCoherence', 'random']),
        'area: the mean of the coherent pixels of the largest region of the mask, for series and velocities; maxCoherence: most coherent surroundings; random: any coherent pixel. The area of a template is all of maskTempCoh.h5 beside the file, as in the workflow, or of --mask',
        { option: 'mintpy.reference.method' },
      ),
      seed: flag('--seed', int(), 'of the random choice: the same seed gives the same point', { default: 0 }),
    }),
  },
  async run(flags, context) {
    const { file } = flags;
    if (flags.reset) {
      await resetReferencePoint(file);
      context.print(`${shortName(file)} has no reference point now`);
      return;
    }
    const product = await readProduct(file);
    const { method, area } = await methodOf(flags, product, context);
    if (method === 'manual') {
      throw new UnsupportedError(
        '--method manual: a point cannot be clicked in the terminal.',
        'Find it with mintsar view, and give it with -y and -x or -l and -L.',
      );
    }
    if (method === 'area') {
      const named = pointNamed(flags);
      if (named !== undefined)
        throw new OptionError(
          `${area ? 'mintpy.reference.method = area' : '--method area'} and ${named} are two different references.`,
          'Give one of them.',
        );
    }
    const isStack = product.fileType === 'ifgramStack';
    if (isStack && flags.outfile)
      context.log.warn('--outfile is ignored: the point of a stack is stored in the stack');
    const { referenceFile, lookup, seed, force, writeData, withStd } = flags;
    const choice = { ...choiceOf(flags, await coherenceFor(flags, product, context)), ...area };
    const isThere = (path: string | undefined) => path !== undefined && existsSync(path);
    if (method === 'area' && !isThere(choice.maskFile) && !isThere(choice.coherenceFile))
      throw new OptionError(
        `--method area needs to know which pixels are reliable: no mask is given, and there is no ${shortName(choice.coherenceFile!)}.`,
        'Name a mask with -m (maskTempCoh.h5, maskConnComp.h5), or average coherence with -c.',
      );
    const station = method === 'area' ? undefined : await stationOf(flags, context);
    const { y, x } = await setReferencePoint(
      {
        file,
        outfile: isStack ? undefined : flags.outfile,
        latLon: both(flags.lat, flags.lon, (lat, lon) => ({ lat, lon }), '-l and -L'),
        pixel: both(flags.y, flags.x, (y, x) => ({ y, x }), '-y and -x'),
        ...choice,
        ...(station && { latLon: station }),
        referenceFile,
        lookup,
        method,
        seed,
        force,
        writeData,
        withStd,
      },
      context,
    );
    context.print(`reference point y ${y}, x ${x}`);
  },
});

interface MethodFlags extends PointFlags {
  readonly template?: TemplateFile;
  readonly maskFile?: string | null;
  readonly method?: 'area' | 'manual' | 'maxCoherence' | 'random';
}

/** The method of the template, or of a flag where that leaves it open; of the template's area also the pixels. */
async function methodOf(
  { template, maskFile, method, ...flags }: MethodFlags,
  product: Product,
  { log }: Context,
): Promise<{
  readonly method?: MethodFlags['method'];
  readonly area?: Pick<ReferencePointRequest, 'maskFile' | 'coherenceFile' | 'everyRegion'>;
}> {
  const isSeries = product.fileType === 'timeseries' || product.fileType === 'velocity';
  if (template === undefined || !isSeries) return { method };
  const isSet = template.given.has('mintpy.reference.method');
  const isArea = template.config.reference.method === 'area';
  if (isSet && !isArea && method === 'area') {
    log.warn(`--method area is ignored: ${shortName(template.path)} sets mintpy.reference.method = pixel`);
    return {};
  }
  // What a profile makes of auto yields to what is typed.
  if (!isArea || (!isSet && (method !== undefined || pointNamed(flags) !== undefined))) return { method };
  const mask = maskFile ?? (await usualMask(product));
  if (mask === undefined)
    throw new OptionError(
      `mintpy.reference.method = area of ${shortName(template.path)} is the mean of the pixels of maskTempCoh.h5, which is not beside ${shortName(product.path)} with its pixels.`,
      'Name a mask with -m, or set mintpy.reference.method = pixel.',
    );
  return { method: 'area', area: { maskFile: resolve(mask), coherenceFile: undefined, everyRegion: true } };
}

interface PointFlags {
  readonly y?: number;
  readonly x?: number;
  readonly lat?: number;
  readonly lon?: number;
  readonly gnss?: string;
}

/** The first flag that names a point. */
function pointNamed({ y, x, lat, lon, gnss }: PointFlags): string | undefined {
  return Object.entries({ '-y': y, '-x': x, '-l': lat, '-L': lon, '--gnss': gnss }).find(
    ([, value]) => value !== undefined,
  )?.[0];
}

/** The place of the station that the template or a flag names. */
async function stationOf(
  flags: {
    readonly file: string;
    readonly gnss: string | undefined;
    readonly gnssSource: GnssSource;
    readonly template?: TemplateFile;
  },
  context: Context,
): Promise<Place | undefined> {
  const named = flags.template?.config.reference;
  const isNamed = named !== undefined && named.gnss !== null;
  const site = isNamed ? named.gnss : flags.gnss;
  if (!site) return undefined;
  return placeOfStation(
    { site, source: isNamed ? named.gnssSource : flags.gnssSource, near: flags.file },
    context,
  );
}

interface ChoiceFlags {
  readonly template?: TemplateFile;
  readonly maskFile?: string | null;
  readonly coherenceFile: string;
  readonly minCoherence: number;
}

/** What is typed, or of the usual name here; else the average that the workflow left near the file. */
async function coherenceFor(
  { coherenceFile }: ChoiceFlags,
  product: Product,
  { given }: CommandContext,
): Promise<string> {
  if (given.has('coherenceFile') || existsSync(coherenceFile)) return coherenceFile;
  return (await usualCoherence(product)) ?? coherenceFile;
}

/** The point that the template names, and where one is looked for: what the template sets wins over flags. */
function choiceOf(flags: ChoiceFlags, coherence: string): Partial<ReferencePointRequest> {
  const { template } = flags;
  const options = template?.config.reference;
  const set = (key: string) => template?.given.has(`mintpy.reference.${key}` as OptionKey) === true;
  const maskFile = template && (set('maskFile') || !flags.maskFile) ? options?.maskFile : flags.maskFile;
  const coherenceFile = (set('coherenceFile') && options?.coherenceFile) || coherence;
  return {
    ...(options?.lalo && { latLon: options.lalo }),
    ...(options?.yx && { pixel: options.yx }),
    maskFile: maskFile ? resolve(maskFile) : undefined,
    coherenceFile: resolve(coherenceFile),
    minCoherence: options !== undefined && set('minCoherence') ? options.minCoherence : flags.minCoherence,
  };
}

/** Two numbers that only make sense together. */
function both<T>(
  first: number | undefined,
  second: number | undefined,
  make: (first: number, second: number) => T,
  flags: string,
): T | undefined {
  if (first === undefined && second === undefined) return undefined;
  if (first !== undefined && second !== undefined) return make(first, second);
  throw new OptionError(`Only one of ${flags} is given.`, `Give ${flags} together.`);
}
