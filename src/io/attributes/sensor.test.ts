import { expect, test } from 'vitest';
import { unitCases } from '../../../test/support/units.ts';
import { projectOf, SENSOR_VARIATIONS, sensorShortName, unavcoMission } from './sensor.ts';

const cases = unitCases('sensor');

test.each(cases.filter(({ name }) => name.startsWith('std_')))('$name', ({ input, expected }) => {
  expect(sensorShortName(input.name)).toBe(expected);
});

const projects = cases.filter(({ name, input }) => name.startsWith('proj_') && input.name !== null);

test.each(projects)('$name $input.name', ({ input, expected }) => {
  const project = projectOf(input.name);
  expect([project?.sensor ?? null, project?.name ?? null]).toEqual(expected);
});

test.each(cases.filter(({ name }) => name.startsWith('unavco_')))('$name', ({ input, expected }) => {
  expect(unavcoMission(input.PLATFORM ?? input.mission) ?? null).toBe(expected);
});

test('every variation of the reference leads to its short name', () => {
  const { expected } = cases.find(({ name }) => name === 'variations')!;
  for (const [short, names] of Object.entries(expected as Record<string, string[]>)) {
    expect(SENSOR_VARIATIONS[short]).toBeDefined();
    for (const name of names) expect(sensorShortName(name)).toBe(short);
  }
});

test('Sentinel-1C and -1D are Sentinel-1', () => {
  expect(sensorShortName('Sentinel-1C')).toBe('sen');
  expect(sensorShortName('S1D')).toBe('sen');
});
