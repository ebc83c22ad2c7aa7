import { resolve } from 'node:path';
import type { ArgumentParser } from 'argparse';
import { type Config, defaultOptions, readOptions } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import type { Arguments, CommandContext } from './command.ts';
import { withComputeFlags } from './compute-flags.ts';

/** Flags that both corrections of unwrapping errors share. */
export function addUnwrapErrorFlags(parser: ArgumentParser, suffix: string): void {
  parser.add_argument('ifgram_file', { help: 'stack of interferograms, to which the result is added' });
  parser.add_argument('-t', '--template', {
    dest: 'template_file',
    help: 'template; its mintpy.unwrapError.* win over flags',
  });
  parser.add_argument('-i', '--in-dataset', {
    dest: 'datasetNameIn',
    default: 'unwrapPhase',
    help: 'dataset to correct (default: %(default)s)',
  });
  parser.add_argument('-o', '--out-dataset', {
    dest: 'datasetNameOut',
    help: `dataset to write (default: that of the input with ${suffix} at its end)`,
  });
  parser.add_argument('-m', '--min-area', {
    dest: 'connCompMinArea',
    type: 'float',
    default: 2500,
    help: 'components below this many pixels are left as they are (default: %(default)s)',
  });
  parser.add_argument('--water-mask', '--wm', {
    dest: 'waterMaskFile',
    help: 'pixels of 0 belong to no component; ignored when the file is missing',
  });
  parser.add_argument('--update', {
    dest: 'update_mode',
    action: 'store_true',
    help: 'skip when the result is there, newer than its input and made with the same options',
  });
}

/** What the flags, or the template, ask for. */
export function unwrapErrorRequest(args: Arguments, context: CommandContext) {
  const template = args.template_file === undefined ? undefined : readOptions(args.template_file).config;
  if (!(args.connCompMinArea > 0)) {
    throw new OptionError(
      `--min-area ${args.connCompMinArea} is not above 0.`,
      'Use 2500 for a common stack.',
    );
  }
  return {
    request: {
      stack: resolve(args.ifgram_file),
      input: args.datasetNameIn as string,
      output: args.datasetNameOut as string | undefined,
      options: template?.unwrapError ?? flagOptions(args),
      folder: process.cwd(),
      update: args.update_mode as boolean,
    },
    context: withComputeFlags({ maxMemory: 4 }, context, template?.compute),
  };
}

function flagOptions(args: Arguments): Config['unwrapError'] {
  const defaults = defaultOptions().config.unwrapError;
  return {
    ...defaults,
    waterMaskFile: args.waterMaskFile ?? null,
    connCompMinArea: args.connCompMinArea,
    numSample: args.numSample ?? defaults.numSample,
    ramp: args.ramp ?? null,
    bridgePtsRadius: args.bridgePtsRadius ?? defaults.bridgePtsRadius,
  };
}
