import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { expectSameFile, projectFrom, templateOptions } from '../../../test/support/loaded-files.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { loadBoxes } from '../../loading/load-boxes.ts';
import type { LoadOptions } from '../../loading/load-options.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { openLayer } from '../../loading/open-layer.ts';
import { prepareGammaStack } from './prepare.ts';

function optionsOf(template: string, workDir: string, more: Record<string, string> = {}): LoadOptions {
  const values = templateOptions(template);
  return loadOptionsOf(
    { ...values, ...more },
    { workDir, projectName: 'MexicoCitySenAT5', platform: 'Sen', custom: values },
  );
}

describeWithSharedData('a GAMMA stack', (data) => {
  for (const kind of ['geo', 'radar']) {
    const folder = join(data, 'gamma', kind);
    const template = join(folder, 'MexicoCitySenAT5.txt');

    test(`in ${kind} coordinates is loaded as by the reference`, async () => {
      const project = projectFrom(join(folder, 'input'));
      try {
        const options = optionsOf(template, project.workDir);
        const outDir = join(project.workDir, 'inputs');
        const description = prepareGammaStack(options);
        expect(description.warnings).toEqual([]);
        const files = await loadStack(description, options, { outDir });
        const expected = join(folder, 'expected/inputs');
        for (const { path } of files) {
          await expectSameFile(path, path.replace(outDir, expected), {
            datasets: { bperp: 1e-4, slantRangeDistance: 0.07, incidenceAngle: 2.7e-5 }, // 1e-6 of 27 degrees
          });
        }
        expect(files.length).toBe(kind === 'geo' ? 2 : 3);
      } finally {
        project.remove();
      }
    });

    test(`in ${kind} coordinates takes the baseline from its vector when base_perp is missing`, () => {
      const project = projectFrom(join(folder, 'input'));
      try {
        const options = optionsOf(template, project.workDir);
        const before = prepareGammaStack(options).ifgrams?.pairs[0];
        const pair = join(project.project, 'interferograms/20180106_20180130');
        const looks = kind === 'geo' ? '20180106-20180130_8rlks' : '20180106_20180130_48rlks';
        rmSync(join(pair, `${looks}.base_perp`));
        const after = prepareGammaStack(options).ifgrams?.pairs[0];
        if (kind === 'geo') {
          // the table samples every 200 columns and 500 lines and ends before the last of them
          expect(Math.abs((after?.bperpTop ?? 0) - (before?.bperpTop ?? 0))).toBeLessThan(0.005);
          expect(Math.abs((after?.bperpBottom ?? 0) - (before?.bperpBottom ?? 0))).toBeLessThan(0.1);
        } else expect(Number.isFinite(after?.bperpTop)).toBe(true);
        rmSync(join(pair, `${looks}.baseline`));
        expect(() => prepareGammaStack(options)).toThrow(/no \.base_perp and no \.baseline/);
      } finally {
        project.remove();
      }
    });
  }

  test('in radar coordinates is cut by rows and columns, and its lookup table around the same area', async () => {
    const folder = join(data, 'gamma/radar');
    const project = projectFrom(join(folder, 'input'));
    try {
      const options = optionsOf(join(folder, 'MexicoCitySenAT5.txt'), project.workDir, {
        'mintpy.subset.yx': '10:50,20:60',
      });
      const description = prepareGammaStack(options);
      const outDir = join(project.workDir, 'inputs');
      const files = await loadStack(description, options, { outDir });
      expect(files.map((file) => file.path.replace(`${outDir}/`, ''))).toEqual([
        'geometryGeo.h5',
        'geometryRadar.h5',
        'ifgramStack.h5',
      ]);
    } finally {
      project.remove();
    }
  });

  test('in radar coordinates is cut by latitude and longitude through its lookup table', async () => {
    const folder = join(data, 'gamma/radar');
    const project = projectFrom(join(folder, 'input'));
    try {
      const options = optionsOf(join(folder, 'MexicoCitySenAT5.txt'), project.workDir, {
        'mintpy.subset.lalo': '19.39:19.42,-99.15:-99.10',
      });
      const description = prepareGammaStack(options);
      const { boxes, warnings } = await loadBoxes(description, options.subset);
      expect(warnings).toEqual([]);
      const { stack, lookup } = boxes;
      const layers = description.geometry.geo?.layers;
      const open = await Promise.all(
        [layers?.azimuthCoord, layers?.rangeCoord].map((layer) => openLayer(layer!)),
      );
      // the map pixel in the middle of the area lies in the middle of the window
      const y = Math.floor((19.405 - 19.451292623451756) / -0.0013888889);
      const x = Math.floor((-99.125 + 99.19106978163674) / 0.0013888889);
      const box = { y0: y, x0: x, y1: y + 1, x1: x + 1 };
      const [[row], [column]] = await Promise.all(open.map((layer) => layer.read(box)));
      for (const layer of open) layer.close();
      expect(row).toBeGreaterThan(stack?.y0 ?? 99);
      expect(row).toBeLessThan(stack?.y1 ?? 0);
      expect(column).toBeGreaterThan(stack?.x0 ?? 99);
      expect(column).toBeLessThan(stack?.x1 ?? 0);
      expect((stack?.y1 ?? 0) - (stack?.y0 ?? 0)).toBeLessThan(40);
      expect(y).toBeGreaterThan(lookup?.y0 ?? 99);
      expect(y).toBeLessThan(lookup?.y1 ?? 0);
    } finally {
      project.remove();
    }
  });
});
