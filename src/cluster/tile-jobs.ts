import { join } from 'node:path';
import { RunError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import { writeWhole } from '../io/whole-file.ts';
import { mapPath } from '../tiles/plain-work.ts';
import { BASE_MEMORY } from '../tiles/plan-tiles.ts';
import type { TilePlan } from '../tiles/tile-plan.ts';
import { type Answer, callProgram } from './call.ts';
import type { JobRecord, SubmittedJob } from './job-record.ts';
import type { ArrayJob, Call, Scheduler } from './scheduler.ts';
import type { ClusterSettings } from './settings.ts';

/** What a task is given: tiles that need the same go into one job. */
export interface TaskClass {
  /** MB */
  readonly memory: number;
  readonly minutes: number;
}

const MB = 1 << 20;
/** of each thread beside the first, MB */
const THREAD_MEMORY = 80;
/** what files and code take beside what a process asks for: counted by some schedulers */
const CACHES = 100;
/** Bytes a second that the slowest of kernels moves: time is asked for with a margin, because too little of it costs all. */
const SLOW = 4e6;
const LEAST_MINUTES = 30;

/** What a tile of a plan needs: by the configuration, or by what the plan knows. */
export function firstClass({ resources }: TilePlan, settings: ClusterSettings): TaskClass {
  const needed = Math.ceil(resources.memory / MB) + THREAD_MEMORY * (settings.cores - 1) + CACHES;
  return {
    memory: settings.memory === undefined ? needed : Math.floor(settings.memory / MB),
    minutes: settings.minutes ?? Math.max(LEAST_MINUTES, Math.ceil(resources.moves / SLOW / 60)),
  };
}

/** Write a job for tiles, submit it, and note it. @throws {RunError} when the scheduler does not take it */
export async function submitTiles(
  to: {
    readonly folder: string;
    readonly plan: TilePlan;
    readonly record: JobRecord;
    readonly program: string;
  },
  tiles: readonly number[],
  { memory, minutes }: TaskClass,
  scheduler: Scheduler,
  settings: ClusterSettings,
): Promise<SubmittedJob> {
  const { folder, plan, record } = to;
  const list = `job-${record.jobs.length + 1}`;
  const there = mapPath(folder, settings.pathMap);
  writeWhole(join(folder, `${list}.tiles`), `${tiles.join('\n')}\n`);
  writeWhole(join(folder, 'run-tile.sh'), tileScript(there, plan, to.program, settings));
  const job: ArrayJob = {
    name: `mintsar-${plan.label.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 40).replace(/-+$/, ''),
    tasks: tiles.length,
    memory,
    minutes,
    cpus: settings.cores,
    atOnce: settings.workers,
    folder: there,
    list,
    line: (task, log) =>
      `sh ${shellWord(`${there}/run-tile.sh`)} ${list} ${task}${log === undefined ? '' : ' log'}`,
    settings,
  };
  const path = join(folder, `${list}.${scheduler.ending}`);
  writeWhole(path, scheduler.script(job));
  const call = scheduler.submit(path, job);
  const { code, stdout, stderr } = await submitted(call, settings);
  const id = code === 0 ? scheduler.jobId(stdout) : undefined;
  if (id === undefined && settings.launcher === undefined)
    throw new RunError(
      `${settings.scheduler} does not take ${path}: ${(stderr || stdout).trim().split('\n').slice(-3).join(' ') || `exit code ${code}`}`,
      'Correct what it names (queue, account, memory, walltime) in the configuration and run the same command again.',
    );
  const noted = { id: id ?? 'runfile', list, tiles, memory, minutes };
  record.add(noted);
  return noted;
}

/** What a scheduler says that is busy or being restarted: it will take the job a little later. */
const BUSY = /contact|connect|timed out|time-?out|does not answer|temporar|try again|socket|busy/i;
const BUSY_TRIES = 5;
/** A launcher runs all its tasks before it answers; timers take no more. */
const LAUNCHER_MS = 2 ** 31 - 1;

async function submitted(call: Call, { launcher, poll }: ClusterSettings): Promise<Answer> {
  if (launcher !== undefined) return callProgram(call, LAUNCHER_MS);
  for (let tries = 1; ; tries++) {
    const answer = await callProgram(call);
    if (answer.code === 0 || tries === BUSY_TRIES || !BUSY.test(answer.stderr)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1000 * poll * tries));
  }
}

/** Memory for the blocks of a tile, GB: the same when it gets more in all, because what it had was not enough. */
function ram(plan: TilePlan, settings: ClusterSettings): number {
  const { cores } = settings;
  const blocks = firstClass(plan, settings).memory - CACHES - THREAD_MEMORY * (cores - 1) - BASE_MEMORY / MB;
  return Math.max(64, blocks) / 1024;
}

/** The same for tasks of any scheduler: does tile number $2 of a list and notes how that ended. */
function tileScript(there: string, plan: TilePlan, program: string, settings: ClusterSettings): string {
  const pairs = settings.pathMap.map(([from, to]) => shellWord(`${from}=${to}`));
  const maps = pairs.length === 0 ? '' : ` --path-map ${pairs.join(' ')}`;
  return `#!/bin/sh
# Does a tile: sh run-tile.sh LIST TASK. Jobs start it; by hand it does no harm.
folder=${shellWord(there)}
tile=$(sed -n "$2p" "$folder/$1.tiles")
[ -n "$tile" ] || { echo "error: $folder/$1.tiles has no line $2" >&2; exit 2; }
[ "$3" != log ] || exec >>"$folder/$1.$2.log" 2>&1
${program} tiles run "$folder" --tile "$tile" --plan ${plan.id}${maps} --ram ${ram(plan, settings).toFixed(3)} --num-worker ${settings.cores}
code=$?
echo "$code $(uname -n) tile $tile" >"$folder/$1.$2.end"
exit $code
`;
}
