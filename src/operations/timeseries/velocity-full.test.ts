import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { temporaryFolder, tinySeries, valuesOf } from '../../../test/support/tiny-series.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { FileError, ShapeError } from '../../core/errors.ts';
import { editAttributes } from '../../io/hdf5/file.ts';
import { setReferencePoint } from '../reference/reference-point.ts';
import { fitVelocity, velocityNoise } from './velocity.ts';

const folder = temporaryFolder();
const options = { ...defaultOptions().config.timeFunc, uncertaintyQuantification: 'full' as const };
const DATES = ['20180104', '20180305', '20180621', '20180808', '20181213'];

test('the full uncertainty asks for the interferograms beside the series', async () => {
  const timeseries = await tinySeries(join(folder, 'lone.h5'), DATES, (k, y, x) => k * (y + x));
  const attempt = fitVelocity({ timeseries, outfile: join(folder, 'v.h5'), options }, quietContext());
  await expect(attempt).rejects.toThrow(FileError);
  await expect(attempt).rejects.toThrow(/inputs\/ifgramStack\.h5/);
});

describeWithSharedData('the full uncertainty of a scene', (data) => {
  const scene = join(data, 'isce-radar', 'expected');
  const work = join(folder, 'work');
  const copy = (from: string, to: string) => {
    copyFileSync(join(scene, from), join(work, to));
    chmodSync(join(work, to), 0o644);
    return join(work, to);
  };

  test('changes standard deviations alone, and tells how the coherence fits', async () => {
    mkdirSync(join(work, 'inputs'), { recursive: true });
    const stack = copy('load/inputs/ifgramStack.h5', 'inputs/ifgramStack.h5');
    const timeseries = copy('default-notropo/timeseries.h5', 'timeseries.h5');
    await editAttributes(stack, (old) => ({ ...old, REF_Y: '100', REF_X: '140' }));
    const [full, residue] = [join(work, 'full.h5'), join(work, 'residue.h5')];
    const said: string[] = [];
    const context = quietContext();
    const log = {
      ...context.log,
      info: (text: string) => said.push(text),
      warn: (text: string) => said.push(text),
    };
    const seen = await fitVelocity({ timeseries, outfile: full, options }, { ...context, log });
    await fitVelocity(
      { timeseries, outfile: residue, options: { ...options, uncertaintyQuantification: 'residue' } },
      quietContext(),
    );
    expect(await valuesOf(full, 'velocity')).toEqual(await valuesOf(residue, 'velocity'));
    const [std, usual] = [await valuesOf(full, 'velocityStd'), await valuesOf(residue, 'velocityStd')];
    const differ = [...std].flatMap((value, i) => (value > 0 === usual[i] > 0 ? [] : [i]));
    expect(differ).toEqual([]);
    expect([...std].filter((value, i) => value !== usual[i]).length).toBeGreaterThan(20_000);
    const s0 = [...(await valuesOf(full, 's0'))].filter((value) => value > 0).sort((a, b) => a - b);
    expect(s0.length).toBeGreaterThan(20_000);
    const square = s0[s0.length >> 1] ** 2;
    const told = said
      .map((text) => /disagree ([\d.]+) times/.exec(text)?.[1])
      .find((value) => value !== undefined);
    // The map has the noise of the reference pixel in it; what is told has not, and is what the summary tells.
    expect(Number(told)).toBeLessThan(square);
    const found = await velocityNoise({ timeseries, outfile: full, options }, quietContext());
    expect(told).toBe(found.network!.misfit!.square.toFixed(1));
    expect(seen).toEqual(found);
  });

  test('relative to another pixel, misfits are relative to it as well', async () => {
    const refYX = { y: 60, x: 90 };
    const other = join(work, 'other');
    mkdirSync(join(other, 'inputs'), { recursive: true });
    copyFileSync(join(work, 'inputs/ifgramStack.h5'), join(other, 'inputs/ifgramStack.h5'));
    await editAttributes(join(other, 'inputs/ifgramStack.h5'), (old) => ({
      ...old,
      REF_Y: '60',
      REF_X: '90',
    }));
    const timeseries = join(other, 'timeseries.h5');
    await setReferencePoint(
      { file: join(work, 'timeseries.h5'), outfile: timeseries, pixel: refYX },
      quietContext(),
    );
    const [moved, anew] = [join(work, 'moved.h5'), join(other, 'velocity.h5')];
    await fitVelocity(
      { timeseries: join(work, 'timeseries.h5'), outfile: moved, options, refYX },
      quietContext(),
    );
    await fitVelocity({ timeseries, outfile: anew, options }, quietContext());
    const [std, expected] = [await valuesOf(moved, 'velocityStd'), await valuesOf(anew, 'velocityStd')];
    const compared = [...std.keys()].filter((i) => std[i] > 0 && expected[i] > 0);
    expect(compared.length).toBeGreaterThan(20_000);
    expect(Math.max(...compared.map((i) => Math.abs(std[i] / expected[i] - 1)))).toBeLessThan(1e-3);

    // the mean of an area has the noise of neither pixel
    const refArea = { maskFile: copy('default-notropo/maskTempCoh.h5', 'maskTempCoh.h5'), everyRegion: true };
    const relativeToArea = async (series: string, outfile: string) => {
      await fitVelocity({ timeseries: series, outfile, options, refArea }, quietContext());
      return valuesOf(outfile, 'velocityStd');
    };
    const first = await relativeToArea(join(work, 'timeseries.h5'), join(work, 'area.h5'));
    const second = await relativeToArea(timeseries, join(other, 'area.h5'));
    const both = [...first.keys()].filter((i) => first[i] > 0 && second[i] > 0);
    expect(both.length).toBeGreaterThan(20_000);
    expect(Math.max(...both.map((i) => Math.abs(first[i] / second[i] - 1)))).toBeLessThan(1e-3);
  });

  test('dates may have weights: their velocity, and standard deviations of their own', async () => {
    const timeseries = join(work, 'timeseries.h5');
    const weighted = async (way: 'full' | 'residue') => {
      const outfile = join(work, `weighted-${way}.h5`);
      const own = { ...options, dateWeight: 'residual' as const, uncertaintyQuantification: way };
      await fitVelocity({ timeseries, outfile, options: own }, quietContext());
      return outfile;
    };
    const [full, residue] = [await weighted('full'), await weighted('residue')];
    expect(await valuesOf(full, 'velocity')).toEqual(await valuesOf(residue, 'velocity'));
    const [std, alike] = [
      await valuesOf(full, 'velocityStd'),
      await valuesOf(join(work, 'full.h5'), 'velocityStd'),
    ];
    expect([...std].filter((value) => value > 0).length).toBe([...alike].filter((value) => value > 0).length);
    expect(std).not.toEqual(alike);
  });

  test('a series of other pixels than the interferograms is refused', async () => {
    const timeseries = await tinySeries(join(work, 'small.h5'), DATES, (k, y, x) => k * (y + x));
    const attempt = fitVelocity({ timeseries, outfile: join(work, 'v.h5'), options }, quietContext());
    await expect(attempt).rejects.toThrow(ShapeError);
  });
});
