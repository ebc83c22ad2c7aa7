import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { readPlaces } from './places.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-places-'));
function list(text: string | Uint8Array): string {
  const path = join(folder, `${Math.random()}.csv`);
  writeFileSync(path, text);
  return path;
}
const read = async (text: string | Uint8Array) => {
  const { kind, names, y, x } = await readPlaces(list(text));
  return [kind, names, [...y], [...x]];
};

test('columns are found by name, whatever their order, delimiter and case', async () => {
  const expected = ['degrees', ['A', 'B,1'], [36.5, 37], [25, -120.5]];
  expect(await read('Station,LON,Lat,height\nA,25,36.5,1\n"B,1",-120.5,37,2\n')).toEqual(expected);
  expect(await read('\uFEFF# sites\nid;latitude;longitude\r\nA;36.5;25\r\nB,1;37;-120.5\r\n')).toEqual(
    expected,
  );
});

test('without names the first two columns are latitude and longitude, and places are numbered', async () => {
  expect(await read('36.5 25.1 rest\n  36.6 25.2\n')).toEqual([
    'degrees',
    ['1', '2'],
    [36.5, 36.6],
    [25.1, 25.2],
  ]);
});

test('rows and columns count where degrees are not given', async () => {
  expect(await read('y,x\n3,4\n')).toEqual(['pixels', ['1'], [3], [4]]);
});

test('Parquet is read by its columns, GeoParquet without them by its points', async () => {
  const columns = parquetWriteBuffer({
    columnData: [
      { name: 'lat', data: [36.5], type: 'DOUBLE' },
      { name: 'lon', data: [25], type: 'DOUBLE' },
      { name: 'name', data: ['A'], type: 'STRING' },
    ],
  });
  expect(await read(new Uint8Array(columns))).toEqual(['degrees', ['A'], [36.5], [25]]);
  const points = parquetWriteBuffer({
    columnData: [{ name: 'geom', data: [{ type: 'Point', coordinates: [25, 36.5] }], type: 'GEOMETRY' }],
    kvMetadata: [{ key: 'geo', value: JSON.stringify({ primary_column: 'geom' }) }],
  });
  expect(await read(new Uint8Array(points))).toEqual(['degrees', ['1'], [36.5], [25]]);
});

test.each([
  ['a,b\n1,2\n', /does not tell places: its columns are a, b/],
  ['lat,lon\n36,25\n36,x\n', /line 3: lon is 'x', not a number/],
  ['lat,lon\n36\n', /line 2: lon is missing/],
  ['lat,lon\n125,36\n', /line 2: latitude 125, longitude 36 is no place on Earth/],
  ['lat,lon\n', /holds no places/],
  ['', /holds no places/],
  ['PAR1 and nothing else', /cannot be read as Parquet/],
])('%j is refused by name and line', async (text, says) => {
  await expect(readPlaces(list(text))).rejects.toThrow(says);
});
