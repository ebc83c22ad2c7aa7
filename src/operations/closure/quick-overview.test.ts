import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { quietContext } from '../../core/context.ts';
import { FileError, NetworkError, ReferencePointError } from '../../core/errors.ts';
import { spatialAverage } from '../averages/spatial-average.ts';
import { averageName, temporalAverage } from '../averages/temporal-average.ts';
import { countUnclosedTriplets } from './unclosed-triplets.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-overview-'));
const reference = { attributes: { REF_Y: '0', REF_X: '0' } };
/** 1 cm/year toward the satellite away from the reference pixel, as phase of each pair. */
const YEARS = [12, 24, 12, 12].map((days) => days / 365.25);
const moving = (k: number, y: number, x: number) =>
  1 + (y + x > 0 ? (0.01 * YEARS[k] * -4 * Math.PI) / 0.056 : 0);

test('stacking gives the velocity of steady motion, relative to the reference point', async () => {
  const file = await tinyStack(
    join(folder, 'a.h5'),
    { unwrapPhase: moving },
    { kept: [1, 1, 0, 1], ...reference },
  );
  const outfile = await temporalAverage({ file, dataset: 'unwrapPhase' }, quietContext());
  expect(basename(outfile)).toBe('avgPhaseVelocity.h5');
  const velocity = await valuesOf(outfile, 'velocity');
  expect(velocity[0]).toBe(0);
  expect(velocity[34]).toBeCloseTo(0.01, 6);
  expect(await attributesOf(outfile)).toMatchObject({ FILE_TYPE: 'velocity', UNIT: 'm/year', REF_Y: '0' });
});

test('the mean coherence leaves no-data and dropped interferograms out', async () => {
  const coherence = (k: number, y: number) => (k === 3 ? 9 : y === 1 && k === 0 ? Number.NaN : k);
  const file = await tinyStack(
    join(folder, 'b.h5'),
    { unwrapPhase: () => 1, coherence },
    { kept: [1, 1, 1, 0] },
  );
  const outfile = await temporalAverage({ file }, quietContext());
  const mean = await valuesOf(outfile, 'coherence');
  expect([mean[0], mean[7]]).toEqual([1, 1.5]);
  const dropped = await tinyStack(
    join(folder, 'c.h5'),
    { unwrapPhase: () => 1, coherence },
    { kept: [0, 0, 0, 0] },
  );
  await expect(temporalAverage({ file: dropped }, quietContext())).rejects.toThrow(NetworkError);
});

test('the mean of a time series is missing where a date is', async () => {
  const file = await tinySeries(join(folder, 'timeseries_ramp.h5'), ['20200101', '20200113'], (k, y) =>
    y === 0 && k === 1 ? Number.NaN : 2 * k,
  );
  const outfile = await temporalAverage({ file }, quietContext());
  expect(basename(outfile)).toBe('avgDisp_ramp.h5');
  const mean = await valuesOf(outfile, 'displacement');
  expect(mean[0]).toBeNaN();
  expect(mean[7]).toBe(1);
  expect(basename(averageName({ path: '/x/stack.h5', fileType: 'ifgramStack' }, 'magnitude'))).toBe(
    'avgmagnitude.h5',
  );
});

test('triplets that do not close are counted, and what means nothing is blank', async () => {
  const cycle = 2 * Math.PI;
  // pairs 01, 02 and 12 close but for one cycle in column 3; column 4 is noise in the only triplet
  const unwrapPhase = (k: number, _y: number, x: number) => [1, 3, 2, 5][k] + (k === 1 && x >= 3 ? cycle : 0);
  const file = await tinyStack(join(folder, 'd.h5'), { unwrapPhase }, reference);
  const outfile = join(folder, 'numTri.h5');
  const waterMask = await tinyRasters(join(folder, 'water.h5'), {
    waterMask: tinyGrid((y) => (y === 4 ? 0 : 1)),
  });
  expect(await countUnclosedTriplets({ stack: file, outfile, waterMask }, quietContext())).toBe(1);
  const count = await valuesOf(outfile, 'mask');
  expect(count.slice(0, 3)).toEqual([0, 0, 0]);
  expect(count[3]).toBeNaN(); // equal to the number of triplets
  expect(count[28]).toBeNaN(); // water
  expect(await attributesOf(outfile)).toMatchObject({
    START_DATE: '20200101',
    END_DATE: '20200206',
    UNIT: '1',
  });
});

test('a network without triplets has no count, and a stack without reference point is refused', async () => {
  const kept = [1, 0, 1, 1];
  const open = await tinyStack(join(folder, 'e.h5'), { unwrapPhase: () => 1 }, { kept, ...reference });
  const outfile = join(folder, 'none.h5');
  expect(await countUnclosedTriplets({ stack: open, outfile }, quietContext())).toBe(0);
  expect(existsSync(outfile)).toBe(false);
  const bare = await tinyStack(join(folder, 'f.h5'), { unwrapPhase: () => 1 });
  await expect(countUnclosedTriplets({ stack: bare, outfile }, quietContext())).rejects.toThrow(
    ReferencePointError,
  );
});

test('spatial averages of dates come without baselines; offsets give their median', async () => {
  const file = await tinySeries(
    join(folder, 'timeseries.h5'),
    ['20200101', '20200113'],
    (k, y, x) => k * (y + x),
  );
  const mask = {
    path: await tinyRasters(join(folder, 'm.h5'), { mask: tinyGrid((y) => (y === 1 ? 1 : 0)) }),
  };
  const outfile = join(folder, 'avg.txt');
  const run = (request: object) => spatialAverage({ file, mask, outfile, ...request }, quietContext());
  expect([...(await run({})).mean]).toEqual([0, 4]);
  expect(readFileSync(outfile, 'utf8')).toContain('#\tDATE12\t\tMean\n20200101\t0.0000\n20200113\t4.0000\n');
  expect((await run({ outsideMask: true, box: { y0: 0, x0: 0, y1: 2, x1: 7 } })).mean[1]).toBe(3);
  expect((await run({ threshold: 4 })).mean[1]).toBeCloseTo(3 / 7, 4);
  await expect(run({ dataset: 'height' })).rejects.toThrow(FileError);
  await expect(run({ box: { y0: 9, x0: 0, y1: 12, x1: 7 } })).rejects.toThrow(/does not touch/);
  const offsets = await tinyStack(join(folder, 'o.h5'), { rangeOffset: (_k, _y, x) => (x === 6 ? 1000 : x) });
  expect((await run({ file: offsets, dataset: 'rangeOffset' })).mean[0]).toBe(3);
});
