import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type OptionKey, readOptions } from '../config/index.ts';
import { FileError, OptionError, UnsupportedError } from '../core/errors.ts';
import { readProduct } from '../io/products/product.ts';
import {
  type ReferencePointRequest,
  resetReferencePoint,
  setReferencePoint,
} from '../operations/reference/reference-point.ts';
import type { Arguments, Command } from './command.ts';

/** `mintsar reference_point`: the pixel to which all displacement is relative. */
export const command: Command = {
  description:
    'A stack gets the attributes REF_Y and REF_X (REF_LAT and REF_LON on a map), its values stay; all other files are\nmade relative to the point. Without a point, the one in the file is kept, else the pixel with the most coherent\nsurroundings is taken, which is the same in every run. Options set in a template win over flags.',
  examples: [
    'mintsar reference_point inputs/ifgramStack.h5 -t smallbaselineApp.cfg -c avgSpatialCoh.h5',
    'mintsar reference_point inputs/ifgramStack.h5 -y 100 -x 140 -m maskConnComp.h5',
    'mintsar reference_point inputs/ifgramStack.h5 --method random --seed 3 -c avgSpatialCoh.h5 --force',
    'mintsar reference_point velocity.h5 -l 36.40 -L 25.40 --lookup inputs/geometryRadar.h5',
    'mintsar reference_point geo_velocity.h5 -r geo_timeseries.h5 -o geo_velocity_ref.h5',
  ],
  templateSteps: ['reference_point'],
  references: ['Yunjun, Fattahi & Amelung (2019), Comput. Geosci. 133, doi:10.1016/j.cageo.2019.104331'],
  configure(parser) {
    parser.add_argument('file', { help: 'stack, time series, velocity...' });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template with mintpy.reference.*',
    });
    parser.add_argument('-m', '--mask', { dest: 'maskFile', help: 'where the point may be (1 = here)' });
    parser.add_argument('-o', '--outfile', { help: 'write to another file; not for stacks' });
    parser.add_argument('--write-data', {
      dest: 'write_data',
      action: 'store_true',
      help: 'also make the phase of a stack relative to the point; always on for other files',
    });
    parser.add_argument('--reset', { action: 'store_true', help: 'forget the point' });
    parser.add_argument('--force', {
      action: 'store_true',
      help: 'choose again though the file has a point',
    });
    const point = parser.add_argument_group('point');
    point.add_argument('-y', '--row', { dest: 'ref_y', type: 'int', help: 'row, from 0' });
    point.add_argument('-x', '--col', { dest: 'ref_x', type: 'int', help: 'column, from 0' });
    point.add_argument('-l', '--lat', { dest: 'ref_lat', type: 'float', help: 'latitude' });
    point.add_argument('-L', '--lon', { dest: 'ref_lon', type: 'float', help: 'longitude' });
    point.add_argument('-r', '--reference', {
      dest: 'reference_file',
      help: 'copy the point of this file when none is given',
    });
    point.add_argument('--lookup', '--lookup-file', {
      dest: 'lookup_file',
      help: 'lookup table, for latitude and longitude in radar coordinates (default: found near the file)',
    });
    const choice = parser.add_argument_group('choice, when no point is given');
    choice.add_argument('-c', '--coherence', {
      dest: 'coherenceFile',
      default: 'averageSpatialCoherence.h5',
      help: 'average coherence (default: %(default)s, ignored when missing)',
    });
    choice.add_argument('--min-coherence', {
      dest: 'minCoherence',
      type: 'float',
      default: 0.85,
      help: 'lowest coherence of the point (default: %(default)s)',
    });
    choice.add_argument('--method', {
      choices: ['manual', 'maxCoherence', 'random'],
      help: 'maxCoherence: most coherent surroundings; random: any coherent pixel',
    });
    choice.add_argument('--seed', {
      type: 'int',
      default: 0,
      help: 'of the random choice: the same seed gives the same point (default: %(default)s)',
    });
  },
  async run(args, context) {
    const file = resolve(args.file);
    if (args.reset) {
      await resetReferencePoint(file);
      context.print(`${args.file} has no reference point now`);
      return;
    }
    if (args.method === 'manual') {
      throw new UnsupportedError(
        '--method manual: a point cannot be clicked in the terminal.',
        'Find it with mintsar view, and give it with -y and -x or -l and -L.',
      );
    }
    const isStack = (await readProduct(file)).fileType === 'ifgramStack';
    if (isStack && args.outfile)
      context.log.warn('--outfile is ignored: the point of a stack is stored in the stack');
    const { y, x } = await setReferencePoint({ ...requestOf(args, isStack), file }, context);
    context.print(`reference point y ${y}, x ${x}`);
  },
};

function requestOf(args: Arguments, isStack: boolean): Omit<ReferencePointRequest, 'file'> {
  const template = args.template_file && readOptions(args.template_file);
  const set = (key: string) => template?.given.has(`mintpy.reference.${key}` as OptionKey) === true;
  const options = template?.config.reference;
  if (args.maskFile && args.maskFile !== 'no' && !existsSync(args.maskFile))
    throw new FileError(`${args.maskFile} (--mask) does not exist.`, 'Correct its name, or leave it out.');
  const maskFile = template && (set('maskFile') || !args.maskFile) ? options?.maskFile : args.maskFile;
  return {
    outfile: args.outfile && !isStack ? resolve(args.outfile) : undefined,
    latLon: options?.lalo ?? both(args.ref_lat, args.ref_lon, (lat, lon) => ({ lat, lon }), '-l and -L'),
    pixel: options?.yx ?? both(args.ref_y, args.ref_x, (y, x) => ({ y, x }), '-y and -x'),
    referenceFile: args.reference_file && resolve(args.reference_file),
    lookup: args.lookup_file && resolve(args.lookup_file),
    maskFile: maskFile && maskFile !== 'no' ? resolve(maskFile) : undefined,
    coherenceFile: resolve(
      set('coherenceFile') ? (options?.coherenceFile ?? args.coherenceFile) : args.coherenceFile,
    ),
    minCoherence: set('minCoherence') ? options!.minCoherence : args.minCoherence,
    method: args.method ?? undefined,
    seed: args.seed,
    force: args.force,
    writeData: args.write_data,
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
