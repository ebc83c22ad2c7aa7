import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, group, tuple } from '../flags/flag.ts';
import { choice, inputFile, int, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { multilookFile, type OffsetGrid } from '../operations/mapping/multilook.ts';
import { filePatterns } from './file-patterns.ts';
import { outputHere } from './outputs-here.ts';

/** `mintsar multilook`. */
export const command = defineCommand({
  description:
    'Every raster of a file with fewer pixels: one of each window of rows and columns. Values without data (NaN) are left out of means and medians; rows and columns beyond the last full window are dropped. Dates, baselines and flags stay; looks, pixel sizes, steps and the reference pixel are those of the result. With the windows of dense offsets the looks are the steps between them, and the middle of the image is taken where the offsets are.',
  examples: [
    'mintsar multilook velocity.h5 -y 2 -x 3',
    'mintsar multilook inputs/ifgramStack.h5 inputs/geometryRadar.h5 -r 4 -a 2 -m nearest',
    'mintsar multilook inputs/geometryRadar.h5 -y 8 -x 8 --search 4 4 --xcorr 16 16 --margin 2 -o geometryOffset.h5',
  ],
  flags: {
    files: filePatterns('files to reduce; patterns allowed'),
    x: flag('-r --range -x', int(1), 'columns to one', { default: 1 }),
    y: flag('-a --azimuth -y', int(1), 'rows to one', { default: 1 }),
    outfile: flag('-o --outfile', outputFile, 'output of a single file', {
      shown: 'NAME_2alks_3rlks; NAME for files of another folder',
    }),
    method: flag('-m --method', choice(['mean', 'median', 'nearest']), 'what becomes of a window', {
      default: 'mean',
    }),
    ...group('dense offsets', {
      search: tuple('--search --search-win', int(0), 'X Y', 'half width of the search, pixels'),
      correlation: tuple('--xcorr --xcorr-win', int(0), 'X Y', 'width of the correlation, pixels'),
      margin: flag('--margin', int(0), 'pixels left out at every edge', { default: 0 }),
      offsetFile: flag('--off-file', inputFile, 'file of offsets, which has the rows and columns wanted'),
    }),
  },
  outputs({ files, outfile, y, x }) {
    if (outfile !== undefined && files.length > 1)
      throw new OptionError(`One output name for ${files.length} files.`, 'Leave --outfile out.');
    const nameOf = (file: string) => besideInput(file, `_${y}alks_${x}rlks`);
    return Object.fromEntries(files.map((file) => [file, outfile ?? outputHere(file, nameOf)]));
  },
  async run(request, context, outputs) {
    const { files, method } = request;
    const looks = { y: request.y, x: request.x };
    const offsets = offsetsOf(request);
    for (const file of files) {
      await multilookFile({ file, outfile: outputs[file], looks, method, offsets }, context);
      context.print(outputs[file]);
    }
  },
});

interface OffsetFlags {
  readonly search?: readonly [number, number];
  readonly correlation?: readonly [number, number];
  readonly margin: number;
  readonly offsetFile?: string;
}

function offsetsOf({ search, correlation, margin, offsetFile }: OffsetFlags): OffsetGrid | undefined {
  if (offsetFile !== undefined) return { file: offsetFile };
  if (search === undefined && correlation === undefined && margin === 0) return undefined;
  const yx = (pair: readonly [number, number] | undefined) => pair && { x: pair[0], y: pair[1] };
  return { search: yx(search), correlation: yx(correlation), margin };
}
