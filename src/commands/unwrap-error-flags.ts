import type { Config } from '../config/index.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { asTyped, editedFile, positive, spareFile, word } from '../flags/kind.ts';
import { withCompute } from './compute-flags.ts';
import { settledOptions, type TemplateFile, templateFlag } from './template-flag.ts';

/** Flags that both corrections of unwrapping errors share. */
export function unwrapErrorFlags(suffix: string) {
  return {
    stack: argument(editedFile, 'stack of interferograms, to which the result is added'),
    template: templateFlag('template; its mintpy.unwrapError.* win over flags'),
    input: flag('-i --in-dataset', word, 'dataset to correct', { default: 'unwrapPhase' }),
    output: flag('-o --out-dataset', word, 'dataset to write', {
      shown: `that of the input with ${suffix} at its end`,
    }),
    connCompMinArea: flag(
      '-m --min-area',
      positive,
      'components below this many pixels are left as they are',
      {
        default: 2500,
        option: 'mintpy.unwrapError.connCompMinArea',
      },
    ),
    waterMaskFile: flag(
      '--water-mask --wm',
      asTyped(spareFile),
      'pixels of 0 belong to no component; ignored when the file is missing',
      { option: 'mintpy.unwrapError.waterMaskFile' },
    ),
    update: on(
      '--update',
      'skip when the result is there, newer than its input and made with the same options',
    ),
  };
}

interface UnwrapErrorFlags extends Partial<Omit<Config['unwrapError'], 'waterMaskFile' | 'ramp'>> {
  readonly stack: string;
  readonly template?: TemplateFile;
  readonly input: string;
  readonly output?: string;
  readonly update: boolean;
  readonly waterMaskFile?: string;
  readonly ramp?: 'linear' | 'quadratic';
}

/** What the flags, or the template, ask for. */
export async function unwrapErrorRequest(flags: UnwrapErrorFlags, context: CommandContext) {
  const { stack, template, input, output, update } = flags;
  const options = settledOptions('unwrapError', flags, context);
  return {
    request: { stack, input, output, options, folder: process.cwd(), update },
    context: await withCompute({ template }, context),
  };
}
