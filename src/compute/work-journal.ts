import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Work } from '../core/job.ts';

/**
 * Which items of a work (blocks of rows, planes, rasters) are finished, kept beside every file that it fills: a work that
 * is killed goes on from there when the same command runs again. A line counts only if the work is the same in all that
 * matters.
 */
export class WorkJournal<Item> {
  private readonly paths: readonly string[];
  private readonly nameOf: (item: Item) => string;
  /** by name: the serialized result */
  private readonly finished: ReadonlyMap<string, string>;

  /**
   * @param paths the journal of each file
   * @param matters all that the results depend on: plain data and typed arrays
   */
  constructor(paths: readonly string[], matters: unknown, nameOf: (item: Item) => string) {
    this.nameOf = nameOf;
    this.paths = [...new Set(paths)];
    if (this.paths.length === 0) {
      this.finished = new Map();
      return;
    }
    const text = JSON.stringify(matters, plainNumbers);
    const title = `${process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex')}\n`;
    const [first, ...others] = this.paths.map((path) => readLines(path, title));
    this.finished = new Map([...first].filter(([name]) => others.every((other) => other.has(name))));
    if (this.finished.size === 0) for (const path of this.paths) writeFileSync(path, title);
  }

  /** What came of an item that was finished before; undefined for one that is still to do. */
  lookUp(item: Item): { readonly result: unknown } | undefined {
    const text = this.finished.get(this.nameOf(item));
    return text === undefined
      ? undefined
      : { result: process.getBuiltinModule('node:v8').deserialize(Buffer.from(text, 'base64')) };
  }

  /** To be called when an item's outputs are written. */
  finish(item: Item, result: unknown): void {
    if (this.paths.length === 0) return;
    const line = `${this.nameOf(item)} ${process.getBuiltinModule('node:v8').serialize(result).toString('base64')} .\n`;
    for (const path of this.paths) appendFileSync(path, line);
  }
}

/**
 * The journal of a job: the kernel, its arguments or what they were made from, and the inputs by size and time matter. A job that adds to a file it
 * also reads changes that file's size and time; there it counts what the file holds until the job is done.
 */
export function jobJournal<Item>(
  { kernel, args, madeFrom = args, data }: Work['job'],
  nameOf: (item: Item) => string,
): WorkJournal<Item> {
  const sinks = Object.entries(data.outputs);
  const growing = new Map(sinks.map(([, { path, addedTo }]) => [path, addedTo]));
  const inputs = Object.entries(data.inputs).map(([name, source]) => {
    return [name, source, growing.has(source.path) ? growing.get(source.path) : fileVersion(source.path)];
  });
  const outputs = sinks.map(([name, { address, planes }]) => [name, address, planes]);
  const paths = sinks.flatMap(([, { journal }]) => journal ?? []);
  return new WorkJournal(paths, [data.length, data.width, kernel, madeFrom, inputs, outputs], nameOf);
}

/**
 * Changes when a file does; empty when it is not there, which its reader will tell. Of a file on a server nobody here knows whether
 * it is the one that it was: every run has a version of its own, and begins again.
 */
export function fileVersion(path: string): readonly number[] {
  if (/^https?:/i.test(path)) return [Math.random()];
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? [] : [stat.size, stat.mtimeMs];
}

/** Typed arrays among the arguments count by their values; NaN and infinities too. */
export function plainNumbers(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');
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
