import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DateSource, readOptions, wideDate } from '../config/index.ts';
import { FileError } from '../core/errors.ts';
import { changeReferenceDate, resolveReferenceDate } from '../operations/timeseries/reference-date.ts';
import type { Command } from './command.ts';
import { addComputeFlags, withComputeFlags } from './compute-flags.ts';

/** `mintsar reference_date`. */
export const command: Command = {
  description:
    'Subtracts the displacement of one date from all dates. Without --outfile the files are replaced, each only when its successor is complete.',
  examples: [
    'mintsar reference_date timeseries.h5 timeseries_demErr.h5 --ref-date 20190504',
    'mintsar reference_date timeseries_demErr.h5 --ref-date reference_date.txt -o timeseries_ref.h5',
    'mintsar reference_date timeseries_demErr.h5 -t smallbaselineApp.cfg',
  ],
  templateSteps: ['reference_date'],
  configure(parser) {
    parser.add_argument('timeseries_file', { nargs: '+', help: 'time series' });
    parser.add_argument('-r', '--ref-date', {
      dest: 'refDate',
      default: 'reference_date.txt',
      help: 'the date, a text file that begins with it, or an HDF5 file whose REF_DATE it is (default: %(default)s)',
    });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template; its mintpy.reference.date wins over flags',
    });
    parser.add_argument('-o', '--outfile', { dest: 'outfile', help: 'write here instead, for one input' });
    parser.add_argument('--force', {
      dest: 'force',
      action: 'store_true',
      help: 'also where the attributes name this date already',
    });
    addComputeFlags(parser);
  },
  async run(args, context) {
    const template = args.template_file ? readOptions(args.template_file).config : undefined;
    const named = template === undefined ? dateSource(args.refDate) : template.reference.date;
    if (named === null) {
      context.log.info('nothing to do: mintpy.reference.date is no');
      return;
    }
    const date = await resolveReferenceDate(named, process.cwd());
    if (date === undefined) {
      context.log.warn(`nothing done: there is no ${named.kind === 'file' ? named.file : ''}`);
      return;
    }
    const files = (args.timeseries_file as string[]).map((file) => resolve(file));
    const missing = files.filter((file) => !existsSync(file));
    if (missing.length > 0) throw new FileError(`There is no ${missing.join(', ')}.`, 'Check the names.');
    await changeReferenceDate(
      { files, date, outfile: args.outfile && resolve(args.outfile), force: args.force },
      withComputeFlags(args, context, template?.compute),
    );
  },
};

function dateSource(text: string): DateSource {
  const date = wideDate(text);
  return date === null ? { kind: 'file', file: text } : { kind: 'date', date };
}
