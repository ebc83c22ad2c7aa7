import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
} from '../../test/support/tiny-series.ts';
import { TINY_PAIRS, tinyStack } from '../../test/support/tiny-stack.ts';
import { expectWithin, type UnitCase, unitCases } from '../../test/support/units.ts';
import {
  Coordinate,
  coherence2weight,
  commands,
  datasetNames,
  dates,
  enu2los,
  estimateTimeseries,
  type FigureList,
  IfgramStack,
  layoutHdf5,
  MintsarError,
  maskUnwrapPhase,
  multilookNumber2resolution,
  plotCoherenceMatrix,
  plotNetwork,
  plotTransection,
  projectName2sensorName,
  read,
  readAttribute,
  readBlocks,
  readCoherence,
  readRoipacRsc,
  readTemplate,
  readUavsarAnn,
  readUnwrapPhase,
  resolution2multilookNumber,
  run,
  sim,
  sliceNames,
  splitWords,
  Timeseries,
  tsview,
  view,
  write,
  writeRoipacRsc,
} from '../index.ts';

const DATES = ['20200101', '20200113', '20200125', '20200206'];
const MAP = {
  X_FIRST: '25',
  Y_FIRST: '37',
  X_STEP: '0.1',
  Y_STEP: '-0.1',
  X_UNIT: 'degrees',
  Y_UNIT: 'degrees',
};
const DISPLAY = Symbol.for('Jupyter.display');

/** velocity.h5 and timeseries.h5 of 5 x 7 pixels on a map, inputs/ifgramStack.h5 whose loops close. */
async function workDirectory(): Promise<string> {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'inputs'));
  const path = (name: string) => join(cwd, name);
  const speed = tinyGrid((y, x) => (y === 0 && x === 0 ? Number.NaN : 0.001 * (10 * y + x)));
  await tinyRasters(path('velocity.h5'), { velocity: speed, velocityStd: speed }, { UNIT: 'm/year', ...MAP });
  await tinySeries(path('timeseries.h5'), DATES, (k, y, x) => 0.01 * k * (y + x));
  const phase = [1, 3, 2, 4];
  await tinyStack(
    path('inputs/ifgramStack.h5'),
    { unwrapPhase: (k, y, x) => phase[k] * (1 + y + x), coherence: (_k, y) => (y === 0 ? 0.2 : 0.9) },
    { attributes: { REF_Y: '4', REF_X: '6' } },
  );
  return cwd;
}

const codeOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    if (error instanceof MintsarError) return error.code;
    throw error;
  }
  return 'no error';
};

test('a raster is read by name, in a box, at steps, with the attributes of what was read', async () => {
  const cwd = await workDirectory();
  const whole = await read('velocity.h5', { cwd, dataset: 'velocity' });
  expect(whole.data.shape).toEqual([5, 7]);
  expect(whole.data.data[0]).toBeNaN();
  const { data, atr } = await read('velocity.h5', { cwd, dataset: 'velocity', box: [2, 1, 6, 4] });
  expect(data.shape).toEqual([3, 4]);
  expect(data.data[0]).toBeCloseTo(0.012, 6);
  expect(atr).toMatchObject({ LENGTH: '3', WIDTH: '4', UNIT: 'm/year', FILE_TYPE: 'velocity' });
  expect(Number(atr['X_FIRST'])).toBeCloseTo(25.2, 10);
  const thin = await read('velocity.h5', { cwd, xstep: 3, ystep: 2 });
  expect(thin.data.shape).toEqual([2, 2]);
  expect(thin.data.data[0]).toBeCloseTo(0.011, 6);
});

test('dates, pairs and lists of them are slices; a whole series comes in order or in blocks of rows', async () => {
  const cwd = await workDirectory();
  const two = await read('timeseries.h5', { cwd, dataset: ['20200113', 'timeseries-20200206'] });
  expect(two.data.shape).toEqual([2, 5, 7]);
  expect(two.names).toEqual(['20200113', 'timeseries-20200206']);
  expect((await read('timeseries.h5', { cwd })).data.shape).toEqual([4, 5, 7]);
  const pair = await read('inputs/ifgramStack.h5', { cwd, dataset: `unwrapPhase-${TINY_PAIRS[1]}` });
  expect(pair.data.data[1]).toBe(6);
  const rows: number[] = [];
  for await (const { box, data } of readBlocks('timeseries.h5', { cwd, maxMemory: 4 * 7 * 4 * 2 })) {
    rows.push(box.y1 - box.y0);
    expect(data.shape[0]).toBe(4);
  }
  expect(rows).toEqual([2, 2, 1]);
  expect(await sliceNames('timeseries.h5', { cwd })).toHaveLength(4);
  expect(await datasetNames('velocity.h5', { cwd })).toEqual(['velocity', 'velocityStd']);
});

test('what is written can be read again, with dates and attributes of another file', async () => {
  const cwd = await workDirectory();
  const { data } = await read('timeseries.h5', { cwd });
  await write({ timeseries: data }, 'copy.h5', { cwd, refFile: 'timeseries.h5' });
  const copy = await new Timeseries('copy.h5', { cwd }).open();
  expect(copy.dateList).toEqual(DATES);
  expect((await copy.read()).data).toEqual(data.data);
  const mask = { data: Uint8Array.from({ length: 35 }, (_, i) => i % 2), shape: [5, 7] };
  await write(mask, 'mask.h5', { cwd, metadata: { ...TINY_ATTRIBUTES, FILE_TYPE: 'mask' } });
  expect((await readAttribute('mask.h5', 'mask', { cwd }))['FILE_TYPE']).toBe('mask');
  expect((await read('mask.h5', { cwd })).dtype).toBe('u1');
  const big = await layoutHdf5(
    'big.h5',
    { height: { shape: [4, 3] } },
    { cwd, metadata: { FILE_TYPE: 'geometry' } },
  );
  big.writeBlock('height', Float32Array.of(1, 2, 3), [
    [2, 3],
    [0, 3],
  ]);
  expect(existsSync(join(cwd, 'big.h5'))).toBe(false);
  big.close();
  expect([...(await read('big.h5', { cwd, dataset: 'height' })).data.data].slice(6, 9)).toEqual([1, 2, 3]);
});

test('errors tell their kind: wrong words, missing files and rasters, values that do not fit', async () => {
  const cwd = await workDirectory();
  expect(await codeOf(() => read('nothing.h5', { cwd }))).toBe('not-found');
  expect(await codeOf(() => read('velocity.h5', { cwd, dataset: 'speed' }))).toBe('not-found');
  expect(await codeOf(() => read('velocity.h5', { cwd, box: [0, 0, 70, 5] }))).toBe('usage');
  expect(await codeOf(() => run('view', 'velocity.h5 --no-such-flag', { cwd }))).toBe('usage');
  expect(await codeOf(() => run('vew', 'velocity.h5', { cwd }))).toBe('usage');
  expect(await codeOf(() => run('info', 'nothing.h5', { cwd }))).toBe('not-found');
  expect(await codeOf(() => enu2los([1], [1, 2], [1], 30, 100))).toBe('bad-value');
  expect(await codeOf(() => new Timeseries('timeseries.h5', { cwd }).dateList)).toBe('usage');
});

test('a command hands its lines over, and leaves the folder and the process as they were', async () => {
  const cwd = await workDirectory();
  const home = process.cwd();
  const { lines } = await run('info.py', ['timeseries.h5', '--date'], { cwd });
  expect(lines).toEqual(DATES);
  expect(process.cwd()).toBe(home);
  await run('generate_mask', 'velocity.h5', { cwd, flags: { m: 0.02, o: 'fast.h5' } });
  expect((await read('fast.h5', { cwd })).data.data.reduce((a, b) => a + b)).toBe(21);
  expect(await commands['info'].main([join(cwd, 'nothing.h5')])).toBe(2);
});

test('calls that name different folders take turns', async () => {
  const folders = [await workDirectory(), await workDirectory()];
  await Promise.all(
    folders.map((cwd, k) => run('generate_mask', ['velocity.h5', '-m', '0', '-o', `of${k}.h5`], { cwd })),
  );
  expect(folders.map((cwd, k) => existsSync(join(cwd, `of${k}.h5`)))).toEqual([true, true]);
});

test('a figure is shown, not written, unless a file is asked for', async () => {
  const cwd = await workDirectory();
  const figures = await view("view.py velocity.h5 velocity -v -3 3 --title 'my map'", { cwd });
  expect(figures.map(({ title }) => title)).toEqual(['my map']);
  expect(existsSync(join(cwd, 'mymap.png'))).toBe(false);
  const bundle = await (figures as unknown as Record<symbol, () => ReturnType<FigureList['mimeBundle']>>)[
    DISPLAY
  ]();
  expect(Buffer.from(bundle['image/png'], 'base64').subarray(1, 4).toString()).toBe('PNG');
  const shown: Uint8Array[] = [];
  await figures.show({ png: (bytes) => void shown.push(bytes) });
  expect(shown).toHaveLength(1);
  await figures[0].save(join(cwd, 'map.pdf'));
  expect(readFileSync(join(cwd, 'map.pdf'), 'latin1').slice(0, 5)).toBe('%PDF-');
  await view('velocity.h5 velocity -o out.png --dpi 60', { cwd });
  expect(existsSync(join(cwd, 'out.png'))).toBe(true);
  const network = await plotNetwork(['inputs/ifgramStack.h5'], { cwd });
  expect(network).toHaveLength(4);
  expect(existsSync(join(cwd, 'network.pdf'))).toBe(false);
  expect((await network.mimeBundle())['text/html'].match(/<img /g)).toHaveLength(4);
});

test('series, profiles and the coherence of a pixel come as figures and as numbers, without a file', async () => {
  const cwd = await workDirectory();
  const before = readdirSync(cwd).sort();
  const points = await tsview('timeseries.h5 --yx 2 3 --no-show-img', { cwd });
  expect(points.figures).toHaveLength(1);
  expect([...points.series[0].series.values]).toEqual([0, 5, 10, 15].map((cm) => expect.closeTo(cm, 4)));
  expect((await points.select(4, 6)).series[0].series.pixel).toEqual({ y: 4, x: 6 });
  const line = 'velocity.h5 --dset velocity --start-yx 2 0 --end-yx 2 6';
  const { figures, profiles } = await plotTransection(line, { cwd });
  expect(figures).toHaveLength(1);
  expect([...profiles[0].values].slice(0, 3)).toEqual([2, 2.1, 2.2].map((cm) => expect.closeTo(cm, 4)));
  const { pixel } = await plotCoherenceMatrix('inputs/ifgramStack.h5 --yx 0 3', { cwd });
  expect([...pixel.coherence]).toEqual([0.2, 0.2, 0.2, 0.2].map((v) => expect.closeTo(v, 6)));
  expect(readdirSync(cwd).sort()).toEqual(before);
});

test('a stack tells its pairs, dates, design matrices and phase at the reference pixel', async () => {
  const cwd = await workDirectory();
  const stack = await new IfgramStack('inputs/ifgramStack.h5', { cwd }).open();
  expect(stack.getDate12List({ dropIfgram: true })).toEqual(TINY_PAIRS);
  expect(stack.dateList).toEqual(DATES);
  expect([...(await stack.getReferencePhase())]).toEqual([11, 33, 22, 44]);
  const { A, B, refDate } = stack.getDesignMatrix4Timeseries();
  expect([A.rows, A.cols, B.cols, refDate]).toEqual([4, 3, 3, '20200101']);
  expect([...stack.getPerpBaselineTimeseries()].map(Math.round)).toEqual([0, 10, 30, -120]);
});

test('the pieces of the inversion give the series that the interferograms were made of', async () => {
  const cwd = await workDirectory();
  const stack = await new IfgramStack('inputs/ifgramStack.h5', { cwd }).open();
  const phase = await readUnwrapPhase(stack);
  const coherence = await readCoherence(stack);
  const masked = maskUnwrapPhase(phase, coherence);
  expect(masked.values.slice(0, 7).every(Number.isNaN)).toBe(true);
  const { timeseries, temporalCoherence, dates } = estimateTimeseries(masked, {
    coherence: coherence.values,
    looks: 9,
  });
  expect(dates).toEqual(DATES);
  const pixel = 2 * 7 + 3; // 1 + y + x = 6 times the phases, less 11 times at the reference pixel
  expect([0, 1, 2, 3].map((k) => timeseries[k * 35 + pixel])).toEqual(
    [0, -5, -15, -35].map((v) => expect.closeTo(v, 4)),
  );
  expect(temporalCoherence[pixel]).toBeCloseTo(1, 5);
  expect([...coherence2weight([0.5], 'coh')]).toEqual([0.5]);
});

test('coordinates go from the map to pixels and back', async () => {
  const cwd = await workDirectory();
  const coordinate = new Coordinate(await readAttribute('velocity.h5', undefined, { cwd }));
  expect(coordinate.lalo2yx(36.75, 25.35)).toEqual({ y: 2, x: 3 });
  const { lat, lon } = await coordinate.radar2geo(2, 3);
  expect([lat, lon]).toEqual([expect.closeTo(36.75, 9), expect.closeTo(25.35, 9)]);
  expect(await coordinate.bboxGeo2radar(coordinate.boxPixel2geo({ y0: 1, x0: 2, y1: 3, x1: 5 }))).toEqual({
    y0: 1,
    x0: 2,
    y1: 3,
    x1: 5,
  });
});

test('sheets and templates are read as text by key', () => {
  const folder = temporaryFolder();
  writeRoipacRsc({ WIDTH: '7', LENGTH: '5', X_STEP: '0.0003' }, 'a.unw.rsc', { cwd: folder });
  expect(readRoipacRsc(join(folder, 'a.unw.rsc'))).toMatchObject({ WIDTH: '7', X_STEP: '0.0003' });
  writeFileSync(join(folder, 'x.ann'), '; comment\nPeg Latitude (deg) = 34.1 ; of the peg\n');
  expect(readUavsarAnn('x.ann', { cwd: folder })).toEqual({ 'Peg Latitude': '34.1' });
  expect(readTemplate('  mintpy.load.processor = aria  # says who\n')).toEqual({
    'mintpy.load.processor': 'aria',
  });
  expect(splitWords('a.py "b c" --x=\'d e\' -v -3')).toEqual(['a.py', 'b c', '--x=d e', '-v', '-3']);
});

test('dates become numbers, and small formulas are those of the geometry', async () => {
  expect([...dates.toDays(DATES).days]).toEqual([0, 12, 24, 36]);
  expect(dates.toDecimalYears(['20200101'])[0]).toBe(2020);
  expect(dates.yyyymmdd(['2020-01-13', '200125', new Date(Date.UTC(2020, 1, 6))])).toEqual(DATES.slice(1));
  expect(enu2los([0], [0], [1], 60, 100)[0]).toBeCloseTo(0.5, 12);
  const { input, expected, tolerance } = unitCases('simulation').find(
    ({ name }) => name === 'check_board',
  ) as UnitCase;
  const shape = [input.water_mask.length, input.water_mask[0].length] as const;
  const water = { data: Uint8Array.from(input.water_mask.flat()), shape };
  expectWithin(
    sim.checkBoard(shape, input.grid_step, [input.scale, 0], water).data,
    expected.flat(),
    tolerance,
  );
  const { A } = { A: sim.checkBoard([4, 4], 2) };
  expect([...A.data.slice(0, 4)]).toEqual([0, 0, 1, 1]);
  const rates = [{ until: '20210101', rate: 1 }, { rate: -1 }];
  expect(sim.variableTimeseries(['20200101', '20210101', '20220101'], rates)[2]).toBeCloseTo(0, 2);
  const mogi = sim.mogiLos({ east: 500, north: -500, depth: 1000, volumeChange: 1e6 }, [11, 11], 100, {
    incidence: 0,
    azimuth: 0,
  });
  expect(mogi.data.indexOf(Math.max(...mogi.data))).toBe(5 * 11 + 5);
  expect(projectName2sensorName('GalapagosSenDT128')).toEqual({
    sensor: 'Sen',
    project: 'GalapagosSenDT128',
  });
  const radar = {
    HEIGHT: '700000',
    STARTING_RANGE: '800000',
    RANGE_PIXEL_SIZE: '20',
    AZIMUTH_PIXEL_SIZE: '70',
    LENGTH: '5',
    WIDTH: '7',
    ALOOKS: '5',
    RLOOKS: '10',
  };
  const single = multilookNumber2resolution(radar, { azimuth: 1, range: 1 });
  expect(resolution2multilookNumber(radar, { azimuth: 3 * single.azimuth, range: 7 * single.range })).toEqual(
    { azimuth: 3, range: 7 },
  );
});
