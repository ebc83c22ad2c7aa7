import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grid } from '../../core/array.ts';
import '../registry.ts'; // makes the sheets of ISCE known
import { isceMetadata } from './metadata.ts';
import type { SceneFiles } from './scene-geometry.ts';
import { writeImage } from './writer/raster.ts';
import { property, type SheetEntry, sheetText } from './writer/sheet.ts';

const LENGTH = 20;
const WIDTH = 10;
const RADIUS = 7_000_000;
const SPEED = 7600;
let folder: string;

/** A circle over the poles on an Earth that stands still, northward through the equator at 12:00:00, longitude 30. */
function orbit(): SheetEntry {
  const lon = Math.PI / 6;
  const vectors = Array.from({ length: 9 }, (_, k): SheetEntry => {
    const seconds = 10 * (k - 4);
    const angle = (SPEED / RADIUS) * seconds;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const position = [RADIUS * c * Math.cos(lon), RADIUS * c * Math.sin(lon), RADIUS * s];
    const velocity = [-SPEED * s * Math.cos(lon), -SPEED * s * Math.sin(lon), SPEED * c];
    const time = new Date(Date.UTC(2015, 3, 8, 12, 0, seconds)).toISOString().replace('T', ' ').slice(0, 19);
    return {
      component: `statevector${k + 1}`,
      entries: [
        property('time', time),
        property('position', `[${position}]`),
        property('velocity', `[${velocity}]`),
      ],
    };
  });
  return { component: 'orbit', entries: [{ component: 'state_vectors', entries: vectors }] };
}

function geometry(name: string): SceneFiles {
  const at = (ending: string) => join(folder, `${name}.${ending}`);
  const plane = (value: number) => grid(new Float32Array(LENGTH * WIDTH).fill(value), LENGTH, WIDTH);
  writeImage(at('hgt'), [plane(100)]);
  writeImage(at('lat'), [plane(1)]);
  writeImage(at('lon'), [plane(31)]);
  writeImage(at('los'), [plane(38), plane(102)]);
  return { height: at('hgt'), latitude: at('lat'), longitude: at('lon'), los: at('los') };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-frame-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The heading, height and speed of the orbit at the equator, where the ellipsoid's radius is 6378137 m. */
const OF_ORBIT = { HEADING: 0, altitude: RADIUS - 6_378_137, satelliteSpeed: SPEED };

describe('without a data.rsc', () => {
  test('the track of alosStack tells the metadata, its frames polarisation and swaths', () => {
    const metaFile = join(folder, '150408.track.xml');
    const text = (more: readonly SheetEntry[] = []) =>
      sheetText('productmanager_name', [
        {
          component: 'instance',
          entries: [
            property('passdirection', 'ascending'),
            property('pointingdirection', 'left'),
            property('operationmode', 'WBD'),
            property('radarwavelength', 0.2424525),
            property('numberofsamples', 50),
            property('numberoflines', 400),
            property('startingrange', 800000),
            property('rangesamplingrate', 17.4e6),
            property('rangepixelsize', 8.6),
            property('sensingstart', '2015-04-08 11:59:50.000000'),
            property('pulserepetitionfrequency', 2500),
            property('azimuthpixelsize', 70),
            property('azimuthlineinterval', 0.05),
            orbit(),
            ...more,
          ],
        },
      ]);
    writeFileSync(metaFile, text());
    mkdirSync(join(folder, 'f1_2800'));
    const swath = (n: number): SheetEntry => ({
      component: `swath${n}`,
      entries: [property('swathnumber', n), property('polarization', 'HH')],
    });
    writeFileSync(
      join(folder, 'f1_2800/150408.frame.xml'),
      sheetText('productmanager_name', [
        { component: 'instance', entries: [property('framenumber', '2800'), swath(1), swath(2)] },
      ]),
    );
    const { kind, attributes } = isceMetadata(metaFile, geometry('150408_5rlks_20alks'));
    expect(kind).toBe('alosStack');
    expect(attributes).toMatchObject({
      ALOOKS: '20',
      RLOOKS: '5',
      ANTENNA_SIDE: '1',
      ORBIT_DIRECTION: 'ASCENDING',
      POLARIZATION: 'HH',
      beam_swath: '12',
      first_frame: '2800',
      PLATFORM: 'alos2',
      startUTC: '2015-04-08 11:59:50.475000',
      CENTER_LINE_UTC: '43199.0', // 19 rows of 20 lines later; half of it from the start
      CENTER_INCIDENCE_ANGLE: '38.0',
    });
    const number = (key: string) => Number(attributes[key]);
    expect(number('STARTING_RANGE')).toBeCloseTo(800_000 + 2 * 8.6, 6);
    expect(number('RANGE_PIXEL_SIZE')).toBeCloseTo(43, 9);
    expect(number('AZIMUTH_PIXEL_SIZE')).toBeCloseTo(SPEED * 0.05 * 20, 1);
    expect(number('HEADING')).toBeCloseTo(OF_ORBIT.HEADING, 6);
    expect(Math.abs(number('HEIGHT') - OF_ORBIT.altitude)).toBeLessThan(1); // a few millidegrees from the equator
    expect(number('satelliteSpeed')).toBeCloseTo(SPEED, 1);
    // along the meridian at the equator
    expect(Math.abs(number('EARTH_RADIUS') - 6_335_439.3)).toBeLessThan(5);
    expect(number('azimuthResolution')).toBeCloseTo(SPEED / (((0.8 * 2500) / 5) * 0.85), 2);
  });

  test('the frame of stripmapApp tells the metadata, however names are spelled', () => {
    const metaFile = join(folder, 'reference_slc_crop.xml');
    writeFileSync(
      metaFile,
      sheetText('productmanager_name', [
        {
          component: 'instance',
          entries: [
            property('POLARIZATION', 'VV'),
            property('number_of_lines', 201),
            property('number_of_samples', 30),
            property('starting_range', 850000),
            property('sensing_start', '2015-04-08T11:59:58.000000'),
            property('pass_direction', 'Descending'),
            property('orbit_number', 123),
            {
              component: 'instrument',
              entries: [
                property('prf', 2000),
                property('radar_wavelength', 0.056),
                property('range_pixel_size', 7.8),
                property('chirp_slope', -4.2e11),
                property('pulse_lenght', 3.7e-5),
                {
                  component: 'platform',
                  entries: [
                    property('mission', 'ENVISAT'),
                    property('antenna_length', 10),
                    property('pointing_direction', -1),
                  ],
                },
              ],
            },
            orbit(),
          ],
        },
      ]),
    );
    const { kind, attributes } = isceMetadata(metaFile, geometry('hgt'));
    expect(kind).toBe('stripmapApp');
    expect(attributes).toMatchObject({
      ALOOKS: '10',
      RLOOKS: '3',
      PRF: '2000',
      PLATFORM: 'env',
      POLARIZATION: 'VV',
      ORBIT_DIRECTION: 'DESCENDING',
      STARTING_RANGE: '850000.0',
      ANTENNA_SIDE: '-1',
      beam_mode: 'SM',
      azimuthResolution: '5.0',
    });
    expect(Number(attributes.AZIMUTH_PIXEL_SIZE)).toBeCloseTo((SPEED / 2000) * 10, 3);
    expect(Number(attributes.rangeResolution)).toBeCloseTo(299_792_458 / (2 * 3.7e-5 * 4.2e11), 6);
  });

  test('what is missing is named', () => {
    const metaFile = join(folder, 'cut.track.xml');
    writeFileSync(
      metaFile,
      sheetText('productmanager_name', [
        { component: 'instance', entries: [property('prf', 2000), orbit()] },
      ]),
    );
    expect(() => isceMetadata(metaFile, geometry('cut'))).toThrow(
      /Cannot read .*cut\.track\.xml: .*property operationmode is missing/,
    );
    writeFileSync(metaFile, '<productmanager_name/>');
    expect(() => isceMetadata(metaFile, geometry('cut'))).toThrow(/cut\.track\.xml has no orbit/);
    writeFileSync(join(folder, 'data.dat'), 'shelf');
    expect(() => isceMetadata(join(folder, 'data.dat'), geometry('cut'))).toThrow(
      /Cannot read .*data\.dat: a stripmapStack metadata file can only be read by ISCE-2 itself/,
    );
  });
});
