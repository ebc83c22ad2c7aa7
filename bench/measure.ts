import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { typeSize } from '../src/io/hdf5/datatype.ts';
import { withH5 } from '../src/io/hdf5/file.ts';
import { h5pySeconds, type Measured, runCli, startUpSeconds } from './child.ts';
import type { Rasters, Row } from './rows.ts';
import { type Extent, readWriteSeconds, threadsPossible, warm } from './yardstick.ts';

/** The fastest of several runs beside the fastest yardsticks of the same minutes. */
export interface Result {
  readonly row: Row;
  readonly numPixel: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  /** s, reading the inputs with h5py; undefined without h5py */
  readonly h5py?: number;
  /** s, reading the inputs and writing as many bytes as the outputs have */
  readonly readWrite: number;
  /** s, the command's own `--help`: Node and the command's modules, no data */
  readonly start: number;
  /** how many times faster the largest number of threads could be than one, on the machine as busy as it was */
  readonly possible: number;
  readonly runs: ReadonlyMap<number, Measured>;
}

export interface Bench {
  readonly cli: string;
  readonly workers: readonly number[];
  readonly repeats: number;
  readonly numPixel: number;
}

/** Run a row once without measuring: what comes after it needs its outputs. */
export async function prepareRow(row: Row, folder: string, bench: Bench): Promise<void> {
  const isThere = row.outputs.length > 0 && row.outputs.every(({ file }) => existsSync(join(folder, file)));
  if (isThere) return;
  await runCli(bench.cli, row.command, { folder, workers: Math.max(...bench.workers) });
}

/** Measure a row: run and yardsticks take turns, so that a machine that slows down slows all of them. */
export async function measureRow(row: Row, workDir: string, bench: Bench): Promise<Result> {
  const folder = row.folder ?? workDir;
  const clean = () => {
    for (const file of row.clean ?? []) rmSync(join(folder, file), { force: true, recursive: true });
  };
  for (const { file } of row.inputs) warm(join(folder, file));
  for (const file of row.changes ?? []) copyFileSync(join(folder, file), join(folder, `${file}.before`));
  const inputs = await extents(row.inputs, folder);
  const named = row.inputs.flatMap(({ file, dataset }) =>
    dataset === undefined || dataset === RAW ? [] : [{ file: join(folder, file), dataset }],
  );
  const runs = new Map<number, Measured>();
  let h5py: number | undefined;
  let readWrite = Infinity;
  let writeBytes = 0;
  let possible = 0;
  const start = await startUpSeconds(bench.cli, [row.command[0], '--help'], 3);
  for (let repeat = 0; repeat < bench.repeats; repeat++) {
    possible = Math.max(possible, await threadsPossible(Math.max(...bench.workers)));
    for (const workers of bench.workers) {
      clean();
      const run = await runCli(bench.cli, row.command, { folder, workers });
      const best = runs.get(workers);
      runs.set(workers, best === undefined ? run : fasterOf(best, run));
      writeBytes = total(await extents(row.outputs, folder));
      if (named.length > 0) h5py = minimum(h5py, await h5pySeconds(named));
      readWrite = Math.min(readWrite, readWriteSeconds(inputs, writeBytes, join(folder, 'yardstick.tmp')));
    }
  }
  for (const file of row.changes ?? []) {
    copyFileSync(join(folder, `${file}.before`), join(folder, file));
    rmSync(join(folder, `${file}.before`));
  }
  return {
    row,
    numPixel: bench.numPixel,
    readBytes: total(inputs),
    writeBytes,
    h5py,
    readWrite,
    start,
    possible,
    runs,
  };
}

/** Time of the faster run, memory of the larger one. */
function fasterOf(a: Measured, b: Measured): Measured {
  return { ...(a.wall <= b.wall ? a : b), peakKb: Math.max(a.peakKb, b.peakKb) };
}

function minimum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function total(list: readonly Extent[]): number {
  return list.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Dataset name of a file that is no HDF5: all of it counts. */
export const RAW = 'raw';

async function extents(list: readonly Rasters[], folder: string): Promise<Extent[]> {
  return Promise.all(
    list.map(async ({ file, dataset }) => {
      const path = join(folder, file);
      if (dataset === RAW) return { file: path, bytes: statSync(path).size };
      const bytes = await withH5(path, ({ datasets }) =>
        [...datasets.values()]
          .filter(({ name, shape }) => (dataset === undefined ? shape.length > 1 : name === dataset))
          .reduce((sum, { type, shape }) => sum + shape.reduce((a, b) => a * b, typeSize(type)), 0),
      );
      return { file: path, bytes };
    }),
  );
}
