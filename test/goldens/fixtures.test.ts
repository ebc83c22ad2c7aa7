import { appendFileSync, cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { editAttributes, withH5 } from '../../src/io/hdf5/file.ts';
import { runWorkflow } from '../../src/steps/run-workflow.ts';
import { projectFrom } from '../support/loaded-files.ts';
import { variantDifferences } from './isce-radar-checks.ts';
import { processorDifferences } from './processor-checks.ts';

/* Small stacks that come with the repository: what holds here holds in any fresh clone. */

const fixture = (...parts: string[]) =>
  fileURLToPath(new URL(`../fixtures/${parts.join('/')}`, import.meta.url));

/** DATA_TYPE, NO_DATA_VALUE and START_DATE of products of a stack that has none of them. */
const GENERIC_ATTRIBUTES = {
  'inputs/ifgramStack.h5': [undefined, undefined, undefined],
  'waterMask.h5': ['bool', 'none', undefined],
  'avgSpatialCoh.h5': ['float32', 'none', undefined],
  'maskConnComp.h5': ['float32', 'none', undefined],
  'avgPhaseVelocity.h5': ['float32', 'none', undefined],
  'timeseries.h5': [undefined, undefined, '20200101'],
  'temporalCoherence.h5': [undefined, undefined, '20200101'],
  'numInvIfgram.h5': [undefined, undefined, '20200101'],
  'maskTempCoh.h5': ['float32', 'none', '20200101'],
  'velocity.h5': ['float32', 'none', '20200101'],
};

test('an ARIA stack from its raw products gives what the reference makes of it', async () => {
  const project = projectFrom(fixture('aria', 'input'), { template: fixture('aria', 'SanFranSenDT42.txt') });
  const expected = fixture('aria', 'expected');
  // The reference draws the reference pixel at random; both options put it where it fell.
  const at = await withH5(join(expected, 'timeseries.h5'), ({ attributes }) => attributes);
  appendFileSync(
    project.template as string,
    `\nmintpy.reference.yx = ${at['REF_Y']},${at['REF_X']}\nmintpy.reference.maskFile = no\n`,
  );
  await runWorkflow({ workDir: project.workDir, customFile: project.template }, quietContext());
  expect(await processorDifferences(project.workDir, expected)).toEqual([]);
  // The stack has neither: what the reference reads through its generic reader gets them on the way.
  const keys = ['DATA_TYPE', 'NO_DATA_VALUE', 'START_DATE'];
  const found: Record<string, (string | undefined)[]> = {};
  for (const file of Object.keys(GENERIC_ATTRIBUTES))
    await withH5(join(project.workDir, file), ({ attributes }) => {
      found[file] = keys.map((key) => attributes[key]);
    });
  expect(found).toEqual(GENERIC_ATTRIBUTES);
  project.remove();
});

test('a loaded stack without its raw products gives what the reference makes of it, in one or two threads', async () => {
  const expected = fixture('isce-multilooked');
  const name = 'multilook-nearest';
  for (const workers of [1, 2]) {
    const workDir = realpathSync(mkdtempSync(join(tmpdir(), 'mintsar-fixture-')));
    cpSync(join(expected, 'inputs'), join(workDir, 'inputs'), { recursive: true });
    // The stack was kept after the run: take the reference point off again.
    await editAttributes(join(workDir, 'inputs/ifgramStack.h5'), ({ REF_Y, REF_X, ...others }) => others);
    const customFile = join(workDir, `${name}.cfg`);
    cpSync(join(expected, `${name}.cfg`), customFile);
    await runWorkflow({ workDir, customFile }, quietContext({ workers }));
    expect(await variantDifferences(name, workDir, expected)).toEqual([]);
    rmSync(workDir, { recursive: true });
  }
});
