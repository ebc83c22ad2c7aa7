import type { ClusterSettings } from './settings.ts';

/** Tasks that differ in nothing but their number, as a scheduler takes them. */
export interface ArrayJob {
  /** of letters, digits and dashes */
  readonly name: string;
  /** they are numbered from 1 */
  readonly tasks: number;
  /** of one task, MB */
  readonly memory: number;
  readonly minutes: number;
  readonly cpus: number;
  /** at most so many tasks at a time */
  readonly atOnce: number;
  /** where the tasks have it: for their output */
  readonly folder: string;
  /** name of the list of tiles, which their output begins with as well */
  readonly list: string;
  /** Line for a shell that does a task, whose number is the text `task`; it keeps its own log where the scheduler keeps none here. */
  readonly line: (task: string, log?: 'log') => string;
  readonly settings: ClusterSettings;
}

/** A program to be started. */
export interface Call {
  readonly words: readonly string[];
  /** file for its standard input */
  readonly stdin?: string;
}

/** A job that was submitted, and its tasks that are still of interest. */
export interface AskedJob {
  readonly id: string;
  readonly tasks: readonly number[];
}

/** What a scheduler says of a task. It may be wrong: whether a tile is done, its marker says. */
export interface TaskReport {
  readonly job: string;
  readonly task: number;
  /** waits or runs, or will */
  readonly isAlive: boolean;
  /** in its own words, for people and for {@link reasonOf} */
  readonly word: string;
}

/** How to have work done by a scheduler: texts and programs, nothing that waits. */
export interface Scheduler {
  /** largest number of tasks in a job */
  readonly maxTasks: number;
  /** What is submitted. */
  script(job: ArrayJob): string;
  /** Ending of that file. */
  readonly ending: string;
  submit(path: string, job: ArrayJob): Call;
  /** @returns the name of the job by what its submission printed; undefined when it does not say */
  jobId(stdout: string): string | undefined;
  /** Programs that print what has become of jobs. */
  ask(jobs: readonly AskedJob[], settings: ClusterSettings): Call[];
  /** What one of them printed. A task that no answer names is gone; one that any answer says has ended has ended. */
  report(stdout: string, jobs: readonly AskedJob[]): TaskReport[];
  /** That a question failed because the scheduler has forgotten the jobs. */
  isForgotten(stderr: string): boolean;
  cancel(ids: readonly string[], settings: ClusterSettings): Call;
  /** That submits, and must be on this machine; a launcher may be anything. */
  readonly program?: string;
}
