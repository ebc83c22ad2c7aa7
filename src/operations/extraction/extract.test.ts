import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pythonWith } from '../../../test/support/judge.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { serveRanges } from '../../../test/support/range-server.ts';
import { S1_STEP, type SentinelGunwContent, writeSentinelGunw } from '../../../test/support/sentinel-gunw.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { writeSmallTiff } from '../../../test/support/small-tiff.ts';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { type Context, quietContext } from '../../core/context.ts';
import { boundsRegion } from '../../core/geometry/region.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { parseVrt } from '../../io/raster/vrt.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { prepareAriaStack } from '../../processors/aria/prepare.ts';
import { type ExtractRequest, extractGunw } from './extract.ts';
import { STANDARD_LAYERS } from './layers.ts';
import { plotGunw } from './plot-gunw.ts';

const gdal = pythonWith('osgeo', 'python3-gdal');
const root = temporaryFolder();
let count = 0;
const PAIR = ['20200113', '20200101'] as const;

/** A folder of products, each a frame. */
async function products(...frames: Partial<SentinelGunwContent>[]): Promise<string> {
  const folder = join(root, `products${count++}`);
  for (const frame of frames) await writeSentinelGunw(folder, { pair: PAIR, rows: [0, 30], ...frame });
  return `${folder}/*.nc`;
}

/** Heights over all test products: 100 m. */
const dem = join(root, 'dem.tif');
writeSmallTiff(
  dem,
  { yFirst: 38, xFirst: -123, yStep: -0.01, xStep: 0.01, length: 150, width: 200 },
  100,
  4326,
);

async function extract(files: string, request: Partial<ExtractRequest> = {}, context: Partial<Context> = {}) {
  const folder = request.folder ?? join(root, `out${count++}`);
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };
  const made = await extractGunw(
    {
      files,
      folder,
      layers: STANDARD_LAYERS,
      models: [],
      dem,
      projection: 4326,
      toUnion: false,
      minimumOverlap: 0.0081,
      looks: 1,
      isRanked: false,
      isSetup: true,
      ...request,
    },
    quietContext({ log, ...context }),
  );
  const floats = (path: string) => {
    const bytes = readFileSync(join(folder, path));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  const shorts = (path: string) => {
    const bytes = readFileSync(join(folder, path));
    return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  };
  return { ...made, folder, warnings, floats, shorts, grid: made.chosen.area.grid };
}

const truth = (y: number, x: number) => 0.5 + 0.05 * y + 0.02 * x;
const far = 4 * Math.PI + 0.3;

test('two frames that are 4 pi + 0.3 apart are continuous, and the seam is told', async () => {
  const files = await products(
    { rows: [0, 30], phase: truth },
    { rows: [25, 60], phase: (y, x) => truth(y, x) - far, time: '140746' },
  );
  const { floats, shorts, grid, seams, folder } = await extract(files, {
    layers: ['unwrappedPhase'],
    dem: undefined,
  });
  expect([grid.length, grid.width]).toEqual([60, 40]);
  const phase = floats('unwrappedPhase/20200113_20200101');
  for (let i = 0; i < phase.length; i++) expect(phase[i]).toBeCloseTo(truth(Math.floor(i / 40), i % 40), 4);
  expect(new Set(shorts('connectedComponents/20200113_20200101'))).toEqual(new Set([1]));
  expect(seams).toMatchObject([{ pair: '20200113_20200101', seams: [{ first: 0, second: 1, pixels: 200 }] }]);
  expect(seams[0].seams[0].before).toBeCloseTo(far, 4);
  expect(seams[0].seams[0].after).toBeCloseTo(0, 4);
  expect(JSON.parse(readFileSync(join(folder, 'seams.json'), 'utf8'))).toHaveLength(1);
});

test('a frame that does not fit is named by its number', async () => {
  const files = await products(
    { rows: [0, 30], phase: truth },
    { rows: [25, 60], phase: (y, x) => truth(y, x) + 3 * Math.sin(x * x + y), time: '140746' },
  );
  const { warnings } = await extract(files, { layers: ['unwrappedPhase'] });
  expect(warnings.join()).toMatch(/20200113_20200101: frame 2 \(S1-GUNW.*\) does not fit frame 1/);
});

test('blocks of rows and threads do not matter for stitched phase', async () => {
  const files = await products(
    { rows: [0, 30], phase: truth, labels: (y, x) => (y === 3 ? 0 : x > 30 && y < 10 ? 2 : 1) },
    { rows: [25, 60], phase: (y, x) => truth(y, x) + far, labels: (y) => (y > 55 ? 3 : 1), time: '140746' },
  );
  const whole = await extract(files, { layers: ['unwrappedPhase', 'coherence'], looks: 2 });
  const parts = await extract(
    files,
    { layers: ['unwrappedPhase', 'coherence'], looks: 2 },
    { maxMemory: 4e4 },
  );
  for (const place of ['unwrappedPhase', 'coherence'])
    expect(parts.floats(`${place}/20200113_20200101`)).toEqual(whole.floats(`${place}/20200113_20200101`));
  expect(parts.shorts('connectedComponents/20200113_20200101')).toEqual(
    whole.shorts('connectedComponents/20200113_20200101'),
  );
});

test('three frames with a missing middle one: the pair is rejected and named', async () => {
  const files = await products({ rows: [0, 30] }, { rows: [50, 80], time: '140800' });
  await expect(extract(files)).rejects.toThrow(/No interferogram is left of 2 .* gap between its 2 frames/);
  const other = { pair: ['20200125', '20200101'] } as const;
  const { chosen, warnings } = await extract(
    await products(
      { rows: [0, 30] },
      { rows: [50, 80] },
      { rows: [0, 30], ...other },
      { rows: [25, 80], ...other },
    ),
  );
  expect(chosen.kept.map(({ pair }) => pair)).toEqual(['20200125_20200101']);
  expect(warnings.join()).toContain('20200113_20200101 is left out: there is a gap');
});

test('a box that lies partly outside gives one grid for all layers, on the lattice of the products', async () => {
  const files = await products(
    { phase: truth },
    { pair: ['20200125', '20200101'], rows: [5, 40], phase: truth },
  );
  const bbox = boundsRegion({ south: 37.4901, north: 37.51, west: -121.99, east: -121.95 });
  const { grid, floats, folder, stacks } = await extract(files, { bbox });
  // 37.51 to 37.49 and -121.99 to -121.95, on multiples of 1/1200.
  expect(grid.yFirst).toBeCloseTo(37.51, 9);
  expect(grid.xFirst).toBeCloseTo(-121.99, 9);
  expect([grid.length, grid.width]).toEqual([24, 48]);
  const outside = JSON.parse(readFileSync(join(folder, 'user_bbox.json'), 'utf8')).features[0].geometry
    .coordinates[0];
  expect(Math.min(...outside.map(([, y]: number[]) => y))).toBeCloseTo(37.49, 9);
  const phase = floats('unwrappedPhase/20200113_20200101');
  // Row 0 of the products is 12 rows down, column 12 the first; what the second pair lacks (5 rows) is left out.
  expect(phase[11 * 48]).toBe(0);
  expect(phase[16 * 48]).toBe(0);
  expect(phase[17 * 48]).toBeCloseTo(truth(5, 12), 5);
  expect(phase[17 * 48 + 28]).toBe(0);
  for (const place of ['coherence', 'incidenceAngle', 'azimuthAngle'])
    expect(floats(`${place}/20200113_20200101`).length).toBe(24 * 48);
  for (const path of stacks)
    expect(parseVrt(readFileSync(path, 'utf8'), path)).toMatchObject({
      length: 24,
      width: 48,
      bands: { length: 2 },
    });
});

test('the union of footprints keeps what each pair has', async () => {
  const files = await products({ rows: [0, 30] }, { pair: ['20200125', '20200101'], rows: [10, 50] });
  const { grid, floats, chosen } = await extract(files, { toUnion: true });
  expect([grid.length, chosen.kept.length]).toEqual([50, 2]);
  const [first, second] = ['20200113_20200101', '20200125_20200101'].map((pair) =>
    floats(`unwrappedPhase/${pair}`),
  );
  expect([first[0], first[49 * 40], second[0], second[49 * 40]]).toEqual([1, 0, 0, 1]);
  expect(floats('incidenceAngle/20200113_20200101')[49 * 40]).toBeGreaterThan(30);
});

test('a pair that shares too little is left out and named', async () => {
  const files = await products(
    { rows: [0, 60] },
    { pair: ['20200125', '20200101'], rows: [58, 90], time: '140830' },
  );
  const { chosen, warnings } = await extract(files, { minimumOverlap: 10 });
  expect(chosen.kept.map(({ pair }) => pair)).toEqual(['20200113_20200101']);
  expect(warnings.join()).toMatch(/20200125_20200101 is left out: it covers .* km² .* less than 10 km²/);
  const bbox = boundsRegion({ south: 37.49, north: 37.491, west: -121.99, east: -121.989 });
  await expect(extract(files, { bbox, minimumOverlap: 10 })).rejects.toThrow(
    'less than the least overlap of 10 km²',
  );
});

test('incidence at the height of a node is the value of the cube', async () => {
  // 37.5 N, 122 W is a node of the cube; the pixel's centre is half a pixel off, the height exactly on a level.
  const level = join(root, 'level.tif');
  writeSmallTiff(
    level,
    { yFirst: 38, xFirst: -123, yStep: -0.01, xStep: 0.01, length: 150, width: 200 },
    3000,
    4326,
  );
  const files = await products({ incidence: (h) => 38 + h / 1e4 });
  const { floats } = await extract(files, { dem: level });
  for (const value of floats('incidenceAngle/20200113_20200101')) expect(value).toBe(Math.fround(38.3));
});

test('tides, troposphere and ionosphere have their stacks, of dates and pairs', async () => {
  const models = ['HRRR'];
  const delay = (kind: string, date: string, h: number) =>
    ({ wet: 1, hydrostatic: 2, tide: 0.5 })[kind]! * (date === '20200113' ? 1 : 10) + h / 1e4;
  const files = await products({ models, delay, ionosphere: (lat) => lat - 37 });
  const made = await extract(files, {
    layers: [...STANDARD_LAYERS, 'solidEarthTide', 'troposphereTotal', 'ionosphere'],
    models,
  });
  const { folder, floats } = made;
  for (const name of ['setStack.vrt', 'ionoStack.vrt', 'troposphereTotal/HRRRStack.vrt'])
    expect(existsSync(join(folder, 'stack', name)), name).toBe(true);
  const stack = parseVrt(readFileSync(join(folder, 'stack/troposphereTotal/HRRRStack.vrt'), 'utf8'), 'HRRR');
  expect(stack.bands.map(({ metadata }) => metadata.HRRR.Dates)).toEqual(['20200101', '20200113']);
  expect(floats('troposphereTotal/HRRR/dates/20200113')[0]).toBeCloseTo(3.02, 5);
  expect(floats('troposphereTotal/HRRR/20200113_20200101')[0]).toBeCloseTo(27, 4);
  expect(floats('solidEarthTide/dates/20200101')[0]).toBeCloseTo(5.01, 5);
  expect(floats('ionosphere/20200113_20200101')[0]).toBeCloseTo(0.5 - S1_STEP / 2, 5);
});

test('the ionosphere of several frames is one surface of second order', async () => {
  const surface = (lat: number, lon: number) => 1 + (lat - 37) ** 2 + 0.3 * (lon + 122);
  const files = await products(
    { rows: [0, 200], ionosphere: surface },
    { rows: [190, 400], ionosphere: (lat, lon) => surface(lat, lon) + 2, time: '140746' },
  );
  const { floats, grid } = await extract(files, { layers: ['unwrappedPhase', 'ionosphere'] });
  const values = floats('ionosphere/20200113_20200101');
  for (const y of [0, 399]) {
    const lat = grid.yFirst + (y + 0.5) * grid.yStep;
    expect(values[y * 40]).toBeCloseTo(surface(lat, grid.xFirst + grid.xStep / 2), 3);
  }
});

test('looks: the Lanczos kernel keeps a plane, ranks keep components apart; coherence follows', async () => {
  const cycle = 2 * Math.PI;
  const files = await products({
    rows: [0, 32],
    phase: (y, x) => truth(y, x) + (x >= 21 ? cycle : 0),
    labels: (_, x) => (x >= 21 ? 2 : 1),
  });
  const ranked = await extract(files, { looks: 2, isRanked: true });
  expect([ranked.grid.length, ranked.grid.width]).toEqual([16, 20]);
  const phase = ranked.floats('unwrappedPhase/20200113_20200101');
  const labels = ranked.shorts('connectedComponents/20200113_20200101');
  // The window of columns 20 and 21 has two pixels of each: the lower label counts.
  expect(labels.slice(9, 12)).toEqual(Int16Array.of(1, 1, 2));
  expect(phase[10]).toBeCloseTo((truth(0, 20) + truth(1, 20)) / 2, 5);
  const plane = await extract(await products({ rows: [0, 32], phase: truth }), { looks: 4 });
  expect(plane.floats('unwrappedPhase/20200113_20200101')[4 * 10 + 5]).toBeCloseTo(truth(17.5, 21.5), 4);
});

test('pixels of low mean amplitude, and of a mask, are left out of every layer', async () => {
  const amplitude = (_: number, x: number) => (x < 10 ? 5 : 1000);
  const files = await products({ amplitude }, { pair: ['20200125', '20200101'], amplitude });
  const mask = join(root, 'own.tif');
  writeSmallTiff(
    mask,
    { yFirst: 37.5, xFirst: -122, yStep: -S1_STEP, xStep: S1_STEP, length: 30, width: 40 },
    Float32Array.from({ length: 1200 }, (_, i) => (i < 40 ? 0 : 1)),
    4326,
  );
  const { floats, shorts, folder } = await extract(files, { mask, ampThreshold: 100 });
  expect(floats('mask/avgamplitude')[5]).toBe(5);
  expect([...readFileSync(join(folder, 'mask/own.msk')).subarray(45, 55)]).toEqual([
    0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
  ]);
  for (const layer of ['unwrappedPhase', 'coherence', 'incidenceAngle'])
    expect([45, 20, 60].map((i) => floats(`${layer}/20200113_20200101`)[i] === 0)).toEqual([
      true,
      true,
      false,
    ]);
  expect(shorts('connectedComponents/20200113_20200101')[45]).toBe(-1);
});

test('what was made before is kept as long as it would come out the same', async () => {
  const files = await products({ phase: truth });
  const first = await extract(files);
  const told: string[] = [];
  const log = { debug() {}, info: (line: string) => told.push(line), warn() {} };
  const { folder } = first;
  await extract(files, { folder }, { log });
  expect(told.join()).toContain('extracting: 2 of 2 rasters are there from an earlier run');
  told.length = 0;
  const bbox = boundsRegion({ south: 37.48, north: 37.49, west: -121.99, east: -121.98 });
  const { grid, floats } = await extract(files, { folder, bbox }, { log });
  expect(told.join()).not.toContain('earlier run');
  expect(floats('coherence/20200113_20200101')).toHaveLength(grid.length * grid.width);
});

test('what cannot be met is told before anything is made', async () => {
  const files = await products({});
  const heights = { layers: ['incidenceAngle'], dem: undefined, isSetup: false } as const;
  await expect(extract(files, heights)).rejects.toThrow('incidenceAngle depends on the height of the ground');
  await expect(extract(files, { layers: ['troposphereTotal'] })).rejects.toThrow('without a weather model');
  await expect(extract(files, { projection: 3857 })).rejects.toThrow('EPSG:3857 is neither 4326');
  await expect(extract(files, { version: '2' })).rejects.toThrow(
    'None of 1 file(s) is a product of version 2',
  );
  await expect(extract(await products({ format: '1a' }), { format: '1b' })).rejects.toThrow('older than 1b');
  const bbox = boundsRegion({ south: 10, north: 11, west: 0, east: 1 });
  await expect(extract(files, { bbox })).rejects.toThrow('it does not cover');
});

describeWithSharedData('simulated GUNW products', (data) => {
  test('are extracted as they are in the set-up of the reference', async () => {
    const input = join(data, 'aria/input');
    const { floats, shorts, grid } = await extract(join(input, 'products/*.nc'), {
      dem: join(input, 'DEM/glo_90.dem'),
    });
    expect(grid).toMatchObject({
      yFirst: 37.95,
      xFirst: -122.33,
      yStep: -0.000833334,
      length: 60,
      width: 84,
    });
    const view = '20200113_20200101';
    const places = [view, '20200125_20200101'].flatMap((pair) => [
      `unwrappedPhase/${pair}`,
      `coherence/${pair}`,
    ]);
    for (const place of [...places, `incidenceAngle/${view}`, `azimuthAngle/${view}`]) {
      const bytes = readFileSync(join(input, place));
      const expected = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      const most = floats(place).reduce(
        (sum, value, i) => Math.max(sum, Math.abs(value - expected[i]) / Math.max(1, Math.abs(expected[i]))),
        0,
      );
      expect(most, place).toBeLessThan(1e-6);
    }
    for (const place of [
      `connectedComponents/${view}`,
      'connectedComponents/20200125_20200101',
      'DEM/glo_90.dem',
    ]) {
      const bytes = readFileSync(join(input, place));
      expect(shorts(place), place).toEqual(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2));
    }
  });
});

describeWithSharedData('simulated NISAR products', (data) => {
  test('count the later less the earlier date, on their own map, and load as those of the reference', async () => {
    const input = join(data, 'nisar/input');
    const { floats, grid, folder, bperp } = await extract(join(input, 'interferograms/*.h5'), {
      dem: join(input, 'dem.tiff'),
      projection: 'native',
      layers: [...STANDARD_LAYERS, 'ionosphere', 'solidEarthTide'],
    });
    expect(grid).toMatchObject({ utmZone: '11N', yFirst: 3_780_000, xFirst: 380_000, length: 60, width: 76 });
    expect(bperp.get('20251113_20251101')).toBeCloseTo(38.356, 3);
    for (const [stack, layer] of [
      ['ifgramStack', 'unwrappedPhase'],
      ['ionStack', 'ionosphere'],
      ['setStack', 'solidEarthTide'],
    ])
      await withH5(join(data, `nisar/expected/inputs/${stack}.h5`), (file) => {
        const expected = file.read('unwrapPhase') as Float32Array;
        const values = floats(`${layer}/20251113_20251101`);
        let most = 0;
        for (let i = 0; i < values.length; i++)
          if (expected[i] - expected[i] === 0 && expected[i] !== 0)
            most = Math.max(most, Math.abs(values[i] + expected[i]));
        expect(most, layer).toBeLessThan(2e-6);
      });
    const work = join(folder, 'mintpy');
    const setup = (path: string) => join(folder, path);
    const options = loadOptionsOf(
      {
        'mintpy.load.processor': 'aria',
        'mintpy.load.unwFile': setup('stack/unwrapStack.vrt'),
        'mintpy.load.corFile': setup('stack/cohStack.vrt'),
        'mintpy.load.connCompFile': setup('stack/connCompStack.vrt'),
        'mintpy.load.demFile': setup('DEM/*.dem'),
        'mintpy.load.incAngleFile': setup('incidenceAngle/*.vrt'),
        'mintpy.load.azAngleFile': setup('azimuthAngle/*.vrt'),
      },
      { workDir: work },
    );
    await loadStack(prepareAriaStack(options), options, { outDir: work });
    await withH5(join(work, 'ifgramStack.h5'), (file) => {
      expect(file.attributes).toMatchObject({
        UTM_ZONE: '11N',
        EPSG: '32611',
        X_UNIT: 'meters',
        Y_STEP: '-80.000000000',
      });
      expect((file.read('date') as string[]).slice(0, 2)).toEqual(['20251101', '20251113']);
    });
  });

  test('are brought to degrees by the nearest pixel', async () => {
    const input = join(data, 'nisar/input');
    const { floats, grid } = await extract(join(input, 'interferograms/*_001_064*.h5'), {
      dem: join(input, 'dem.tiff'),
    });
    expect(grid.utmZone).toBeUndefined();
    expect(grid.xStep).toBeCloseTo(0.0008, 4);
    const phase = floats('unwrappedPhase/20251113_20251101').filter((value) => value !== 0);
    expect(phase.length).toBeGreaterThan(3500);
    expect(Math.max(...phase)).toBeLessThan(7);
  });
});

test.runIf(gdal.isThere)('GDAL reads rasters, stacks and their metadata', async () => {
  const files = await products({ phase: truth }, { pair: ['20200125', '20200101'], phase: truth });
  const { folder } = await extract(files);
  const script = `
import sys, json
from osgeo import gdal
stack = gdal.Open(sys.argv[1] + '/stack/unwrapStack.vrt')
band = stack.GetRasterBand(2)
envi = gdal.Open(sys.argv[1] + '/connectedComponents/20200113_20200101')
print(json.dumps([stack.RasterCount, stack.GetGeoTransform(), band.GetMetadata('unwrappedPhase'), float(band.ReadAsArray()[3, 5]), band.GetNoDataValue(),
  envi.GetRasterBand(1).DataType, envi.GetSpatialRef().IsGeographic(), stack.GetSpatialRef().GetAuthorityCode(None)]))`;
  const [bands, place, items, value, noData, type, isGeographic, code] = JSON.parse(gdal.run(script, folder));
  expect([bands, noData, type, isGeographic, code]).toEqual([2, 0, 3, 1, '4326']);
  expect(place[3]).toBeCloseTo(37.5, 9);
  expect(value).toBeCloseTo(truth(3, 5), 5);
  expect(items).toMatchObject({
    Dates: '20200125_20200101',
    orbitDirection: 'DESCENDING',
    perpendicularBaseline: '55',
  });
});

test('elevation and land cover come from tiles on a server, in parts; where there is no tile there is sea', async () => {
  const tile = (
    values: number | Float32Array,
    name: string,
    side: number,
    degrees: number,
    north: number,
    west: number,
  ) => {
    const step = degrees / side;
    const path = join(root, 'tiles', name);
    writeSmallTiff(
      path,
      { yFirst: north, xFirst: west, yStep: -step, xStep: step, length: side, width: side },
      values,
      4326,
    );
    return { bytes: readFileSync(path) };
  };
  const dem37 = 'Copernicus_DSM_COG_30_N37_00_W122_00_DEM';
  const heights = new Float32Array(1200 * 1200);
  for (let y = 0; y < 1200; y++) heights.fill(500 - y / 2, y * 1200, (y + 1) * 1200);
  const cover = new Float32Array(720 * 720).fill(10);
  for (let y = 0; y < 720; y++) cover.fill(80, y * 720, y * 720 + 245);
  const served = new Map([
    [`/dem/${dem37}/${dem37}.tif`, tile(heights, 'dem.tif', 1200, 1, 38, -122)],
    ['/cover/ESA_WorldCover_10m_2021_v200_N36W123_Map.tif', tile(cover, 'cover.tif', 720, 3, 39, -123)],
  ]);
  const server = await serveRanges(served);
  try {
    const files = await products({ columns: [-10, 40] });
    const addresses = { dem: `${server.url}/dem`, landCover: `${server.url}/cover` };
    const { shorts, folder, grid } = await extract(files, { dem: 'download', mask: 'download', addresses });
    const elevation = shorts('DEM/glo_90.dem');
    expect([...elevation.slice(0, 10)]).toEqual(new Array(10).fill(0));
    expect(elevation[grid.width + 20]).toBe(Math.round(500 - 601 / 2));
    const mask = readFileSync(join(folder, 'mask/esa_world_cover_2021.msk'));
    // 245 pixels of 3 degrees / 720 from 123 W: water up to 25 pixels east of 122 W.
    expect([mask[34], mask[35]]).toEqual([0, 1]);
    expect(server.sent.bytes).toBeLessThan(1e6); // of 8 MB
  } finally {
    await server.close();
  }
  const once = { retry: { attempts: 1 } } as Partial<Context>; // the pauses between attempts are tested elsewhere
  const addresses = { dem: 'http://127.0.0.1:9' };
  const gone = extract(await products({}), { dem: 'download', addresses }, once);
  await expect(gone).rejects.toThrow(/127\.0\.0\.1:9.* could not be fetched/);
});

test('figures of coverage, network and coherence are drawn', async () => {
  const files = await products(
    {},
    { pair: ['20200125', '20200101'], bperp: 10 },
    { pair: ['20200125', '20200113'], bperp: -45 },
  );
  const folder = join(root, 'figures');
  const extraction = {
    files,
    folder,
    projection: 4326,
    toUnion: false,
    minimumOverlap: 0,
    looks: 1,
    isRanked: false,
  };
  const figures = {
    extents: true,
    baselines: true,
    coherence: true,
    averageCoherence: true,
    baselinesByCoherence: true,
  };
  const drawn = await plotGunw({ extraction, figures, dpi: 40 }, quietContext());
  expect(drawn.filter((path) => path.endsWith('.png')).map((path) => path.replace(/^.*\//, ''))).toEqual([
    'lat_extents.png',
    'bperp_plot.png',
    'bperp_histogram.png',
    'avgcoherence_plot.png',
    'avgcoherence_histogram.png',
    'bperp_coh_plot.png',
    'avgcoherence_map.png',
  ]);
  const mean = readFileSync(join(folder, 'figures/avgcoherence'));
  expect(new Float32Array(mean.buffer, mean.byteOffset, 1)[0]).toBeCloseTo(0.8, 6);
});
