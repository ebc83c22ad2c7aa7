import { expect, test } from 'vitest';
import { REQUIREMENTS } from '../../core/validation/requirements.ts';
import { encodeFigure } from '../figures/save.ts';
import { drawReach } from './validation-figure.ts';

test('what a network can reach is told by requirement, not promised of all', async () => {
  const totals = [
    [1, 1],
    [1, 99],
    [99, 99],
  ];
  const distances = REQUIREMENTS.flatMap((requirement, k) =>
    totals[k].map((total, n) => ({
      requirement,
      distance: n + 1,
      decorrelation: total,
      turbulence: 0,
      total,
      limit: 5,
    })),
  );
  const reach = { numDate: 7, years: 1, pixels: [], distances, yearsNeeded: 4 };
  const svg = Buffer.from((await encodeFigure('reach.svg', drawReach(reach), {}))!).toString();
  const words = [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, word]) => word).join(' ');
  expect(words).toMatch(/secular: in reach \D*\d/);
  expect(words).toContain('coseismic: in reach at 1 of 2 distances');
  expect(words).toContain('transient: out of reach');
});
