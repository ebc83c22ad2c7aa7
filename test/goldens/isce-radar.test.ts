import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { IsceScene } from '../support/isce-scene.ts';
import { describeWithSharedData } from '../support/shared-data.ts';
import { variantDifferences } from './isce-radar-checks.ts';
import { VARIANTS } from './isce-radar-variants.ts';

describeWithSharedData('the simulated ISCE-2 scene', (data) => {
  let scene: IsceScene;
  beforeAll(() => {
    scene = new IsceScene(data);
  });
  afterAll(() => scene.remove());

  for (const { name, only, end } of VARIANTS) {
    test(`gives the products of the reference: ${name}`, async () => {
      const { workDir } = await scene.run(name, { only, end });
      expect(await variantDifferences(name, workDir, scene.expected(name))).toEqual([]);
      rmSync(workDir, { recursive: true });
    });
  }

  test('gives the products of the reference through the command line, in threads', async () => {
    const name = 'default-notropo';
    const workDir = scene.workDir('command-line');
    const { status, stderr } = runCli(['--quiet', 'smallbaselineApp', scene.template(name)], workDir);
    expect([status, stderr]).toEqual([0, '']);
    expect(await variantDifferences(name, workDir, scene.expected(name))).toEqual([]);
  });
});
