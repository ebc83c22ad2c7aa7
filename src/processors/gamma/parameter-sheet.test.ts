import { describe, expect, test } from 'vitest';
import { parseGammaPar } from './parameter-sheet.ts';

describe('a GAMMA parameter text', () => {
  const text = [
    'Gamma Interferometric SAR Processor',
    '',
    'title: lost',
    'sensor:    S1A IW IW1 VV',
    'azimuth_lines:   4541',
    'range_samples:   8514',
    'heading:       -168.5 degrees',
    'azimuth_angle:   -90.0 degrees',
    'radar_frequency: 5.4050005e+09 Hz',
    'sar_to_earth_center: 7073899.1954 m',
    'earth_radius_below_sensor: 6375868.9414 m',
    'interferogram_azimuth_lines: 60',
    'interferogram_width: 100',
  ].join('\n');

  test('keeps the first word of each value after three title lines, later sizes win', () => {
    expect(parseGammaPar(text)).toMatchObject({ sensor: 'S1A', PLATFORM: 'S1A', LENGTH: '60', WIDTH: '100' });
    expect(parseGammaPar(text)['title']).toBeUndefined();
  });

  test('gives wavelength, height, orbit direction and looking side', () => {
    const got = parseGammaPar(text);
    expect(Number(got['WAVELENGTH'])).toBeCloseTo(0.055465759531382094, 15);
    expect(Number(got['HEIGHT'])).toBeCloseTo(698030.254, 3);
    expect([got['ORBIT_DIRECTION'], got['ANTENNA_SIDE']]).toEqual(['descending', '1']);
  });
});
