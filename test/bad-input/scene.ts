import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tinyGrid, tinyRasters, tinySeries } from '../support/tiny-series.ts';
import { tinyStack } from '../support/tiny-stack.ts';

const DATES = ['20200101', '20200113', '20200125', '20200206', '20200218'];

/** What a scene of products holds: no test of bad input may change them. */
export const INPUTS = [
  'ts.h5',
  'timeseriesResidual.h5',
  'velocity.h5',
  'mask.h5',
  'geometry.h5',
  'stack.h5',
  'geo.h5',
  'geoVelocity.h5',
  'geoGeometry.h5',
];

/** Products of 5 x 7 pixels in radar and map coordinates, a file and folders that are in the way. */
export async function writeScene(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name);
  await tinySeries(at('ts.h5'), DATES, (k, y, x) => k * (y + x) * 0.01);
  const map = {
    REF_LAT: '35.999',
    REF_LON: '25.002',
    Y_FIRST: '36',
    X_FIRST: '25',
    Y_STEP: '-0.001',
    X_STEP: '0.001',
  };
  await tinySeries(at('geo.h5'), DATES, (k) => k, { attributes: map });
  await tinySeries(at('mm.h5'), DATES, (k) => k, { attributes: { ...map, UNIT: 'mm' } });
  copyFileSync(at('ts.h5'), at('timeseriesResidual.h5'));
  const velocity = { velocity: tinyGrid((y, x) => y - x) };
  await tinyRasters(at('velocity.h5'), velocity, { UNIT: 'm/year' });
  await tinyRasters(at('geoVelocity.h5'), velocity, { ...map, UNIT: 'm/year' });
  await tinyRasters(at('mask.h5'), { mask: tinyGrid(() => 1) });
  copyFileSync(at('mask.h5'), at('maskTempCoh.h5'));
  await tinyRasters(at('temporalCoherence.h5'), { temporalCoherence: tinyGrid(() => 0.9) });
  const ground = { height: tinyGrid((y, x) => 100 * y * x), incidenceAngle: tinyGrid(() => 35) };
  await tinyRasters(at('geometry.h5'), {
    ...ground,
    latitude: tinyGrid((y) => 36 - y * 0.001),
    longitude: tinyGrid((_y, x) => 25 + x * 0.001),
  });
  const azimuthAngle = tinyGrid(() => -102);
  await tinyRasters(at('geoGeometry.h5'), { ...ground, azimuthAngle }, map);
  const phase = { unwrapPhase: () => 1, coherence: () => 0.9, connectComponent: () => 1 };
  await tinyStack(at('stack.h5'), phase, { attributes: { REF_Y: '1', REF_X: '2' } });
  mkdirSync(at('folder'));
  mkdirSync(at('folder.dbf'));
  writeFileSync(at('file'), 'x');
  writeFileSync(at('far.csv'), 'lat,lon\n10,10\n');
}
