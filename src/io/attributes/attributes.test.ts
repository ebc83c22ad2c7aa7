import { expect, test } from 'vitest';
import { type UnitCase, unitCases } from '../../../test/support/units.ts';
import { MetadataError } from '../../core/errors.ts';
import type { Attributes } from '../hdf5/types.ts';
import { withStandardKeys } from './alias.ts';
import { mapToRadarAttributes, radarToMapAttributes } from './geocoded.ts';
import { multilookAttributes, resizeAttributes, subsetAttributes } from './resized.ts';
import { earthGrid, isGeocoded, mapGrid, radarGeometry, requireNumber } from './typed.ts';

const box = ([x0, y0, x1, y1]: number[]) => ({ x0, y0, x1, y1 });

function evaluate({ name, input }: UnitCase): Attributes {
  if (name.startsWith('multilook')) {
    return multilookAttributes(
      input.meta,
      { y: input.lks_y, x: input.lks_x },
      input.box ? box(input.box) : undefined,
    );
  }
  if (name.startsWith('subset')) return subsetAttributes(input.meta, box(input.subset_box));
  if (name.startsWith('resize'))
    return resizeAttributes(input.meta, input.resize2shape[0], input.resize2shape[1]);
  return mapToRadarAttributes(input.meta, input.shape2d[0], input.shape2d[1]);
}

test.each(unitCases('attribute'))('$name', (unit) => {
  expect(evaluate(unit)).toEqual(unit.expected);
});

const geocoding = unitCases('resample').filter(({ expected }) => expected.attributes);

test.each(geocoding)('$name: attributes of the geocoded file', ({ input, expected }) => {
  const [south, north, west] = expected.SNWE;
  const [yStep, xStep] = expected.lalo_step;
  const { length, width } = expected;
  expect(south).toBeLessThan(north);
  const { REF_LAT, REF_LON } = expected.attributes;
  const out = radarToMapAttributes(
    input.meta,
    { yFirst: north, xFirst: west, yStep, xStep, length, width },
    { lat: REF_LAT, lon: REF_LON },
  );
  expect(out).toMatchObject(expected.attributes);
  expect(out['X_UNIT']).toBe('degrees');
});

test('a reference point without place loses its attributes in geocoding', () => {
  const out = radarToMapAttributes(
    { LENGTH: '5', WIDTH: '7', REF_Y: '1', REF_X: '2', REF_DATE: '20180101' },
    { yFirst: 1, xFirst: 2, yStep: -1, xStep: 1, length: 3, width: 4 },
    { lat: 'nan', lon: '2.0' },
  );
  expect(out['REF_Y']).toBeUndefined();
  expect(out['REF_DATE']).toBe('20180101');
  expect(out['Y_FIRST']).toBe('1.0');
});

test('aliases fill standard keys in their order and stay', () => {
  const out = withStandardKeys({
    lines: '5',
    length: '6',
    WIDTH: '7',
    width: '8',
    near_range_slc: '9',
    corner_lat: '1',
  });
  expect(out).toMatchObject({ LENGTH: '6', WIDTH: '7', width: '8', STARTING_RANGE: '9', Y_FIRST: '1' });
});

test('a missing attribute is named with its meaning and what to do', () => {
  const attempt = () => radarGeometry({ LENGTH: '5', WIDTH: '7', FILE_PATH: 'velocity.h5' });
  expect(attempt).toThrow(MetadataError);
  expect(attempt).toThrow('HEIGHT (height of the satellite, m) is missing from the metadata of velocity.h5');
  try {
    attempt();
  } catch (error) {
    expect((error as MetadataError).remedy).toContain("'HEIGHT = value'");
  }
  expect(() => requireNumber({ WIDTH: 'seven' }, 'WIDTH')).toThrow("'seven', not a number");
});

test('processors other than ISCE and ROI_PAC give the azimuth spacing on the ground', () => {
  const base = { LENGTH: '5', WIDTH: '7', HEIGHT: '7e5', STARTING_RANGE: '8e5', RANGE_PIXEL_SIZE: '40' };
  expect(radarGeometry({ ...base, PROCESSOR: 'roipac' }).azimuthSpacing).toBe('orbit');
  expect(radarGeometry({ ...base, PROCESSOR: 'gamma' }).azimuthSpacing).toBe('ground');
  expect(radarGeometry({ ...base, ANTENNA_SIDE: '1' }).lookSide).toBe('left');
});

test('a file with Y_FIRST is geocoded', () => {
  const meta = { LENGTH: '5', WIDTH: '7', Y_FIRST: '1', X_FIRST: '2', Y_STEP: '-1', X_STEP: '1' };
  expect(isGeocoded(meta)).toBe(true);
  expect(mapGrid({ ...meta, UTM_ZONE: '11N' })).toEqual({
    yFirst: 1,
    xFirst: 2,
    yStep: -1,
    xStep: 1,
    length: 5,
    width: 7,
    utmZone: '11N',
  });
  expect(() => mapGrid({ LENGTH: '5', WIDTH: '7' })).toThrow('Y_FIRST');
  expect(mapGrid({ ...meta, EPSG: '32736' }).utmZone).toBe('36S');
  expect(mapGrid({ ...meta, EPSG: '4326' }).utmZone).toBeUndefined();
  expect(earthGrid({ ...meta, X_UNIT: 'degrees' })).toEqual(mapGrid(meta));
  expect(earthGrid({ ...meta, X_UNIT: 'meters', EPSG: '32611' }).utmZone).toBe('11N');
  expect(() => earthGrid({ ...meta, X_UNIT: 'meters', EPSG: '2154', FILE_PATH: 'a.h5' })).toThrow(
    /^a\.h5 is in metres, and neither UTM_ZONE nor EPSG tells/,
  );
});
