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
