import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { makeH5 } from '../hdf5/file.ts';
import { readProduct } from './product.ts';
import { isMadeBy, isNotOlder, stampOf } from './provenance.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-provenance-'));
  return () => rmSync(folder, { recursive: true });
});

/** A file that was written so many seconds after 2020. */
const text = (name: string, second: number) => {
  writeFileSync(at(name), 'text');
  utimesSync(at(name), 1577836800 + second, 1577836800 + second);
  return at(name);
};
const product = async (name: string, second: number, datasetSecond?: number) => {
  const attributes: Record<string, string> =
    datasetSecond === undefined ? {} : { MODIFICATION_TIME: String(1577836800 + datasetSecond) };
  const layout = {
    attributes: { LENGTH: '2', WIDTH: '3', 'mintpy.deramp': 'linear' },
    datasets: [{ name: 'unwrapPhase', type: 'f4' as const, shape: [2, 3], attributes }],
  };
  await makeH5(at(name), layout, (writer) => writer.write('unwrapPhase', new Float32Array(6)));
  utimesSync(at(name), 1577836800 + second, 1577836800 + second);
  return at(name);
};

test('a product that is not there, or older than what it is made from, is to be made; one of the same time is not', () => {
  const input = text('input', 10);
  expect(isNotOlder(at('output'), [input])).toBe(false);
  expect(isNotOlder(text('output', 9), [input])).toBe(false);
  expect(isNotOlder(text('output', 10), [input])).toBe(true);
  expect(isNotOlder(text('output', 11), [input, text('other', 12)])).toBe(false);
});

test('an empty file is none', () => {
  writeFileSync(at('output'), '');
  expect(isNotOlder(at('output'), [])).toBe(false);
});

test('what a product was made from may be gone', () => {
  expect(isNotOlder(text('output', 1), [at('gone')])).toBe(true);
});

test('a dataset counts by its own time, whatever else changed its file', async () => {
  const origin = async (datasetSecond?: number) => [
    { stack: await readProduct(await product('stack.h5', 20, datasetSecond)), dataset: 'unwrapPhase' },
  ];
  const output = text('output', 15);
  expect(isNotOlder(output, await origin(10))).toBe(true);
  expect(isNotOlder(output, await origin(16))).toBe(false);
  expect(isNotOlder(output, await origin())).toBe(false); // the file does not say: its own time
});

test('other options, another content and an unreadable file ask for a new run', async () => {
  const output = await product('output.h5', 10);
  const attributes = { 'mintpy.deramp': 'linear' };
  expect(await isMadeBy(output, { attributes })).toBe(true);
  expect(await isMadeBy(output, { attributes: { ...attributes, 'mintpy.deramp.maskFile': 'None' } })).toBe(
    true,
  );
  expect(await isMadeBy(output, { attributes: { 'mintpy.deramp': 'quadratic' } })).toBe(false);
  expect(await isMadeBy(output, { holds: ({ datasets }) => datasets.has('unwrapPhase') })).toBe(true);
  expect(await isMadeBy(output, { holds: ({ datasets }) => datasets.has('coherence') })).toBe(false);
  expect(await isMadeBy(output, { from: [text('input', 11)] })).toBe(false);
  expect(await isMadeBy(text('cut.h5', 12), {})).toBe(false);
});

test('a stamp changes with size and time, goes with the folder, and is that of the file behind a link', () => {
  const path = text('a', 10);
  const stamp = stampOf(path);
  symlinkSync('a', at('link'));
  expect(stampOf(at('link'))).toBe(stamp);
  renameSync(path, at('b'));
  expect(stampOf(at('b'))).toBe(stamp);
  expect(stampOf(path)).toBeUndefined();
  expect(stampOf(text('b', 11))).not.toBe(stamp);
});

test('where every change counts, setting the time back is one', async () => {
  const path = text('a', 10);
  const [stamp, strict] = [stampOf(path), stampOf(path, { changes: true })];
  await new Promise((resolve) => setTimeout(resolve, 20)); // the clock of the file system
  text('a', 10);
  expect(stampOf(path)).toBe(stamp);
  expect(stampOf(path, { changes: true })).not.toBe(strict);
});
