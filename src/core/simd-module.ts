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
    const { exports } = new WebAssembly.Instance(this.compiled!, { env: { memory } });
    return { code: exports as Exports, memory };
  }
}

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
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
