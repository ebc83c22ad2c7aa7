import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { here, measure, type Need } from '../compute/here.ts';
import type { Context, Executor } from '../core/context.ts';
import type { Work } from '../core/job.ts';
import type { Workshop } from '../core/kernel.ts';
import { shellWord } from '../core/shell-word.ts';
import { version } from '../io/files/version.ts';
import { DamagedTile, putTogether } from '../tiles/finish-tiles.ts';
import { mapPath } from '../tiles/plain-work.ts';
import { canBeTiled, layTiles, numTile } from '../tiles/plan-tiles.ts';
import { forgetTile } from '../tiles/tile-files.ts';
import { type TilePlan, workId } from '../tiles/tile-plan.ts';
import { completeTiles } from './complete-tiles.ts';
import type { Scheduler } from './scheduler.ts';
import { SCHEDULERS } from './schedulers/registry.ts';
import type { ClusterSettings } from './settings.ts';

/**
 * Has the work of every kernel done by the tasks of a scheduler: cuts it into tiles, submits them, waits for their markers, and puts
 * them together. Work that is small, cannot be cut, or leaves its result in memory, is done here.
 */
export function clusterExecutor(settings: ClusterSettings): Executor {
  return {
    async run(work, workshop, context) {
      if (!canBeTiled(work)) return here.run(work, workshop, context);
      const need = await measure(work, workshop);
      const moved = bytesOf(work, need);
      if (moved < settings.smallest || numTile(work, settings.workers, need) === 1) {
        context.log.debug(`${work.label}: ${Math.ceil(moved / 1e6)} MB are moved by this machine`);
        return here.run(work, workshop, context);
      }
      return inTiles(work, need, await SCHEDULERS[settings.scheduler](), settings, workshop, context);
    },
  };
}

async function inTiles(
  work: Work,
  need: Need,
  scheduler: Scheduler,
  settings: ClusterSettings,
  workshop: Workshop,
  context: Context,
): Promise<unknown[]> {
  const program = version();
  const base = settings.folder ?? folderBeside(work);
  const folder = join(base, `${slug(work.label)}-${workId(work, program)}`);
  const typed = typedCommand(context);
  const plan = layTiles(
    work,
    need,
    {
      folder,
      count: settings.workers,
      command: [typed],
      cwd: process.cwd(),
      program,
      line: (tile, id) =>
        `${programLine(settings)} tiles run ${shellWord(mapPath(folder, settings.pathMap))} --tile ${tile} --plan ${id}`,
    },
    context,
  );
  const of = { folder, plan, program: programLine(settings), resume: typed };
  let told: unknown[] | undefined;
  for (let tries = 0; told === undefined; tries++) {
    await completeTiles(of, scheduler, settings, context);
    told = await together(folder, plan, work, workshop, context, tries < settings.retries);
  }
  await clear(folder, base, settings);
  return told;
}

/** @returns undefined when a part was damaged on its way: its tile is to be done again */
async function together(
  folder: string,
  plan: TilePlan,
  work: Work,
  workshop: Workshop,
  context: Context,
  mayTryAgain: boolean,
): Promise<unknown[] | undefined> {
  try {
    return putTogether(folder, plan, work, await workshop.store(), context);
  } catch (error) {
    if (!(error instanceof DamagedTile) || !mayTryAgain) throw error;
    context.log.warn(`${error.message} It is done again.`);
    forgetTile(folder, error.tile);
    return undefined;
  }
}

/** The whole of a work, read and written. */
function bytesOf({ job: { data }, extent }: Work, { perPixel, fixed }: Need): number {
  const { length, width } = data;
  if ('planes' in extent) return (perPixel * length * width + fixed) * extent.planes.length;
  return perPixel * (extent.y1 - extent.y0) * width + fixed;
}

/** Jobs see what outputs stand on; temporary folders of this machine they do not. */
function folderBeside({ job: { data } }: Work): string {
  const [first] = [...Object.values(data.outputs), ...Object.values(data.inputs)];
  return resolve(first === undefined ? '.' : dirname(first.path), 'mintsar-jobs');
}

function slug(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
}

/** As this process was started, where the tasks find it. */
function programLine({ program, pathMap }: ClusterSettings): string {
  if (program !== undefined) return program;
  return [process.execPath, ...process.execArgv, resolve(process.argv[1])]
    .map((word) => shellWord(mapPath(word, pathMap)))
    .join(' ');
}

/** The command as it was typed, which goes on where it ended. */
function typedCommand({ provenance }: Context): string {
  const typed = provenance?.replace(/^mintsar \S+: /, '') ?? '';
  return typed === '' ? 'the same command' : `mintsar ${typed}`;
}

const CLEAR_TRIES = 6;

/**
 * Tasks whose marker is there may still write how they ended, even while the folder is emptied: it is emptied again. What cannot
 * be removed then is in nobody's way.
 */
async function clear(folder: string, base: string, settings: ClusterSettings): Promise<void> {
  for (let tries = 0; tries < CLEAR_TRIES && existsSync(folder); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 200 * tries));
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // a shared file system keeps what another machine has open
    }
  }
  try {
    if (settings.folder === undefined && readdirSync(base).length === 0) rmdirSync(base);
  } catch {
    // or another run has put something there
  }
}
