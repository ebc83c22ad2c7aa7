import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attributesOf, temporaryFolder, tinySeries, valuesOf } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { changeReferenceDate, resolveReferenceDate } from './reference-date.ts';

const folder = temporaryFolder();
const dates = ['20040101', '20050101', '20080101'];

test('the new reference date is 0 everywhere, differences between dates stay, and no data stays 0', async () => {
  const file = await tinySeries(join(folder, 'a.h5'), dates, (k, y, x) => (y === 0 ? 0 : k * (y + x)));
  await changeReferenceDate({ files: [file], date: '20050101' }, quietContext());
  const out = await valuesOf(file, 'timeseries');
  expect(out.slice(35, 70)).toEqual(new Array(35).fill(0));
  expect(out[34]).toBe(-10);
  expect(out[104]).toBe(10);
  expect(out.slice(0, 7)).toEqual(new Array(7).fill(0));
  expect((await attributesOf(file))['REF_DATE']).toBe('20050101');
  expect(await valuesOf(file, 'bperp')).toEqual([0, 50, 100]);
});

test('a file that is there already is not touched; one that lacks the date stops all', async () => {
  const there = await tinySeries(join(folder, 'b.h5'), dates, (k) => k);
  const lacking = await tinySeries(join(folder, 'c.h5'), dates.slice(0, 1), () => 1);
  const before = readFileSync(there);
  await changeReferenceDate({ files: [there], date: '20040101' }, quietContext());
  expect(readFileSync(there).equals(before)).toBe(true);
  await expect(
    changeReferenceDate({ files: [there, lacking], date: '20080101' }, quietContext()),
  ).rejects.toThrow('c.h5');
  expect(readFileSync(there).equals(before)).toBe(true);
});

test('with an output file the input stays as it is', async () => {
  const file = await tinySeries(join(folder, 'd.h5'), dates, (k) => k);
  const outfile = join(folder, 'd_ref.h5');
  await changeReferenceDate({ files: [file], date: '20080101', outfile }, quietContext());
  expect((await valuesOf(outfile, 'timeseries'))[0]).toBe(-2);
  expect((await valuesOf(file, 'timeseries'))[0]).toBe(0);
});

test('the date comes from itself, a text file or the REF_DATE of an HDF5 file', async () => {
  writeFileSync(join(folder, 'reference_date.txt'), '20050101\n');
  const file = (name: string) => resolveReferenceDate({ kind: 'file', file: name }, folder);
  await tinySeries(join(folder, 'e.h5'), dates, () => 1, { attributes: { REF_DATE: '20080101' } });
  expect(await resolveReferenceDate({ kind: 'date', date: '20040101' }, folder)).toBe('20040101');
  expect(await file('reference_date.txt')).toBe('20050101');
  expect(await file('e.h5')).toBe('20080101');
  expect(await file('nowhere.txt')).toBeUndefined();
});
