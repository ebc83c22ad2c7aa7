import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answering, file } from '../../../test/support/answers.ts';
import { temporaryFolder, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { parseEarthquakes, stepDatesAt, stepDatesOf, withQuakes } from './earthquake-list.ts';

const USGS = `time,latitude,longitude,depth,mag,magType,place
2019-07-06T03:19:53.040Z,35.7695,-117.5993,8,7.1,mw,"Ridgecrest, California"
2019-07-04T17:33:49.000Z,35.7053,-117.5038,10.5,6.4,mw,Searles Valley
`;

test('catalogues with named columns and plain lists are read', () => {
  expect(parseEarthquakes(USGS, 'usgs.csv')[0]).toEqual({
    date: '20190706T0319',
    latitude: 35.7695,
    longitude: -117.5993,
    magnitude: 7.1,
  });
  expect(parseEarthquakes('# mine\n20190706, 35.8, 242.4, 7.1\n', 'a.csv')).toMatchObject([
    { date: '20190706', longitude: 242.4 },
  ]);
  for (const line of ['20190732,35,-117,6', '20190701,95,-117,6', '20190701,35,-117', 'a,b,c,d'])
    expect(() => parseEarthquakes(`${line}\n`, 'bad.csv')).toThrow('bad.csv, line 1 is no earthquake');
});

test('those that reach a scene become its steps, beside those that are given', async () => {
  const folder = temporaryFolder();
  const attributes = { Y_FIRST: '36', Y_STEP: '-0.1', X_FIRST: '-118', X_STEP: '0.1', X_UNIT: 'degrees' };
  const dates = ['20190101', '20190701', '20190801'];
  const series = await tinySeries(join(folder, 'geo.h5'), dates, () => 0, { attributes });
  const list = join(folder, 'quakes.csv');
  writeFileSync(list, USGS);
  const steps = await stepDatesOf(list, series, quietContext());
  expect(steps).toEqual(['20190706T0319']);
  expect(withQuakes(['20190501', '20190706'], steps)).toEqual(['20190501', '20190706']);
  writeFileSync(list, `# none yet\n${USGS.split('\n')[0]}\n`);
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };
  expect(await stepDatesOf(list, series, quietContext({ log }))).toEqual([]);
  expect(warnings).toEqual([`${list} names no earthquake: no offset is estimated by it`]);
});

test('earthquakes that are listed for a GNSS station become steps, its changes of equipment do not', async () => {
  const folder = temporaryFolder();
  const series = await tinySeries(join(folder, 'ts.h5'), ['20190101', '20190701', '20190801'], () => 0);
  const list = [
    'P122 19JUL06  2   575.440   12.000   7.10 ci38457511',
    'P123 18JUN01  2   162.181   23.400   6.02 before',
    'P123 19MAR01  1   Antenna_Type_Changed',
    'P123 19JUL04  2   257.040   51.000   6.40 ci38443183',
    'P123 19JUL06  2   575.440   48.900   7.10 ci38457511',
    '',
  ].join('\n');
  const server = await answering({ '/NGLStationPages/steps.txt': file(list) });
  const where = { folder, service: { name: 'Laboratory', address: server.url } };
  const told: string[] = [];
  const log = {
    debug() {},
    info: (line: string) => told.push(line),
    warn: (line: string) => told.push(line),
  };
  const context = quietContext({ log });
  try {
    expect(await stepDatesAt('P123', series, context, where)).toEqual(['20190706']);
    expect(told.join()).toContain('20190706 (magnitude 7.1, ci38457511), by the steps of P123');
    expect(await stepDatesAt('NONE', series, context, where)).toEqual([]);
    expect(told.at(-1)).toContain('none of 0 earthquakes that are listed for NONE');
    expect(server.requests).toHaveLength(1);
    await expect(stepDatesAt('../x', series, context, where)).rejects.toThrow('no name of a GNSS station');
    writeFileSync(join(folder, 'steps.txt'), list.slice(0, -20));
    await expect(stepDatesAt('P123', series, context, where)).rejects.toThrow('line 5 is no step');
    writeFileSync(join(folder, 'steps.txt'), '<html>');
    await expect(stepDatesAt('P123', series, context, where)).rejects.toThrow('is no list of steps');
  } finally {
    await server.close();
  }
});
