import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { FileError, ReferencePointError } from '../../core/errors.ts';
import { writeProduct } from '../../io/products/product.ts';
import { findReferenceCandidates } from './reference-candidates.ts';

const [LENGTH, WIDTH] = [60, 80];
const MAP = {
  Y_FIRST: '10',
  X_FIRST: '20',
  Y_STEP: '-0.01',
  X_STEP: '0.01',
  Y_UNIT: 'degrees',
  X_UNIT: 'degrees',
};

/** A work directory whose left half subsides, whose mask ends at row 30, and whose ground rises to the right. */
async function scene(prefix = '', map: Record<string, string> = {}): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  const write = (name: string, type: string, rasters: Record<string, (y: number, x: number) => number>) =>
    writeProduct(
      join(folder, name),
      {
        FILE_TYPE: type,
        LENGTH: `${LENGTH}`,
        WIDTH: `${WIDTH}`,
        UNIT: '1',
        REF_Y: '10',
        REF_X: '12',
        ...map,
      },
      Object.entries(rasters).map(([dataset, value]) => ({
        name: dataset,
        type: 'f4' as const,
        shape: [LENGTH, WIDTH],
        values: Float32Array.from({ length: LENGTH * WIDTH }, (_, p) =>
          value(Math.floor(p / WIDTH), p % WIDTH),
        ),
      })),
      quietContext(),
    );
  const velocity = (y: number, x: number) => (x < 30 ? -0.04 : 0) + 1e-5 * y;
  await write(`${prefix}velocity.h5`, 'velocity', { velocity, velocityStd: () => 0.001 });
  await write(`${prefix}temporalCoherence.h5`, 'temporalCoherence', {
    temporalCoherence: (y) => 0.9 + y / 1e3,
  });
  await write(`${prefix}maskTempCoh.h5`, 'mask', { mask: (y) => (y < 30 ? 1 : 0) });
  const geometry = prefix === '' ? 'inputs/geometryRadar.h5' : `${prefix}geometryRadar.h5`;
  await write(geometry, 'geometry', { height: (_, x) => 10 * x });
  return join(folder, `${prefix}velocity.h5`);
}

test('files beside the velocity tell where the reference might better be, and the line that takes it there', async () => {
  const { candidates, present, option, numCell } = await findReferenceCandidates(
    { velocity: await scene() },
    quietContext(),
  );
  for (const { y, x, moves, height } of candidates.slice(0, 3)) {
    expect(y).toBeLessThan(30);
    expect(x).toBeGreaterThanOrEqual(30);
    expect(moves).toBe(false);
    expect(height).toBeDefined();
  }
  expect(present!.candidate).toMatchObject({
    y: 10,
    x: 12,
    moves: true,
    deviation: expect.closeTo(0.001, 6),
  });
  expect(present!.rank).toBeGreaterThan(numCell / 2);
  expect(option).toBe(`mintpy.reference.yx = ${candidates[0].y}, ${candidates[0].x}`);
});

test('on a map that was made afterwards the line names a place', async () => {
  const velocity = await scene('geo_', MAP);
  const { candidates, option } = await findReferenceCandidates({ velocity, count: 1 }, quietContext());
  expect(candidates).toHaveLength(1);
  const [{ y, x, place }] = candidates;
  expect(place).toEqual({
    lat: expect.closeTo(10 - 0.01 * (y + 0.5)),
    lon: expect.closeTo(20 + 0.01 * (x + 0.5)),
  });
  expect(option).toBe(`mintpy.reference.lalo = ${place!.lat.toFixed(5)}, ${place!.lon.toFixed(5)}`);
});

test('what is missing is named', async () => {
  const velocity = await scene();
  const find = (more: object) => findReferenceCandidates({ velocity, ...more }, quietContext());
  await expect(find({ coherence: `${velocity}.none` })).rejects.toThrow(FileError);
  await expect(find({ velocity: velocity.replace('velocity', 'maskTempCoh') })).rejects.toThrow(
    /no velocity/,
  );
  await expect(
    find({ mask: velocity.replace('velocity.h5', 'inputs/geometryRadar.h5') }),
  ).resolves.toBeDefined();
  const empty = join(temporaryFolder(), 'empty.h5');
  await writeProduct(
    empty,
    { FILE_TYPE: 'mask', LENGTH: `${LENGTH}`, WIDTH: `${WIDTH}` },
    [{ name: 'mask', type: 'u1', shape: [LENGTH, WIDTH], values: new Uint8Array(LENGTH * WIDTH) }],
    quietContext(),
  );
  await expect(find({ mask: empty })).rejects.toThrow(ReferencePointError);
});
