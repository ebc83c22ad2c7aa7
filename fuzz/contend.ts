import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../test/resume/seeded-delays.ts';
import { runCli, startCli } from '../test/support/cli.ts';
import { differencesOf } from '../test/support/compare.ts';
import { filesUnder, leftovers, unreadable } from '../test/support/folder-state.ts';
import { SimulatedStack } from '../test/support/simulated-stack.ts';

/*
 * npm run contend [-- STARTS SEED]: start two runs with other options in one work directory, the second up to 3 s after
 * the first, in a third of the cases one of them is killed with SIGKILL. Afterwards every product must be whole and that of
 * one of them: the one that ended last with success; and a run that did not end must have been refused.
 */

const OPTIONS = [
  {
    'mintpy.networkInversion.weightFunc': 'var',
    'mintpy.deramp': 'linear',
    'mintpy.timeFunc.polynomial': '1',
  },
  {
    'mintpy.networkInversion.weightFunc': 'no',
    'mintpy.deramp': 'quadratic',
    'mintpy.timeFunc.polynomial': '2',
  },
] as const;
const COMMON = {
  'mintpy.reference.minCoherence': '0.6',
  'mintpy.networkInversion.minNumPixel': '50',
  'mintpy.plot': 'no',
};

const [starts = 60, seed = 1] = process.argv.slice(2).map(Number);
const random = createRandom(seed);
const stack = await SimulatedStack.make({ length: 40, width: 50, numDate: 6 });
const templates = OPTIONS.map((options, k) => {
  stack.setOptions({ ...COMMON, ...options });
  const template = stack.path(`options${k}.cfg`);
  cpSync(stack.template, template);
  return template;
});
const words = (k: number, dir: string) => ['--quiet', 'smallbaselineApp', templates[k], '--dir', dir];
const alone = templates.map((_, k) => {
  const dir = stack.path(`alone${k}`);
  mkdirSync(dir);
  const { status, stderr } = runCli(words(k, dir), stack.folder);
  if (status !== 0) throw new Error(`the run alone failed: ${stderr}`);
  return dir;
});

/** Start a run and wait for its end; `killAfter` ms it is killed. */
async function run(k: number, dir: string, killAfter: number | undefined) {
  const child = startCli(words(k, dir), stack.folder);
  let stderr = '';
  child.stderr!.on('data', (part) => {
    stderr += part;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { k, status, stderr, ended: performance.now() };
}

/** Products of a directory that are not those of the run alone; reference dates moved in place cost a rounding. */
async function strays(dir: string, expected: string): Promise<string[]> {
  const problems = [...leftovers(dir).map((name) => `${name} is left`), ...(await unreadable(dir))];
  for (const name of filesUnder(expected).filter((file) => file.endsWith('.h5'))) {
    if (!existsSync(join(dir, name))) problems.push(`${name} is missing`);
    else
      problems.push(
        ...(await differencesOf(join(dir, name), join(expected, name), {
          tolerance: () => ({ max: 1e-6 }),
          dataOnly: true,
        })),
      );
  }
  return problems;
}

const count = { refused: 0, both: 0, killed: 0, wrong: 0 };
let dir = '';
for (let i = 0; i < starts; i++) {
  // Every third pair of runs finds a directory in which others have been at work.
  if (i % 3 !== 2) {
    dir = stack.path(`together${i}`);
    mkdirSync(dir);
  }
  const offset = 3000 * random();
  const dies = random() < 1 / 3 ? Math.floor(2 * random()) : undefined;
  const killAfter = 300 + 2000 * random();
  const first = i % 2;
  const runs = await Promise.all([
    run(first, dir, dies === 0 ? killAfter : undefined),
    sleep(offset).then(() => run(1 - first, dir, dies === 1 ? killAfter : undefined)),
  ]);
  const problems: string[] = [];
  for (const { status, stderr } of runs) {
    if (status === 1 && /is in use: .*smallbaselineApp/.test(stderr)) count.refused++;
    else if (status === null) count.killed++;
    else if (status !== 0) problems.push(`exit code ${status}: ${stderr}`);
  }
  const good = runs.filter(({ status }) => status === 0).sort((a, b) => b.ended - a.ended);
  if (good.length === 2) count.both++;
  let last = good[0];
  // A killed run may have begun to change what another one made: finishing it must lead to its own products.
  const killed = runs.find(({ status }) => status === null);
  if (killed !== undefined) {
    problems.push(...(await unreadable(dir)));
    last = await run(killed.k, dir, undefined);
    if (last.status !== 0) problems.push(`after a kill: exit code ${last.status}: ${last.stderr}`);
  }
  if (last === undefined) problems.push('neither run came to its end');
  else problems.push(...(await strays(dir, alone[last.k])));
  if (problems.length > 0) count.wrong++;
  const outcome = runs.map(({ k, status }) => `options ${k}: ${status ?? 'killed'}`).join(', ');
  process.stdout.write(
    `${i + 1}: ${(offset / 1000).toFixed(2)} s apart, ${outcome}, ${problems.length} wrong\n`,
  );
  for (const problem of problems.slice(0, 5)) process.stdout.write(`    ${problem}\n`);
  if (i % 3 === 2 || problems.length > 0) rmSync(dir, { recursive: true, force: true });
}
// Commands that change a file in place, or make the same one: each result is that of one of them, or of both in turn.
const series = join(alone[0], 'timeseries.h5');
const dates = stack.dates.slice(1, 3);
const commands = [
  {
    name: 'reference_date in place',
    words: (k: number, file: string) => ['--quiet', 'reference_date', file, '--ref-date', dates[k]],
  },
  {
    name: 'velocity into one file',
    words: (k: number, file: string) => [
      ...['--quiet', 'timeseries2velocity', series, '--polynomial', String(k + 1), '-o', file],
    ],
  },
];
for (const { name, words: wordsOf } of commands) {
  const expected = [0, 1].map((k) => stack.path(`expected-${k}.h5`));
  expected.forEach((file, k) => {
    cpSync(series, file);
    const { status, stderr } = runCli(wordsOf(k, file), stack.folder);
    if (status !== 0) throw new Error(`${name} alone failed: ${stderr}`);
  });
  let wrong = 0;
  for (let i = 0; i < starts / 3; i++) {
    const file = stack.path('shared.h5');
    cpSync(series, file);
    const ends = await Promise.all(
      [0, 1].map(async (k) => {
        await sleep(k * 400 * random());
        const child = startCli(wordsOf(k, file), stack.folder);
        return ((await once(child, 'close')) as [number | null])[0];
      }),
    );
    const differences = await Promise.all(
      expected.map((other) =>
        differencesOf(file, other, { tolerance: () => ({ max: 1e-6 }), dataOnly: true }),
      ),
    );
    const isOneOf = differences.some((problems) => problems.length === 0);
    if (!isOneOf || ends.some((status) => status !== 0) || leftovers(stack.folder).length > 0) {
      wrong++;
      process.stdout.write(
        `    ${name}: exit codes ${ends.join(' ')}, ${differences.flat()[0] ?? 'leftovers'}\n`,
      );
    }
  }
  process.stdout.write(`${name}: ${Math.ceil(starts / 3)} pairs of commands, ${wrong} wrong\n`);
  count.wrong += wrong;
}
stack.remove();
process.stdout.write(`${starts} pairs of runs: ${JSON.stringify(count)}\n`);
process.exitCode = count.wrong > 0 ? 1 : 0;
