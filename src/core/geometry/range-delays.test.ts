import { expect, test } from 'vitest';
import { ionosphereRangeDelay, ionosphereSine } from './ionosphere-shell.ts';
import { plainRangeDelays, type RangeDelays, simdRangeDelays } from './range-delays.ts';

const [vtec, frequency] = [[12.5, 0, 43], 5.405e9] as const;
const incidence = Float64Array.from({ length: 7 }, (_, i) => 30 + 2.3 * i);

function delaysOf({ sines, of }: RangeDelays): Float32Array {
  sines.set(incidence.map((angle, i) => (i === 4 ? Number.NaN : ionosphereSine(angle))));
  return of(incidence.length).slice();
}

test('the vector kernel gives the bits of the plain loop, also for fewer pixels than there is room for', () => {
  const plain = delaysOf(plainRangeDelays(vtec, frequency, 9));
  expect(delaysOf(simdRangeDelays(vtec, frequency, 9))).toEqual(plain);
  const sine = ionosphereSine(incidence[2]);
  const atShell = (Math.asin(sine) * 180) / Math.PI;
  vtec.forEach((tec, k) => {
    expect(plain[7 * k + 2]).toBeCloseTo(ionosphereRangeDelay(tec, atShell, frequency), 6);
    expect(plain[7 * k + 4]).toBeNaN();
  });
});
