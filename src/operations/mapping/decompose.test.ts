import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { differencesOf } from '../../../test/support/compare.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import {
  attributesOf,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { closePool } from '../../compute/pool.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { type DecomposeRequest, decomposeMotion } from './decompose.ts';

const folder = temporaryFolder();
afterAll(closePool);
const at = (name: string) => join(folder, name);
const context = quietContext();
const MAP = {
  Y_FIRST: '36.0',
  X_FIRST: '25.0',
  Y_STEP: '-0.01',
  X_STEP: '0.01',
  REF_LAT: '35.98',
  REF_LON: '25.03',
};
const ASCENDING = { ...MAP, HEADING: '-12', CENTER_INCIDENCE_ANGLE: '30', ORBIT_DIRECTION: 'ASCENDING' };
const DESCENDING = { ...MAP, HEADING: '-168', CENTER_INCIDENCE_ANGLE: '30', ORBIT_DIRECTION: 'DESCENDING' };
const outfile = { horizontal: at('hz.h5'), vertical: at('up.h5') };

test('one date of two series gives displacement; a pixel without data in one has none', async () => {
  const dates = ['20200101', '20200113'];
  const [asc, desc] = [0.62148845, 1.1105623]; // of 0.5 m east and 1 m up
  await tinySeries(at('a.h5'), dates, (k, y, x) => (k === 0 || (y === 0 && x === 0) ? Number.NaN : asc), {
    attributes: ASCENDING,
  });
  await tinySeries(at('d.h5'), dates, (k, y, x) => (k === 0 || (y === 4 && x === 6) ? Number.NaN : desc), {
    attributes: DESCENDING,
  });
  const files = [at('a.h5'), at('d.h5')];
  await expect(decomposeMotion({ files, outfile }, context)).rejects.toThrow(/a\.h5 is a series of dates/);
  for (const workers of [1, 2]) {
    await decomposeMotion(
      { files, dataset: 'timeseries-20200113', outfile },
      quietContext({ workers, maxMemory: 1 << 15 }),
    );
    const [east, up] = [
      await valuesOf(outfile.horizontal, 'displacement'),
      await valuesOf(outfile.vertical, 'displacement'),
    ];
    expect(east.map((v) => Math.round(v * 1e6))).toEqual(
      east.map((_, i) => (i === 0 || i === 34 ? Number.NaN : 500000)),
    );
    expect(up[17]).toBeCloseTo(1, 6);
    expect(await attributesOf(outfile.vertical)).toMatchObject({
      FILE_TYPE: 'displacement',
      UNIT: 'm',
      REF_Y: '2',
      REF_X: '3',
    });
  }
});

test('standard deviations are those of independent errors, and asked for where there are some', async () => {
  const map = (name: string, attributes: Record<string, string>, velocity: number, std?: number) =>
    tinyRasters(
      at(name),
      {
        velocity: tinyGrid(() => velocity),
        ...(std !== undefined && { velocityStd: tinyGrid(() => std) }),
      },
      { ...attributes, FILE_TYPE: 'velocity' },
    );
  await map('va.h5', ASCENDING, 0.62148845, 0.003);
  await map('vd.h5', DESCENDING, 1.1105623, 0.004);
  const files = [at('va.h5'), at('vd.h5')];
  const both = { horizontal: at('hz_std.h5'), vertical: at('up_std.h5') };
  await decomposeMotion({ files, withStd: true, outfile: both }, context);
  // along both lines of sight up counts cos 30 and east -/+ sin 30 cos 12
  const [up, east] = [2 * Math.cos(Math.PI / 6), Math.cos((12 * Math.PI) / 180)];
  for (const value of await valuesOf(both.vertical, 'velocityStd')) expect(value).toBeCloseTo(0.005 / up, 7);
  for (const value of await valuesOf(both.horizontal, 'velocityStd'))
    expect(value).toBeCloseTo(0.005 / east, 7);
  expect((await valuesOf(both.vertical, 'velocity'))[17]).toBeCloseTo(1, 6);
  await decomposeMotion({ files, withStd: true, outfile: at('one_std.h5') }, context);
  expect((await valuesOf(at('one_std.h5'), 'horizontalStd'))[3]).toBeCloseTo(0.005 / east, 7);
  await map('vd.h5', DESCENDING, 1.1105623);
  await expect(decomposeMotion({ files, withStd: true, outfile: both }, context)).rejects.toThrow(
    /vd\.h5 has no standard deviations/,
  );
});

test('angles of geometry files count as medians of windows of 20 x 20 pixels', async () => {
  const { input, expected, tolerance } = unitCases('asc_desc').find(
    ({ name }) => name === 'window_geometry',
  )!;
  const [length, width] = [input.dlos[0].length, input.dlos[0][0].length];
  const raster = (name: string, values: number[][]) => ({
    name,
    type: 'f4' as const,
    shape: [length, width],
    values: Float32Array.from(values.flat()),
  });
  const attributes = { ...MAP, LENGTH: String(length), WIDTH: String(width) };
  expect(input.step).toBe(20);
  for (const i of [0, 1]) {
    await writeProduct(
      at(`v${i}.h5`),
      { ...attributes, FILE_TYPE: 'velocity' },
      [raster('velocity', input.dlos[i])],
      context,
    );
    const angles = [
      raster('incidenceAngle', input.los_inc_angle[i]),
      raster('azimuthAngle', input.los_az_angle[i]),
    ];
    await writeProduct(at(`g${i}.h5`), { ...attributes, FILE_TYPE: 'geometry' }, angles, context);
  }
  const request: DecomposeRequest = {
    files: [at('v0.h5'), at('v1.h5')],
    geometryFiles: [at('g0.h5'), at('g1.h5')],
    horizontalAzimuth: input.horz_az_angle,
    outfile,
  };
  await decomposeMotion(request, quietContext({ workers: 2, maxMemory: 1 << 15 }));
  expectWithin(await valuesOf(outfile.horizontal, 'velocity'), expected.horz.flat(), tolerance);
  expectWithin(await valuesOf(outfile.vertical, 'velocity'), expected.vert.flat(), tolerance);
});

test('maps of other pixels or places, and far reference points, are refused', async () => {
  const velocity = tinyGrid((y, x) => y - x);
  const make = (name: string, attributes: Record<string, string>) =>
    tinyRasters(at(name), { velocity }, attributes);
  const a = await make('asc.h5', ASCENDING);
  const refused = (b: string, more: Partial<DecomposeRequest> = {}) =>
    expect(decomposeMotion({ files: [a, b], outfile, ...more }, context)).rejects;
  await refused(await make('coarse.h5', { ...DESCENDING, X_STEP: '0.02' })).toThrow(
    /pixels of -0.01 x 0.01, .*coarse\.h5 of -0.01 x 0.02/,
  );
  await refused(await make('far.h5', { ...DESCENDING, REF_LAT: '35.94' })).toThrow(
    /4.0 rows and 0.0 columns apart/,
  );
  await refused(await make('near.h5', { ...DESCENDING, REF_LAT: '35.96' }), { mostApart: 1 }).toThrow(
    /2.0 rows/,
  );
  await refused(await make('away.h5', { ...DESCENDING, Y_FIRST: '30' })).toThrow(/no pixel in common/);
  await refused(await make('radar.h5', {})).toThrow(/radar\.h5 is in radar coordinates/);
  const { REF_LAT: _, ...unreferenced } = DESCENDING;
  await refused(await make('free.h5', unreferenced)).toThrow(
    /free\.h5 does not say where its reference point is/,
  );
});

describeWithSharedData('ascending and descending maps', (data) => {
  const near = () => ({ max: 2e-7, relative: 1e-5 }); // the reference solves in float32
  const corrections = join(data, 'corrections/asc-desc');
  const files = ['A', 'D'].map((orbit) => join(corrections, 'input', orbit, 'geo_velocity.h5'));
  const geometryFiles = ['A', 'D'].map((orbit) => join(corrections, 'input', orbit, 'geo_geometry.h5'));

  test.each<readonly [string, string, Partial<DecomposeRequest>]>([
    ['hz.h5', 'up.h5', {}],
    ['hz16.h5', 'up16.h5', { horizontalAzimuth: 16 }],
  ])('of other extents give %s and %s', async (horizontal, vertical, more) => {
    await decomposeMotion({ files, outfile, ...more }, context);
    expect(
      await differencesOf(outfile.horizontal, join(corrections, 'expected', horizontal), { tolerance: near }),
    ).toEqual([]);
    expect(
      await differencesOf(outfile.vertical, join(corrections, 'expected', vertical), { tolerance: near }),
    ).toEqual([]);
  });

  test.each<readonly [string, Partial<DecomposeRequest>]>([
    ['all.h5', { dataset: 'velocity' }],
    ['all_geom.h5', { geometryFiles }],
  ])('give %s with what it is made of', async (name, more) => {
    await decomposeMotion({ files, outfile: at('all.h5'), ...more }, context);
    expect(
      await differencesOf(at('all.h5'), join(corrections, 'expected', name), { tolerance: near }),
    ).toEqual([]);
  });

  test.each<readonly [string, Partial<DecomposeRequest>]>([
    ['', {}],
    ['_az16', { horizontalAzimuth: 16 }],
    ['_pixel', { geometryFiles: ['asc_geometry.h5', 'desc_geometry.h5'] }],
  ])('of a masked scene give hz%s.h5', async (suffix, more) => {
    const scene = join(data, 'isce-radar/expected/commands/asc_desc2horz_vert');
    const inScene = (names: readonly string[]) => names.map((name) => join(scene, name));
    const request = { ...more, ...(more.geometryFiles && { geometryFiles: inScene(more.geometryFiles) }) };
    await decomposeMotion(
      { files: inScene(['asc_velocity.h5', 'desc_velocity.h5']), outfile, ...request },
      context,
    );
    expect(
      await differencesOf(outfile.horizontal, join(scene, `hz${suffix}.h5`), { tolerance: near }),
    ).toEqual([]);
    expect(await differencesOf(outfile.vertical, join(scene, `up${suffix}.h5`), { tolerance: near })).toEqual(
      [],
    );
  });
});
