// Speed and memory of the real command line, beside yardsticks measured in the same minutes. See README.md.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startUpSeconds } from './child.ts';
import { type BenchFlags, readFlags, USAGE } from './flags.ts';
import { makeOutside, OUTSIDE } from './make-outside.ts';
import { makeRaw } from './make-raw.ts';
import { makeStack } from './make-stack.ts';
import { type Bench, measureRow, prepareRow, RAW, type Result } from './measure.ts';
import { heading, record, table } from './report.ts';
import { type Row, rows, STACK, templates, WORKFLOW } from './rows.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const flags = readFlags(process.argv.slice(2));
if (flags === undefined) process.stdout.write(`${USAGE}\n`);
else await run(flags);

async function run(flags: BenchFlags): Promise<void> {
  const workDir = resolve(flags.dir ?? mkdtempSync(join(tmpdir(), 'mintsar-bench-')));
  mkdirSync(workDir, { recursive: true });
  requireSpace(flags, workDir);
  try {
    const text = await measure(flags, workDir);
    if (flags.record) record(flags.preset, text);
  } finally {
    if (!flags.keep) rmSync(workDir, { recursive: true, force: true });
    else say(`kept: ${workDir}`);
  }
}

async function measure(flags: BenchFlags, workDir: string): Promise<string> {
  const { shape, workers, repeats } = flags;
  const bench: Bench = {
    cli: copyOfBuild(flags.cli, workDir, 'app'),
    against: flags.against && copyOfBuild(flags.against, workDir, 'other'),
    workers,
    repeats,
    numPixel: shape.length * shape.width,
  };
  if (!existsSync(join(workDir, STACK))) {
    say(`making the stack in ${workDir}`);
    await makeStack(workDir, shape);
  }
  for (const [name, text] of Object.entries(templates(flags.ram))) writeFileSync(join(workDir, name), text);
  const results: Result[] = [];
  const add = async (row: Row) => {
    const result = await measureRow(row, workDir, bench);
    results.push(result);
    const times = workers.map((n) => `${result.runs.get(n)!.wall.toFixed(2)} s`).join(', ');
    const { own, other } = result.against ?? {};
    const ratio =
      own && other
        ? `; ${(own.wall / other.wall).toFixed(2)} x wall and ${(own.cpu / other.cpu).toFixed(2)} x CPU of the other build`
        : '';
    say(
      `${row.name}: ${times}${ratio}; h5py ${result.h5py?.read.toFixed(2) ?? '-'} + ${result.h5py?.write.toFixed(2) ?? '-'} s, plain ${result.readWrite.toFixed(2)} s`,
    );
    if (row.name === WORKFLOW) say(result.runs.get(Math.max(...workers))!.text);
  };
  if (isWanted(flags, 'load_data')) for (const row of await loadRows(workDir, shape)) await add(row);
  const all = rows(flags.ram, flags.preset);
  const last = all.findLastIndex(({ name }) => isWanted(flags, name));
  for (const row of all.slice(0, last + 1)) {
    if (isWanted(flags, row.name)) {
      if (row.outside && !existsSync(join(workDir, OUTSIDE.ionex))) await makeOutside(workDir);
      await add(row);
    } else if (needed(row, all, flags)) await prepareRow(row, workDir, bench);
  }
  const parts = [heading(flags), '', table(results, workers)];
  if (isWanted(flags, 'start-up')) {
    const help = await startUpSeconds(bench.cli, ['--help'], 2 * repeats);
    const info = await startUpSeconds(bench.cli, ['info', join(workDir, STACK)], 2 * repeats);
    const old = bench.against && (await startUpSeconds(bench.against, ['--help'], 2 * repeats));
    if (old) say(`--help: ${(help / old).toFixed(2)} times the other build`);
    parts.push(
      '',
      `Start-up: \`mintsar --help\` ${help.toFixed(2)} s, \`mintsar info\` of the stack ${info.toFixed(2)} s (goal 0.3 s).`,
    );
  }
  const text = parts.join('\n');
  process.stdout.write(`\n${text}\n`);
  return text;
}

function isWanted({ steps }: BenchFlags, name: string): boolean {
  return steps.length === 0 || steps.some((word) => name.includes(word));
}

/** Whether a row that is measured reads what this one writes, directly or not. */
function needed(row: Row, all: readonly Row[], flags: BenchFlags): boolean {
  const added = row.changes ?? []; // nobody reads what a row adds to a file that stands anyway
  const made = new Set(row.outputs.map(({ file }) => file).filter((file) => !added.includes(file)));
  return all
    .slice(all.indexOf(row) + 1)
    .some(
      (later) =>
        (later.inputs.some(({ file }) => made.has(file)) || later.command.some((word) => made.has(word))) &&
        (isWanted(flags, later.name) || needed(later, all, flags)),
    );
}

/** Loading of raw products, which have a folder of their own, and the step that lives most on the sums formed in it. */
async function loadRows(workDir: string, shape: BenchFlags['shape']): Promise<Row[]> {
  const { workFolder: folder, template, images } = await makeRaw(join(workDir, 'raw'), shape);
  const masks = ['maskConnComp.h5', 'avgSpatialCoh.h5'];
  return [
    {
      name: 'load_data (ISCE-2)',
      folder,
      command: ['smallbaselineApp', template, '--dostep', 'load_data'],
      inputs: images.map((image) => ({ file: relative(folder, image), dataset: RAW })),
      outputs: [{ file: STACK }, { file: 'inputs/geometryRadar.h5' }],
      clean: ['.mintsar', 'inputs'],
      goal: 4,
    },
    {
      name: 'reference_point after load_data',
      folder,
      command: ['smallbaselineApp', template, '--dostep', 'reference_point'],
      inputs: ['coherence', 'connectComponent', 'unwrapPhase'].map((dataset) => ({ file: STACK, dataset })),
      outputs: masks.map((file) => ({ file })),
      clean: ['.mintsar', ...masks],
      goal: 4,
    },
  ];
}

/** A build of its own, so that building in the meantime cannot change what is measured. */
function copyOfBuild(cli: string, workDir: string, name: string): string {
  const build = dirname(resolve(ROOT, cli));
  const app = join(workDir, name);
  rmSync(app, { recursive: true, force: true });
  cpSync(build, join(app, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(app, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'));
  return join(app, 'dist', 'cli.js');
}

function requireSpace({ shape, steps }: BenchFlags, workDir: string): void {
  const numPixel = shape.length * shape.width;
  const stack = 10 * shape.numIfgram * numPixel;
  const series = 4 * shape.numDate * numPixel;
  const need = steps.length > 0 ? stack + 3 * series : 7 * stack + 8 * series;
  const { bavail, bsize } = statfsSync(workDir);
  const free = bavail * bsize;
  say(`up to ${(need / 1e9).toFixed(1)} GB needed, ${(free / 1e9).toFixed(0)} GB free`);
  if (free < 1.2 * need) throw new Error(`too little space in ${workDir}; name another folder with --dir`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
