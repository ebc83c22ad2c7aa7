import { addressSpaceLimit } from '../compute/address-space.ts';
import { type MintsarError, RunError } from '../core/errors.ts';

const SIGNS =
  /allocation failed|could not allocate|out of memory|cannot enlarge memory|failed to map segment|cannot allocate memory|native binding|^ENOMEM/i;
const CODES = ['ERR_WORKER_INIT_FAILED', 'ERR_WORKER_OUT_OF_MEMORY', 'ENOMEM'];

/**
 * A lack of memory, where no step foresaw it, as a sentence that names the limit that was met.
 * @returns undefined for every other error
 */
export function memoryError(error: unknown): MintsarError | undefined {
  if (!signs(error)) return undefined;
  const limit = addressSpaceLimit();
  if (limit === undefined) {
    if (/native binding/.test(String(error))) return undefined; // not installed for this machine
    return new RunError(
      'There is not enough memory.',
      'Lower mintpy.compute.maxMemory (or --ram) and the number of workers, or close other programs.',
      { cause: error },
    );
  }
  return new RunError(
    `There is no room for what is needed: the address space of this process is limited to ${gigabytes(limit)} GB (ulimit -v).`,
    'Lift the limit to 4 GB or more: ulimit -v unlimited, or the memory that a batch job asks for.',
    { cause: error },
  );
}

/** What to say before the work begins: below this the engine itself may end on the spot, with no time to explain. */
export function tightLimit(): string | undefined {
  const limit = addressSpaceLimit();
  if (limit === undefined || limit >= 2 * 2 ** 30) return undefined;
  return `the address space is limited to ${gigabytes(limit)} GB (ulimit -v): figures may not find room; lift the limit to 2 GB, or to 4 GB for threads`;
}

function signs(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (code !== undefined && CODES.includes(code)) || SIGNS.test(error.message) || signs(error.cause);
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1).replace(/\.0$/, '');
}
