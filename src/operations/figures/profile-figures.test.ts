import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { quietContext } from '../../core/context.ts';
import { drawPixelCoherence } from './pixel-coherence.ts';
import { drawTransects } from './transect.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const context = quietContext();
/** The words of a figure, which SVG keeps one by one. */
const written = (name: string) =>
  [...readFileSync(at(name), 'utf8').matchAll(/>([^<]+)<\/text>/g)]
    .map(([, text]) => text)
    .join(' ')
    .replaceAll('ﬁ', 'fi');

beforeAll(async () => {
  await tinyRasters(at('velocity.h5'), { velocity: tinyGrid((y, x) => (y === 0 ? 0 : 0.01 * (y + x))) });
  await tinyRasters(at('velocity2.h5'), { velocity: tinyGrid((y, x) => 0.02 * (y + x + 1)) });
  const coherence = (k: number, y: number, x: number) => 0.1 * k + 0.01 * (y + x);
  await tinyStack(
    at('stack.h5'),
    { unwrapPhase: () => 1, coherence },
    { attributes: { REF_Y: '1', REF_X: '2' } },
  );
});

test('profiles of two files become two tables and one figure that tells how they are shifted', async () => {
  const line = { start: { y: 0, x: 0 }, end: { y: 4, x: 6 } };
  const files = [at('velocity.h5'), at('velocity2.h5')];
  const result = await drawTransects({ files, ...line, outfile: at('profile.svg') }, context);
  expect(result.files).toEqual(['profile_1_velocity.csv', 'profile_2_velocity2.csv', 'profile.svg'].map(at));
  const table = readFileSync(at('profile_1_velocity.csv'), 'utf8').trimEnd().split('\n');
  expect(table[1]).toBe('# distance in m from the start of the line, value in cm/year');
  expect(table[2]).toBe('Y,X,distance,value');
  // 7 points; the first has no data.
  expect(table).toHaveLength(3 + 6);
  expect(table.at(-1)?.split(',').map(Number)).toEqual([4, 6, expect.any(Number), expect.closeTo(10, 4)]);
  const words = written('profile.svg');
  expect(words).toContain('velocity2, shifted by 5 cm/year');
  expect(words).toContain('LOS velocity [cm/year], + towards satellite');
  expect(words).toContain('Distance [km]');
});

test('rows and columns that lie elsewhere in another map are refused', async () => {
  const map = { X_FIRST: '25.0', Y_FIRST: '36.0', X_STEP: '0.01', Y_STEP: '-0.01' };
  const velocity = tinyGrid(() => 1);
  await tinyRasters(at('here.h5'), { velocity }, map);
  await tinyRasters(at('there.h5'), { velocity }, { ...map, X_FIRST: '25.1' });
  const line = { start: { y: 0, x: 0 }, end: { y: 4, x: 6 } };
  const files = [at('here.h5'), at('there.h5')];
  await expect(drawTransects({ files, ...line, outfile: at('no.svg') }, context)).rejects.toThrow(
    'lies elsewhere',
  );
  expect(existsSync(at('no.svg'))).toBe(false);
});

test('the coherence of a pixel is a matrix of dates beside the map that shows the pixel', async () => {
  const request = { stack: at('stack.h5'), outfile: at('matrix.svg'), map: { file: at('velocity.h5') } };
  const { pixel, coherence, date12 } = await drawPixelCoherence(request, context);
  expect(pixel).toEqual({ y: 1, x: 2 });
  expect([...coherence].map((value) => Number(value.toFixed(2)))).toEqual(
    date12.map((_, k) => Number((0.1 * k + 0.03).toFixed(2))),
  );
  const words = written('matrix.svg');
  expect(words).toContain('Coherence of y 1, x 2');
  expect(words).toContain('LOS velocity [cm/year]');
  expect(existsSync(at('matrix.svg'))).toBe(true);
});

test.each(['png', 'pdf', 'svg'])(
  'an update keeps a .%s of the same request, and draws another one anew',
  async (kind) => {
    const outfile = at(`update.${kind}`);
    const line = { start: { y: 1, x: 0 }, end: { y: 4, x: 6 } };
    const request = { files: [at('velocity.h5')], ...line, outfile, dpi: 40, update: true };
    const age = () => statSync(outfile, { bigint: true }).mtimeNs;
    expect((await drawTransects(request, context)).isKept).toBe(false);
    const first = age();
    expect((await drawTransects({ ...request }, context)).isKept).toBe(true);
    expect(age()).toBe(first);
    expect((await drawTransects({ ...request, markerSize: 5 }, context)).isKept).toBe(false);
    const later = new Date(Date.now() + 5000);
    utimesSync(at('velocity.h5'), later, later);
    expect((await drawTransects({ ...request, markerSize: 5 }, context)).isKept).toBe(false);
    utimesSync(at('velocity.h5'), new Date(0), new Date(0));
  },
);
