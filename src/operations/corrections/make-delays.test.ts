import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentOf, differentContent } from '../../../test/support/content.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { type Context, quietContext } from '../../core/context.ts';
import { removeGacosDelay } from '../troposphere/gacos.ts';

/* Delays and the series that they correct, written together: nobody can tell from the files. */

const DATES = ['20180104', '20180116', '20180128', '20180209'];
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** All rasters fit a quarter of it, and blocks have one row. */
const SMALL = 1200;
/** Every date is a batch of its own: delays are written first, and read again. */
const TINY = 16;

const zenith = Array.from({ length: 4 }, (_, k) => join(folder, `gacos${k}`));
beforeAll(() => {
  for (const [lacking, dir] of zenith.entries()) {
    mkdirSync(dir);
    for (const [k, date] of DATES.entries()) {
      if (k === lacking) continue;
      const values = Float32Array.from({ length: 16 }, (_, i) => 2.3 + 0.01 * Math.sin(3 * i + 5 * k));
      writeFileSync(join(dir, `${date}.ztd`), new Uint8Array(values.buffer));
      const corners = 'X_FIRST 23.9\nY_FIRST 36.1\nX_STEP 0.2\nY_STEP -0.2\n';
      writeFileSync(join(dir, `${date}.ztd.rsc`), `WIDTH 4\nFILE_LENGTH 4\n${corners}`);
    }
  }
});

/** @param lacking the date without a zenith delay @param atReference incidence angle at the reference pixel */
async function correct(name: string, lacking: number, options: Partial<Context>, atReference = 34) {
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  const at = (file: string) => join(dir, file);
  if (!existsSync(at('ts.h5'))) {
    await tinySeries(at('ts.h5'), DATES, (k, y, x) => 0.003 * k * (y - 1 + 2 * (x - 2)));
    await tinyRasters(at('geometry.h5'), {
      incidenceAngle: tinyGrid((y, x) => (y === 1 && x === 2 ? atReference : 33 + x)),
      latitude: tinyGrid((y) => 36 - 0.1 * y),
      longitude: tinyGrid((_, x) => 24 + 0.1 * x),
    });
  }
  const request = { timeseries: at('ts.h5'), geometry: at('geometry.h5'), folder: zenith[lacking] };
  await removeGacosDelay({ ...request, outfile: at('corrected.h5') }, quietContext(options));
}

const files = (name: string) => readdirSync(join(folder, name)).sort();
const DONE = ['GACOS.h5', 'corrected.h5', 'geometry.h5', 'ts.h5'];

test.each([0, 1, 3])(
  'one pass over both makes the files that two make, also without date %i',
  async (lacking) => {
    for (const [name, maxMemory] of [
      ['one', SMALL],
      ['two', TINY],
    ] as const)
      await correct(`${name}${lacking}`, lacking, { maxMemory });
    expect(files(`one${lacking}`)).toEqual(DONE);
    const [one, two] = [
      await contentOf(join(folder, `one${lacking}`)),
      await contentOf(join(folder, `two${lacking}`)),
    ];
    expect(differentContent(one, two)).toEqual([]);
  },
);

test('a run that is stopped leaves neither file, and goes on with both', async () => {
  await correct('whole', 1, { maxMemory: SMALL });
  const signal = { aborted: false };
  const progress: Context['progress'] = (_, done) => {
    signal.aborted ||= done > 0;
  };
  await expect(correct('stopped', 1, { maxMemory: SMALL, signal, progress })).rejects.toThrow('Stopped');
  expect(files('stopped')).not.toContain('GACOS.h5');
  expect(files('stopped')).not.toContain('corrected.h5');
  const said: string[] = [];
  const log = { ...quietContext().log, info: (line: string) => said.push(line) };
  await correct('stopped', 1, { maxMemory: SMALL, log });
  expect(said.join('\n')).toMatch(/1 of 5 rows were finished before/);
  expect(files('stopped')).toEqual(DONE);
  const [whole, stopped] = [await contentOf(join(folder, 'whole')), await contentOf(join(folder, 'stopped'))];
  expect(differentContent(whole, stopped)).toEqual([]);
});

test('delays that are there are subtracted as they are', async () => {
  await correct('again', 2, { maxMemory: SMALL });
  const first = await contentOf(join(folder, 'again'));
  rmSync(join(folder, 'again', 'corrected.h5'));
  const said: string[] = [];
  const log = { ...quietContext().log, info: (line: string) => said.push(line) };
  await correct('again', 2, { maxMemory: SMALL, log });
  expect(said.join('\n')).toMatch(/GACOS\.h5 is up to date/);
  expect(differentContent(first, await contentOf(join(folder, 'again')))).toEqual([]);
});

test('without a delay at the reference pixel the delays are there, and the series is not', async () => {
  await expect(correct('unseen', 1, { maxMemory: SMALL }, Number.NaN)).rejects.toThrow(
    /GACOS\.h5 has no value at the reference pixel y 1, x 2 of/,
  );
  expect(files('unseen')).toEqual(['GACOS.h5', 'geometry.h5', 'ts.h5']);
});
