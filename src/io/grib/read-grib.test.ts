import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MintsarError } from '../../core/errors.ts';
import { memorySource } from '../bytes/memory-source.ts';
import { gridAxes, northUp } from './field.ts';
import { readGrib } from './read-grib.ts';

/* The fixtures are one field in every packing, made with ecCodes 2.28 and (complex packing of edition 2) GDAL 3.6.2. */

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/fixtures/grib/${name}`, import.meta.url)));
const truth = (y: number, x: number) => 250 + 0.5 * x - 0.3 * y + ((x * y) % 7) * 0.01;

test.each([
  ['packings.grb', 9, 13, 9],
  ['differences.grb', 2, 41, 33],
])('every packing gives the same field: %s', (name, count, columns, rows) => {
  const fields = readGrib(memorySource(fixture(name), name));
  expect(fields).toHaveLength(count);
  for (const field of fields) {
    expect(field).toMatchObject({
      quantity: 'temperature',
      pressure: 100_000,
      date: '20101017',
      hour: 14,
      minute: 0,
    });
    const { latitudes, longitudes } = gridAxes(field.grid!);
    expect([latitudes[0], latitudes[1]]).toEqual([32, 32.25]);
    expect([longitudes[0], longitudes[1], longitudes[12]]).toEqual([130, 130.25, 133]);
    const values = northUp('', field.grid!, field.values);
    const errors = values.map((value, n) =>
      Math.abs(value - truth(rows - 1 - Math.floor(n / columns), n % columns)),
    );
    expect(Math.max(...errors)).toBeLessThan(name === 'packings.grb' ? 6e-4 : 5.1e-3); // half a step
  }
});

test('packings that are not read are refused by name, with what to do', () => {
  const names = readGrib(memorySource(fixture('refused.grb'), 'refused.grb')).map((field) => {
    try {
      field.values();
      return 'read';
    } catch (error) {
      const { message, remedy } = error as MintsarError;
      expect(remedy).toContain('packingType=grid_simple');
      return message.replace(/.*not read: /, '');
    }
  });
  expect(names).toEqual(['CCSDS (adaptive entropy coding).', 'JPEG 2000.', 'PNG.']);
});

test('damage is said in a sentence, wherever it is', () => {
  const whole = fixture('packings.grb');
  const attempt = (bytes: Uint8Array) => {
    try {
      for (const field of readGrib(memorySource(bytes, 'cut.grb'))) field.values();
    } catch (error) {
      if (!(error instanceof MintsarError)) throw error;
    }
  };
  for (let size = 0; size < whole.length; size += 37) attempt(whole.subarray(0, size));
  expect(() => readGrib(memorySource(whole.subarray(0, 150), 'cut.grb'))).toThrow('was cut');
  for (let at = 0; at < whole.length; at += at < 342 ? 1 : 5) {
    for (const value of [0, 0xff]) {
      const bytes = whole.slice();
      bytes[at] = value;
      attempt(bytes);
    }
  }
  const page = new TextEncoder().encode('<html>log in</html>');
  expect(() => readGrib(memorySource(page, 'page.grb'))).toThrow('it holds a web page');
});

test('values go from south to north and west to east in whatever order they were scanned', () => {
  const wanted = [0, 1, 2, 3, 4, 5]; // two rows of three
  const orders: [number, number[]][] = [
    [0x00, [3, 4, 5, 0, 1, 2]],
    [0x40, [0, 1, 2, 3, 4, 5]],
    [0x80, [5, 4, 3, 2, 1, 0]],
    [0x60, [0, 3, 1, 4, 2, 5]],
    [0x50, [0, 1, 2, 5, 4, 3]],
  ];
  for (const [scanning, values] of orders) {
    const grid = {
      columns: 3,
      rows: 2,
      scanning,
      first: { latitude: 1, longitude: 359 },
      last: { latitude: 0, longitude: 1 },
    };
    const run = ({ first, count } = { first: 0, count: values.length }) =>
      Float64Array.from(values).subarray(first, first + count);
    expect([...northUp('', grid, run)]).toEqual(wanted);
    expect([...northUp('', grid, run, [1, grid.rows])]).toEqual(wanted.slice(grid.columns));
  }
  const across = {
    columns: 3,
    rows: 2,
    scanning: 0,
    first: { latitude: 1, longitude: 359 },
    last: { latitude: 0, longitude: 1 },
  };
  expect([...gridAxes(across).longitudes]).toEqual([359, 360, 361]);
});

/** Numbers of several widths as bits. */
function bits(...parts: readonly (readonly [values: readonly number[], width: number])[]): number[] {
  const text = parts.map(([values, width]) =>
    values.map((value) => (width === 0 ? '' : value.toString(2).padStart(width, '0'))).join(''),
  );
  return text.flatMap((one) =>
    (one.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)),
  );
}

/** A message of edition 1 with second-order packing and a bitmap of groups, or one group to a row. */
function secondOrderMessage(
  flags: number,
  widths: readonly number[],
  begins: readonly number[] | undefined,
  first: readonly number[],
  second: readonly (readonly [readonly number[], number])[],
): Uint8Array {
  const u = (value: number, size: number) =>
    Array.from({ length: size }, (_, k) => (value >> (8 * (size - 1 - k))) & 255);
  const section = (body: readonly number[]) => [...u(body.length + 3, 3), ...body];
  const product = section([
    128,
    98,
    1,
    255,
    0x80,
    130,
    100,
    ...u(500, 2),
    10,
    10,
    17,
    14,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    21,
    0,
    0,
    0,
  ]);
  const grid = section([
    0,
    255,
    0,
    ...u(4, 2),
    ...u(2, 2),
    ...u(34000, 3),
    ...u(130000, 3),
    0x80,
    ...u(33000, 3),
    ...u(133000, 3),
    ...u(1000, 2),
    ...u(1000, 2),
    0,
    0,
    0,
    0,
    0,
  ]);
  const map = begins === undefined ? [] : bits([begins, 1]);
  const n1 = 22 + widths.length + map.length;
  const firsts = bits([first, 8]);
  const seconds = bits([
    second.flatMap(([values, width]) =>
      values
        .map((v) => v.toString(2).padStart(width, '0'))
        .join('')
        .split('')
        .filter((c) => c !== '')
        .map(Number),
    ),
    1,
  ]);
  const data = section([
    (0x40 << 0) | 0x10,
    ...u(0, 2),
    ...u(0, 4),
    8,
    ...u(n1, 2),
    flags,
    ...u(n1 + firsts.length, 2),
    ...u(first.length, 2),
    ...u(8, 2),
    0,
    ...widths,
    ...map,
    ...firsts,
    ...seconds,
  ]);
  const length = 8 + product.length + grid.length + data.length + 4;
  return Uint8Array.from([
    ...[...'GRIB'].map((c) => c.charCodeAt(0)),
    ...u(length, 3),
    1,
    ...product,
    ...grid,
    ...data,
    55,
    55,
    55,
    55,
  ]);
}

test('groups that a bitmap tells, or the rows, are read too', () => {
  const values = [10, 11, 10, 40, 41, 43, 42, 200];
  const begins = [1, 0, 0, 1, 0, 0, 0, 1];
  const different = secondOrderMessage(
    0x30,
    [1, 2, 0],
    begins,
    [10, 40, 200],
    [
      [[0, 1, 0], 1],
      [[0, 1, 3, 2], 2],
    ],
  );
  const constant = secondOrderMessage(0x20, [2], begins, [10, 40, 200], [[[0, 1, 0, 0, 1, 3, 2, 0], 2]]);
  const byRow = secondOrderMessage(
    0x10,
    [5, 8],
    undefined,
    [10, 40],
    [
      [[0, 1, 0, 30], 5],
      [[1, 3, 2, 160], 8],
    ],
  );
  for (const bytes of [different, constant, byRow]) {
    const [field] = readGrib(memorySource(bytes, 'groups.grb'));
    expect(field).toMatchObject({ pressure: 50_000, date: '20101017' });
    expect([...field.values()]).toEqual(values);
  }
});
