import { MintsarError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, on, optionalArgument } from '../flags/flag.ts';
import { folder, outputFile, word } from '../flags/kind.ts';
import { type Diagnosis, examine } from '../steps/doctor/examine.ts';
import { mend } from '../steps/doctor/mend.ts';
import { ofSeverity, reportLines } from '../steps/doctor/report.ts';
import { styleFlags } from './style-flags.ts';

/** Something is wrong with the data, not with the command line: the report has told what. */
class FindingsError extends MintsarError {
  override readonly exitCode: number;

  constructor(message: string, remedy: string, exitCode: number) {
    super(message, remedy);
    this.exitCode = exitCode;
  }
}

/** `mintsar doctor`: what is wrong with a stack, before anything runs. */
export const command = defineCommand({
  description: `Reads templates, headers and a few rows of the products, and writes nothing but a figure that is asked for. Findings have numbers, which docs/doctor.md explains one by one.

Exit code: 0 nothing wrong (there may be hints), 1 something stops the run, 3 the run goes through and loses something, 2 a bad command line or no such file.`,
  examples: [
    'mintsar doctor                            the template or the products of this folder',
    'mintsar doctor GalapagosSenDT128.cfg      a template; --dir for another work directory',
    'mintsar doctor ../stack                   products without a template',
    'mintsar doctor my.cfg --fix               put right in the template what can be',
    'mintsar doctor my.cfg --seams             how well the frames of pairs fit one another',
    'mintsar doctor my.cfg --seams --seams-figure frames.png',
    'mintsar doctor my.cfg --json',
  ],
  flags: {
    path: optionalArgument(word, 'template, work directory or folder of products; this folder when left out'),
    workDir: flag('--dir --work-dir', folder, 'work directory', { shown: 'folder of the template' }),
    fix: on(
      '--fix',
      'change the template where that is safe: paths, processor, misspelt keys, pairs to leave out; a copy of it is kept, products are never touched',
    ),
    seams: on(
      '--seams',
      'where the frames of pairs meet: offset and cycles of every overlap before and after, and a map of the frames; measured, or as ariaTSsetup found them',
    ),
    figure: flag('--seams-figure', outputFile, 'picture of that map: .png, .pdf or .svg'),
    ...styleFlags,
    json: on('--json', 'print all that was seen as JSON'),
  },
  async run({ path = '.', workDir, fix, seams: wanted, figure, theme, json }, context) {
    const seams = wanted || figure !== undefined;
    const seamFigure = figure === undefined ? undefined : { path: figure, theme };
    let diagnosis = await examine({ path, workDir, seams, seamFigure });
    const mended: string[] = [];
    if (fix) {
      // What is mended may show more: a template with another processor, a stack with the right paths.
      for (let round = 0; round < 3 && diagnosis.findings.some((one) => one.fix !== undefined); round++) {
        if (diagnosis.template === undefined) {
          throw new MintsarError(
            `${diagnosis.folder} has no template that could be changed.`,
            `Write one with mintsar init ${path}, and examine that.`,
          );
        }
        const { changes, copy } = mend(diagnosis.template, diagnosis.findings);
        if (copy === undefined) break;
        mended.push(...changes);
        context.log.info(`${diagnosis.template} as it was: ${copy}`);
        diagnosis = await examine({ path, workDir, seams, seamFigure });
      }
    }
    if (json) context.print(JSON.stringify({ ...diagnosis, mended }, null, 2));
    else {
      for (const change of mended) context.print(`mended  ${change}`);
      if (mended.length > 0) context.print('');
      for (const line of reportLines(diagnosis)) context.print(line);
    }
    failFor(diagnosis);
    return diagnosis;
  },
});

/** @throws {FindingsError} when there is more than hints */
function failFor(diagnosis: Diagnosis): void {
  const stops = ofSeverity(diagnosis, 'stop').length;
  const losses = ofSeverity(diagnosis, 'loss').length;
  if (stops + losses === 0) return;
  const canMend = diagnosis.findings.some(({ fix }) => fix !== undefined);
  throw new FindingsError(
    stops > 0 ? `${stops} finding(s) stop the run.` : `The run would lose something: ${losses} finding(s).`,
    canMend ? 'Add --fix to mend those marked with it; the others say what to do.' : 'Each says what to do.',
    stops > 0 ? 1 : 3,
  );
}
