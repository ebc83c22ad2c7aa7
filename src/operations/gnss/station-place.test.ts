import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { attributesOf, temporaryFolder, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { placeOfStation } from './station-place.ts';

const folder = temporaryFolder();
const near = join(folder, 'geo_timeseries.h5');
writeFileSync(join(folder, 'GenericList.txt'), 'aaaa 242.25 35.75\nBBBB -117.65 35.85\n');

test('a station is found by its name in the list beside the file, and the nearest names are told where', async () => {
  const request = { source: 'GENERIC', near } as const;
  expect(await placeOfStation({ ...request, site: 'AAAA' }, quietContext())).toEqual({
    lat: 35.75,
    lon: -117.75,
  });
  await expect(placeOfStation({ ...request, site: 'CCCC' }, quietContext())).rejects.toThrow('has no CCCC');
});

test('reference_point takes the pixel of a station', async () => {
  const attributes = { Y_FIRST: '36', Y_STEP: '-0.1', X_FIRST: '-118', X_STEP: '0.1', X_UNIT: 'degrees' };
  await tinySeries(near, ['20190101', '20190701'], (k, y, x) => k * (1 + y + x), { attributes });
  const words = ['reference_point', 'geo_timeseries.h5', '--gnss', 'bbbb', '--gnss-source', 'GENERIC'];
  const { status, stderr } = await runHere(words, folder);
  expect(stderr).not.toContain('error');
  expect(status).toBe(0);
  expect(await attributesOf(near)).toMatchObject({ REF_Y: '1', REF_X: '3' });
});
