import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../test/support/command-layer.ts';
import { temporaryFolder, tinyGrid, tinyRasters, valuesOf } from '../../test/support/tiny-series.ts';

test('a spacing is not for a lookup table that is a map: nothing is done, and without it the map is that of the table', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  await tinyRasters(at('velocity.h5'), { velocity: tinyGrid((y, x) => 10 * y + x) }, { UNIT: 'm/year' });
  const map = { Y_FIRST: '36', X_FIRST: '25', Y_STEP: '-0.001', X_STEP: '0.001', Y_UNIT: 'degrees' };
  await tinyRasters(
    at('geometryGeo.h5'),
    { azimuthCoord: tinyGrid((y) => y + 1), rangeCoord: tinyGrid((_y, x) => x + 1) },
    { FILE_TYPE: 'geometry', X_UNIT: 'degrees', ...map },
  );
  const line = `geocode ${at('velocity.h5')} -l ${at('geometryGeo.h5')} -o ${at('geo.h5')}`;
  await runCommandLine(`${line} --lalo-step -0.002 0.002`.split(' '));
  expect(existsSync(at('geo.h5'))).toBe(false);
  await runCommandLine(line.split(' '));
  expect((await valuesOf(at('geo.h5'), 'velocity'))[0]).toBe(11);
});
