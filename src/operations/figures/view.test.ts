import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { quietContext } from '../../core/context.ts';
import { canWrap } from './scene.ts';
import { viewFigure } from './view.ts';

const folder = temporaryFolder();
const ramp = tinyGrid((y, x) => y + x);
const file = (name: string) => join(folder, name);
const draw = (request: Omit<Parameters<typeof viewFigure>[0], 'folder'>) =>
  viewFigure({ folder, dpi: 40, ...request }, quietContext());
/** Text of an SVG figure, in reading order. */
const words = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test('a raster becomes a map named after its file, a PNG that starts like one', async () => {
  const path = await tinyRasters(file('velocity.h5'), { velocity: ramp }, { UNIT: 'm/year' });
  const { files, drawn } = await draw({ file: path });
  expect(drawn).toBe(true);
  expect(files).toEqual([file('velocity.png')]);
  expect(readFileSync(files[0]).toString('latin1', 1, 4)).toBe('PNG');
});

test('a figure younger than its data and mask is left alone, also in pic/', async () => {
  const path = await tinyRasters(file('height.h5'), { height: ramp });
  const past = new Date(Date.now() - 60_000);
  utimesSync(path, past, past);
  expect((await draw({ file: path, update: true })).drawn).toBe(true);
  expect((await draw({ file: path, update: true })).drawn).toBe(false);
  const inPic = { file: path, folder: join(folder, 'pic'), dpi: 40, title: 'elsewhere' };
  await viewFigure(inPic, quietContext());
  expect((await draw({ file: path, title: 'elsewhere', update: true })).drawn).toBe(false);
  utimesSync(path, new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));
  expect((await draw({ file: path, update: true })).drawn).toBe(true);
});

test('the colour bar tells the unit asked for', async () => {
  const path = await tinyRasters(file('velocityA.h5'), { velocity: ramp }, { UNIT: 'm/year' });
  const [svg] = (await draw({ file: path, unit: 'mm', format: '.svg' })).files;
  expect(words(svg).join(' ')).toContain('LOS velocity [mm/year], + towards satellite');
  expect(words(svg)).toContain('velocityA');
});

test('what happened between two dates of a series is told in its title', async () => {
  const path = await tinySeries(file('timeseries_ERA5.h5'), ['20200101', '20200113', '20200125'], (k) => k);
  const [svg] = (await draw({ file: path, names: ['20200113_20200125'], format: '.svg' })).files;
  expect(svg).toBe(file('timeseries-20200113_timeseries-20200125_ERA5.svg'));
  expect(words(svg).join(' ')).toContain('Displacement from 2020-01-13 to 2020-01-25, timeseries_ERA5.h5');
});

test('maps of one raster say of when it is and what it is relative to, by place on a map', async () => {
  const series = await tinySeries(file('timeseries_demErr.h5'), ['20200101', '20200113'], (k) => k);
  const said = async (request: Parameters<typeof draw>[0]) =>
    words((await draw({ ...request, format: '.svg' })).files[0]).join(' ');
  expect(await said({ file: series, names: ['20200113'] })).toMatch(
    /timeseries_demErr 2020-01-13 relative to 2020-01-01 and pixel y 1, x 2/,
  );
  const onMap = { Y_FIRST: '-36', X_FIRST: '-71', Y_STEP: '-0.5', X_STEP: '0.5' };
  const path = await tinyRasters(file('geo_velocity.h5'), { velocity: ramp }, { UNIT: 'm/year', ...onMap });
  expect(await said({ file: path, names: ['velocity'] })).toMatch(
    /geo_velocity relative to 36\.7500°S, 69\.7500°W/,
  );
  expect(await said({ file: path, refPixel: { y: 0, x: 0 } })).toContain('relative to 36.2500°S, 70.7500°W');
  const area = { REF_AREA: 'mean of 35 pixels' };
  const ofArea = await tinyRasters(file('velocityOfArea.h5'), { velocity: ramp }, area);
  const squares = async (path: string, request = {}) => {
    const [svg] = (await draw({ file: path, names: ['velocity'], format: '.svg', ...request })).files;
    return readFileSync(svg, 'utf8').split('<path').length;
  };
  expect(await squares(ofArea)).toBe(await squares(ofArea, { reference: false }));
  expect(await squares(ofArea, { refPixel: { y: 0, x: 0 } })).toBeGreaterThan(await squares(ofArea));
  expect(await said({ file: ofArea, names: ['velocity'] })).toContain('relative to the mean of 35 pixels');
  expect(await said({ file: ofArea, refPixel: { y: 0, x: 0 } })).toContain('relative to pixel y 0, x 0');
  const stack = await tinyStack(file('ifgramStack.h5'), { unwrapPhase: () => 1, coherence: () => 1 });
  const [svg] = (await draw({ file: stack, names: ['unwrapPhase-20200101_20200113'], format: '.svg' })).files;
  expect(words(svg).join(' ')).toContain('unwrapPhase 2020-01-01 to 2020-01-13');
  expect(words(svg).join(' ')).toContain('Unwrapped phase [radian], + away from satellite');
});

test('whether a raster has a cycle follows from its unit', async () => {
  const mask = await tinyRasters(file('maskOf.h5'), { mask: ramp }, { FILE_TYPE: 'mask', UNIT: '1' });
  const velocity = await tinyRasters(
    file('velocityOf.h5'),
    { velocity: ramp },
    { UNIT: 'm/year', WAVELENGTH: '0.05' },
  );
  expect([await canWrap({ file: mask, wrap: true }), await canWrap({ file: velocity, wrap: true })]).toEqual([
    false,
    true,
  ]);
});

test('panels are titled by date and spread over several figures', async () => {
  const path = await tinySeries(file('timeseries.h5'), ['20200101', '20200113', '20200125'], (k) => k);
  const { files } = await draw({ file: path, table: { figures: 2 }, format: '.svg' });
  expect(files).toEqual([file('timeseries_1.svg'), file('timeseries_2.svg')]);
  expect(words(files[0])).toEqual(expect.arrayContaining(['2020-01-01', '2020-01-13']));
  expect(words(files[1])).toContain('2020-01-25');
});

test('a stack is drawn with a mask of another name, and thinned out', async () => {
  const path = await tinyStack(file('ifgramStack.h5'), { unwrapPhase: (k, y) => k + y });
  const mask = await tinyRasters(file('mask.h5'), { mask: tinyGrid((y) => (y > 2 ? 1 : 0)) });
  const { files } = await draw({ file: path, mask, zeroMask: true, wrap: true, multilook: 2 });
  expect(files).toEqual([file('unwrapPhase_wrap.png')]);
  expect(existsSync(files[0])).toBe(true);
});

test('terrain of the same grid lies under a window of the data', async () => {
  const path = await tinyRasters(file('temporalCoherence.h5'), { temporalCoherence: ramp });
  const dem = await tinyRasters(file('geometryRadar.h5'), { height: tinyGrid((y, x) => 100 * y * x) });
  const { files } = await draw({ file: path, dem, window: { y: [1, 4] } });
  expect(files).toEqual([file('temporalCoherence_sub.png')]);
});

test('what does not fit is refused with the numbers', async () => {
  const path = await tinyRasters(file('b.h5'), { mask: ramp });
  await expect(draw({ file: file('none.h5') })).rejects.toThrow('none.h5 does not exist');
  await expect(draw({ file: path, window: { y: [9, 12] } })).rejects.toThrow('5 x 7');
  await expect(draw({ file: path, refPixel: { y: 5, x: 0 } })).rejects.toThrow('y 5, x 0');
  await expect(draw({ file: path, window: { lat: [1, 2] } })).rejects.toThrow('radar coordinates');
  await expect(draw({ file: path, outfiles: [file('b.gif')] })).rejects.toThrow('.png, .pdf or .svg');
});

test('an image without any valid pixel is still a figure', async () => {
  const path = await tinyRasters(file('empty.h5'), { velocity: tinyGrid(() => Number.NaN) });
  expect((await draw({ file: path })).files).toEqual([file('empty.png')]);
});

test('a stack is no terrain', async () => {
  const path = await tinyRasters(file('velocityB.h5'), { velocity: ramp });
  const dem = await tinySeries(file('notTerrain.h5'), ['20200101', '20200113'], (k) => k);
  await expect(draw({ file: path, dem })).rejects.toThrow(
    'notTerrain.h5 is no terrain: it has no raster height',
  );
});

test('the limits of coherence are those of its stored values alone', async () => {
  const coherence = await tinyRasters(
    file('avgSpatialCoh.h5'),
    { coherence: tinyGrid((y, x) => 0.2 + 0.1 * y + 0.01 * x) },
    { UNIT: '1' },
  );
  const barOf = async (request: object) =>
    words((await draw({ file: coherence, format: '.svg', ...request })).files[0]);
  expect(await barOf({})).toEqual(expect.arrayContaining(['0.0', '1.0']));
  expect((await barOf({ math: 'inverse' })).map(Number).some((value) => value > 1 && value < 6)).toBe(true);
  expect(
    (await barOf({ unit: 'dB' })).map((word) => Number(word.replace('−', '-'))).some((v) => v <= -5),
  ).toBe(true);
});
