import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { type SliceChoice, selectSlices } from './slices.ts';
import { figureTitle } from './title.ts';

const folder = temporaryFolder();
const one = tinyGrid(() => 1);
const names = async (path: string, choice: SliceChoice) =>
  withH5(path, (file) => selectSlices(file, choice).slices.map(({ name }) => name));
const stack = (name: string) =>
  tinyStack(join(folder, name), { unwrapPhase: () => 1, coherence: () => 1 }, { kept: [1, 1, 0, 1] });

test('a stack shows its unwrapped phase, with pairs not in use marked or left out', async () => {
  const path = await stack('a.h5');
  const all = await withH5(path, (file) => selectSlices(file, {}).slices);
  expect(all).toHaveLength(4);
  expect(all.map(({ dropped }) => dropped)).toEqual([false, false, true, false]);
  expect(await names(path, { keptOnly: true })).toHaveLength(3);
});

test('names are parts of names, or patterns from the start', async () => {
  const path = await stack('b.h5');
  expect(await names(path, { names: ['coherence-'] })).toHaveLength(4);
  expect(await names(path, { names: ['20200206'] })).toEqual([
    'unwrapPhase-20200125_20200206',
    'coherence-20200125_20200206',
  ]);
  expect(await names(path, { names: ['coh*20200113*'] })).toEqual([
    'coherence-20200101_20200113',
    'coherence-20200113_20200125',
  ]);
  expect(await names(path, { names: ['unwrapPhase'], exclude: ['20200101'] })).toHaveLength(2);
});

test('files of velocity take whole names alone', async () => {
  const path = await tinyRasters(join(folder, 'velocity.h5'), { velocity: one, velocityStd: one });
  expect(await names(path, { names: ['velocity'] })).toEqual(['velocity']);
  expect(await names(path, {})).toEqual(['velocity', 'velocityStd']);
  await expect(names(path, { names: ['velo'] })).rejects.toThrow('no raster "velo"');
});

test('a pair of dates asks a time series for what happened between them', async () => {
  const path = await tinySeries(join(folder, 'timeseries.h5'), ['20200101', '20200113', '20200125'], () => 1);
  const found = await withH5(path, (file) => selectSlices(file, { names: ['20200101_20200125'] }));
  expect(found.between).toBe('20200101');
  expect(found.slices.map(({ name }) => name)).toEqual(['timeseries-20200125']);
  expect(await names(path, { indices: [2, 0] })).toEqual(['timeseries-20200101', 'timeseries-20200125']);
  await expect(names(path, { indices: [3] })).rejects.toThrow('3 rasters');
});

test('titles tell raster, correction and display apart', () => {
  const slice = (name: string) => {
    const [dataset, label] = name.split('-');
    return { name, dataset, label, plane: label === undefined ? undefined : 0, dropped: false };
  };
  const series = { path: 'timeseries_demErr.h5', fileType: 'timeseries', main: 'timeseries', numSlice: 3 };
  const two = [slice('timeseries-20200101'), slice('timeseries-20200113')];
  const wrap = [-5, 5] as const;
  expect(figureTitle({ ...series, slices: two, wrap })).toBe('timeseries_demErr_wrap10');
  expect(figureTitle({ ...series, slices: two, refDate: '20200113', hasExcluded: true })).toBe(
    'timeseries_demErr_ref20200113_ex',
  );
  expect(figureTitle({ ...series, slices: two.slice(1), refDate: '20200101' })).toBe(
    'timeseries-20200101_timeseries-20200113_demErr',
  );
  const pairs = { path: 'inputs/ifgramStack.h5', fileType: 'ifgramStack', main: 'unwrapPhase', numSlice: 8 };
  const phases = [slice('unwrapPhase-20200101_20200113'), slice('unwrapPhase-20200113_20200125')];
  expect(figureTitle({ ...pairs, slices: phases, wrap: [-Math.PI, Math.PI] })).toBe('unwrapPhase_wrap');
  expect(figureTitle({ ...pairs, path: 'ionStack.h5', slices: phases })).toBe('unwrapPhase_ion');
  expect(figureTitle({ ...pairs, slices: phases.slice(1), isSubset: true })).toBe(
    'unwrapPhase-20200113_20200125_sub',
  );
  const geo = { path: 'geo/geo_velocity.h5', fileType: 'velocity', main: 'velocity', numSlice: 5 };
  expect(figureTitle({ ...geo, slices: [slice('velocity')] })).toBe('geo_velocity');
  expect(figureTitle({ ...geo, slices: [slice('velocityStd')] })).toBe('geo_velocityStd');
});
