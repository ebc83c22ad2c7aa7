import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unitCases } from '../../../test/support/units.ts';
import { grid } from '../../core/array.ts';
import { ShapeError } from '../../core/errors.ts';
import { colormap } from '../../plot/colormap.ts';
import { kmlColor } from './kml-color.ts';
import { encodeOverlayKmz, encodePointsKmz, type PointsKmz } from './kmz.ts';

const image = Uint8Array.of(137, 80, 78, 71, 1, 2, 3);
const colorbar = Uint8Array.of(137, 80, 78, 71, 4);
const icon = Uint8Array.of(137, 80, 78, 71, 5);

describe('colours', () => {
  for (const { name, input, expected } of unitCases('kmz_color')) {
    test(`${name} agrees with the reference to the last bit`, () => {
      const map = colormap(input.colormap);
      const hex = input.v.map((v: number) => kmlColor(v, map, input.vmin, input.vmax));
      expect(hex).toEqual(expected.hex);
    });
  }

  test('alpha comes first and red last', () => {
    const table = { n: 2, colors: [1, 0, 0, 0, 0, 1] };
    expect(kmlColor(0, table, 0, 1)).toBe('ff0000ff');
    expect(kmlColor(1, table, 0, 1)).toBe('ffff0000');
  });
});

describe('overlay archive', () => {
  const bounds = {
    north: 36.461402586189124,
    south: 36.35819764253285,
    east: 25.499587922233726,
    west: 25.358799781318208,
  };
  const kmz = () => encodeOverlayKmz({ name: 'geo_velocity', overlays: [{ image, bounds }], colorbar });

  test('holds the entries of the reference: KML first, then image and colour bar', async () => {
    const files = unzipSync(await kmz());
    expect(Object.keys(files)).toEqual([
      'geo_velocity.kml',
      'geo_velocity_data.png',
      'geo_velocity_cbar.png',
    ]);
    expect(files['geo_velocity_data.png']).toEqual(image);
    expect(files['geo_velocity_cbar.png']).toEqual(colorbar);
  });

  test('drapes the image between its outer edges, all digits kept', async () => {
    const kml = strFromU8(unzipSync(await kmz())['geo_velocity.kml']);
    for (const side of ['north', 'south', 'east', 'west'] as const) {
      expect(kml).toContain(`<${side}>${bounds[side]}</${side}>`);
    }
    expect(kml).toMatch(/<GroundOverlay>[\s\S]*<href>geo_velocity_data.png<\/href>[\s\S]*<\/GroundOverlay>/);
    expect(kml).toContain('<screenXY x="0" y="0" xunits="fraction" yunits="fraction"/>');
  });

  test('marks the reference point and puts the colour bar into any corner', async () => {
    const reference = { latitude: 36.4, longitude: 25.39, icon };
    const files = unzipSync(
      await encodeOverlayKmz({
        name: 'a & b',
        overlays: [{ image, bounds }],
        colorbar,
        reference,
        colorbarCorner: 'upper right',
      }),
    );
    const kml = strFromU8(files['a & b.kml']);
    expect(kml).toContain('<coordinates>25.39,36.4</coordinates>');
    expect(kml).toContain('<name>a &amp; b</name>');
    expect(kml).toContain('<screenXY x="1" y="1"');
    expect(files['reference.png']).toEqual(icon);
  });

  test('equal input gives equal bytes', async () => {
    expect(await kmz()).toEqual(await kmz());
  });
});

describe('point archive', () => {
  const shape = [4, 6] as const;
  const filled = (f: (i: number) => number) =>
    grid(
      Float32Array.from({ length: 24 }, (_v, i) => f(i)),
      ...shape,
    );
  const points = (more: Partial<PointsKmz> = {}) =>
    strFromU8(
      unzipSync(
        encodePointsKmz({
          name: 'velocity',
          values: filled((i) => i),
          latitude: filled((i) => 36 + i / 100),
          longitude: filled((i) => 25 + i / 100),
          colors: colormap('jet'),
          vlim: [0, 23],
          unit: 'cm/year',
          icon,
          step: 1,
          ...more,
        }),
      )['velocity.kml'],
    );
  const count = (kml: string) => kml.match(/<Placemark>/g)?.length ?? 0;

  test('one point per pixel, or per step in both directions', () => {
    expect(count(points())).toBe(24);
    expect(count(points({ step: 3 }))).toBe(4);
    expect(count(points({ step: undefined }))).toBe(2);
  });

  test('no value, mask or position: no point', () => {
    expect(count(points({ values: filled((i) => (i < 5 ? Number.NaN : i)) }))).toBe(19);
    expect(count(points({ mask: filled((i) => (i < 7 ? 0 : 1)) }))).toBe(17);
    expect(count(points({ latitude: filled(() => 0), longitude: filled((i) => (i < 23 ? 0 : 1)) }))).toBe(1);
    expect(count(points({ latitude: filled(() => Number.NaN) }))).toBe(0);
  });

  test('points of one colour share one style', () => {
    const kml = points({ vlim: [100, 200] });
    expect(kml.match(/<Style /g)).toHaveLength(1);
    expect(kml).toContain('<color>ff800000</color>');
    expect(kml).toContain('&lt;br&gt;Value: 23.00 cm/year');
  });

  test('arrays of other shapes are refused', () => {
    expect(() => points({ latitude: grid(new Float32Array(24), 6, 4) })).toThrow(ShapeError);
  });
});
