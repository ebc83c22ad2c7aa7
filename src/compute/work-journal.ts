import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Job } from './job.ts';

/**
 * Which items of a job (blocks of rows, planes) are finished, kept beside every file that the job fills: a job that is
 * killed goes on from there when the same command runs again. A line counts only if the job is the same in all that
 * matters: its kernel, arguments, and inputs by size and time. A job that adds to a file it also reads changes that
 * file's size and time; there it counts what the file holds until the job is done.
 */
export class WorkJournal<Item> {
  private readonly paths: readonly string[];
  private readonly nameOf: (item: Item) => string;
  /** by name: the serialized result */
  private readonly finished: ReadonlyMap<string, string>;

  constructor(job: Job, nameOf: (item: Item) => string) {
    this.nameOf = nameOf;
    this.paths = [...new Set(Object.values(job.outputs).map(({ journal }) => journal))];
    if (this.paths.length === 0) {
      this.finished = new Map();
      return;
    }
    const title = `${identityOf(job)}\n`;
    const [first, ...others] = this.paths.map((path) => readLines(path, title));
    this.finished = new Map([...first].filter(([name]) => others.every((other) => other.has(name))));
    if (this.finished.size === 0) for (const path of this.paths) writeFileSync(path, title);
  }

  /** What came of an item that was finished before; undefined for one that is still to do. */
  lookUp(item: Item): { readonly result: unknown } | undefined {
    const text = this.finished.get(this.nameOf(item));
    return text === undefined ? undefined : { result: deserialize(Buffer.from(text, 'base64')) };
  }

  /** To be called when an item's outputs are written. */
  finish(item: Item, result: unknown): void {
    if (this.paths.length === 0) return;
    const line = `${this.nameOf(item)} ${serialize(result).toString('base64')} .\n`;
    for (const path of this.paths) appendFileSync(path, line);
  }
}

function identityOf(job: Job): string {
  const growing = new Map(Object.values(job.outputs).map(({ path, addedTo }) => [path, addedTo]));
  const inputs = Object.entries(job.inputs).map(([name, source]) => {
    const { size, mtimeMs } = statSync(source.path);
    return [name, source, ...(growing.has(source.path) ? [growing.get(source.path)] : [size, mtimeMs])];
  });
  const outputs = Object.entries(job.outputs).map(([name, { address, planes }]) => [name, address, planes]);
  const text = JSON.stringify([job.length, job.width, job.kernel, inputs, outputs], plainNumbers);
  return createHash('sha256').update(text).digest('hex');
}

/** Typed arrays among the arguments count by their values; NaN and infinities too. */
function plainNumbers(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return createHash('sha256').update(bytes).digest('hex');
  }
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function readLines(path: string, title: string): Map<string, string> {
  if (!existsSync(path)) return new Map();
  const [first, ...lines] = readFileSync(path, 'utf8').split('\n');
  if (`${first}\n` !== title) return new Map();
  // The full stop tells a whole line from the one that was being written when the process died.
  return new Map(
    lines.flatMap((line) => {
      const [name, result, end] = line.split(' ');
      return end === '.' ? [[name, result] as const] : [];
    }),
  );
}
