import { blobSource } from '../../src/io/bytes/blob-source.ts';
import { openUrl } from '../../src/io/bytes/http-source.ts';
import { openH5Source } from '../../src/io/hdf5/reader.ts';
import { differences, type ExpectedFile } from './hdf5-table.ts';

/** What a page finds when it reads a file by ranges and as a `File`. */
export interface SeenInPage {
  readonly served: string[];
  readonly requests: number;
  readonly bytes: number;
  readonly chosen: string[];
}

const addressOf = (name: string) =>
  new URL(`/${name}`, (globalThis as unknown as { location: { href: string } }).location.href).href;

/** Runs in a browser: read a file of this server in both ways. */
async function readTable(name: string): Promise<SeenInPage> {
  const expected = (await (await fetch('/expected.json')).json()) as Record<string, ExpectedFile>;
  const url = addressOf(name);
  const remote = await openUrl(url);
  const served = await differences(await openH5Source(remote), expected[name], true);
  const chosenFile = new File([await (await fetch(url)).blob()], name);
  const chosen = await differences(await openH5Source(blobSource(chosenFile)), expected[name], true);
  return { served, ...remote.traffic, chosen };
}

/** The series of one pixel of a stack, and what it took to fetch it. */
async function readPixel(name: string, dataset: string, y: number, x: number) {
  const source = await openUrl(addressOf(name));
  const file = await openH5Source(source);
  const [n] = file.datasets.get(dataset)!.shape;
  const values = await file.load(dataset, { start: [0, y, x], count: [n, 1, 1] });
  return { values: Array.from(values as Float32Array), ...source.traffic };
}

Object.assign(globalThis, { readTable, readPixel });
