import { expect, test } from 'vitest';
import { PLATE_MODELS, rotationOfPlate } from './plate-models.ts';
import { plateVelocity, poleOfRotation, toEastNorthUp } from './plate-motion.ts';

test('rates of ITRF2020 are those published beside the vectors, degrees per million years', () => {
  const published = {
    Amur: 0.281,
    Antarctica: 0.22,
    Arabia: 0.509,
    Australia: 0.627,
    Caribbean: 0.447,
    Eurasia: 0.255,
    India: 0.511,
    Nazca: 0.629,
    NorthAmerica: 0.187,
    Nubia: 0.258,
    Pacific: 0.672,
    Somalia: 0.313,
    SouthAmerica: 0.115,
  };
  for (const [plate, rate] of Object.entries(published))
    expect(Math.abs(poleOfRotation(rotationOfPlate('ITRF2020', plate)).rate - rate)).toBeLessThan(0.0006);
  expect(Object.keys(PLATE_MODELS.ITRF2020.plates)).toEqual(Object.keys(published));
});

test('Eurasia moves past North America in the Atlantic as others compute it from NNR-MORVEL56', () => {
  const place = { latitude: 40, longitude: -30, height: 0 };
  const [eurasia, america] = ['Eurasia', 'NorthAmerica'].map((plate) =>
    toEastNorthUp(plateVelocity(rotationOfPlate('NNR-MORVEL56', plate), place, 'sphere'), 40, -30),
  );
  // 22.77 and -2.02 mm/year for the plate that is named first, seen from the other
  expect(Math.abs(1000 * Math.abs(eurasia[0] - america[0]) - 22.77)).toBeLessThan(0.1);
  expect(Math.abs(1000 * Math.abs(eurasia[1] - america[1]) - 2.02)).toBeLessThan(0.1);
});

test('the three models agree on large plates within the differences of their frames', () => {
  const inside = { Eurasia: [50, 10], Australia: [-25, 135], Pacific: [20, -157], NorthAmerica: [40, -95] };
  for (const [plate, [latitude, longitude]] of Object.entries(inside)) {
    const place = { latitude, longitude, height: 0 };
    const [a, b, c] = (['ITRF2014', 'ITRF2020', 'NNR-MORVEL56'] as const).map((model) =>
      toEastNorthUp(plateVelocity(rotationOfPlate(model, plate), place), latitude, longitude),
    );
    for (const k of [0, 1]) {
      expect(Math.abs(a[k] - b[k])).toBeLessThan(0.001);
      expect(Math.abs(a[k] - c[k])).toBeLessThan(0.006);
    }
  }
});

test('Antarctica goes by both spellings, and a plate that a model lacks is refused with those it has', () => {
  expect(rotationOfPlate('ITRF2014', 'Antarctica')).toBe(rotationOfPlate('ITRF2014', 'Antartica'));
  expect(rotationOfPlate('ITRF2020', 'Antartica')).toBe(rotationOfPlate('ITRF2020', 'Antarctica'));
  expect(() => rotationOfPlate('ITRF2014', 'Cocos')).toThrow('ITRF2014 has no plate Cocos.');
});
