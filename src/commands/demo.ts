import { relative, resolve } from 'node:path';
import { DEFAULT_SCENE } from '../core/simulation/scene-options.ts';
import { FILES } from '../operations/work-files.ts';
import { type DemoResult, runDemo } from '../steps/demo/demo.ts';
import type { Command, CommandContext } from './command.ts';
import { duration } from './terminal.ts';

/** `mintsar demo`: see the workflow at work on data whose truth is known. */
export const command: Command = {
  description:
    'The scene is a volcanic island: an inflating source, a subsiding flank and a seasonal basin under troposphere, orbit ramps, DEM errors, noise and unwrapping errors. Raw products look like those of ISCE-2 topsStack. Run it twice: what is up to date is not done again.',
  examples: [
    'mintsar demo',
    'mintsar demo --dir big --size 1000 1200 --num-date 60',
    'mintsar demo --dir hills --landscape hills --ascending --seed 4',
    'mintsar demo --dir raw --raw-only          simulate the stack alone',
  ],
  configure(parser) {
    const { length, width, numDate, seed, firstDate } = DEFAULT_SCENE;
    parser.add_argument('--dir', { default: 'demo', help: 'folder to write into (default: %(default)s)' });
    parser.add_argument('--size', {
      nargs: 2,
      type: 'int',
      metavar: ['Y', 'X'],
      default: [length, width],
      help: `lines and samples (default: ${length} ${width})`,
    });
    parser.add_argument('--num-date', {
      dest: 'numDate',
      type: 'int',
      default: numDate,
      help: 'acquisitions (default: %(default)s)',
    });
    parser.add_argument('--first-date', {
      dest: 'firstDate',
      default: firstDate,
      help: 'first acquisition (default: %(default)s)',
    });
    parser.add_argument('--seed', {
      type: 'int',
      default: seed,
      help: 'the same number gives the same scene (default: %(default)s)',
    });
    parser.add_argument('--landscape', {
      choices: ['hills', 'island'],
      default: 'island',
      help: 'ground (default: %(default)s)',
    });
    parser.add_argument('--ascending', { action: 'store_true', help: 'from the ascending orbit' });
    parser.add_argument('--raw-only', {
      dest: 'rawOnly',
      action: 'store_true',
      help: 'write the raw products and the template, run nothing',
    });
  },
  async run(args, context) {
    const started = Date.now();
    const result = await runDemo(
      {
        folder: resolve(args.dir),
        scene: {
          length: args.size[0],
          width: args.size[1],
          numDate: args.numDate,
          firstDate: args.firstDate,
          seed: args.seed,
          landscape: args.landscape,
          direction: args.ascending ? 'ASCENDING' : 'DESCENDING',
        },
        workflow: !args.rawOnly,
      },
      context,
    );
    report(result, context);
    context.log.info(`time used: ${duration((Date.now() - started) / 1000)}`);
  },
};

function report({ scene, stack, kept, run }: DemoResult, { print }: CommandContext): void {
  const here = (path: string) => {
    const short = relative(process.cwd(), path) || '.';
    return short.startsWith('..') ? path : short;
  };
  const { length, width, seed } = scene.options;
  const { dates, pairs } = scene;
  print('');
  print(
    `Simulated stack: ${pairs.length} interferograms of ${dates.length} dates, ${dates[0]} to ${dates.at(-1)}, ${length} x ${width} pixels (seed ${seed})`,
  );
  print(
    `  raw products   ${here(stack.folder)}/merged, in the layout of ISCE-2 topsStack${kept ? ' (kept)' : ''}`,
  );
  print(`  truth          ${here(stack.truthFile)}`);
  if (run === undefined) {
    print('');
    print(`Next: npx mintsar smallbaselineApp ${here(stack.template)} --dir ${here(stack.workFolder)}`);
    return;
  }
  const { comparison, figure, workflow } = run;
  const { plan } = workflow;
  const done = workflow.outcomes.filter(({ outcome }) => outcome === 'done').length;
  const upToDate = workflow.outcomes.filter(({ outcome }) => outcome === 'up to date').length;
  print(`Workflow: ${done} steps run, ${upToDate} up to date; results in ${here(stack.workFolder)}`);
  print(
    `Velocity against the truth: rms ${comparison.rms.toFixed(1)} mm/year of a signal of ${comparison.truth.toFixed(1)}, correlation ${comparison.correlation.toFixed(3)}, at ${comparison.numPixel} pixels`,
  );
  print(`  see            ${here(figure)}`);
  print(`  all figures    ${here(stack.workFolder)}/pic`);
  const workDir = here(stack.workFolder);
  const next: [line: string, why: string][] = [
    [`info ${here(plan.path(FILES.velocity))}`, 'what is in a file'],
    [
      `timeseries2velocity ${here(plan.path(plan.finalTimeseries))} --periodic 1 -o ${workDir}/velocity_season.h5`,
      'add the yearly cycle',
    ],
    [`smallbaselineApp --dir ${workDir}`, `after an edit of ${here(plan.project.templateFile)}`],
    ['smallbaselineApp yours.cfg', 'your own stack'],
  ];
  print('');
  print('Next, try:');
  for (const [line, why] of next) print(`  npx mintsar ${line}     # ${why}`);
}
