import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { FileError, OptionError, UnsupportedError } from '../core/errors.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { readProduct } from '../io/products/product.ts';
import { isNewerThanDataset } from '../operations/averages/stack-freshness.ts';
import { observationDataset, summarizeStack } from '../operations/averages/stack-summary.ts';
import {
  type Circle,
  generateMask,
  type MaskRules,
  type PixelRange,
} from '../operations/masks/generate-mask.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar generate_mask`: which pixels to keep. */
export const command: Command = {
  description:
    '1 = keep. Rules work in this order: no-data, zero, minimum, maximum, clusters, standard deviation, rows and\ncolumns, circles, polygon, base file, revert.',
  examples: [
    'mintsar generate_mask temporalCoherence.h5 -m 0.7 -o maskTempCoh.h5',
    'mintsar generate_mask temporalCoherence.h5 -m 0.7 --base inputs/geometryRadar.h5 --base-dset shadowMask --base-value 1',
    'mintsar generate_mask inputs/ifgramStack.h5 --nonzero -o maskConnComp.h5 --update',
    'mintsar generate_mask inputs/ifgramStack.h5 unwrapPhase-20180104_20180128 -m 0.5',
    'mintsar generate_mask velocity.h5 -m -0.02 -M 0.01 -y 20 120 -x 30 170',
    'mintsar generate_mask velocity.h5 --vstd --vstd-num 3',
    'mintsar generate_mask maskTempCoh.h5 -m 0.5 --ex-circle 80 60 25 -p 100',
    'mintsar generate_mask velocity.h5 --polygon island.txt',
  ],
  configure(parser) {
    const pair = (type: string, first: string, second: string) => ({
      type,
      nargs: 2,
      metavar: [first, second],
    });
    parser.add_argument('file', { help: 'file whose values decide' });
    parser.add_argument('dset', { nargs: '?', help: 'raster of it, e.g. height or timeseries-20180104' });
    parser.add_argument('-o', '--output', { dest: 'outfile', help: 'output file' });
    parser.add_argument('--keep-nan', {
      dest: 'keep_nan',
      action: 'store_true',
      help: 'NaN counts as a value',
    });
    parser.add_argument('--revert', { action: 'store_true', help: 'exchange 0 and 1 at the end' });
    const values = parser.add_argument_group('values');
    values.add_argument('-m', '--min', {
      dest: 'vmin',
      type: 'float',
      help: 'keep this and more (default for temporalCoherence.h5: 0.7)',
    });
    values.add_argument('-M', '--max', { dest: 'vmax', type: 'float', help: 'keep this and less' });
    values.add_argument('-p', '--mp', '--minpixels', {
      dest: 'minpixels',
      type: 'int',
      help: 'drop clusters of fewer pixels (touching at a side)',
    });
    values.add_argument('--vstd', {
      action: 'store_true',
      help: 'keep velocities above a multiple of their standard deviation',
    });
    values.add_argument('--vstd-num', {
      dest: 'vstd_num',
      type: 'int',
      default: 2,
      help: 'the multiple (default: %(default)s)',
    });
    values.add_argument('--nonzero', {
      action: 'store_true',
      help: 'drop 0; for a stack: pixels that are 0 in any interferogram in use (connectComponent, else unwrapPhase)',
    });
    values.add_argument('--update', {
      dest: 'update_mode',
      action: 'store_true',
      help: 'with --nonzero on a stack: skip when the mask is newer',
    });
    const area = parser.add_argument_group('where minimum and maximum apply');
    area.add_argument('--vx', { dest: 'v_subset_x', ...pair('int', 'XMIN', 'XMAX') });
    area.add_argument('--vy', { dest: 'v_subset_y', ...pair('int', 'YMIN', 'YMAX') });
    area.add_argument('--vroipoly', {
      action: 'store_true',
      help: 'draw it (not available: use --vx, --vy)',
    });
    const shapes = parser.add_argument_group('shapes');
    shapes.add_argument('-x', '--sub-x', {
      dest: 'subset_x',
      ...pair('int', 'XMIN', 'XMAX'),
      help: 'keep columns',
    });
    shapes.add_argument('-y', '--sub-y', {
      dest: 'subset_y',
      ...pair('int', 'YMIN', 'YMAX'),
      help: 'keep rows',
    });
    const circle = { type: 'int', nargs: 3, metavar: ['X', 'Y', 'RADIUS'] };
    shapes.add_argument('--ex-circle', { dest: 'ex_circle', ...circle, help: 'drop the inside' });
    shapes.add_argument('--in-circle', { dest: 'in_circle', ...circle, help: 'keep the inside' });
    shapes.add_argument('--polygon', {
      metavar: 'FILE',
      help: 'keep the inside of a polygon: text file with a corner x y (column, row) on each line',
    });
    shapes.add_argument('--roipoly', {
      action: 'store_true',
      help: 'draw it (not available: use --polygon)',
    });
    shapes.add_argument('--view-cmd', { dest: 'view_cmd', help: 'accepted: options of the map to draw on' });
    const base = parser.add_argument_group('base file');
    base.add_argument('--base', { dest: 'base_file', help: 'drop pixels that have a value in this file' });
    base.add_argument('--base-dset', '--base-dataset', { dest: 'base_dataset', help: 'dataset of it' });
    base.add_argument('--base-value', {
      dest: 'base_value',
      type: 'float',
      default: 0,
      help: 'the value (default: %(default)s)',
    });
  },
  async run(args, context) {
    refuseDrawing(args);
    const file = resolve(args.file);
    const isStack = (await readProduct(file)).fileType === 'ifgramStack';
    if (args.nonzero && isStack && !args.dset) {
      const mask = resolve(args.outfile ?? 'maskConnComp.h5');
      assertDistinct([mask], [file]);
      await commonMask(file, mask, args.update_mode, context);
      return;
    }
    const outfile = resolve(args.outfile ?? maskName(args));
    assertDistinct([outfile], [file, args.base_file]);
    await generateMask({ file, dataset: args.dset ?? undefined, outfile, ...rules(args) }, context);
    context.print(outfile);
  },
};

async function commonMask(
  file: string,
  outfile: string,
  update: boolean,
  context: CommandContext,
): Promise<void> {
  const stack = await readIfgramStack(file);
  const dataset = stack.datasets.has('connectComponent') ? 'connectComponent' : observationDataset(stack);
  if (update && (await isNewerThanDataset(outfile, stack, dataset)))
    context.log.info(`${outfile} is up to date`);
  else {
    context.log.info(
      `keep pixels whose ${dataset} is not 0 in all ${stack.kept.length} interferograms in use`,
    );
    await summarizeStack({ stack, commonMask: outfile }, context);
  }
  context.print(outfile);
}

function rules(args: Arguments): MaskRules {
  const range = (words?: number[]): PixelRange | undefined => words && [words[0], words[1]];
  const circle = (words?: number[]): Circle | undefined =>
    words && { x: words[0], y: words[1], radius: words[2] };
  return {
    keepNaN: args.keep_nan,
    nonzero: args.nonzero,
    min: args.vmin ?? (basename(args.file) === 'temporalCoherence.h5' ? 0.7 : undefined),
    max: args.vmax,
    thresholdArea: { x: range(args.v_subset_x), y: range(args.v_subset_y) },
    minPixels: args.minpixels,
    stdFactor: args.vstd ? args.vstd_num : undefined,
    y: range(args.subset_y),
    x: range(args.subset_x),
    excludeCircle: circle(args.ex_circle),
    includeCircle: circle(args.in_circle),
    polygon: args.polygon && readPolygon(args.polygon),
    base: args.base_file && {
      file: resolve(args.base_file),
      dataset: args.base_dataset,
      value: args.base_value,
    },
    revert: args.revert,
  };
}

/** maskPoly.h5 for polygons, maskTempCoh* for temporalCoherence*, else mask.h5; `geo_` stays in front. */
function maskName(args: Arguments): string {
  const name = basename(args.file);
  const plain = name.replace(/^geo_/, '');
  const mask = args.polygon
    ? 'maskPoly.h5'
    : plain.startsWith('temporalCoherence')
      ? plain.replace('temporalCoherence', 'maskTempCoh')
      : 'mask.h5';
  return name === plain ? mask : `geo_${mask}`;
}

function readPolygon(path: string): [x: number, y: number][] {
  if (!existsSync(path)) throw new FileError(`${path} (--polygon) does not exist.`, 'Correct its name.');
  const lines = readFileSync(path, 'utf8').split('\n');
  const corners: [number, number][] = [];
  lines.forEach((line, i) => {
    const words = line
      .replace(/#.*$/, '')
      .trim()
      .split(/[\s,;]+/);
    if (words[0] === '') return;
    const [x, y] = words.map(Number);
    if (words.length !== 2 || !Number.isFinite(x) || !Number.isFinite(y))
      throw new OptionError(
        `${path}, line ${i + 1}: "${line.trim()}" is no corner.`,
        'Write x y: column and row.',
      );
    corners.push([x, y]);
  });
  if (corners.length < 3)
    throw new OptionError(`${path} has ${corners.length} corners.`, 'A polygon needs three or more.');
  return corners;
}

function refuseDrawing({ roipoly, vroipoly }: Arguments): void {
  if (!roipoly && !vroipoly) return;
  throw new UnsupportedError(
    `--${roipoly ? 'roipoly' : 'vroipoly'}: shapes cannot be drawn in the terminal.`,
    roipoly
      ? 'Write the corners into a text file and give it with --polygon FILE.'
      : 'Give the rows and columns with --vy and --vx.',
  );
}
