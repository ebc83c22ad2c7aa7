import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cornerFile, Folders, gammaName, pairFile, parameterFile } from './companions.ts';
import { mapAttributes } from './geometry-header.ts';
import { gammaHeader, gammaImageAttributes } from './ifgram-header.ts';
import { baselineFromVector, correlatedLooks, parseBasePerp, parseCorners } from './sheets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-gamma-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const touch = (...names: string[]): void => {
  for (const name of names) writeFileSync(join(folder, name), '');
};

describe('the name of a GAMMA file', () => {
  test.each([
    ['diff_filt_20180106-20180130_8rlks.unw', ['20180106', '20180130', '_8rlks']],
    ['diff_filt_HDR_130118_130129_4rlks.unw.conncomp', ['130118', '130129', '_4rlks']],
    ['20180106_20180130.cor', ['20180106', '20180130', '']],
  ])('%s tells dates and looks', (name, [date1, date2, looks]) => {
    expect(gammaName(join(folder, name))).toEqual({ folder, date1, date2, looks });
  });

  test('without dates is refused', () => {
    expect(() => gammaName('diff.unw')).toThrow(/no pair of dates/);
  });

  test('leads to its companions with six or eight digits', () => {
    touch('r20180106_8rlks.mli.par', 'r20180106_4rlks.amp.par', '180106-180130_8rlks.off');
    touch('20180106_20180130_8rlks.base_perp', 'r20180106_8rlks.mli.corner');
    const name = gammaName(join(folder, 'diff_filt_20180106-20180130_8rlks.unw'));
    const folders = new Folders();
    expect(parameterFile(name, name.date1, folders)).toBe(join(folder, 'r20180106_8rlks.mli.par'));
    expect(pairFile(name, ['.off'], folders)).toBe(join(folder, '180106-180130_8rlks.off'));
    expect(pairFile(name, ['.base_perp'], folders)).toBe(join(folder, '20180106_20180130_8rlks.base_perp'));
    expect(cornerFile(folder, '180106', '_8rlks', folders)).toBe(join(folder, 'r20180106_8rlks.mli.corner'));
    expect(parameterFile(name, name.date2, folders)).toBeUndefined();
  });

  test('without a parameter file beside it says which one is expected', () => {
    const path = join(folder, 'diff_20180106-20180130_8rlks.unw');
    expect(() => gammaImageAttributes(path, new Folders())).toThrow(
      /no parameter file \*180106_8rlks\.\{amp,ramp,mli\}\.par in/,
    );
  });
});

describe('baselines', () => {
  const row = (line: number, b: number): string => `${line} 0 0.0 1.0 1.0 30.0 5.0 ${b} 6.0`;

  test('come from column 8 of the first and last row of the table', () => {
    const text = `title\n line range B_t B_c B_n look bpara bperp blen\n****\n${row(0, 32.9)}\n${row(500, 30)}\n${row(900, 28.1)}\nuser time (s): 0\n`;
    expect(parseBasePerp(text, 'x')).toEqual({ top: 32.9, bottom: 28.1 });
    expect(() => parseBasePerp('****\n', 'x.base_perp')).toThrow(/x\.base_perp has no table/);
  });

  test('of a table that was cut are refused, wherever it ends', () => {
    const lines = [0, 500, 1000].flatMap((line) =>
      [0, 200, 400].map((range) => `  ${line} ${range} 0.0 39.4 4.4 27.4 22.1 ${30 + line / 100} 39.6`),
    );
    const head = '***\ninterferogram lines: 1400   range samples/line: 514\n\n line range ...\n****\n';
    const text = (rows: readonly string[]) => `${head}${rows.join('\n')}`;
    expect(parseBasePerp(text(lines), 'x')).toEqual({ top: 30, bottom: 40 });
    for (let n = 1; n < lines.length; n++)
      expect(() => parseBasePerp(text(lines.slice(0, n)), 'x.base_perp')).toThrow(
        /x\.base_perp is cut: its table ends at line \d+, range \d+ of 1400 x 514/,
      );
    const inRow = text(lines).slice(0, -20);
    expect(() => parseBasePerp(inRow, 'x.base_perp')).toThrow(/ends at line 1000, range 200 of 1400 x 514/);
  });

  test('follow from the baseline vector: C cos θ - N sin θ', () => {
    const image = {
      start_time: '0',
      center_time: '1',
      end_time: '2',
      near_range_slc: '800000',
      far_range_slc: '800000',
      sar_to_earth_center: '7070000',
      earth_radius_below_sensor: '6371000',
    };
    const cos = (800000 ** 2 + 7070000 ** 2 - 6371000 ** 2) / (2 * 800000 * 7070000);
    const sin = Math.sqrt(1 - cos * cos);
    const text =
      'initial_baseline(TCN):   0.0  40.0  5.0  m m m\ninitial_baseline_rate: 0 2 0 m/s\n' +
      'precision_baseline(TCN): 0 0 0 m m m\nprecision_baseline_rate: 0 0 0 m/s\n';
    const got = baselineFromVector(text, image);
    expect(got?.top).toBeCloseTo(38 * cos - 5 * sin, 9);
    expect(got?.bottom).toBeCloseTo(42 * cos - 5 * sin, 9);
    expect(baselineFromVector('', image)).toBeUndefined();
  });
});

test('corners are four plain lines or words 3 and 6 of the report of SLC_corners', () => {
  expect(parseCorners('1.5 2.5\n3 4\n5 6\n7 8\n')).toMatchObject({ LAT_REF1: '1.5', LON_REF4: '8' });
  const report = `title\n\n${[1, 2, 3, 4].map((i) => `latitude (deg.): ${i}0.5 longitude (deg.): ${i}`).join('\n')}`;
  expect(parseCorners(report)).toMatchObject({
    LAT_REF1: '10.5',
    LON_REF1: '1',
    LAT_REF4: '40.5',
    LON_REF4: '4',
  });
});

test('independent looks follow from chirp bandwidth and antenna; unknown sensors have none', () => {
  const image = {
    RLOOKS: '8',
    ALOOKS: '2',
    RANGE_PIXEL_SIZE: '18.636496',
    AZIMUTH_PIXEL_SIZE: '28.0233',
    chirp_bandwidth: '5.65e7',
  };
  expect(correlatedLooks(image, 'sen')).toBeCloseTo(32.00856, 4);
  expect(correlatedLooks(image, 'xyz')).toBeUndefined();
});

test('independent looks are counted for the sensor of the template, not for the satellite of the image', () => {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), `\n\n\n${text}`);
  write(
    'r20180106_8rlks.mli.par',
    'sensor: S1A IW\nrange_looks: 8\nazimuth_looks: 2\nrange_samples: 10\nazimuth_lines: 5\n' +
      'range_pixel_spacing: 18.636496\nazimuth_pixel_spacing: 28.0233\nchirp_bandwidth: 5.65e7\n',
  );
  write('20180106-20180130_8rlks.base_perp', '0 0 0 1 1 30 5 32.9 6\n');
  const path = join(folder, 'diff_20180106-20180130_8rlks.unw');
  const looks = (sensor?: string) =>
    gammaHeader(path, new Folders(), undefined, sensor).attributes.NCORRLOOKS;
  expect(Number(looks('Sen'))).toBeCloseTo(32.00856, 4);
  expect(looks()).toBeUndefined();
});

describe('a map', () => {
  const par = (text: string): string => {
    const path = join(folder, 'x.utm.dem.par');
    writeFileSync(path, `Gamma DIFF&GEO\ntitle: dem\nDEM_projection: UTM\nwidth: 10\nnlines: 5\n${text}`);
    return path;
  };

  test('in degrees has its corner as it is written', () => {
    const sheet = par('corner_lat: 19.45 deg\ncorner_lon: -99.19 deg\npost_lat: -0.001\npost_lon: 0.001\n');
    expect(mapAttributes(sheet, 'long')).toMatchObject({
      Y_FIRST: '19.45',
      X_STEP: '0.001',
      X_UNIT: 'degrees',
      LENGTH: '5',
      WIDTH: '10',
      FILE_LENGTH: '5',
    });
    expect(mapAttributes(sheet, 'short')['X_UNIT']).toBe('deg');
  });

  test('in metres has its zone, south where northings are shifted', () => {
    const text =
      'corner_north: 7000000\ncorner_east: 500000\npost_north: -30\npost_east: 30\nprojection_zone: 19\n';
    expect(mapAttributes(par(text), 'short')).toMatchObject({
      UTM_ZONE: '19N',
      Y_UNIT: 'meter',
      X_FIRST: '500000.0',
    });
    expect(mapAttributes(par(`${text}false_northing: 10000000.000\n`), 'long')['UTM_ZONE']).toBe('19S');
  });
});
