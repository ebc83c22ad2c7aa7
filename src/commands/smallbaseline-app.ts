import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { TEMPLATE_NAME, templateText } from '../config/index.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, on, optionalArgument } from '../flags/flag.ts';
import { folder, type Kind, word } from '../flags/kind.ts';
import { version } from '../io/files/version.ts';
import { STEPS } from '../steps/registry.ts';
import { runWorkflow } from '../steps/run-workflow.ts';
import { workflowSummary } from '../steps/summary/summary.ts';
import { NoTemplateError } from './no-template.ts';
import { duration } from './terminal.ts';

const step: Kind<string> = { ...word, metavar: 'STEP', proposed: STEPS.map(({ name }) => name) };

/** `mintsar smallbaselineApp`: the whole job, or part of it. */
export const command = defineCommand({
  description: `Runs these steps in order, skipping what is up to date:\n${STEPS.map(
    (step) => `  ${step.name.padEnd(22)}${step.summary}`,
  ).join('\n')}`,
  examples: [
    'mintsar smallbaselineApp GalapagosSenDT128.cfg              run the whole workflow',
    'mintsar smallbaselineApp GalapagosSenDT128.cfg --dir mintpy   in another work directory',
    'mintsar smallbaselineApp                                    go on with the smallbaselineApp.cfg here',
    'mintsar smallbaselineApp --start velocity                   from one step to the end',
    'mintsar smallbaselineApp --dostep geocode                   one step alone',
    'mintsar smallbaselineApp --plot                             draw the figures of existing results',
    'mintsar smallbaselineApp -g GalapagosSenDT128.cfg           write or update smallbaselineApp.cfg and stop',
    'mintsar smallbaselineApp -H                                 print all options with their defaults',
  ],
  references: [
    'Yunjun, Fattahi & Amelung (2019), Computers & Geosciences 133, doi:10.1016/j.cageo.2019.104331',
  ],
  flags: {
    template: optionalArgument(word, 'template with your options; others are automatic'),
    workDir: flag('--dir --work-dir', folder, 'work directory', { shown: './' }),
    generate: on('-g', `write or update ${TEMPLATE_NAME} and stop`),
    printTemplate: on('-H', 'print the default template and stop'),
    version: on('-v --version', 'print the version and stop'),
    plot: on('--plot', 'draw figures; alone: of existing results, running no step'),
    start: flag('--start', step, 'first step to run', { shown: STEPS[0].name }),
    end: flag('--end --stop', step, 'last step to run', { shown: STEPS[STEPS.length - 1].name }),
    only: flag('--dostep', step, 'run this step alone'),
    wait: on('--wait', 'wait while another run is at work in the directory; it is refused otherwise'),
  },
  async run(request, context) {
    if (request.printTemplate) return context.print(templateText().trimEnd());
    if (request.version) return context.print(`mintsar ${version()}`);
    const { generate, plot, start, end, only, wait } = request;
    const workDir = request.workDir ?? process.cwd();
    const customFile = request.template ?? null;
    if (customFile === null && !existsSync(resolve(workDir, TEMPLATE_NAME)) && !generate) {
      throw new NoTemplateError(
        `No template was given and there is no ${TEMPLATE_NAME} in ${workDir}.`,
        'Name your template (mintsar smallbaselineApp my.cfg), or write one with -g and edit it.',
      );
    }
    const plotAlone =
      plot &&
      customFile === null &&
      [...context.given].every((flag) => flag === 'plot' || flag === 'workDir');
    const started = Date.now();
    const result = await runWorkflow(
      { workDir, customFile, start, end, only, plot, wait, steps: !(generate || plotAlone) },
      context,
    );
    if (generate) return;
    for (const line of await workflowSummary(result)) context.print(line);
    context.log.info(`time used: ${duration((Date.now() - started) / 1000)}`);
  },
});
