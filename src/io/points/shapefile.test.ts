import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasOgr, seenByOgr } from '../../../test/support/ogr.ts';
import { appendDecimal, putDecimal } from './decimal-text.ts';
import type { PointBlock, PointField } from './point-table.ts';
import { ShapefileWriter } from './shapefile.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-points-'));
const text = (width: number, decimals: number, value: number) => {
  const out = new Uint8Array(width).fill(0x23);
  const fit = putDecimal(out, 0, width, decimals, value);
  return [Buffer.from(out).toString(), fit];
};
const short = (decimals: number, value: number) => {
  const out = new Uint8Array(40);
  return Buffer.from(out.subarray(0, appendDecimal(out, 0, decimals, value))).toString();
};

test('numbers fill their field as printf writes them, halves to the even digit', () => {
  expect(text(8, 2, -30.456)).toEqual(['  -30.46', 'whole']);
  expect(text(8, 2, 0.125)).toEqual(['    0.12', 'whole']);
  expect(text(8, 2, 0.375)).toEqual(['    0.38', 'whole']);
  expect(text(8, 2, -0.001)).toEqual(['    0.00', 'whole']);
  expect(text(5, 3, 1)).toEqual(['1.000', 'whole']);
  expect(text(9, 0, 1)).toEqual(['        1', 'whole']);
});

test('a number too wide for its field loses decimals, never its first digits; what does not fit at all is blank', () => {
  expect(text(8, 2, 123456.78)).toEqual(['123456.8', 'shortened']);
  expect(text(8, 2, -1234567.8)).toEqual(['-1234568', 'shortened']);
  expect(text(5, 3, 12.3456)).toEqual(['12.35', 'shortened']);
  expect(text(4, 2, 12345)).toEqual(['    ', 'blank']);
  expect(text(8, 2, Number.NaN)).toEqual(['        ', 'whole']);
  expect(text(8, 2, Infinity)).toEqual(['        ', 'blank']);
});

test('numbers between commas are as short as they go, and nothing where there is no value', () => {
  expect([short(2, 1.5), short(2, -0.004), short(3, 0.05), short(7, 25.44809341), short(2, 120)]).toEqual([
    '1.5',
    '0',
    '0.05',
    '25.4480934',
    '120',
  ]);
  expect(short(2, Number.NaN)).toBe('');
});

test('every number is the nearest one with its decimals, however it is written', () => {
  const number = fc.double({ min: -1e7, max: 1e7, noNaN: true });
  fc.assert(
    fc.property(number, fc.integer({ min: 0, max: 4 }), (value, decimals) => {
      const half = 0.5 * 10 ** -decimals + 1e-9;
      const [field] = text(20, decimals, value);
      expect(Math.abs(Number(field) - value)).toBeLessThanOrEqual(half);
      expect(Number(short(decimals, value))).toBe(Number(field) + 0);
    }),
    { seed: 1, numRuns: 300 },
  );
});

const FIELDS: PointField[] = [
  { name: 'CODE', kind: 'text', width: 8 },
  { name: 'VEL', kind: 'real', width: 8, decimals: 2 },
];
const block = (count: number): PointBlock => ({
  count,
  latitude: Float64Array.from({ length: count }, (_, i) => 36 + i / 8),
  longitude: Float64Array.from({ length: count }, (_, i) => 25 - i / 8),
  values: [
    Array.from({ length: count }, (_, i) => `p${i}`),
    Float32Array.from({ length: count }, (_, i) => (i === 1 ? Number.NaN : i * 1.25)),
  ],
});

test.runIf(hasOgr)(
  'GDAL reads positions, text and numbers of several blocks, missing values as NULL',
  async () => {
    const path = join(folder, 'points.shp');
    const writer = await ShapefileWriter.open(path, FIELDS, 5, () => {});
    writer.write(block(3));
    writer.write(block(2));
    expect(writer.finish()).toEqual([path]);
    const layer = seenByOgr(path);
    expect(layer).toMatchObject({
      count: 5,
      crs: '4326',
      extent: [24.75, 36, 25, 36.25],
      fields: ['CODE', 'VEL'],
    });
    expect(layer.points[1]).toEqual({ at: [24.875, 36.125], values: ['p1', null] });
    expect(layer.points[2]).toEqual({ at: [24.75, 36.25], values: ['p2', 2.5] });
    expect(layer.points[4].values).toEqual(['p1', null]);
  },
);

test('a table beyond 2 GB is written in numbered parts, and it is said', async () => {
  const wide = [
    ...FIELDS,
    ...Array.from({ length: 60 }, (_, k) => ({ ...FIELDS[0], name: `T${k}`, width: 254 })),
  ];
  const said: string[] = [];
  const writer = await ShapefileWriter.open(join(folder, 'large.shp'), wide, 200_000, (word) =>
    said.push(word),
  );
  writer.abort();
  expect(said.join()).toContain('in 2 parts');
  expect(said.join()).toContain('large_2.shp');
  expect(readdirSync(folder).filter((name) => name.includes('large'))).toEqual([]);
});

test('what is aborted leaves nothing, and what stood there stands', async () => {
  const path = join(folder, 'kept.shp');
  writeFileSync(path, 'old');
  const writer = await ShapefileWriter.open(path, FIELDS, 1, () => {});
  writer.write(block(1));
  writer.abort();
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(existsSync(join(folder, 'kept.dbf'))).toBe(false);
});
