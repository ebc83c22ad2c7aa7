import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { runHere } from '../../test/support/cli.ts';
import {
  attributesOf,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../test/support/tiny-series.ts';
import { tinyStack } from '../../test/support/tiny-stack.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const run = (line: string) => runHere(`reference_point ${line}`.split(' '), folder);
const template = (name: string, text: string) => writeFileSync(path(name), text);

/** Of the velocity 7 y + x: the mean over both ends of the first row, which do not touch. */
const AREA = 'mean of 12 pixels';
const isReliable = (y: number, x: number) => Number(y < 2 && x !== 3);

beforeEach(async () => {
  await tinySeries(path('timeseries.h5'), ['20200101', '20200113'], (k, y, x) => k * (7 * y + x - 9));
  await tinyRasters(
    path('velocity.h5'),
    { velocity: tinyGrid((y, x) => 7 * y + x - 9) },
    { FILE_TYPE: 'velocity', UNIT: 'm/year' },
  );
  await tinyRasters(path('maskTempCoh.h5'), { mask: tinyGrid(isReliable) });
  template('area.cfg', 'mintpy.reference.method = area\n');
  template('best.cfg', 'mintsar.profile = best\n');
  template('pixel.cfg', 'mintpy.reference.method = pixel\nmintpy.reference.yx = 3,4\n');
});

test('the area of a template is that of the workflow: all pixels of maskTempCoh.h5', async () => {
  for (const name of ['area.cfg', 'best.cfg']) {
    for (const file of ['velocity.h5', 'timeseries.h5']) {
      const { status } = await run(`${file} -t ${name} -o out.h5`);
      expect(status).toBe(0);
      expect(await attributesOf(path('out.h5'))).toMatchObject({ REF_AREA: AREA });
    }
    await run(`velocity.h5 -t ${name} -o out.h5`);
    // columns 0, 1, 2, 4, 5, 6 of rows 0 and 1: their mean is 6.5
    expect((await valuesOf(path('out.h5'), 'velocity'))[0]).toBeCloseTo(-6.5, 5);
  }
});

test('another mask may be typed, and a missing one is told', async () => {
  await tinyRasters(path('others.h5'), { mask: tinyGrid((y) => Number(y > 2)) });
  await run('velocity.h5 -t area.cfg -m others.h5 -o out.h5');
  expect((await valuesOf(path('out.h5'), 'velocity'))[0]).toBeCloseTo(-27.5, 5);
  await tinyRasters(path('velocity_msk.h5'), { velocity: tinyGrid(() => 1) }, { FILE_TYPE: 'velocity' });
  const { status, stderr } = await run('velocity_msk.h5 -t area.cfg');
  expect(status).toBe(2);
  expect(stderr).toMatch(/mintpy\.reference\.method = area of area\.cfg .* maskTempCoh\.h5[\s\S]*-m/);
});

test('what a template sets wins over a flag, which is told; what a profile makes of auto does not', async () => {
  const typed = await run('velocity.h5 -t pixel.cfg --method area -m maskTempCoh.h5 -o out.h5');
  expect(typed.status).toBe(2); // 3,4 of the template is not on the mask: no area is taken
  expect(typed.stderr).toContain('--method area is ignored: pixel.cfg sets mintpy.reference.method = pixel');
  expect((await run('velocity.h5 -t pixel.cfg --method area -o out.h5')).status).toBe(0);
  expect(await attributesOf(path('out.h5'))).toMatchObject({ REF_Y: '3', REF_X: '4' });
  const both = await run('velocity.h5 -t area.cfg -y 1 -x 1');
  expect(both.stderr).toContain('mintpy.reference.method = area and -y are two different references');
  await run('velocity.h5 -t area.cfg --method maxCoherence -o out.h5');
  expect(await attributesOf(path('out.h5'))).toHaveProperty('REF_AREA');
  for (const flags of ['-y 1 -x 1', '--method maxCoherence']) {
    expect((await run(`velocity.h5 -t best.cfg ${flags} -o out.h5`)).status).toBe(0);
    expect(await attributesOf(path('out.h5'))).not.toHaveProperty('REF_AREA');
  }
});

test('a stack gets a pixel, as in the workflow', async () => {
  await tinyStack(path('ifgramStack.h5'), { unwrapPhase: (k, y, x) => k + y + x + 1 });
  expect((await run('ifgramStack.h5 -t area.cfg -y 3 -x 4')).status).toBe(0);
  expect(await attributesOf(path('ifgramStack.h5'))).toMatchObject({ REF_Y: '3', REF_X: '4' });
});

test('the coherence of an automatic choice is found in the work directory of the stack', async () => {
  mkdirSync(path('project/inputs'), { recursive: true });
  await tinyStack(path('project/inputs/ifgramStack.h5'), { unwrapPhase: () => 1 });
  await tinyRasters(path('project/avgSpatialCoh.h5'), {
    coherence: tinyGrid((y, x) => 0.95 - 0.01 * (Math.abs(y - 2) + Math.abs(x - 4))),
  });
  template('auto.cfg', 'mintpy.reference.coherenceFile = auto\n');
  const { stdout } = await run('project/inputs/ifgramStack.h5 -t auto.cfg --force');
  expect(stdout).toContain('reference point y 2, x 4');
  await tinyRasters(path('other.h5'), {
    coherence: tinyGrid((y, x) => 0.95 - 0.01 * (Math.abs(y - 2) + Math.abs(x - 2))),
  });
  const typed = await run('project/inputs/ifgramStack.h5 -t auto.cfg --force -c other.h5');
  expect(typed.stdout).toContain('reference point y 2, x 2');
});
