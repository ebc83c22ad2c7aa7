import { OptionError } from '../core/errors.ts';
import { pythonFloat } from '../core/python-float.ts';
import { defineCommand } from '../flags/define-command.ts';
import { assertDistinct } from '../flags/distinct-files.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { choice, float, outputFile } from '../flags/kind.ts';
import { h5BesideInput } from '../flags/outputs-beside.ts';
import { calculateWithNumber } from '../operations/arithmetic/scalar.ts';
import { filePatterns } from './file-patterns.ts';

const WORDS = { '+': 'plus', '-': 'minus', '*': 'multiply', '/': 'divide', '^': 'pow' } as const;
const OPERATORS = Object.keys(WORDS) as (keyof typeof WORDS)[];

/** `mintsar image_math`. */
export const command = defineCommand({
  description:
    'Every raster of a file plus, minus, times or over a number, or to a power; the result is float32. Quote * and ^, which shells read.',
  examples: [
    "mintsar image_math velocity.h5 '*' 1.5",
    'mintsar image_math velocity.h5 - 0.2 -o velocity_shifted.h5',
    "mintsar image_math velocity.h5 '^' 2",
    "mintsar image_math 'timeseries*.h5' / 100 --overwrite",
  ],
  flags: {
    files: filePatterns('files', { role: 'edited' }),
    operator: argument(choice(OPERATORS), 'what to do'),
    operand: argument(float, 'the number'),
    outfile: flag('-o --output', outputFile, 'output file, for a single input', {
      shown: 'FILE_plus0.5, FILE_multiply2.0...',
    }),
    overwrite: on('--overwrite --overwrite-input', 'write back into the input; does not matter with -o'),
  },
  outputs({ files, operator, operand, outfile, overwrite }) {
    if (outfile !== undefined && files.length > 1)
      throw new OptionError(`One output file is given for ${files.length} inputs.`, 'Leave -o out.');
    const suffix = `_${WORDS[operator]}${pythonFloat(operand)}`;
    const names = files.map((file) => outfile ?? (overwrite ? file : h5BesideInput(file, suffix)));
    if (outfile !== undefined || !overwrite) assertDistinct(names, files);
    return Object.fromEntries(names.map((name, k) => [`file${k}`, name]));
  },
  async run({ files, operator, operand }, context, outputs) {
    for (const [k, file] of files.entries()) {
      const outfile = outputs[`file${k}`];
      await calculateWithNumber({ file, operator, operand, outfile }, context);
      context.print(outfile);
    }
  },
});
