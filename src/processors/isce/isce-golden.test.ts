import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { expectSameFile, projectFrom, templateOptions } from '../../../test/support/loaded-files.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { projectOf } from '../../io/attributes/sensor.ts';
import { readSheet } from '../../io/raster/local.ts';
import { parseRsc } from '../../io/raster/rsc.ts';
import { loadStack } from '../../loading/load-stack.ts';
import '../registry.ts'; // makes the sheets of ISCE known
import { topsSceneAttributes } from './metadata.ts';
import { prepareIsceStack } from './prepare.ts';

function optionsOf(template: string, workDir: string) {
  const values = templateOptions(template);
  return loadOptionsOf(values, {
    workDir,
    projectName: basename(template).replace(/\.\w+$/, ''),
    platform: projectOf(template)?.sensor,
    custom: values,
  });
}

describeWithSharedData('an ISCE-2 topsStack scene', (data) => {
  const scene = join(data, 'isce-radar');
  let project: ReturnType<typeof projectFrom>;
  beforeAll(() => {
    project = projectFrom(join(scene, 'input'), { beside: true });
    rmSync(join(project.project, 'input/reference/data.rsc'));
  });
  afterAll(() => project.remove());

  test('gives the attributes that ISCE-2 itself extracts', () => {
    const input = join(project.project, 'input');
    const geometry = (name: string) => join(input, 'merged/geom_reference', name);
    const got = topsSceneAttributes(join(input, 'reference/IW1.xml'), {
      height: geometry('hgt.rdr'),
      latitude: geometry('lat.rdr'),
      longitude: geometry('lon.rdr'),
      los: geometry('los.rdr'),
    });
    const { attributes: expected } = parseRsc(readSheet(join(scene, 'input/reference/data.rsc')));
    expect(Object.keys(got).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected)) {
      if (Number.isFinite(Number(value)))
        expect(Math.abs(Number(got[key]) / Number(value) - 1), `${key} ${got[key]}`).toBeLessThan(1e-10);
      else expect(got[key], key).toBe(value);
    }
  });

  for (const variant of [
    'load',
    'subset-yx',
    'subset-lalo',
    'multilook-nearest',
    'multilook-mean',
    'multilook-median',
  ]) {
    test(`is loaded as by the reference: ${variant}`, async () => {
      const options = optionsOf(join(scene, 'templates', `${variant}.cfg`), project.workDir);
      const description = prepareIsceStack(options);
      expect(description.warnings).toEqual([]);
      const outDir = join(project.workDir, variant);
      await loadStack(description, options, { outDir });
      const average = variant.endsWith('mean') || variant.endsWith('median') ? 1e-5 : 0;
      await expectSameFile(
        join(outDir, 'ifgramStack.h5'),
        join(scene, 'expected', variant, 'inputs/ifgramStack.h5'),
        { datasets: { unwrapPhase: average, coherence: average, bperp: 1e-3 } },
      );
      await expectSameFile(
        join(outDir, 'geometryRadar.h5'),
        join(scene, 'expected', variant, 'inputs/geometryRadar.h5'),
        { datasets: { slantRangeDistance: 0.01 } },
      );
    });
  }

  test('with data.rsc beside the sheet is taken from there, unless that is older', () => {
    const options = optionsOf(join(scene, 'templates/load.cfg'), project.workDir);
    const rsc = join(project.project, 'input/reference/data.rsc');
    const text = readSheet(join(scene, 'input/reference/data.rsc'));
    writeFileSync(rsc, text.replace(/^HEADING .*$/m, 'HEADING  12.5'));
    expect(prepareIsceStack(options).ifgrams?.attributes['HEADING']).toBe('12.5');
    utimesSync(rsc, 1e9, 1e9);
    expect(Number(prepareIsceStack(options).ifgrams?.attributes['HEADING'])).toBeCloseTo(-166.82011, 5);
    rmSync(rsc);
  });

  test('without a coherence file of one pair is loaded without that pair', () => {
    const options = optionsOf(join(scene, 'templates/load.cfg'), project.workDir);
    const folder = join(project.project, 'input/merged/interferograms/20180104_20180128');
    rmSync(join(folder, 'filt_fine.cor'));
    const { ifgrams, warnings } = prepareIsceStack(options);
    expect(ifgrams?.pairs.length).toBe(38);
    expect(warnings).toEqual(['Skipped 1 pair(s) with missing files: 20180104_20180128 (no coherence).']);
  });

  test('with a truncated file is refused before anything is written', () => {
    const options = optionsOf(join(scene, 'templates/load.cfg'), project.workDir);
    const path = join(project.project, 'input/merged/interferograms/20180104_20180116/filt_fine.unw');
    writeFileSync(path, new Uint8Array(1000));
    expect(() => prepareIsceStack(options)).toThrow(
      /filt_fine\.unw is truncated: .* need 201600 bytes.* has 1000/,
    );
  });
});

describe.each([
  ['isce_stripmap', 'KirishimaAlosAT424.txt'],
  ['isce_alos', 'NCalAlos2DT169.txt'],
])('%s', (name, template) => {
  describeWithSharedData('with the data.rsc of ISCE-2', (data) => {
    test('is loaded as by the reference', async () => {
      const project = projectFrom(join(data, name, 'input'), { template: join(data, name, template) });
      try {
        const options = optionsOf(project.template as string, project.workDir);
        const outDir = join(project.workDir, 'inputs');
        await loadStack(prepareIsceStack(options), options, { outDir });
        const expected = join(data, name, 'expected/inputs');
        await expectSameFile(join(outDir, 'ifgramStack.h5'), join(expected, 'ifgramStack.h5'), {
          datasets: { bperp: 1e-4 },
        });
        await expectSameFile(join(outDir, 'geometryRadar.h5'), join(expected, 'geometryRadar.h5'), {
          datasets: { slantRangeDistance: 0.07, incidenceAngle: 4e-6 },
        });
      } finally {
        project.remove();
      }
    });
  });
});
