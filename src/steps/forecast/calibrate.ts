import { closeSync, fdatasyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** How fast a machine is. */
export interface Calibration {
  /** CPU times to those of the machine on which the steps were measured */
  readonly factor: number;
  /** bytes a second of the disk of the work directory, written and brought there */
  readonly disk: number;
}

/** Seconds that {@link solveSome} took where the steps were measured. */
const REFERENCE = 0.3;

/** Measure this machine, in about a second. @param folder where a file of 32 MB may stand meanwhile */
export function calibrate(folder: string): Calibration {
  solveSome(); // compiled when it counts
  const started = process.cpuUsage();
  solveSome();
  const { user, system } = process.cpuUsage(started);
  return { factor: (user + system) / 1e6 / REFERENCE, disk: diskRate(folder) };
}

const SIZE = 40;
const ROUNDS = 6000;

/** Factor small banded matrices and sweep an array that is larger than the caches: what the steps do most. */
function solveSome(): number {
  const matrix = new Float64Array(SIZE * SIZE);
  let sum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < SIZE; i++)
      for (let j = 0; j <= i; j++) matrix[i * SIZE + j] = i === j ? SIZE + round * 1e-3 : 1 / (1 + i - j);
    for (let j = 0; j < SIZE; j++) {
      const pivot = Math.sqrt(matrix[j * SIZE + j]);
      for (let i = j; i < SIZE; i++) matrix[i * SIZE + j] /= pivot;
      for (let k = j + 1; k < SIZE; k++)
        for (let i = k; i < SIZE; i++) matrix[i * SIZE + k] -= matrix[i * SIZE + j] * matrix[k * SIZE + j];
    }
    sum += matrix[SIZE * SIZE - 1];
  }
  const swept = new Float32Array(8 << 20);
  for (let pass = 0; pass < 3; pass++) for (let i = 0; i < swept.length; i++) sum += swept[i]++;
  return sum;
}

const PIECE = 4 << 20;
const PIECES = 8;
const USUAL_DISK = 200e6;

function diskRate(folder: string): number {
  const path = join(folder, `.mintsar-plan-${process.pid}.tmp`);
  const piece = Buffer.alloc(PIECE, 1);
  let fd: number | undefined;
  try {
    const started = performance.now();
    fd = openSync(path, 'w+');
    for (let k = 0; k < PIECES; k++) writeSync(fd, piece, 0, PIECE, k * PIECE);
    fdatasyncSync(fd);
    for (let k = 0; k < PIECES; k++) readSync(fd, piece, 0, PIECE, k * PIECE);
    return (1000 * PIECE * PIECES) / Math.max(1, performance.now() - started);
  } catch {
    return USUAL_DISK; // a folder that may not be written, or is not there yet
  } finally {
    if (fd !== undefined) closeSync(fd);
    rmSync(path, { force: true });
  }
}
