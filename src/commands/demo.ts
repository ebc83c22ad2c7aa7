import { relative, resolve } from 'node:path';
import { DEFAULT_SCENE } from '../core/simulation/scene-options.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, on, tuple } from '../flags/flag.ts';
import { choice, folder, int } from '../flags/kind.ts';
import { FILES } from '../operations/work-files.ts';
import { type DemoResult, runDemo } from '../steps/demo/demo.ts';
import { date } from './date-kinds.ts';
import { duration } from './terminal.ts';

const { length, width, numDate, seed, firstDate } = DEFAULT_SCENE;

/** `mintsar demo`: see the workflow at work on data whose truth is known. */
export const command = defineCommand({
  description:
    'The scene is a volcanic island: an inflating source, a subsiding flank and a seasonal basin under troposphere, orbit ramps, DEM errors, noise and unwrapping errors. Raw products look like those of ISCE-2 topsStack. Run it twice: what is up to date is not done again.',
  examples: [
    'mintsar demo',
    'mintsar demo --dir big --size 1000 1200 --num-date 60',
    'mintsar demo --dir hills --landscape hills --ascending --seed 4',
    'mintsar demo --dir raw --raw-only          simulate the stack alone',
  ],
  flags: {
    folder: flag('--dir', folder, 'folder to write into', { shown: 'demo' }),
    size: tuple('--size', int(), 'Y X', 'lines and samples', { default: [length, width] }),
    numDate: flag('--num-date', int(), 'acquisitions', { default: numDate }),
    firstDate: flag('--first-date', date, 'first acquisition', { default: firstDate }),
    seed: flag('--seed', int(), 'the same number gives the same scene', { default: seed }),
    landscape: flag('--landscape', choice(['hills', 'island']), 'ground', { default: 'island' }),
    ascending: on('--ascending', 'from the ascending orbit'),
    rawOnly: on('--raw-only', 'write the raw products and the template, run nothing'),
  },
  async run({ folder, size, ascending, rawOnly, ...scene }, context) {
    const started = Date.now();
    const [length, width] = size ?? [];
    const direction = ascending ? 'ASCENDING' : 'DESCENDING';
    const result = await runDemo(
      {
        folder: folder ?? resolve('demo'),
        scene: { ...scene, length, width, direction },
        workflow: !rawOnly,
      },
      context,
    );
    report(result, context);
    context.log.info(`time used: ${duration((Date.now() - started) / 1000)}`);
  },
});

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
  if (workflow.page !== undefined) print(`  open           ${here(workflow.page)} in a browser`);
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
