import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type SentinelGunwContent, writeSentinelGunw } from '../../../test/support/sentinel-gunw.ts';
import { writeSmallTiff } from '../../../test/support/small-tiff.ts';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { extractGunw } from '../../operations/extraction/extract.ts';
import { STANDARD_LAYERS } from '../../operations/extraction/layers.ts';
import { examine } from './examine.ts';
import { reportLines } from './report.ts';

const root = temporaryFolder();
const dem = join(root, 'dem.tif');
const setup = join(root, 'setup');
const truth = (y: number, x: number) => 0.5 + 0.05 * y + 0.02 * x;
/** Of the second frame of the second pair: it has nothing to do with the first one. */
const odd = (y: number, x: number) => 40 * Math.sin(13 * x + 78 * y);

function template(folder: string, lines: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'Scene.cfg');
  writeFileSync(path, `mintpy.troposphericDelay.method = no\n${lines}\n`);
  return path;
}

beforeAll(async () => {
  const grid = { yFirst: 38, xFirst: -123, yStep: -0.01, xStep: 0.01, length: 150, width: 200 };
  writeSmallTiff(dem, grid, 100, 4326);
  const write = (content: Partial<SentinelGunwContent>) =>
    writeSentinelGunw(join(root, 'products'), { pair: ['20200113', '20200101'], rows: [0, 30], ...content });
  const far = 4 * Math.PI + 0.3;
  const next = { pair: ['20200125', '20200113'] } as const;
  await write({ phase: truth });
  await write({ rows: [25, 60], phase: (y, x) => truth(y, x) - far, time: '140746' });
  await write({ ...next, phase: truth });
  await write({ ...next, rows: [25, 60], phase: odd, time: '140746' });
  const area = { projection: 4326, toUnion: false, minimumOverlap: 0.01, looks: 1, isRanked: false } as const;
  const request = { ...area, files: `${join(root, 'products')}/*.nc`, folder: setup, dem, models: [] };
  await extractGunw({ ...request, layers: STANDARD_LAYERS, isSetup: true }, quietContext());
});

test.each([
  [
    'a set-up of ariaTSsetup',
    'MS1210',
    'loss',
    () => template(join(setup, 'mintpy'), 'mintpy.load.processor = aria\nmintpy.load.autoPath = yes'),
  ],
  [
    'products as they are',
    'MS1209',
    'stop',
    () =>
      template(
        join(root, 'direct'),
        `mintpy.load.processor = gunw\nmintpy.load.unwFile = ../products/*.nc\nmintpy.load.demFile = ${dem}`,
      ),
  ],
] as const)(
  'seams of %s: cycles and offset before and after, a map, a picture, and the frame that does not fit',
  async (_, code, severity, path) => {
    const figure = join(root, `${code}.png`);
    const diagnosis = await examine({ path: path(), seams: true, seamFigure: { path: figure } });
    const found = diagnosis.findings.filter((one) => one.code === code);
    expect(found).toMatchObject([{ severity }]);
    expect(found[0].message).toMatch(
      /(20200125_20200113|20200113_20200125): frame 2 \(S1-GUNW.*\) does not continue frame 1/,
    );
    const text = reportLines(diagnosis).join('\n');
    expect(text).toMatch(
      /frame 2 \(S1.*\) on 1 \(S1.*\): 200 pixels, 12\.866 rad = 2 cycle\(s\) \+ 0\.300 rad; after 0\.000 rad, spread 0\.000 rad/,
    );
    const { map } = diagnosis.seams!;
    expect([map[0], map.at(-1)]).toEqual(['1'.repeat(map[0].length), '2'.repeat(map[0].length)]);
    // 5 of 60 rows have both.
    expect(map.filter((row) => row === '*'.repeat(row.length)).length).toBeGreaterThan(0);
    expect(readFileSync(figure).subarray(1, 4).toString()).toBe('PNG');
  },
);

test('a set-up whose report is damaged is told, one without a report as well', async () => {
  const path = template(join(setup, 'mintpy'), 'mintpy.load.processor = aria\nmintpy.load.autoPath = yes');
  const report = join(setup, 'seams.json');
  const whole = readFileSync(report, 'utf8');
  for (const broken of [whole.slice(0, 200), '{"pair": 1}', '[{"pair": "20200113_20200101"}]', '[null]']) {
    writeFileSync(report, broken);
    await expect(examine({ path, seams: true }), broken).rejects.toThrow(/seams\.json cannot be read: /);
  }
  writeFileSync(report, '[]');
  expect((await examine({ path, seams: true })).seams).toMatchObject({ pairs: [], map: [] });
  rmSync(report);
  const { seams, ...rest } = await examine({ path, seams: true });
  expect(reportLines({ ...rest, seams }).join('\n')).toContain('Seams: The set-up has no seams.json');
});
