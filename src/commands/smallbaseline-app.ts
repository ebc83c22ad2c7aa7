import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { TEMPLATE_NAME, templateText } from '../config/index.ts';
import { STEPS } from '../steps/registry.ts';
import { runWorkflow } from '../steps/run-workflow.ts';
import { workflowSummary } from '../steps/summary/summary.ts';
import type { Command } from './command.ts';
import { NoTemplateError } from './no-template.ts';
import { duration } from './terminal.ts';
import { version } from './version.ts';

/** `mintsar smallbaselineApp`: the whole job, or part of it. */
export const command: Command = {
  description: `Runs these steps in order, skipping what is up to date:\n${STEPS.map(
    (step) => `  ${step.name.padEnd(22)}${step.summary}`,
  ).join('\n')}`,
  examples: [
    'mintsar smallbaselineApp GalapagosSenDT128.cfg              run the whole workflow',
    'mintsar smallbaselineApp GalapagosSenDT128.cfg --dir mintpy in another work directory',
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
  configure(parser) {
    parser.add_argument('customTemplateFile', {
      nargs: '?',
      help: 'template with your options; others are automatic',
    });
    parser.add_argument('--dir', '--work-dir', {
      dest: 'workDir',
      default: './',
      help: 'work directory (default: %(default)s)',
    });
    parser.add_argument('-g', {
      dest: 'generate',
      action: 'store_true',
      help: `write or update ${TEMPLATE_NAME} and stop`,
    });
    parser.add_argument('-H', {
      dest: 'printTemplate',
      action: 'store_true',
      help: 'print the default template and stop',
    });
    parser.add_argument('-v', '--version', {
      dest: 'version',
      action: 'store_true',
      help: 'print the version and stop',
    });
    parser.add_argument('--plot', {
      action: 'store_true',
      help: 'draw figures; alone: of existing results, running no step',
    });
    parser.add_argument('--start', { metavar: 'STEP', help: 'first step to run (default: load_data)' });
    parser.add_argument('--end', '--stop', {
      metavar: 'STEP',
      dest: 'end',
      help: 'last step to run (default: hdfeos5)',
    });
    parser.add_argument('--dostep', { metavar: 'STEP', help: 'run this step alone' });
    parser.add_argument('--wait', {
      action: 'store_true',
      help: 'wait while another run is at work in the directory; it is refused otherwise',
    });
  },
  async run(args, context) {
    if (args.printTemplate) return context.print(templateText().trimEnd());
    if (args.version) return context.print(`mintsar ${version()}`);
    const workDir = resolve(args.workDir);
    const customFile: string | null = args.customTemplateFile ?? null;
    if (customFile === null && !existsSync(resolve(workDir, TEMPLATE_NAME)) && !args.generate) {
      throw new NoTemplateError(
        `No template was given and there is no ${TEMPLATE_NAME} in ${workDir}.`,
        'Name your template (mintsar smallbaselineApp my.cfg), or write one with -g and edit it.',
      );
    }
    const plotAlone =
      args.plot &&
      customFile === null &&
      [...context.given].every((flag) => flag === 'plot' || flag === 'workDir');
    const started = Date.now();
    const result = await runWorkflow(
      {
        workDir,
        customFile,
        start: args.start,
        end: args.end,
        only: args.dostep,
        plot: args.plot,
        wait: args.wait,
        steps: !(args.generate || plotAlone),
      },
      context,
    );
    if (args.generate) return;
    for (const line of await workflowSummary(result)) context.print(line);
    context.log.info(`time used: ${duration((Date.now() - started) / 1000)}`);
  },
};
