import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { GUNW_STEP, writeGunw } from '../../../test/support/gunw.ts';
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

const NISAR_SHAPE = [40, 30] as const;
/** The second frame, 30 rows further south, is 2 cycles and 0.2 rad lower. */
async function nisarFrames(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const [date1, date2] = ['20260701', '20260713'];
  for (const [k, offset] of [0, -(4 * Math.PI + 0.2)].entries()) {
    const [length, width] = NISAR_SHAPE;
    const phase = Float32Array.from(
      { length: length * width },
      (_, i) => truth(30 * k + Math.floor(i / width), i % width) + offset,
    );
    const name = `NISAR_L2_PR_GUNW_004_064_A_03${4 + k}_001_4000_SH_${date1}T13520${k}_${date1}T13524${k}_${date2}T13520${k}_${date2}T13524${k}_X05014_N_P_J_001.h5`;
    const north = 3_779_960 - 30 * k * GUNW_STEP;
    await writeGunw(join(folder, name), { date1, date2, phase, shape: NISAR_SHAPE, frame: 34 + k, north });
  }
}

test('seams are measured of products whose elevation is not there yet', async () => {
  const path = template(
    join(root, 'bare'),
    'mintpy.load.processor = gunw\nmintpy.load.unwFile = ../products/*.nc',
  );
  const { seams, findings } = await examine({ path, seams: true });
  expect(findings.map(({ code }) => code)).toEqual(['MS1101', 'MS1005', 'MS1209']);
  expect(findings[0].message).toContain('mintpy.load.demFile is not set');
  expect(seams!.pairs.map(({ seams: own }) => own.length)).toEqual([1, 1]);
  expect(seams!.pairs[0].seams[0]).toMatchObject({ pixels: 200 });
  expect(seams!.map[0]).toMatch(/^1+$/);
});

test.each(['as they are, without elevation', 'as a set-up in UTM'])(
  'frames of NISAR products %s: whole cycles and offset, and a map whose picture is in metres',
  async (what) => {
    const own = join(root, what.replaceAll(/\W/g, ''));
    await nisarFrames(join(own, 'products'));
    const isSetup = what.includes('set-up');
    if (isSetup) {
      const area = {
        projection: 'native',
        toUnion: false,
        minimumOverlap: 0.01,
        looks: 1,
        isRanked: false,
      } as const;
      const request = { ...area, files: `${join(own, 'products')}/*.h5`, folder: own, models: [], isSetup };
      await extractGunw({ ...request, layers: ['unwrappedPhase', 'coherence'] }, quietContext());
    }
    const source = isSetup
      ? 'mintpy.load.processor = aria\nmintpy.load.unwFile = ../stack/unwrapStack.vrt'
      : 'mintpy.load.processor = nisar\nmintpy.load.unwFile = ../products/*.h5';
    const figure = join(own, 'frames.svg');
    const path = template(join(own, 'mintpy'), source);
    const { seams } = await examine({ path, seams: true, seamFigure: { path: figure } });
    const [{ seams: found, names }] = seams!.pairs;
    expect(names).toHaveLength(2);
    expect(found).toHaveLength(1);
    expect(found[0].pixels).toBeGreaterThan(250);
    expect(Math.abs(found[0].before)).toBeCloseTo(4 * Math.PI + 0.2, 3);
    expect(found[0].after).toBeCloseTo(0, 3);
    expect(seams!.map[0]).toMatch(/^1+$/);
    expect(seams!.map.at(-1)).toMatch(/^2+$/);
    expect(seams!.map.some((row) => /^\*+$/.test(row))).toBe(true);
    expect(readFileSync(figure, 'utf8')).toMatch(/>Easting[^<]*</);
  },
);
