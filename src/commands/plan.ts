import type { ClusterSettings } from '../cluster/settings.ts';
import { FileError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { folder, word } from '../flags/kind.ts';
import { gigabytes } from '../steps/doctor/estimate.ts';
import { examine } from '../steps/doctor/examine.ts';
import { subjectOf } from '../steps/doctor/subject.ts';
import { type Forecast, forecast } from '../steps/forecast/forecast.ts';
import { computeFlags, withCompute } from './compute-flags.ts';
import { duration } from './terminal.ts';

/** `mintsar plan`: what a run will take, before it runs. */
export const command = defineCommand({
  description:
    'Reads the template and the headers of the products, measures this machine for about a second, and tells memory, time, disk and tiles of every step: on this machine, and with the cluster that the template or --cluster names. Times are those of a machine that does nothing else; tasks that wait are not counted. Nothing is run.',
  examples: [
    'mintsar plan GalapagosSenDT128.cfg',
    'mintsar plan GalapagosSenDT128.cfg --cluster slurm --num-worker 100',
    'mintsar plan GalapagosSenDT128.cfg --json',
  ],
  flags: {
    path: argument(word, 'template, work directory or folder of products'),
    workDir: flag('--dir --work-dir', folder, 'work directory', { shown: 'folder of the template' }),
    json: on('--json', 'print the plan as JSON'),
    ...computeFlags,
  },
  async run({ path, workDir, json, ...flags }, context) {
    const { estimate, findings, folder } = await examine({ path, workDir });
    const { project } = subjectOf({ path, workDir });
    if (estimate === undefined || project === undefined) {
      const [first] = findings;
      throw new FileError(
        `What ${path} will take cannot be told: ${first?.message ?? 'its products are not understood.'}`,
        `See mintsar doctor ${path}.`,
      );
    }
    const { compute } = project.config;
    const cluster = flags.cluster ?? compute.cluster ?? 'local';
    let settings: ClusterSettings | undefined;
    if (cluster !== 'local') {
      const { readSettings } = await import('../cluster/read-settings.ts');
      const numWorker = flags.numWorker ?? compute.numWorker;
      settings = await readSettings(
        { cluster, config: flags.config ?? compute.config, numWorker },
        context.log.warn,
      );
    }
    // The tasks of a scheduler are no threads of this machine.
    const own =
      settings === undefined
        ? { ...flags, template: project }
        : { maxMemory: flags.maxMemory, template: { config: { compute: { ...compute, cluster: null } } } };
    const { workers: threads, maxMemory } = await withCompute(own, context);
    const limits = { threads, maxMemory };
    const plan = forecast({ workDir: folder, estimate, limits, cluster: settings });
    if (json) context.print(JSON.stringify(plan, null, 2));
    else for (const line of planLines(plan)) context.print(line);
    return plan;
  },
});

function planLines(plan: Forecast): string[] {
  const { steps, cluster, disk, free, parts, threads, calibration } = plan;
  const time = (seconds: number) => duration(Math.max(0.1, seconds));
  const head = ['step', 'CPU', 'reads', 'writes', 'memory', `${threads} threads`];
  if (cluster !== undefined) head.push('tiles', 'task memory', 'task time', cluster.scheduler);
  const rows = steps.map(({ name, cpu, reads, writes, here, there }) => {
    const row = [
      name,
      time(cpu),
      gigabytes(reads),
      gigabytes(writes),
      gigabytes(here.memory),
      time(here.seconds),
    ];
    if (there === undefined) return row;
    const { task } = there;
    const ofTask =
      task === undefined ? ['-', '-', '-'] : [`${there.tiles}`, gigabytes(task.memory), time(task.seconds)];
    return [...row, ...ofTask, time(there.seconds)];
  });
  const sum = (of: (step: Forecast['steps'][number]) => number) =>
    steps.reduce((all, step) => all + of(step), 0);
  const most = Math.max(...steps.map(({ here }) => here.memory));
  const total = [
    'in all',
    time(sum(({ cpu }) => cpu)),
    gigabytes(sum(({ reads }) => reads)),
    gigabytes(sum(({ writes }) => writes)),
    gigabytes(most),
    time(sum(({ here }) => here.seconds)),
  ];
  if (cluster !== undefined) total.push('', '', '', time(sum(({ there }) => there?.seconds ?? 0)));
  const room = free === undefined ? '' : `, ${gigabytes(free)} are free`;
  return [
    `${plan.numPair} pairs of ${plan.numDate} dates, ${plan.pixels.toLocaleString('en')} pixels`,
    '',
    ...table([head, ...rows, total]),
    '',
    `disk: results ${gigabytes(disk)}${parts === undefined ? '' : `, parts of tiles up to ${gigabytes(parts)} meanwhile`}${room}`,
    `this machine: CPU times ${calibration.factor.toFixed(2)} x those of the reference, disk ${gigabytes(calibration.disk)}/s${cluster === undefined ? '' : '; nodes are taken for as fast, and waiting in queues is not counted'}`,
  ];
}

/** Columns side by side, the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k])))
      .join('  ')
      .trimEnd(),
  );
}
