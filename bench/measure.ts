import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { typeSize } from '../src/io/hdf5/datatype.ts';
import { withH5 } from '../src/io/hdf5/file.ts';
import { type H5pySeconds, h5pySeconds, type Measured, runCli } from './child.ts';
import type { Rasters, Row } from './rows.ts';
import { type Extent, readWriteSeconds, threadsPossible, warm } from './yardstick.ts';

/** The fastest of several runs beside the fastest yardsticks of the same minutes. */
export interface Result {
  readonly row: Row;
  readonly numPixel: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  /** what h5py takes for the same bytes; undefined without h5py */
  readonly h5py?: H5pySeconds;
  /** s, plain reads of the inputs and plain writes of as many bytes as the outputs have */
  readonly readWrite: number;
  /** how many times faster the largest number of threads could be than one, on the machine as busy as it was */
  readonly possible: number;
  readonly runs: ReadonlyMap<number, Measured>;
  /** medians of this build and of another one, run in turn with all threads */
  readonly against?: { readonly own: Seconds; readonly other: Seconds };
}

export interface Seconds {
  readonly wall: number;
  readonly cpu: number;
}

export interface Bench {
  readonly cli: string;
  /** another build to compare with */
  readonly against?: string;
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
    // Every run changes the same file: what one has added would make the next one's work another.
    for (const file of row.changes ?? []) copyFileSync(join(folder, `${file}.before`), join(folder, file));
  };
  for (const { file } of row.inputs) warm(join(folder, file));
  for (const file of row.changes ?? []) copyFileSync(join(folder, file), join(folder, `${file}.before`));
  const inputs = await extents(row.inputs, folder);
  const named = (await withDatasets(row.inputs, folder)).map(({ file, dataset }) => ({
    file: join(folder, file),
    dataset: dataset === RAW ? undefined : dataset,
  }));
  const scratch = join(folder, 'yardstick.tmp');
  const runs = new Map<number, Measured>();
  let h5py: H5pySeconds | undefined;
  let readWrite = Infinity;
  let writeBytes = 0;
  let possible = 0;
  const own: Measured[] = [];
  const others: Measured[] = [];
  let isUnknown = false;
  const most = Math.max(...bench.workers);
  for (let repeat = 0; repeat < bench.repeats; repeat++) {
    possible = Math.max(possible, await threadsPossible(most));
    const waits = bench.against === undefined;
    const runOther = async () => {
      if (bench.against === undefined || isUnknown) return;
      clean();
      try {
        others.push(await runCli(bench.against, row.command, { folder, workers: most, waits }));
      } catch (error) {
        isUnknown = true;
        process.stderr.write(`the other build does not do ${row.name}: ${(error as Error).message}\n`);
      }
    };
    if (repeat % 2 === 0) await runOther(); // which build comes first may matter
    for (const workers of bench.workers) {
      clean();
      const run = await runCli(bench.cli, row.command, { folder, workers, waits });
      if (workers === most) own.push(run);
      const best = runs.get(workers);
      runs.set(workers, best === undefined ? run : fasterOf(best, run));
      writeBytes = total(await extents(row.outputs, folder));
      h5py = quickest(h5py, await h5pySeconds(named, writeBytes, scratch));
      readWrite = Math.min(readWrite, readWriteSeconds(inputs, writeBytes, scratch));
    }
    if (repeat % 2 === 1) await runOther();
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
    possible,
    runs,
    against: others.length > 0 ? { own: medians(own), other: medians(others) } : undefined,
  };
}

/** Medians of several runs. */
function medians(runs: readonly Measured[]): Seconds {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  return {
    wall: middle(runs.map(({ wall }) => wall)),
    cpu: middle(runs.map(({ user, system }) => user + system)),
  };
}

/** Time of the faster run, memory of the larger one. */
function fasterOf(a: Measured, b: Measured): Measured {
  return { ...(a.wall <= b.wall ? a : b), peakKb: Math.max(a.peakKb, b.peakKb) };
}

function quickest(a: H5pySeconds | undefined, b: H5pySeconds | undefined): H5pySeconds | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { read: Math.min(a.read, b.read), write: Math.min(a.write, b.write) };
}

function total(list: readonly Extent[]): number {
  return list.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Dataset name of a file that is no HDF5: all of it counts. */
export const RAW = 'raw';

/** Every raster by its name: a file without one stands for all of its rasters. */
async function withDatasets(list: readonly Rasters[], folder: string): Promise<Rasters[]> {
  const named = list.map(async ({ file, dataset }) =>
    dataset !== undefined
      ? [{ file, dataset }]
      : withH5(join(folder, file), ({ datasets }) =>
          [...datasets.values()]
            .filter(({ shape }) => shape.length > 1)
            .map(({ name }) => ({ file, dataset: name })),
        ),
  );
  return (await Promise.all(named)).flat();
}

async function extents(list: readonly Rasters[], folder: string): Promise<Extent[]> {
  return Promise.all(
    (await withDatasets(list, folder)).map(async ({ file, dataset }) => {
      const path = join(folder, file);
      if (dataset === RAW) return { file: path, bytes: statSync(path).size };
      const bytes = await withH5(path, ({ datasets }) => {
        const { type, shape } = datasets.get(dataset!)!;
        return shape.reduce((a, b) => a * b, typeSize(type));
      });
      return { file: path, bytes };
    }),
  );
}
