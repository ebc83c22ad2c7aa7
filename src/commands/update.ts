import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { TEMPLATE_NAME } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, on, optionalArgument } from '../flags/flag.ts';
import { folder, type Kind, positive, word } from '../flags/kind.ts';
import { FILES } from '../operations/work-files.ts';
import { STEPS } from '../steps/registry.ts';
import { workflowSummary } from '../steps/summary/summary.ts';
import { type UpdateResult, updateWorkflow } from '../steps/update.ts';

const step: Kind<string> = { ...word, metavar: 'STEP', proposed: STEPS.map(({ name }) => name) };

/** `mintsar update`: what is new in the raw folder, and what it changes. */
export const command = defineCommand({
  description: `Adds new interferograms to the stack without reading the others, redoes what depends on them, and tells which velocities moved: the same as smallbaselineApp, with a comparison of ${FILES.velocity} before and after.

Writes velocityChange.h5 (velocityChange in m/year, velocityChangeSigma in standard deviations of the velocity before, and moved), pic/velocityChange.png, and velocityChange.txt with the reliable pixels that moved, largest first. When the reference pixel is another one, both are taken relative to the new one.`,
  examples: [
    'mintsar update                            the work directory is this folder',
    'mintsar update GalapagosSenDT128.cfg --dir mintpy',
    'mintsar update --end velocity --sigma 3   no maps and archives; pixels beyond 3 standard deviations',
  ],
  flags: {
    template: optionalArgument(word, 'template with your options; others are automatic'),
    workDir: flag('--dir --work-dir', folder, 'work directory', { shown: './' }),
    end: flag('--end --stop', step, 'last step to run', { shown: STEPS[STEPS.length - 1].name }),
    sigmas: flag('--sigma', positive, 'a pixel has moved beyond so many standard deviations', { default: 2 }),
    wait: on('--wait', 'wait while another run is at work in the directory; it is refused otherwise'),
  },
  async run({ template, workDir = process.cwd(), end, sigmas, wait }, context) {
    if (template === undefined && !existsSync(resolve(workDir, TEMPLATE_NAME))) {
      throw new OptionError(
        `No template was given and there is no ${TEMPLATE_NAME} in ${workDir}.`,
        'Name your template (mintsar update my.cfg), or the work directory with --dir.',
      );
    }
    const result = await updateWorkflow(
      { workDir, customFile: template ?? null, end, sigmas, wait },
      context,
    );
    for (const line of await workflowSummary(result)) context.print(line);
    context.print('');
    for (const line of changeLines(result, sigmas)) context.print(line);
    return result.change;
  },
});

const SHOWN = 5;

function changeLines({ change, uncompared, files }: UpdateResult, sigmas: number): string[] {
  if (change === undefined) return [uncompared ?? ''];
  const { numPixel, numMoved, largest, reference } = change;
  const share = numPixel === 0 ? 0 : (100 * numMoved) / numPixel;
  const mm = (value: number) => (1000 * value).toFixed(1);
  return [
    `velocity: ${numMoved} of ${numPixel} reliable pixels (${share.toFixed(1)} %) moved by more than ${sigmas} sigma`,
    ...(reference === undefined
      ? []
      : [
          `  the reference pixel was y ${reference.before.y}, x ${reference.before.x} and is y ${reference.after.y}, x ${reference.after.x}: both are taken relative to it`,
        ]),
    ...largest
      .slice(0, SHOWN)
      .map(
        ({ y, x, before, after, ratio }) =>
          `  y ${y}, x ${x}: ${mm(before)} -> ${mm(after)} mm/year (${ratio.toFixed(1)} sigma)`,
      ),
    ...(largest.length > SHOWN ? ['  ...'] : []),
    `  ${files.map((file) => relative(process.cwd(), file)).join(', ')}`,
  ];
}
