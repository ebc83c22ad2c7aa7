import { describe, expect, test } from 'vitest';
import { parseIsceImageXml } from './image-sheet.ts';

describe('an ISCE image sheet', () => {
  const property = (name: string, value: string) =>
    `<property name="${name}"><value>${value}</value></property>`;
  const coordinate = (n: number, start: number, delta: number) =>
    `<component name="coordinate${n}">${property('startingvalue', `${start}`)}${property('delta', `${delta}`)}</component>`;
  const sheet = (delta: number) =>
    `<imageFile>${property('WIDTH', '4')}${property('length', '3')}${property('data_type', 'SHORT')}` +
    `${property('number_bands', '2')}${property('scheme', 'BIP')}${property('image_type', '')}` +
    `${coordinate(1, 10, delta)}${coordinate(2, 50, -delta)}</imageFile>`;

  test('gives size, type and layout under their standard names', () => {
    const got = parseIsceImageXml(sheet(1), 'x.xml');
    expect(got).toMatchObject({ WIDTH: '4', LENGTH: '3', DATA_TYPE: 'int16', BANDS: '2', INTERLEAVE: 'BIP' });
    expect(got['image_type']).toBe('None');
    expect(got['X_FIRST']).toBeUndefined();
  });

  test('has pixel centres in its coordinates: the corner lies half a step before', () => {
    const got = parseIsceImageXml(sheet(0.25), 'x.xml');
    expect(got).toMatchObject({ X_FIRST: '9.875', X_STEP: '0.25', Y_FIRST: '50.125', Y_STEP: '-0.25' });
  });

  test('without an image is refused', () => {
    expect(() => parseIsceImageXml('<imageFile/>', 'x.xml')).toThrow(/describes no image/);
    expect(() => parseIsceImageXml(sheet(1).replace('<value>4', '<value>-inf'), 'x.xml')).toThrow(
      "x.xml: property width is '-inf'",
    );
  });
});
