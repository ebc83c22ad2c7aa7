import { appendFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProduct } from '../../src/io/products/product.ts';
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

  for (const { name, only, end, takesPixelBeside = false } of VARIANTS) {
    test(`gives the products of the reference: ${name}`, async () => {
      if (takesPixelBeside) {
        const { attributes } = await readProduct(scene.expected(name, 'timeseries.h5'));
        const pixel = `${attributes['REF_Y']},${attributes['REF_X']}`;
        appendFileSync(
          scene.template(name),
          `\nmintpy.reference.lalo = no\nmintpy.reference.yx = ${pixel}\n`,
        );
      }
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
