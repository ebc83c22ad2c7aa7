import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { projectFrom, templateOptions } from '../../../test/support/loaded-files.ts';
import { serveRanges } from '../../../test/support/range-server.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { prepareAriaStack } from '../aria/prepare.ts';
import { prepareNisarStack } from '../nisar/prepare.ts';
import { prepareGunwStack } from './prepare.ts';

const STACK = ['unwrapPhase', 'coherence', 'connectComponent', 'bperp', 'date'];
const GEOMETRY = ['height', 'incidenceAngle', 'azimuthAngle', 'slantRangeDistance', 'waterMask'];

async function contents(folder: string, file: string, names: readonly string[], pairs?: readonly string[]) {
  return withH5(join(folder, file), (h5) => {
    const dates = pairs && (h5.read('date') as string[]);
    const rows = dates?.flatMap((date, k) =>
      k % 2 === 0 && pairs?.includes(`${date}_${dates[k + 1]}`) ? [k / 2] : [],
    );
    const values = names.map((name) => {
      const { shape } = h5.datasets.get(name)!;
      if (rows === undefined) return [name, h5.read(name)] as const;
      const rest = shape.slice(1);
      return [
        name,
        rows.map((row) => h5.read(name, { start: [row, ...rest.map(() => 0)], count: [1, ...rest] })),
      ] as const;
    });
    return { values: Object.fromEntries(values), attributes: h5.attributes };
  });
}

const PAIRS = ['20200101_20200113', '20200101_20200125'];

describeWithSharedData('GUNW products without middlemen', (data) => {
  test('become what ariaTSsetup and the loader make of them, near and far', async () => {
    const project = projectFrom(join(data, 'aria/input'));
    const { workDir } = project;
    const products = join(workDir, '../products');
    const names = readdirSync(products);
    const server = await serveRanges(
      new Map(names.map((name) => [`/${name}`, { bytes: readFileSync(join(products, name)) }])),
    );
    try {
      const common = {
        'mintpy.load.demFile': '../DEM/*.dem',
        'mintpy.load.waterMaskFile': '../mask/watermask.msk',
      };
      const load = async (
        outDir: string,
        template: Record<string, string>,
        prepare: typeof prepareGunwStack,
      ) => {
        const options = loadOptionsOf({ ...template }, { workDir, platform: 'Sen' });
        await loadStack(await prepare(options), options, { outDir: join(workDir, outDir) });
        const folder = join(workDir, outDir);
        return {
          stack: await contents(folder, 'ifgramStack.h5', STACK, PAIRS),
          geometry: await contents(folder, 'geometryGeo.h5', GEOMETRY),
        };
      };
      const aria = await load(
        'aria',
        templateOptions(join(data, 'aria/SanFranSenDT42.txt')),
        async (options) => prepareAriaStack(options),
      );
      const direct = {
        ...common,
        'mintpy.load.processor': 'gunw',
        'mintpy.load.unwFile': '../products/*.nc',
      };
      const near = await load('near', direct, prepareGunwStack);
      for (const name of ['coherence', 'connectComponent', 'date'])
        expect(near.stack.values[name], name).toEqual(aria.stack.values[name]);
      const difference = (a: unknown, b: unknown) => {
        const [x, y] = [a, b].map((one) =>
          Array.isArray(one) ? one.flatMap((part) => [...part]) : [...(one as Float32Array)],
        );
        expect(x.length).toBe(y.length);
        return x.reduce((most, value, i) => {
          if (Number.isNaN(value) !== Number.isNaN(y[i])) return Infinity;
          return Math.max(
            most,
            Number.isNaN(value) ? 0 : Math.abs(value - y[i]) / Math.max(1, Math.abs(y[i])),
          );
        }, 0);
      };
      expect(difference(near.stack.values.unwrapPhase, aria.stack.values.unwrapPhase)).toBeLessThanOrEqual(
        1e-6,
      );
      expect(difference(near.stack.values.bperp, aria.stack.values.bperp)).toBeLessThanOrEqual(1e-6);
      for (const name of GEOMETRY)
        expect(difference(near.geometry.values[name], aria.geometry.values[name]), name).toBeLessThanOrEqual(
          1e-6,
        );
      const { NUMBER_OF_PAIRS: _one, ...same } = near.stack.attributes;
      for (const key of Object.keys(same).filter(
        (name) => /^[A-Z]/.test(name) && !/UTC|DATE|FILE|P_BASE|mintpy|PROJECT/.test(name),
      ))
        expect(Number(near.stack.attributes[key]) || near.stack.attributes[key], key).toEqual(
          Number(aria.stack.attributes[key]) || aria.stack.attributes[key],
        );
      rmSync(join(workDir, '.mintsar'), { recursive: true });
      writeFileSync(join(workDir, 'list.txt'), names.map((name) => `${server.url}/${name}\n`).join(''));
      const listed = { ...direct, 'mintpy.load.unwFile': 'list.txt' };
      const far = await load('far', listed, prepareGunwStack);
      expect(far.stack.values).toEqual(near.stack.values);
      expect(far.geometry.values).toEqual(near.geometry.values);
      // What was read of the products once is not asked for again.
      const { requests } = server.sent;
      await prepareGunwStack(loadOptionsOf(listed, { workDir }));
      expect(server.sent.requests - requests).toBeLessThanOrEqual(4);
    } finally {
      await server.close();
      project.remove();
    }
  });

  test('of NISAR are loaded as by the processor nisar, from this machine and from a server', async () => {
    const project = projectFrom(join(data, 'nisar/input'));
    const { workDir } = project;
    const folder = join(workDir, '../interferograms');
    const names = readdirSync(folder);
    const server = await serveRanges(
      new Map(names.map((name) => [`/${name}`, { bytes: readFileSync(join(folder, name)) }])),
    );
    const files = ['ifgramStack.h5', 'ionStack.h5', 'tropoStack.h5', 'setStack.h5', 'geometryGeo.h5'];
    try {
      const template = templateOptions(join(data, 'nisar/MojaveNisarAT64.txt'));
      writeFileSync(join(workDir, 'list.txt'), names.map((name) => `${server.url}/${name}\n`).join(''));
      const listed = { ...template, 'mintpy.load.unwFile': 'list.txt' };
      const load = async (k: number, lines: Record<string, string>, prepare: typeof prepareNisarStack) => {
        const outDir = join(workDir, `inputs${k}`);
        const options = loadOptionsOf({ ...lines }, { workDir });
        await loadStack(await prepare(options), options, { outDir });
        return Promise.all(
          files.map((file) => contents(outDir, file, file === 'geometryGeo.h5' ? [...GEOMETRY] : STACK)),
        );
      };
      const own = await load(0, template, prepareNisarStack);
      expect(await load(1, template, prepareGunwStack)).toEqual(own);
      const far = await load(2, listed, prepareGunwStack);
      const bare = (found: typeof own) => found.map(({ values }) => values);
      expect(bare(far)).toEqual(bare(own));
      // Headers are not read again, in any thread: what is asked for are masks and a cube of ranges.
      const { requests } = server.sent;
      await prepareGunwStack(loadOptionsOf({ ...listed }, { workDir }));
      expect(server.sent.requests - requests).toBeLessThanOrEqual(names.length + 4);
    } finally {
      await server.close();
      project.remove();
    }
  });

  test('name what they cannot be loaded with', async () => {
    const project = projectFrom(join(data, 'aria/input'));
    const { workDir } = project;
    const refused = (changed: Record<string, string>) =>
      expect(
        prepareGunwStack(
          loadOptionsOf(
            { 'mintpy.load.unwFile': '../products/*.nc', 'mintpy.load.demFile': '../DEM/*.dem', ...changed },
            { workDir },
          ),
        ),
      ).rejects;
    try {
      await refused({ 'mintpy.load.ionUnwFile': '../stack/ionoStack.vrt' }).toThrow(
        /mintpy.load.ionUnwFile = .*ionoStack.vrt is not read by mintpy.load.processor = gunw/,
      );
      writeFileSync(join(workDir, 'list.txt'), 'S1-GUNW-gone.nc\n');
      await refused({ 'mintpy.load.unwFile': 'list.txt' }).toThrow(
        /list.txt lists S1-GUNW-gone.nc, which is not there/,
      );
      await refused({ 'mintpy.load.unwFile': '../DEM/glo_90.dem' }).toThrow(/glo_90.dem/);
    } finally {
      project.remove();
    }
  });
});
