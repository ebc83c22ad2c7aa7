import type { DateSource } from '../config/index.ts';
import { wideDate } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argumentList, flag, on } from '../flags/flag.ts';
import { editedFile, type Kind, outputFile } from '../flags/kind.ts';
import { changeReferenceDate, resolveReferenceDate } from '../operations/timeseries/reference-date.ts';
import { withCompute } from './compute-flags.ts';
import { memoryFlags } from './memory-flags.ts';
import { templateFlag } from './template-flag.ts';

const dateSource: Kind<DateSource> = {
  accepts: 'a date or a file',
  parse: (text) => {
    const date = wideDate(text);
    if (date === null && /^\d+$/.test(text))
      throw new OptionError(`${text} is not a date.`, 'Write the reference date as YYYYMMDD.');
    return date === null ? { kind: 'file', file: text } : { kind: 'date', date };
  },
};

/** `mintsar reference_date`. */
export const command = defineCommand({
  description:
    'Subtracts the displacement of one date from all dates. Without --outfile the files are replaced, each only when its successor is complete.',
  examples: [
    'mintsar reference_date timeseries.h5 timeseries_demErr.h5 --ref-date 20190504',
    'mintsar reference_date timeseries_demErr.h5 --ref-date reference_date.txt -o timeseries_ref.h5',
    'mintsar reference_date timeseries_demErr.h5 -t smallbaselineApp.cfg',
  ],
  templateSteps: ['reference_date'],
  flags: {
    files: argumentList(editedFile, 'time series'),
    refDate: flag(
      '-r --ref-date',
      dateSource,
      'the date, a text file that begins with it, or an HDF5 file whose REF_DATE it is',
      {
        default: { kind: 'file', file: 'reference_date.txt' },
        shown: 'reference_date.txt',
        option: 'mintpy.reference.date',
      },
    ),
    template: templateFlag('template; its mintpy.reference.date wins over flags'),
    outfile: flag('-o --outfile', outputFile, 'write here instead, for one input'),
    force: on('--force', 'also where the attributes name this date already'),
    ...memoryFlags,
  },
  async run(request, context) {
    const named = request.template === undefined ? request.refDate : request.template.config.reference.date;
    if (named === null) {
      context.log.info('nothing to do: mintpy.reference.date is no');
      return;
    }
    const date = await resolveReferenceDate(named, process.cwd());
    if (date === undefined) {
      context.log.warn(`nothing done: there is no ${named.kind === 'file' ? named.file : ''}`);
      return;
    }
    const { files, outfile, force } = request;
    await changeReferenceDate({ files, date, outfile, force }, await withCompute(request, context));
  },
});
