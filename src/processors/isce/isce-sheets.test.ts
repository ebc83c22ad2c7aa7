import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  pairBaseline,
  parseAlosBaselines,
  parseStripmapBaseline,
  parseTopsBaseline,
  readBaselines,
} from './baselines.ts';
import '../registry.ts'; // makes the sheets of ISCE known
import { sceneCorners, sceneLooks } from './scene-geometry.ts';
import { isceStackKind } from './stack-kind.ts';
import { topsAttributes } from './tops-metadata.ts';
import { utcMicroseconds } from './tops-sheet.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-isce-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['../reference/IW2.xml', 'topsStack'],
  ['150408.track.xml', 'alosStack'],
  ['referenceShelve/data.dat', 'stripmapStack'],
  ['referenceShelve/data', 'stripmapStack'],
  ['stripmapApp.xml', 'stripmapApp'],
])('%s belongs to %s', (path, kind) => {
  expect(isceStackKind(path)).toBe(kind);
});

test('other names belong to no ISCE stack', () => {
  expect(() => isceStackKind('IW1.txt')).toThrow(/no metadata file of an ISCE-2 stack/);
});

describe('baselines', () => {
  test('of topsStack are the mean over the swaths', () => {
    const text = 'swath: IW1\nBperp (average): 10.0\nBpar (average): 3\nswath: IW2\nBperp (average): 14.0\n';
    expect(parseTopsBaseline(text, 'b.txt')).toEqual({ top: 12, bottom: 12 });
    expect(() => parseTopsBaseline(text.slice(0, 60), 'b.txt')).toThrow(/b\.txt is cut: 2 swaths and 1 base/);
    expect(() => parseTopsBaseline('', 'b.txt')).toThrow(/b\.txt: no number after Bperp/);
  });

  test('of stripmapStack differ between first and last line', () => {
    const text = 'PERP_BASELINE_BOTTOM 12.5\nPERP_BASELINE_TOP -3\n';
    expect(parseStripmapBaseline(text, 'b.txt')).toEqual({ top: -3, bottom: 12.5 });
  });

  test('of alosStack stand in one table with six-digit dates', () => {
    const got = parseAlosBaselines('title\n----\n150408 150520 1.0 -50.5\n150408 150603 2.0 20\n');
    expect(pairBaseline(got, '150520', '150603')).toEqual({ top: 70.5, bottom: 70.5 });
    expect(pairBaseline(got, '20150408', '20150603')).toEqual({ top: 20, bottom: 20 });
  });

  test('count from the most common first date; empty files and others are passed over', () => {
    const put = (pair: string, value: string): void => {
      mkdirSync(join(folder, pair));
      writeFileSync(join(folder, pair, `${pair}.txt`), value);
    };
    put('20200101_20200113', 'Bperp (average): 5\n');
    put('20200101_20200125', 'Bperp (average): -7\n');
    put('20200113_20200206', 'Bperp (average): 1000\n');
    put('20200101_20200218', '');
    const got = readBaselines(folder, 'topsStack');
    expect([...got.keys()].sort()).toEqual(['20200101', '20200113', '20200125']);
    expect(pairBaseline(got, '20200113', '20200125')).toEqual({ top: -12, bottom: -12 });
    expect(() => pairBaseline(got, '20200101', '20200206')).toThrow(/No perpendicular baseline for 20200206/);
    expect(() => pairBaseline(got, '20200101', '20200218')).toThrow(
      /20200101_20200218\.txt is empty: there is no perpendicular baseline for 20200218/,
    );
  });

  test('in a folder that is missing or empty are refused', () => {
    expect(() => readBaselines(join(folder, 'none'), 'topsStack')).toThrow(/does not exist/);
    expect(() => readBaselines(folder, 'stripmapStack')).toThrow(/No baseline file/);
  });
});

describe('scene geometry', () => {
  const WIDTH = 4;
  function write(name: string, rows: number[][], full?: [number, number]): string {
    const path = join(folder, name);
    writeFileSync(path, new Uint8Array(new Float32Array(rows.flat()).buffer));
    const sheet = (length: number, width: number): string =>
      `<imageFile><property name="width"><value>${width}</value></property><property name="length">` +
      `<value>${length}</value></property><property name="data_type"><value>FLOAT</value></property></imageFile>`;
    writeFileSync(`${path}.xml`, sheet(rows.length, WIDTH));
    if (full) writeFileSync(`${path}.full.xml`, sheet(...full));
    return path;
  }
  const rows = (n: number, zeroIn: readonly number[] = []): number[][] =>
    Array.from({ length: n }, (_, y) =>
      Array.from({ length: WIDTH }, (_, x) => (zeroIn.includes(y) && x === 1 ? 0 : 10 + y + x / 8)),
    );

  test('gives corners of the third line from either end when all is valid', () => {
    expect(sceneCorners({ latitude: write('lat.rdr', rows(8)) })).toEqual({
      LAT_REF1: '12.0',
      LAT_REF2: '12.375',
      LAT_REF3: '15.0',
      LAT_REF4: '15.375',
    });
  });

  test('stays two lines inside of the valid lines otherwise', () => {
    const got = sceneCorners({ longitude: write('lon.rdr', rows(9, [0, 8])) });
    expect([got['LON_REF1'], got['LON_REF3']]).toEqual(['13.0', '15.0']);
  });

  test('gives the looks from the full size, whole numbers, 1 when it is not known', () => {
    expect(sceneLooks({ height: write('hgt.rdr', rows(8), [8 * 5 + 3, WIDTH * 15 + 7]) })).toEqual({
      alooks: 5,
      rlooks: 16,
    });
    expect(sceneLooks({ height: write('h2.rdr', rows(8)) })).toEqual({ alooks: 1, rlooks: 1 });
  });
});

describe('a topsStack sheet', () => {
  const property = (name: string, value: unknown) =>
    `<property name="${name}"><value>${value}</value></property>`;
  const component = (name: string, content: string) => `<component name="${name}">${content}</component>`;

  /** A circular equatorial orbit, 7 000 km, eastward at 7 500 m/s. */
  function sheet(bursts: number): string {
    const rate = 7500 / 7_000_000;
    const vectors = Array.from({ length: 6 }, (_, i) => {
      const angle = rate * (i * 10 - 25);
      const second = String(i * 10).padStart(2, '0');
      return component(
        `statevector${i + 1}`,
        property('time', `2020-01-01 05:00:${second}`) +
          property('position', `[${7e6 * Math.cos(angle)}, ${7e6 * Math.sin(angle)}, 0.0]`) +
          property('velocity', `[${-7500 * Math.sin(angle)}, ${7500 * Math.cos(angle)}, 0.0]`),
      );
    }).reverse();
    const burst = (i: number) =>
      component(
        `burst${i}`,
        component('orbit', component('state_vectors', vectors.join(''))) +
          Object.entries({
            burststartutc: `2020-01-01 05:00:${20 + i}`,
            burststoputc: `2020-01-01 05:00:${22 + i}.500000`,
            sensingstart: '2020-01-01 05:00:24.900000',
            sensingstop: '2020-01-01 05:00:25.100000',
            pulserepetitionfrequency: 1700,
            radarwavelength: 0.055,
            startingrange: 800000,
            passdirection: 'ASCENDING',
            polarization: 'VV',
            tracknumber: 5,
            orbitnumber: 7,
            swathnumber: 2,
            rangepixelsize: 2.33,
            azimuthtimeinterval: 0.002,
          })
            .map(([key, value]) => property(key, value))
            .join(''),
      );
    const order = Array.from({ length: bursts }, (_, i) => i + 1).sort(); // text order: 1, 10, 2, ...
    return (
      '<productmanager_name>' +
      component(
        'instance',
        property('ascendingnodetime', '2020-01-01 04:50:00') +
          property('spacecraftname', 'Sentinel-1') +
          component('bursts', order.map(burst).join('')),
      ) +
      '</productmanager_name>'
    );
  }

  test('gives speed, height, heading and times of the middle of the first burst', () => {
    const got = topsAttributes(sheet(11), '/p/reference/IW2.xml', ['IW2.xml', 'IW1.xml']);
    expect(Number(got['satelliteSpeed'])).toBeCloseTo(7500, 3);
    expect(Number(got['HEIGHT'])).toBeCloseTo(7e6 - 6378137, 3);
    expect(Number(got['HEADING'])).toBeCloseTo(90, 9);
    expect(Number(got['EARTH_RADIUS'])).toBeCloseTo(6378137, 3); // along the equator: the prime vertical
    expect(Number(got['AZIMUTH_PIXEL_SIZE'])).toBeCloseTo(15, 6);
    expect(got['CENTER_LINE_UTC']).toBe('18025.0');
    expect(got).toMatchObject({
      PLATFORM: 'sen',
      beam_swath: '12',
      azimuthResolution: '22.7',
      rangeResolution: '3.1',
    });
  });

  test('counts bursts by number: the last of eleven is burst11', () => {
    const got = topsAttributes(sheet(11), 'IW2.xml', ['IW2.xml']);
    expect(got['stopUTC']).toBe('2020-01-01 05:00:33.500000');
    expect([got['first_frame'], got['last_frame'], got['beam_swath']]).toEqual(['124', '126', '2']);
  });

  test('with too short an orbit is refused', () => {
    const text = sheet(1).replaceAll('05:00:24.9', '05:09:24.9').replaceAll('05:00:25.1', '05:09:25.1');
    expect(() => topsAttributes(text, 'IW2.xml', [])).toThrow(/orbit does not cover the scene/);
  });

  test('reads times with and without fraction, exactly', () => {
    expect(utcMicroseconds('2018-01-04 04:23:19', 'x')).toBe(Date.UTC(2018, 0, 4, 4, 23, 19) * 1000);
    expect(utcMicroseconds('2018-01-04 04:23:19.000001', 'x') % 1e6).toBe(1);
    expect(() => utcMicroseconds('yesterday', 'IW1.xml')).toThrow(/IW1\.xml: 'yesterday' is not a time/);
  });
});
