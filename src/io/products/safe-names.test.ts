import { expect, it } from 'vitest';
import { unitCases } from '../../../test/support/units.ts';
import { missionOfDates } from './safe-names.ts';

it('the satellite of a date is that of the reference', () => {
  const { input, expected } = unitCases('correction_helpers').find(({ name }) => name === 'safe2sensor')!;
  const missions = missionOfDates(input.lines.join('\n'));
  expect(input.date_list.map((date: string) => missions.get(date))).toEqual(expected.sensor);
});
