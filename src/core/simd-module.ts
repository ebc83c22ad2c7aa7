/** The part of the WebAssembly interface that is needed: it is the same in Node, browsers and workers. */
interface WebAssemblyInterface {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number }) => LinearMemory;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** Memory that a kernel and its caller share. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer;
}

declare const WebAssembly: WebAssemblyInterface | undefined;
declare function atob(base64: string): string;

const PAGE = 65536;

/**
 * There is no room for linear memory. Engines reserve some 10 GB of address space for each memory, however small, so that
 * no access needs a check: more than batch systems with a limit on it (ulimit -v) allow.
 */
export class NoLinearMemory extends Error {}

/** `fast` where the machine runs it and has room for it, else `plain`: two ways to the same bits. */
export function fastest<T>(isSupported: boolean, fast: () => T, plain: () => T): T {
  if (!isSupported) return plain();
  try {
    return fast();
  } catch (error) {
    if (error instanceof NoLinearMemory) return plain();
    throw error;
  }
}

/** A kernel in WebAssembly with 128-bit vectors, compiled from assembly/ and kept as base64. */
export class SimdModule<Exports> {
  private readonly code: string;
  private compiled: object | undefined;

  constructor(code: string) {
    this.code = code;
  }

  /** Whether this machine runs it. */
  isSupported(): boolean {
    if (typeof WebAssembly === 'undefined') return false;
    try {
      this.compiled ??= new WebAssembly.Module(decodeBase64(this.code));
      return true;
    } catch {
      return false; // an engine without vector instructions refuses the module
    }
  }

  /**
   * Start it with memory of its own, as large as was reserved.
   * @throws {NoLinearMemory} when the address space has no room for it
   * @throws {Error} on a machine without vector instructions
   */
  start(reserved: MemoryLayout): { code: Exports; memory: LinearMemory } {
    if (!this.isSupported() || typeof WebAssembly === 'undefined')
      throw new Error('no WebAssembly SIMD; ask isSupported() first');
    const memory = linearMemory(WebAssembly, Math.ceil(reserved.end / PAGE));
    if (reserved.spare !== undefined) lend(memory, reserved.spare);
    return { code: this.startIn(memory), memory };
  }

  /** Start it in memory that is there: another module's. @throws {Error} on a machine without vector instructions */
  startIn(memory: LinearMemory): Exports {
    if (!this.isSupported() || typeof WebAssembly === 'undefined')
      throw new Error('no WebAssembly SIMD; ask isSupported() first');
    return new WebAssembly.Instance(this.compiled!, { env: { memory } }).exports as Exports;
  }
}

/** Linear memory in which others may work, too: the reader of a file, where a kernel has its data read into its own memory. */
export interface LentMemory {
  readonly memory: LinearMemory;
  /** room that nobody else uses while a reader runs */
  readonly spare: Uint8Array;
}

const SPARE_BYTES = 1 << 20;
const lent = new WeakMap<ArrayBufferLike, LentMemory>();

function lend(memory: LinearMemory, spareAt: number): void {
  lent.set(memory.buffer, { memory, spare: new Uint8Array(memory.buffer, spareAt, SPARE_BYTES) });
}

/** The linear memory that a buffer is of, if its owner lends it. */
export function lentMemory(buffer: ArrayBufferLike): LentMemory | undefined {
  return lent.get(buffer);
}

/**
 * So many bytes of linear memory that is lent to everybody.
 * @returns [bytes], all 0; undefined where there is no linear memory, or none so large
 */
export function lendableBytes(bytes: number): Uint8Array<ArrayBuffer> | undefined {
  if (typeof WebAssembly === 'undefined' || bytes > MOST_LENDABLE) return undefined;
  const layout = new MemoryLayout();
  const spare = layout.reserveSpare();
  const at = layout.reserve(bytes + 64); // vectors reach beyond the last value
  try {
    const memory = linearMemory(WebAssembly, Math.ceil(layout.end / PAGE));
    lend(memory, spare);
    return new Uint8Array(memory.buffer, at, bytes);
  } catch (error) {
    if (error instanceof NoLinearMemory) return undefined;
    throw error;
  }
}

const MOST_LENDABLE = 2 ** 31;

function linearMemory({ Memory }: WebAssemblyInterface, initial: number): LinearMemory {
  try {
    return new Memory({ initial });
  } catch (error) {
    if (error instanceof RangeError) throw new NoLinearMemory(error.message);
    throw error;
  }
}

/** Hands out linear memory from the bottom up, on cache lines. */
export class MemoryLayout {
  /** below lies what the compiler may use */
  end = 1024;

  reserve(bytes: number): number {
    const at = this.end;
    this.end += 64 * Math.ceil(bytes / 64);
    return at;
  }

  /** where memory begins that readers may use as they like, see {@link LentMemory} */
  spare: number | undefined;

  reserveSpare(): number {
    this.spare = this.reserve(SPARE_BYTES);
    return this.spare;
  }
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
