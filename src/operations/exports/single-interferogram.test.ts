import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasH5py as hasNumpy, runPython } from '../../../test/support/h5py.ts';
import { octave, readByOctave } from '../../../test/support/outside-readers.ts';
import { tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { quietContext } from '../../core/context.ts';
import { parseRsc } from '../../io/raster/rsc.ts';
import { saveGbis } from './save-gbis.ts';
import { saveKite } from './save-kite.ts';
import { saveRoipac } from './save-roipac.ts';

/* Exports to programs that take one interferogram at a time. */

const folder = mkdtempSync(join(tmpdir(), 'mintsar-interferogram-'));
const at = (name: string) => join(folder, name);
const MAP = {
  Y_FIRST: '36.5',
  X_FIRST: '25.25',
  Y_STEP: '-0.001',
  X_STEP: '0.002',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
  HEADING: '-168.0',
  CENTER_INCIDENCE_ANGLE: '30',
  ORBIT_DIRECTION: 'DESCENDING',
  SUBSET_YMIN: '3',
  'mintpy.deramp': 'no',
};
const DATES = ['20200101', '20200113', '20210101'];
const PHASE = (-4 * Math.PI) / 0.056;
const context = quietContext();
const displacement = (k: number, y: number, x: number) => k * 0.01 * (y - x);

beforeAll(async () => {
  await tinySeries(at('geo_ts.h5'), DATES, displacement, { attributes: MAP });
  await tinySeries(at('ts.h5'), DATES, displacement);
  await tinyRasters(
    at('geo_velocity.h5'),
    {
      velocity: tinyGrid((y, x) => (y === 4 ? Number.NaN : 0.01 * (y - x))),
      velocityStd: tinyGrid(() => 0.002),
    },
    { ...MAP, UNIT: 'm/year', DATE12: '20200101_20210101' },
  );
  await tinyRasters(
    at('geo_geometry.h5'),
    {
      height: tinyGrid((y, x) => 10.7 * y - x),
      incidenceAngle: tinyGrid((y) => 30 + y),
      azimuthAngle: tinyGrid((_, x) => -100 - x),
    },
    MAP,
  );
  await tinyRasters(at('mask.h5'), { mask: tinyGrid((_, x) => (x < 5 ? 1 : 0)) }, MAP);
  await tinyRasters(at('mask2.h5'), { mask: tinyGrid((y) => (y > 0 ? 1 : 0)) }, MAP);
  await tinyStack(
    at('stack.h5'),
    {
      unwrapPhase: (k, y, x) => (x === 6 ? 0 : k + y + x + 1),
      coherence: () => 0.75,
      connectComponent: () => 1,
    },
    { attributes: { REF_Y: '1', REF_X: '2' } },
  );
});

function roipac(path: string): { band2: number[]; sheet: Record<string, string> } {
  const values = new Float32Array(new Uint8Array(readFileSync(path)).buffer);
  const rows = Array.from({ length: 5 }, (_, y) => Array.from(values.subarray(14 * y + 7, 14 * y + 14)));
  return { band2: rows.flat(), sheet: parseRsc(readFileSync(`${path}.rsc`, 'utf8')).attributes };
}

describe('ROI_PAC', () => {
  test('two dates are the phase between them, in both bands, with the keywords in capitals alone', async () => {
    const file = await saveRoipac({ file: at('geo_ts.h5'), dataset: '20200113_20210101', folder }, context);
    expect(file).toBe(at('geo_20200113_20210101.unw'));
    const { band2, sheet } = roipac(file);
    expect(band2[9]).toBeCloseTo(-0.01 * PHASE, 4); // row 1, column 2
    expect(sheet).toMatchObject({
      DATE: '200113',
      DATE12: '200113-210101',
      UNIT: 'radian',
      BANDS: '2',
      PROCESSOR: 'roipac',
      FILE_LENGTH: '5',
      X_STEP: '0.002',
    });
    expect(Object.keys(sheet).filter((key) => key !== key.toUpperCase() || key.startsWith('SUBSET'))).toEqual(
      [],
    );
  });

  test('a date counts from the reference date, masks and a reference pixel apply', async () => {
    const request = {
      file: at('ts.h5'),
      dataset: '20210101',
      masks: [at('mask.h5'), at('mask2.h5')],
      reference: { y: 2, x: 1 },
    };
    const { band2, sheet } = roipac(await saveRoipac({ ...request, folder, keepAllMetadata: true }, context));
    expect(band2.slice(0, 7).every(Number.isNaN)).toBe(true);
    expect(band2[2 * 7 + 1]).toBeCloseTo(0, 12);
    expect(band2[2 * 7 + 2]).toBeCloseTo(-0.02 * PHASE, 4);
    expect(band2[2 * 7 + 5]).toBeNaN();
    expect(sheet).toMatchObject({ REF_Y: '2', REF_X: '1', DATE12: '200101-210101' });
  });

  test('velocity is the phase of its period, the height of a map whole metres, phase of a stack relative to its reference', async () => {
    const velocity = roipac(await saveRoipac({ file: at('geo_velocity.h5'), folder }, context));
    expect(existsSync(at('20200101_20210101.unw'))).toBe(true);
    expect(velocity.band2[1]).toBeCloseTo(-0.01 * PHASE * (366 / 365.25), 4);
    // Its standard deviation keeps its time unit.
    const std = { file: at('geo_velocity.h5'), dataset: 'velocityStd', outfile: at('std.unw') };
    expect(roipac(await saveRoipac(std, context)).band2[1]).toBeCloseTo(0.002 * PHASE, 6);
    expect(await saveRoipac({ file: at('mask.h5'), folder }, context)).toBe(at('mask.msk'));
    const dem = await saveRoipac({ file: at('geo_geometry.h5'), dataset: 'height', folder }, context);
    expect([...new Int16Array(new Uint8Array(readFileSync(dem)).buffer)].slice(7, 10)).toEqual([10, 9, 8]);
    const [pair] = ['20200101_20200113'];
    const phase = roipac(
      await saveRoipac({ file: at('stack.h5'), dataset: `unwrapPhase-${pair}`, folder }, context),
    );
    expect(phase.band2.slice(0, 7)).toEqual([-3, -2, -1, 0, 1, 2, 0]);
    const second = await saveRoipac(
      { file: at('stack.h5'), dataset: 'unwrapPhase-20200113_20200125', folder },
      context,
    );
    expect(roipac(second).sheet['P_BASELINE_TOP_HDR']).toBe('20.0');
    expect(await saveRoipac({ file: at('stack.h5'), dataset: `coherence-${pair}`, folder }, context)).toBe(
      at(`${pair}.cor`),
    );
  });
});

test.runIf(octave.isThere)('GBIS gets columns of the pixels with data, as Octave reads them', async () => {
  const request = {
    file: at('geo_velocity.h5'),
    geometry: at('geo_geometry.h5'),
    mask: at('mask.h5'),
    outfile: at('gbis.mat'),
  };
  await saveGbis(request, context);
  const { numbers, texts } = readByOctave(at('gbis.mat'));
  // Columns 0 to 4 of rows 0 to 3 without the diagonal, where the velocity is 0: no data but at the reference pixel 1, 2.
  expect(numbers['Phase']).toMatchObject({ type: 'single', size: [16, 1] });
  expect(numbers['Mask']).toMatchObject({ type: 'logical', size: [5, 7] });
  expect(numbers['Mask'].values.slice(0, 5)).toEqual([0, 1, 1, 1, 0]);
  const close = (name: string, value: number) => expect(numbers[name].values[0]).toBeCloseTo(value, 4);
  close('Phase', -0.01 * PHASE * (366 / 365.25));
  close('Lon', 25.253);
  close('Lat', 36.4995);
  close('Inc', 30);
  close('Heading', -168);
  close('Height', -1);
  expect(texts).toMatchObject({ DATE12: '20200101_20210101', 'mintpy.deramp': 'no' });
  expect(existsSync(at('gbis.png'))).toBe(true);
  await saveGbis({ ...request, geoid: true, reference: { lat: 36.4985, lon: 25.251 } }, context);
  const moved = readByOctave(at('gbis.mat'));
  expect(moved.numbers['Phase'].values[0]).toBeCloseTo(-0.02 * PHASE * (366 / 365.25), 4);
  const undulation = numbers['Height'].values[0] - moved.numbers['Height'].values[0];
  expect(undulation).toBeGreaterThan(25); // of the geoid near Santorini
  expect(undulation).toBeLessThan(40);
  expect(moved.texts).toMatchObject({ REF_Y: '1', REF_X: '0' });
});

test.runIf(hasNumpy)(
  'Kite gets displacement and look angles from the south on, as numpy reads them',
  async () => {
    const window = { y: [1, 4], x: [0, 6] } as const;
    const request = {
      file: at('geo_ts.h5'),
      dataset: '20200113_20210101',
      geometry: at('geo_geometry.h5'),
      mask: at('mask.h5'),
    };
    await saveKite({ ...request, window, outfile: at('scene.npz') }, context);
    const seen = JSON.parse(
      runPython(
        `import numpy, json, sys
z = numpy.load(sys.argv[1])
print(json.dumps([z.files, z['arr_0'].dtype.str, z['arr_0'].shape] + [float(z[k][0, 1]) for k in z.files] + [bool(numpy.isnan(z['arr_0'][0, 5]))]))`,
        at('scene.npz'),
      ),
    );
    expect(seen.slice(0, 3)).toEqual([['arr_0', 'arr_1', 'arr_2'], '<f4', [3, 6]]);
    expect(seen[3]).toBeCloseTo(0.02, 6); // row 3, column 1
    expect(seen[4]).toBeCloseTo(Math.PI / 2 - (33 * Math.PI) / 180, 5);
    expect(seen[5]).toBeCloseTo(Math.PI / 2 - (101 * Math.PI) / 180, 5);
    expect(seen[6]).toBe(true);
    const sheet = readFileSync(at('scene.yml'), 'utf8');
    expect(sheet).toMatch(/^--- !kite\.scene\.SceneConfig$/m);
    expect(sheet).toMatch(
      /llLat: 36\.496\n {2}llLon: 25\.25\n {2}dN: 0\.001\n {2}dE: 0\.002\n {2}spacing: degree/,
    );
    expect(sheet).toContain("time_master: '2020-01-13 00:00:00'");
    expect(sheet).toContain('orbital_node: Descending');
  },
);

test('what such programs cannot take is refused before anything is written', async () => {
  const geometry = at('geo_geometry.h5');
  const outfile = at('never');
  const refused = (work: Promise<unknown>, says: RegExp) => expect(work).rejects.toThrow(says);
  await refused(saveRoipac({ file: at('stack.h5'), outfile }, context), /is a stack/);
  await refused(
    saveRoipac({ file: at('ts.h5'), reference: { lat: 36, lon: 25 }, outfile }, context),
    /radar coordinates/,
  );
  await refused(
    saveRoipac({ file: at('ts.h5'), reference: { y: 9, x: 0 }, outfile }, context),
    /lies outside/,
  );
  await refused(
    saveGbis({ file: geometry, dataset: 'height', geometry, outfile }, context),
    /takes displacement or phase/,
  );
  await refused(
    saveGbis({ file: at('geo_velocity.h5'), geometry: at('mask.h5'), outfile }, context),
    /has no incidenceAngle/,
  );
  await refused(saveKite({ file: at('ts.h5'), dataset: '20200113', outfile }, context), /radar coordinates/);
  await refused(
    saveKite({ file: geometry, dataset: 'incidenceAngle', outfile }, context),
    /Kite takes displacement|DATE12/,
  );
  expect(existsSync(outfile)).toBe(false);
});
