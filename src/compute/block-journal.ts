import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { RowBlock } from '../core/block.ts';
import { journalOf } from '../core/block-io.ts';
import type { Job } from './job.ts';

interface FinishedRows {
  readonly y0: number;
  readonly y1: number;
  /** the kernel's sums for these rows, if it makes any */
  readonly sums?: readonly (readonly number[])[];
}

/**
 * Which rows of a job are finished, kept beside every file that the job fills: a job that is killed goes on from there
 * when the same command runs again. A line counts only if the job is the same in all that matters: its kernel,
 * arguments, and inputs by size and time.
 */
export class BlockJournal {
  private readonly paths: readonly string[];
  private readonly title: string;
  private readonly finished: readonly FinishedRows[];

  constructor(job: Job) {
    this.paths = [...new Set(Object.values(job.outputs).map(({ path }) => journalOf(path)))];
    this.title = `${identityOf(job)}\n`;
    const known = this.paths.map((path) => readRows(path, this.title));
    const everywhere = (known[0] ?? []).filter((rows) =>
      known.every((other) => other.some(({ y0, y1 }) => y0 === rows.y0 && y1 === rows.y1)),
    );
    this.finished = everywhere;
    if (everywhere.length === 0) for (const path of this.paths) writeFileSync(path, this.title);
  }

  /** The kernel's sums of a block that was finished before, undefined for one that is still to do. */
  lookUp({ y0, y1 }: RowBlock): readonly Float64Array[] | undefined {
    const found = this.finished.find((rows) => rows.y0 === y0 && rows.y1 === y1);
    return found && (found.sums ?? []).map((row) => Float64Array.from(row));
  }

  /** To be called when a block's outputs are written. */
  finish({ y0, y1 }: RowBlock, sums: readonly Float64Array[] | undefined): void {
    const line: FinishedRows = { y0, y1, ...(sums && { sums: sums.map((row) => Array.from(row)) }) };
    for (const path of this.paths) appendFileSync(path, `${JSON.stringify(line)}\n`);
  }
}

function identityOf(job: Job): string {
  const inputs = Object.entries(job.inputs).map(([name, source]) => {
    const { size, mtimeMs } = statSync(source.path);
    return [name, source, size, mtimeMs];
  });
  const outputs = Object.entries(job.outputs).map(([name, { address, planes }]) => [name, address, planes]);
  const text = JSON.stringify([job.length, job.width, job.kernel, inputs, outputs], plainNumbers);
  return createHash('sha256').update(text).digest('hex');
}

/** Typed arrays among the arguments count by their values; NaN and infinities too. */
function plainNumbers(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value))
    return createHash('sha256').update(new Uint8Array(value.buffer)).digest('hex');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function readRows(path: string, title: string): FinishedRows[] {
  if (!existsSync(path)) return [];
  const [first, ...lines] = readFileSync(path, 'utf8').split('\n');
  if (`${first}\n` !== title) return [];
  return lines.flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as FinishedRows];
    } catch {
      return []; // the line that was being written when the process died
    }
  });
}
