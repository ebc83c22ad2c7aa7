import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopIfAborted } from '../compute/stop.ts';
import type { Context } from '../core/context.ts';
import { RunError } from '../core/errors.ts';
import { readMarker } from '../tiles/tile-files.ts';
import type { TilePlan } from '../tiles/tile-plan.ts';
import { callProgram } from './call.ts';
import { JobRecord, type SubmittedJob } from './job-record.ts';
import { REASONS, type Reason } from './reasons.ts';
import type { Scheduler, TaskReport } from './scheduler.ts';
import type { ClusterSettings } from './settings.ts';
import { type TaskEnd, taskEnd } from './task-end.ts';
import { firstClass, submitTiles, type TaskClass } from './tile-jobs.ts';

/** A task that is not known to have ended. */
interface ActiveTask {
  readonly job: SubmittedJob;
  readonly task: number;
  readonly tile: number;
  /** since when the scheduler says that it is over, or does not know it, in ms */
  goneSince?: number;
  word?: string;
}

interface TileState {
  tries: number;
  needs: TaskClass;
  end?: TaskEnd;
}

export interface TilesOfPlan {
  readonly folder: string;
  readonly plan: TilePlan;
  /** how a task starts mintsar */
  readonly program: string;
  /** the line that goes on when this run has ended */
  readonly resume: string;
}

/**
 * Have the tiles of a plan done: submit those that have no marker, watch for markers, submit again what has ended without one. A
 * tile is done when its marker is there, whatever the scheduler says; the scheduler says when there is nothing more to wait for.
 * @throws {RunError} naming the tiles that came to nothing, their logs, and the command that goes on
 * @throws {InterruptedError} when the user stops, with the jobs cancelled
 */
export async function completeTiles(
  of: TilesOfPlan,
  scheduler: Scheduler,
  settings: ClusterSettings,
  context: Context,
): Promise<void> {
  const watch = new TileWatch(of, scheduler, settings, context);
  try {
    await watch.run();
  } catch (error) {
    await watch.cancel();
    throw error;
  }
}

class TileWatch {
  private readonly of: TilesOfPlan;
  private readonly scheduler: Scheduler;
  private readonly settings: ClusterSettings;
  private readonly context: Context;
  private readonly record: JobRecord;
  private readonly missing: Set<number>;
  private readonly states = new Map<number, TileState>();
  private active: ActiveTask[] = [];
  private readonly said = new Set<string>();

  constructor(of: TilesOfPlan, scheduler: Scheduler, settings: ClusterSettings, context: Context) {
    this.of = of;
    this.scheduler = scheduler;
    this.settings = settings;
    this.context = context;
    this.record = new JobRecord(of.folder, of.plan.id);
    this.missing = new Set(of.plan.tiles.map(({ number }) => number));
    const first = firstClass(of.plan, settings);
    for (const tile of this.missing) this.states.set(tile, { tries: 0, needs: first });
    // Jobs of a run that was killed may still be at work.
    for (const job of this.record.jobs)
      for (const [k, tile] of job.tiles.entries()) {
        const state = this.states.get(tile)!;
        state.needs = {
          memory: Math.max(state.needs.memory, job.memory),
          minutes: Math.max(state.needs.minutes, job.minutes),
        };
        this.active.push({ job, task: k + 1, tile, goneSince: 0 });
      }
  }

  async run(): Promise<void> {
    const { plan } = this.of;
    const { context, settings } = this;
    if (this.active.length > 0) await this.look();
    for (let pause = FIRST_PAUSE_MS; ; ) {
      const before = this.missing.size;
      this.findMarkers();
      context.progress(
        `${plan.label} (${settings.scheduler})`,
        plan.tiles.length - this.missing.size,
        plan.tiles.length,
      );
      if (this.missing.size === 0) return;
      this.dropEnded();
      await this.submitMissing();
      if (this.active.length === 0) {
        this.findMarkers();
        if (this.missing.size > 0) throw this.failure();
        return;
      }
      pause = this.missing.size < before ? FIRST_PAUSE_MS : Math.min(1.5 * pause, 1000 * settings.poll);
      await this.wait(Math.max(pause, 50));
      await this.look();
    }
  }

  /** Which tiles are done. Making a file in the folder has caches of shared file systems look at it anew. */
  private findMarkers(): void {
    const { folder, plan } = this.of;
    const pulse = join(folder, '.look');
    try {
      writeFileSync(pulse, '');
      rmSync(pulse, { force: true });
    } catch {
      // a full disk is in nobody's way here
    }
    const names = new Set(readdirSync(folder));
    for (const tile of this.missing) {
      const name = `tile-${String(tile).padStart(4, '0')}.done`;
      if (names.has(name) && readMarker(folder, plan.id, tile) !== undefined) this.missing.delete(tile);
    }
    this.active = this.active.filter(({ tile }) => this.missing.has(tile));
  }

  /** Ask the scheduler what is still at work. When it does not answer nothing is taken for lost. */
  private async look(): Promise<void> {
    const { scheduler, settings } = this;
    const jobs = [...new Set(this.active.map(({ job }) => job))].map(({ id, list }) => ({
      id,
      tasks: this.active.filter(({ job }) => job.list === list).map(({ task }) => task),
    }));
    if (jobs.length === 0) return;
    const calls = scheduler.ask(jobs, settings);
    if (calls.length === 0) {
      // Nobody to ask: what a launcher has done is over; what somebody runs by hand comes when it comes.
      if (settings.launcher !== undefined) for (const task of this.active) task.goneSince ??= Date.now();
      return;
    }
    const reports = new Map<string, TaskReport>();
    for (const call of calls) {
      const { code, stdout, stderr } = await callProgram(call);
      const isForgotten = code !== 0 && scheduler.isForgotten(stderr);
      if (code !== 0 && !isForgotten && stdout.trim() === '') return this.cannotAsk(call.words[0], stderr);
      try {
        for (const report of isForgotten && stdout.trim() === '' ? [] : scheduler.report(stdout, jobs))
          this.add(reports, report);
      } catch {
        return this.cannotAsk(call.words[0], 'its answer is not understood');
      }
    }
    for (const task of this.active) {
      const report = reports.get(`${task.job.id} ${task.task}`);
      if (report !== undefined) task.word = report.word;
      if (report?.isAlive === true) {
        task.goneSince = undefined;
        this.tellOfWaiting(report);
      } else task.goneSince ??= Date.now();
    }
  }

  private add(reports: Map<string, TaskReport>, report: TaskReport): void {
    const key = `${report.job} ${report.task}`;
    const known = reports.get(key);
    reports.set(
      key,
      known === undefined
        ? report
        : {
            ...report,
            isAlive: known.isAlive && report.isAlive,
            word: `${known.word} ${report.word}`.trim(),
          },
    );
  }

  private cannotAsk(program: string, why: string): void {
    this.once(`${program} gives no answer (${why.trim().split('\n')[0]}); waiting for the tiles themselves`);
  }

  /** Why something waits is for the user to know: a limit of an account, a queue that is closed. */
  private tellOfWaiting({ word }: TaskReport): void {
    const reason = /PENDING \((?!Resources|Priority|JobArrayTaskLimit|BeginTime)(.*)\)/.exec(word)?.[1];
    if (reason !== undefined) this.once(`tasks wait: ${reason}`);
  }

  private once(message: string): void {
    if (this.said.has(message)) return;
    this.said.add(message);
    this.context.log.warn(message);
  }

  /** Forget tasks that have ended without a marker, once their files must have come here. */
  private dropEnded(): void {
    const { folder } = this.of;
    const isOver = ({ goneSince }: ActiveTask) =>
      goneSince !== undefined && Date.now() - goneSince >= 1000 * this.settings.settle;
    const ended = this.active.filter(isOver);
    if (ended.length === 0) return;
    this.active = this.active.filter((task) => !isOver(task));
    for (const { job, task, tile, word, goneSince } of ended) {
      const state = this.states.get(tile)!;
      if (goneSince === 0 && word === undefined) continue; // of an earlier run, and long gone
      state.end = taskEnd(folder, job.list, task, word);
      state.needs = withMore(state.needs, state.end.reason);
    }
  }

  private async submitMissing(): Promise<void> {
    const { settings, scheduler, context } = this;
    const atWork = new Set(this.active.map(({ tile }) => tile));
    const classes = new Map<string, { needs: TaskClass; tiles: number[]; reasons: Set<Reason> }>();
    for (const tile of this.missing) {
      const state = this.states.get(tile)!;
      if (atWork.has(tile) || state.tries > settings.retries) continue;
      state.tries++;
      const key = `${state.needs.memory} ${state.needs.minutes}`;
      const group = classes.get(key) ?? { needs: state.needs, tiles: [], reasons: new Set() };
      group.tiles.push(tile);
      if (state.end !== undefined) group.reasons.add(state.end.reason);
      classes.set(key, group);
    }
    for (const { needs, tiles, reasons } of classes.values()) {
      for (let k = 0; k < tiles.length; k += scheduler.maxTasks) {
        stopIfAborted(context);
        const some = tiles.slice(k, k + scheduler.maxTasks);
        const job = await submitTiles({ ...this.of, record: this.record }, some, needs, scheduler, settings);
        const why = reasons.size > 0 ? ` again (${[...reasons].map((one) => REASONS[one]).join(', ')})` : '';
        context.log.info(
          `${this.of.plan.label}: ${some.length} ${some.length === 1 ? 'tile' : 'tiles'} to ${settings.scheduler}${why}: ${nameOf(job, this.of.folder, settings)}, ${needs.memory} MB and ${needs.minutes} min each`,
        );
        this.active.push(...some.map((tile, at) => ({ job, task: at + 1, tile })));
      }
    }
  }

  private failure(): RunError {
    const { folder, resume, plan } = this.of;
    const failed = [...this.missing];
    const shown = failed.slice(0, MOST_SHOWN).map((tile) => {
      const end = this.states.get(tile)?.end;
      if (end === undefined) return `  tile ${tile}: not done`;
      return `  tile ${tile}: ${REASONS[end.reason]}, see ${end.log}${end.said === '' ? '' : ` (${end.said})`}`;
    });
    if (failed.length > MOST_SHOWN) shown.push(`  and ${failed.length - MOST_SHOWN} others`);
    const tries = this.settings.retries + 1;
    return new RunError(
      `${failed.length} of ${plan.tiles.length} tiles (${plan.label}) are not done after ${tries} ${tries === 1 ? 'try' : 'tries'} each:\n${shown.join('\n')}`,
      `What is done is kept in ${folder}. When the cause is gone, go on with: ${resume}`,
    );
  }

  private async wait(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= SLICE_MS) {
      stopIfAborted(this.context);
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, SLICE_MS)));
    }
    stopIfAborted(this.context);
  }

  /** End the jobs that are at work, when nobody will wait for them. */
  async cancel(): Promise<void> {
    for (const id of new Set(this.active.map(({ job }) => job.id)))
      await callProgram(this.scheduler.cancel([id], this.settings));
  }
}

const FIRST_PAUSE_MS = 200;
const SLICE_MS = 200;
const MOST_SHOWN = 8;

function nameOf(
  { id, list }: SubmittedJob,
  folder: string,
  { scheduler, launcher }: ClusterSettings,
): string {
  if (scheduler !== 'runfile') return `job ${id}`;
  const file = join(folder, `${list}.txt`);
  return launcher === undefined
    ? `run the lines of ${file}, in any order, at the same time, on any machine that sees these files`
    : `the launcher has done ${file}`;
}

/** What lacked is asked for twice as much. */
function withMore({ memory, minutes }: TaskClass, reason: Reason): TaskClass {
  return {
    memory: reason === 'memory' ? 2 * memory : memory,
    minutes: reason === 'time' ? 2 * minutes : minutes,
  };
}
