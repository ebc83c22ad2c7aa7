import type { Work } from '../core/job.ts';

/*
 * Work as a file holds it, and as another process finds it: memory shared by threads becomes plain memory on the way, and
 * shared again where there are threads; paths may lead elsewhere on another machine.
 */

export function sharesMemory(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer;
  return value instanceof SharedArrayBuffer || Object.values(value).some(sharesMemory);
}

/** The same with memory of its own in place of what threads share: a file takes nothing else. */
export function withPlainMemory<T>(value: T): T {
  return mapped(value, {
    view: (view) => (view.buffer instanceof SharedArrayBuffer ? view.slice() : view),
    buffer: (memory) =>
      memory instanceof SharedArrayBuffer ? new Uint8Array(memory).slice().buffer : memory,
  });
}

/** Arrays from this size on are worth being shared, bytes. */
const WORTH_SHARING = 1 << 20;

/** Large arrays in memory that threads share: each would make its own copy otherwise. */
export function withSharedMemory<T>(value: T): T {
  return mapped(value, {
    view: (view) => {
      if (view.byteLength < WORTH_SHARING) return view;
      const Type = view.constructor as new (memory: SharedArrayBuffer) => TypedArray;
      const shared = new Type(new SharedArrayBuffer(view.byteLength));
      shared.set(view as never);
      return shared;
    },
  });
}

/** From where a folder is on the machine that plans to where it is on the machine that works. */
export type PathMap = readonly (readonly [from: string, to: string])[];

/** A path as another machine knows it: the first folder of the map that it lies in is replaced. */
export function mapPath(path: string, map: PathMap): string {
  for (const [from, to] of map) {
    const folder = from.replace(/\/+$/, '');
    if (path === folder || path.startsWith(`${folder}/`))
      return `${to.replace(/\/+$/, '')}${path.slice(folder.length)}`;
  }
  return path;
}

/** Work whose files are where another machine has them: paths among the inputs and arguments. */
export function withMappedPaths(work: Work, map: PathMap): Work {
  if (map.length === 0) return work;
  return mapped(work, { text: (text) => mapPath(text, map) });
}

type TypedArray = Float32Array<ArrayBufferLike> | Float64Array<ArrayBufferLike> | Uint8Array<ArrayBufferLike>;

interface Changes {
  readonly view?: (view: TypedArray) => TypedArray;
  readonly buffer?: (memory: ArrayBufferLike) => ArrayBufferLike;
  readonly text?: (text: string) => string;
}

function mapped<T>(value: T, changes: Changes): T {
  return change(value, changes) as T;
}

function change(value: unknown, changes: Changes): unknown {
  if (typeof value === 'string') return changes.text?.(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return changes.view?.(value as TypedArray) ?? value;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return changes.buffer?.(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => change(one, changes));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value; // a map, a date: held by a file as it is
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, changes)]));
}
