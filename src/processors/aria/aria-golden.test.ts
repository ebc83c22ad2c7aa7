import { join } from 'node:path';
import { test } from 'vitest';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { expectSameFile, projectFrom, templateOptions } from '../../../test/support/loaded-files.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { prepareAriaStack } from './prepare.ts';

describeWithSharedData('an ARIA stack', (data) => {
  test('is loaded as by the reference', async () => {
    const template = join(data, 'aria/SanFranSenDT42.txt');
    const project = projectFrom(join(data, 'aria/input'));
    try {
      const values = templateOptions(template);
      const options = loadOptionsOf(values, {
        workDir: project.workDir,
        projectName: 'SanFranSenDT42',
        platform: 'Sen',
        custom: values,
      });
      const outDir = join(project.workDir, 'inputs');
      await loadStack(prepareAriaStack(options), options, { outDir });
      const expected = join(data, 'aria/expected/inputs');
      await expectSameFile(join(outDir, 'ifgramStack.h5'), join(expected, 'ifgramStack.h5'), {
        datasets: { bperp: 1e-4 },
      });
      await expectSameFile(join(outDir, 'geometryGeo.h5'), join(expected, 'geometryGeo.h5'));
    } finally {
      project.remove();
    }
  });
});
