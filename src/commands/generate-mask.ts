import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { defineCommand } from '../flags/define-command.ts';
import { assertDistinct } from '../flags/distinct-files.ts';
import { accepted, argument, flag, group, on, optionalArgument, tuple, unsupported } from '../flags/flag.ts';
import { float, inputFile, int, outputFile, word } from '../flags/kind.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { readProduct } from '../io/products/product.ts';
import { isMadeBy } from '../io/products/provenance.ts';
import { type Circle, generateMask } from '../operations/masks/generate-mask.ts';

const DRAWING = 'shapes cannot be drawn in the terminal.';

/** `mintsar generate_mask`: which pixels to keep. */
export const command = defineCommand({
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
  flags: {
    file: argument(inputFile, 'file whose values decide'),
    dataset: optionalArgument(word, 'raster of it, e.g. height or timeseries-20180104'),
    outfile: flag('-o --output', outputFile, 'output file', {
      shown: 'maskTempCoh.h5, maskPoly.h5 or mask.h5',
    }),
    keepNaN: on('--keep-nan', 'NaN counts as a value'),
    revert: on('--revert', 'exchange 0 and 1 at the end'),
    ...group('values', {
      min: flag('-m --min', float, 'keep this and more', { shown: '0.7 for temporalCoherence.h5' }),
      max: flag('-M --max', float, 'keep this and less'),
      minPixels: flag('-p --mp --minpixels', int(0), 'drop clusters of fewer pixels (touching at a side)'),
      vstd: on('--vstd', 'keep velocities above a multiple of their standard deviation'),
      vstdNum: flag('--vstd-num', int(0), 'the multiple', { default: 2 }),
      nonzero: on(
        '--nonzero',
        'drop 0; for a stack: pixels that are 0 in any interferogram in use (of the dataset named, else connectComponent, else unwrapPhase)',
      ),
      update: on('--update', 'with --nonzero on a stack: skip when the mask is newer'),
    }),
    ...group('where minimum and maximum apply', {
      thresholdX: tuple('--vx', int(), 'XMIN XMAX', 'columns'),
      thresholdY: tuple('--vy', int(), 'YMIN YMAX', 'rows'),
      thresholdPolygon: flag('--vpolygon', inputFile, 'inside of a polygon, as --polygon'),
      drawnArea: unsupported('--vroipoly', 0, DRAWING, {
        help: 'draw it (not available: use --vpolygon)',
        remedy:
          'Write its corners, x y (column, row) on each line, into a text file and give it with --vpolygon FILE.',
      }),
    }),
    ...group('shapes', {
      x: tuple('-x --sub-x', int(), 'XMIN XMAX', 'keep columns'),
      y: tuple('-y --sub-y', int(), 'YMIN YMAX', 'keep rows'),
      excludeCircle: tuple('--ex-circle', int(), 'X Y RADIUS', 'drop the inside', { check: notNegative }),
      includeCircle: tuple('--in-circle', int(), 'X Y RADIUS', 'keep the inside', { check: notNegative }),
      polygon: flag(
        '--polygon',
        inputFile,
        'keep the inside of a polygon: text file with a corner x y (column, row) on each line',
      ),
      drawnPolygon: unsupported('--roipoly', 0, DRAWING, {
        help: 'draw it (not available: use --polygon)',
        remedy:
          'Write its corners, x y (column, row) on each line, into a text file and give it with --polygon FILE.',
      }),
      viewFlags: accepted('--view-cmd', word, 'accepted: options of the map to draw on'),
    }),
    ...group('base file', {
      base: flag('--base', inputFile, 'drop pixels that have a value in this file'),
      baseDataset: flag('--base-dset --base-dataset', word, 'dataset of it'),
      baseValue: flag('--base-value', float, 'the value', { default: 0 }),
    }),
  },
  async run(request, context) {
    const { file, dataset, base, polygon, revert, keepNaN, nonzero, max, minPixels, x, y } = request;
    const product = await readProduct(file);
    const isStack = product.fileType === 'ifgramStack';
    if (nonzero && isStack && (dataset === undefined || product.datasets.get(dataset)?.shape.length === 3)) {
      const mask = request.outfile ?? resolve('mask.h5');
      assertDistinct([mask], [file]);
      return commonMask({ file, dataset, outfile: mask, update: request.update }, context);
    }
    const outfile = request.outfile ?? resolve(maskName(file, polygon !== undefined));
    assertDistinct([outfile], [file, base]);
    await generateMask(
      {
        ...{ file, dataset, outfile, revert, keepNaN, nonzero, max, minPixels, x, y },
        min: request.min ?? (file.endsWith('temporalCoherence.h5') ? 0.7 : undefined),
        thresholdArea: {
          x: request.thresholdX,
          y: request.thresholdY,
          polygon: request.thresholdPolygon === undefined ? undefined : readPolygon(request.thresholdPolygon),
        },
        stdFactor: request.vstd ? request.vstdNum : undefined,
        excludeCircle: circle(request.excludeCircle),
        includeCircle: circle(request.includeCircle),
        polygon: polygon === undefined ? undefined : readPolygon(polygon),
        base:
          base === undefined
            ? undefined
            : { file: base, dataset: request.baseDataset, value: request.baseValue },
      },
      context,
    );
    context.print(outfile);
  },
});

async function commonMask(
  {
    file,
    dataset: named,
    outfile,
    update,
  }: { file: string; dataset?: string; outfile: string; update: boolean },
  context: CommandContext,
): Promise<void> {
  const { observationDataset, summarizeStack } = await import('../operations/averages/stack-summary.ts');
  const stack = await readIfgramStack(file);
  const usual = stack.datasets.has('connectComponent') ? 'connectComponent' : observationDataset(stack);
  const dataset = named ?? usual;
  if (update && (await isMadeBy(outfile, { from: [{ stack, dataset }] })))
    context.log.info(`${outfile} is up to date`);
  else {
    context.log.info(
      `keep pixels whose ${dataset} is not 0 in all ${stack.kept.length} interferograms in use`,
    );
    await summarizeStack({ stack, commonMask: outfile, commonDataset: dataset }, context);
  }
  context.print(outfile);
}

function circle(words?: readonly [number, number, number]): Circle | undefined {
  return words && { x: words[0], y: words[1], radius: words[2] };
}

/** maskPoly.h5 for polygons, maskTempCoh* for temporalCoherence*, else mask.h5; `geo_` stays in front. */
function maskName(file: string, isPolygon: boolean): string {
  const name = basename(file);
  const plain = name.replace(/^geo_/, '');
  const mask = isPolygon
    ? 'maskPoly.h5'
    : plain.startsWith('temporalCoherence')
      ? plain.replace('temporalCoherence', 'maskTempCoh')
      : 'mask.h5';
  return name === plain ? mask : `geo_${mask}`;
}

function readPolygon(path: string): [x: number, y: number][] {
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

/** @throws {OptionError} for a circle that holds nothing */
function notNegative([, , radius]: readonly number[], name: string): void {
  if (radius < 0) throw new OptionError(`${name}: ${radius} is no radius.`, 'Give pixels, at least 0.');
}
