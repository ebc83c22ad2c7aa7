import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { withH5 } from '../../src/io/hdf5/file.ts';
import { runWorkflow } from '../../src/steps/run-workflow.ts';
import { runCommandLine, wordsOf } from '../support/command-layer.ts';
import { differencesOf, type Tolerance, valueDifferences } from '../support/compare.ts';
import { projectFrom } from '../support/loaded-files.ts';
import { describeWithSharedData } from '../support/shared-data.ts';
import { processorDifferences } from './processor-checks.ts';

/** From incidence angles the reference has ranges (m) by sines in single precision, each up to 4 units of the last digit off. */
const OF_SINES = { slantRangeDistance: 4 };

/** Small stacks; each folder has `input/`, `expected/` and the template. The others are fixtures. */
const STACKS: readonly {
  folder: string;
  template: string;
  sameNeighbour?: number;
  warped?: Record<string, number>;
}[] = [
  { folder: 'gamma/geo', template: 'MexicoCitySenAT5.txt' },
  { folder: 'gamma/radar', template: 'MexicoCitySenAT5.txt' },
  { folder: 'roipac/geo', template: 'SydneyEnvD2.txt' },
  { folder: 'roipac/radar', template: 'GalapagosAlosAT133.txt', sameNeighbour: 0.994 },
  {
    folder: 'nisar',
    template: 'MojaveNisarAT64.txt',
    warped: {
      height: 0.5,
      incidenceAngle: 1e-4,
      slantRangeDistance: 0.5,
      azimuthAngle: Number.POSITIVE_INFINITY, // see the next test
      'inputs/tropoStack.h5/unwrapPhase': 2e-3,
    },
  },
  { folder: 'isce_stripmap', template: 'KirishimaAlosAT424.txt' },
  { folder: 'isce_alos', template: 'NCalAlos2DT169.txt' },
  { folder: 'gmtsar', template: 'MojaveSenDT71.txt', warped: OF_SINES },
  { folder: 'snap', template: 'WCapeSenAT29.txt' },
  { folder: 'hyp3/gamma', template: 'RidgecrestSenDT71.txt', warped: OF_SINES },
  { folder: 'hyp3/burst', template: 'BayAreaSenAT35.txt', warped: OF_SINES },
  { folder: 'hyp3/multiburst', template: 'AtacamaSenDT156.txt', warped: OF_SINES },
];

for (const { folder, template, sameNeighbour, warped } of STACKS) {
  describeWithSharedData(`the stack ${folder}`, (data) => {
    let project: ReturnType<typeof projectFrom>;
    beforeAll(() => {
      project = projectFrom(join(data, folder, 'input'), { template: join(data, folder, template) });
    });
    afterAll(() => project.remove());

    test('from its raw products gives what the reference makes of them', async () => {
      const expected = join(data, folder, 'expected');
      // The reference draws the reference pixel at random; both options put it where it fell.
      const at = await withH5(join(expected, 'timeseries.h5'), ({ attributes }) => attributes);
      appendFileSync(
        project.template as string,
        `\nmintpy.reference.yx = ${at['REF_Y']},${at['REF_X']}\nmintpy.reference.maskFile = no\n`,
      );
      const request = { workDir: project.workDir, customFile: project.template as string };
      await runWorkflow(request, quietContext());
      expect(await processorDifferences(project.workDir, expected, sameNeighbour, warped)).toEqual([]);
    });

    if (folder !== 'nisar') return;
    test('has azimuths from north where the reference counts from east', async () => {
      const azimuths = (at: string) =>
        withH5(join(at, 'inputs/geometryGeo.h5'), (file) => file.read('azimuthAngle') as Float32Array);
      const mine = await azimuths(project.workDir);
      const theirs = await azimuths(join(data, folder, 'expected'));
      const turned = theirs.map((angle) => angle + 90);
      expect(valueDifferences(mine, turned, { max: 1e-4 })).toEqual([]);
    });
  });
}

/** Commands that correct a small simulated series, and how near their results must come. */
const CORRECTIONS: readonly {
  folder: string;
  lines: Readonly<Record<string, string>>;
  tolerance: (file: string) => Tolerance;
}[] = [
  {
    folder: 'height-correlation',
    lines: {
      'ts_tropHgt_p1.h5': '-p 1',
      'ts_tropHgt_p2.h5': '-p 2',
      'ts_tropHgt_p3.h5': '-p 3',
      'ts_tropHgt_p1_l1_t03.h5': '-p 1 -l 1 -t 0.3',
      'ts_tropHgt_p1_l3.h5': '-p 1 -l 3',
    },
    // float32 coefficients multiply heights up to 1700 m, to the power of the polynomial
    tolerance: (file) => ({ max: /_p[23]/.test(file) ? 3e-6 : 1e-6 }),
  },
  {
    folder: 'local-oscillator-drift',
    lines: { 'timeseries_LOD.h5': '' },
    tolerance: () => ({ max: 1e-7 }),
  },
];

for (const { folder, lines, tolerance } of CORRECTIONS) {
  describeWithSharedData(`the correction ${folder}`, (data) => {
    const source = join(data, 'corrections', folder);
    const home = process.cwd();
    let project: ReturnType<typeof projectFrom>;
    beforeAll(() => {
      project = projectFrom(join(source, 'input'));
      process.chdir(project.project);
    });
    afterAll(() => {
      process.chdir(home);
      project.remove();
    });

    describe.each(Object.entries(lines))('%s', (file, flags) => {
      test(`is made with ${flags || 'no flags'}`, async () => {
        const command =
          folder === 'height-correlation'
            ? `tropo_phase_elevation timeseries.h5 -g inputs/geometryRadar.h5 -m maskTempCoh.h5 ${flags} -o ${file}`
            : `local_oscilator_drift timeseries.h5 inputs/geometryRadar.h5 -o ${file}`;
        await runCommandLine(wordsOf(command));
        const expected = join(source, 'expected', file);
        expect(
          await differencesOf(file, expected, {
            tolerance: (dataset) => (dataset === 'timeseries' ? tolerance(file) : {}),
          }),
        ).toEqual([]);
      });
    });
  });
}
