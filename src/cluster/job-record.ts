import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../io/whole-file.ts';

/** A job that was submitted: its task k does tile `tiles[k - 1]`. */
export interface SubmittedJob {
  readonly id: string;
  /** name of its list of tiles, and the beginning of its logs */
  readonly list: string;
  readonly tiles: readonly number[];
  /** of a task, MB */
  readonly memory: number;
  readonly minutes: number;
}

/** The jobs of a plan, kept in its folder: a run that was killed finds those that are still at work. */
export class JobRecord {
  private readonly path: string;
  private readonly plan: string;
  readonly jobs: SubmittedJob[];

  constructor(folder: string, plan: string) {
    this.path = join(folder, 'jobs.json');
    this.plan = plan;
    this.jobs = [...readJobs(this.path, plan)];
  }

  add(job: SubmittedJob): void {
    this.jobs.push(job);
    writeWhole(this.path, `${JSON.stringify({ plan: this.plan, jobs: this.jobs }, null, 2)}\n`);
  }
}

function readJobs(path: string, plan: string): readonly SubmittedJob[] {
  if (!existsSync(path)) return [];
  try {
    const record = JSON.parse(readFileSync(path, 'utf8'));
    return record.plan === plan && Array.isArray(record.jobs) ? record.jobs : [];
  } catch {
    return []; // damaged: tiles that are still at work run twice, which does no harm
  }
}
