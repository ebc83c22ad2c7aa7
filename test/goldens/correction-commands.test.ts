import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { delayField } from '../../src/core/atmosphere/delay-field.ts';
import { parseIonex } from '../../src/core/atmosphere/ionex.ts';
import { nearestModelTime } from '../../src/core/atmosphere/model-times.ts';
import { levelsAround } from '../../src/core/atmosphere/pressure-levels.ts';
import { tecAt } from '../../src/core/atmosphere/tec-at.ts';
import { heightLevels } from '../../src/core/atmosphere/zenith-cube.ts';
import { fieldAt } from '../../src/core/geometry/coarse-field.ts';
import { solidEarthTide, tidalForcing, tidePlace } from '../../src/core/tides/solid-earth-tide.ts';
import { tideFields } from '../../src/core/tides/tide-field.ts';
import { LocalFile } from '../../src/io/bytes/local-file.ts';
import { readGrib } from '../../src/io/grib/read-grib.ts';
import { readIfgramStack } from '../../src/io/products/ifgram-stack.ts';
import { readGrid, readProduct } from '../../src/io/products/product.ts';
import { readTimeseries } from '../../src/io/products/timeseries.ts';
import { readWeather } from '../../src/io/weather/read-weather.ts';
import { runCommandLine, wordsOf } from '../support/command-layer.ts';
import { differencesOf, type FileComparison, valueDifferences } from '../support/compare.ts';
import { describeWithSharedData } from '../support/shared-data.ts';

/* Commands that correct for what is not deformation, each on the small scene that was made for it. */

const home = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-corrections-'));
});
afterEach(() => process.chdir(home));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the inputs, which becomes the current folder. */
function enter(input: string, name: string): void {
  const copy = join(folder, name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(input, copy, { recursive: true });
  process.chdir(copy);
}

const run = (line: string) => runCommandLine(wordsOf(line));

async function agrees(file: string, expected: string, comparison: FileComparison): Promise<void> {
  expect(await differencesOf(file, expected, comparison)).toEqual([]);
}

describeWithSharedData('plate motion', (data) => {
  const root = join(data, 'corrections/plate-motion');
  const ignoreAttributes = /^PLATE_MOTION/; // ours
  const near: FileComparison = { tolerance: () => ({ max: 1e-6 }), ignoreAttributes };

  for (const plate of ['NorthAmerica', 'Australia', 'Pacific'])
    test(`of ${plate} is removed from a velocity on a map`, async () => {
      enter(join(root, 'input/geo'), plate);
      await run(`plate_motion -g inputs/geometryGeo.h5 --plate ${plate} -v geo_velocity.h5`);
      const expected = join(root, 'expected/geo');
      await agrees('inputs/ITRF14.h5', join(expected, `inputs/ITRF14__${plate}.h5`), near);
      await agrees('inputs/ITRF14enu.h5', join(expected, `inputs/ITRF14enu__${plate}.h5`), near);
      await agrees('geo_velocity_ITRF14.h5', join(expected, `geo_velocity_ITRF14_${plate}.h5`), near);
    });

  const others = [
    ['--om-cart 0.024 -0.694 -0.063 --step 20', 'ITRF14', 'omcart_step20'],
    ['--om-sph 55.070 -99.095 0.261 --comp en2az', 'ITRF14az', 'omsph_az'],
    ['--enu 0.025 0.030 -0.002', 'ITRF14', 'enu'],
  ] as const;
  for (const [words, name, key] of others)
    test(`by ${words} agrees`, async () => {
      enter(join(root, 'input/geo'), key);
      await run(`plate_motion -g inputs/geometryGeo.h5 ${words}`);
      await agrees(`inputs/${name}.h5`, join(root, `expected/geo/inputs/${name}__${key}.h5`), near);
      await agrees('inputs/ITRF14enu.h5', join(root, `expected/geo/inputs/ITRF14enu__${key}.h5`), near);
    });

  test('of other models has names of its own and tells its frame', async () => {
    enter(join(root, 'input/geo'), 'models');
    const call = 'plate_motion -g inputs/geometryGeo.h5 -v geo_velocity.h5 --plate NorthAmerica --model';
    expect(await run(`${call} ITRF2020`)).toEqual(
      ['inputs/ITRF20enu.h5', 'inputs/ITRF20.h5', 'geo_velocity_ITRF20.h5'].map((name) => resolve(name)),
    );
    expect((await readProduct('inputs/ITRF20.h5')).attributes).toMatchObject({
      PLATE_MOTION: 'NorthAmerica of ITRF2020 (Altamimi et al. 2023, doi:10.1029/2023GL106373)',
      PLATE_MOTION_FRAME: 'ITRF2020',
    });
    await run(`${call} NNR-MORVEL56`);
    const [itrf, morvel] = [
      await readGrid('inputs/ITRF20enu.h5', 'east'),
      await readGrid('inputs/MORVEL56enu.h5', 'east'),
    ];
    const difference = Math.abs(itrf.data[0] - morvel.data[0]);
    expect(difference).toBeGreaterThan(1e-4);
    expect(difference).toBeLessThan(6e-3);
    await expect(run(`${call} ITRF2014 --plate Cocos`.replace('--plate NorthAmerica ', ''))).rejects.toThrow(
      'ITRF2014 has no plate Cocos.',
    );
  });

  test('in radar coordinates is that of the nearest map pixel', async () => {
    enter(join(root, 'input/rdr'), 'radar');
    await run('plate_motion -g inputs/geometryRadar.h5 --plate NorthAmerica');
    // The nearest pixel is not the same one where two are equally near.
    const limits: FileComparison = {
      tolerance: () => ({ max: 2e-6, share: 0.99, limit: 1e-5 }),
      ignoreAttributes,
    };
    await agrees('inputs/ITRF14.h5', join(root, 'expected/rdr/inputs/ITRF14.h5'), limits);
    await agrees('inputs/ITRF14enu.h5', join(root, 'expected/rdr/inputs/ITRF14enu.h5'), limits);
  });
});

describeWithSharedData('solid Earth tides', (data) => {
  const root = join(data, 'corrections/solid-earth-tides');
  const near: FileComparison = { tolerance: () => ({ max: 1e-6 }) };

  test('of places at every hour are those of PySolid', () => {
    const { points } = JSON.parse(readFileSync(join(root, 'expected/points.json'), 'utf8'));
    const enu = new Float64Array(3);
    for (const { lat, lon, date, ...expected } of points) {
      for (let hour = 0; hour < 24; hour++) {
        solidEarthTide(tidalForcing(date, hour * 3600), tidePlace(lat, lon), enu);
        for (const [k, name] of ['east', 'north', 'up'].entries())
          expect(Math.abs(enu[k] - expected[name][hour])).toBeLessThan(1e-9);
      }
    }
  });

  test('over a map are those of PySolid, also across a leap second', () => {
    const { grids } = JSON.parse(readFileSync(join(root, 'expected/grids.json'), 'utf8'));
    const enu = new Float64Array(3);
    for (const { datetime, meta, step_size, sample, ...expected } of grids) {
      const [date, time] = datetime.split('T');
      const [hours, minutes, seconds] = time.split(':').map(Number);
      const forcing = tidalForcing(date.replaceAll('-', ''), hours * 3600 + minutes * 60 + seconds);
      const { LENGTH: length, WIDTH: width, Y_FIRST: yFirst, X_FIRST: xFirst } = meta;
      const grid = { length, width, yFirst, xFirst, yStep: meta.Y_STEP, xStep: meta.X_STEP };
      const stride = Math.max(1, Math.trunc(step_size / 108e3 / Math.abs(grid.yStep)));
      const tides = tideFields([forcing], grid, stride);
      const numNode = tides.length * tides.width;
      const values = tides.values.map((_, i) => tides.values[3 * (i % numNode) + Math.floor(i / numNode)]);
      const field = { ...tides, values }; // component by component
      for (const [k, name] of ['east', 'north', 'up'].entries())
        expected[name].forEach((row: number[], i: number) => {
          row.forEach((value, j) => {
            fieldAt(field, i * sample[0], j * sample[1], enu);
            expect(Math.abs(enu[k] - value)).toBeLessThan(1e-9);
          });
        });
    }
  });

  test('are removed from a series on a map, along the line of sight and along the flight', async () => {
    enter(join(root, 'input/geo'), 'tides-geo');
    const expected = join(root, 'expected/geo');
    await run('solid_earth_tides timeseries.h5 -g inputs/geometryGeo.h5');
    await agrees('inputs/SET.h5', join(expected, 'inputs/SET.h5'), near);
    await agrees('timeseries_SET.h5', join(expected, 'timeseries_SET.h5'), near);
    await run(
      'solid_earth_tides timeseries.h5 -g inputs/geometryGeo.h5 --set-file inputs/SET_az.h5 --comp en2az -o az.h5',
    );
    await agrees('inputs/SET_az.h5', join(expected, 'inputs/SET_az.h5'), {
      ...near,
      ignoreAttributes: /^SET_COMPONENT$/, // ours, so that --update knows what is there
    });
  });

  test('are removed from a series in radar coordinates, and kept by --update', async () => {
    enter(join(root, 'input/rdr'), 'tides-rdr');
    const expected = join(root, 'expected/rdr');
    await run('solid_earth_tides timeseries.h5 -g inputs/geometryRadar.h5');
    await agrees('inputs/SET.h5', join(expected, 'inputs/SET.h5'), { tolerance: () => ({ max: 2e-5 }) });
    await agrees('timeseries_SET.h5', join(expected, 'timeseries_SET.h5'), {
      tolerance: () => ({ max: 2e-5 }),
    });
    const made = statSync('inputs/SET.h5').mtimeMs;
    await run('solid_earth_tides timeseries.h5 -g inputs/geometryRadar.h5 --update');
    expect(statSync('inputs/SET.h5').mtimeMs).toBe(made);
    await run(
      'solid_earth_tides timeseries.h5 -g inputs/geometryRadar.h5 --update --comp en2az --set-file inputs/SET.h5',
    );
    expect(statSync('inputs/SET.h5').mtimeMs).not.toBe(made);
  });
});

describeWithSharedData('delay of GACOS', (data) => {
  const root = join(data, 'corrections/tropo-gacos');
  const near = (max: number): FileComparison => ({ tolerance: () => ({ max }) });
  const copy = (name: string) => {
    enter(join(root, 'input'), name);
    return join(root, 'expected');
  };

  for (const scene of ['rdr', 'geo', 'geo_coarse'])
    test(`is removed from ${scene}`, async () => {
      const expected = join(copy(`gacos-${scene}`), scene);
      process.chdir(scene);
      const geometry = `inputs/geometry${scene === 'rdr' ? 'Radar' : 'Geo'}.h5`;
      await run(`tropo_gacos -f timeseries.h5 -g ${geometry} --dir ../rdr/GACOS -o timeseries_GACOS.h5`);
      const limit = near(scene === 'rdr' ? 1e-6 : 2e-5);
      await agrees('inputs/GACOS.h5', join(expected, 'inputs/GACOS.h5'), limit);
      await agrees('timeseries_GACOS.h5', join(expected, 'timeseries_GACOS.h5'), limit);
    });

  test('of a date whose file is missing or cut leaves that date as it is', async () => {
    copy('gacos-missing');
    process.chdir('rdr');
    rmSync('GACOS/20100304.ztd');
    truncateSync('GACOS/20101017.ztd.tif', 3000);
    await run('tropo_gacos -f timeseries.h5 -g inputs/geometryRadar.h5');
    const [before, after] = [
      await readTimeseries('timeseries.h5'),
      await readTimeseries('timeseries_GACOS.h5'),
    ];
    expect((await readTimeseries('inputs/GACOS.h5')).dates).toEqual(['20100117', '20110117']);
    for (const date of ['20100304', '20101017'])
      expect((await readGrid(after.path, date)).data).toEqual((await readGrid(before.path, date)).data);
    expect((await readGrid(after.path, '20110117')).data).not.toEqual(
      (await readGrid(before.path, '20110117')).data,
    );
  });
});

describeWithSharedData('delay of ERA5', (data) => {
  const root = join(data, 'corrections/tropo-era5');
  const expected = join(root, 'expected');
  const near: FileComparison = { tolerance: () => ({ max: 1e-6 }), ignoreAttributes: /^TROPO_DELAY$/ };

  test('is removed from radar coordinates and from a map, whole or in parts', async () => {
    enter(join(root, 'input'), 'era5');
    const radar = 'tropo_pyaps3 -f timeseries.h5 -g inputs/geometryRadar.h5 -w .';
    await run(`${radar} --tropo-file inputs/ERA5.h5 -o timeseries_ERA5.h5`);
    await agrees('inputs/ERA5.h5', join(expected, 'inputs/ERA5.h5'), near);
    await agrees('timeseries_ERA5.h5', join(expected, 'timeseries_ERA5.h5'), near);
    for (const part of ['dry', 'wet']) {
      await run(`${radar} --delay ${part} --tropo-file inputs/ERA5_${part}.h5`);
      await agrees(`inputs/ERA5_${part}.h5`, join(expected, `inputs/ERA5_${part}.h5`), near);
    }
    process.chdir('geo');
    await run('tropo_pyaps3 -f geo_timeseries.h5 -g inputs/geometryGeo.h5 -w ..');
    await agrees('inputs/ERA5.h5', join(expected, 'geo/inputs/ERA5.h5'), near);
    await agrees('geo_timeseries_ERA5.h5', join(expected, 'geo/geo_timeseries_ERA5.h5'), near);
  });

  test('of a date whose file is missing or cut leaves that date as it is', async () => {
    enter(join(root, 'input'), 'era5-missing');
    truncateSync('ERA5/ERA5_N20_N40_E120_E140_20110117_14.grb', 300_000);
    await run('tropo_pyaps3 -f timeseries.h5 -g inputs/geometryRadar.h5 -w .');
    expect((await readTimeseries('inputs/ERA5.h5')).dates).toEqual(['20101017']);
    expect((await readTimeseries('timeseries_ERA5.h5')).attributes['UNCORRECTED_DATES']).toBe(
      'ERA5: 20110117',
    );
    rmSync('ERA5', { recursive: true });
    await expect(run('tropo_pyaps3 -f timeseries.h5 -g inputs/geometryRadar.h5 -w .')).rejects.toThrow(
      'wants a key',
    );
  });

  test('follows the profiles of the reference', () => {
    const { files } = JSON.parse(readFileSync(join(expected, 'profiles.json'), 'utf8'));
    const messages = JSON.parse(readFileSync(join(expected, 'grib_messages.json'), 'utf8'));
    const area = { south: 31.3, north: 32.7, west: 130.3, east: 131.2 };
    for (const [date, { points, window_used: window }] of Object.entries<Profiles>(files)) {
      const path = join(root, `input/ERA5/ERA5_N20_N40_E120_E140_${date}_14.grb`);
      const file = new LocalFile(path);
      const fields = readGrib(file);
      const weather = readWeather(file, { date, hour: 14 });
      file.close();
      for (const { index, first, v_10_30: inside, min, max } of messages[date].messages) {
        const values = fields[index].values();
        expect([values[0], values[10 * 81 + 30], Math.min(...values), Math.max(...values)]).toEqual([
          first,
          inside,
          min,
          max,
        ]);
      }
      const around = levelsAround(weather, area)!;
      expect([...around.latitudes].reverse()).toEqual(window.lats);
      expect([...around.longitudes]).toEqual(window.lons);
      for (const { lat, lon, zenith_table: table } of points) {
        const node =
          around.latitudes.indexOf(lat) * around.longitudes.length + around.longitudes.indexOf(lon);
        for (const part of ['dry', 'wet', 'comb'] as const) {
          const field = delayField(around, part, { lowest: -100, highest: 5000 });
          table.height.forEach((height, k) => {
            const at = (height - field.bottom) / field.step;
            const piece = Math.floor(at);
            const numNode = field.rows * field.columns;
            const [a, b, c, d] = field.coefficients.subarray(4 * (piece * numNode + node));
            const t = at - piece;
            expect(Math.abs(a + t * (b + t * (c + t * d)) - table[part][k])).toBeLessThan(1e-12);
          });
        }
      }
    }
  });
});

interface Profiles {
  readonly window_used: { readonly lats: readonly number[]; readonly lons: readonly number[] };
  readonly points: readonly {
    readonly lat: number;
    readonly lon: number;
    readonly zenith_table: Readonly<Record<'height' | 'dry' | 'wet' | 'comb', readonly number[]>>;
  }[];
}

describeWithSharedData('delay of OPERA', (data) => {
  const root = join(data, 'corrections/tropo-opera');
  const near: FileComparison = { tolerance: () => ({ max: 1e-5 }) };

  for (const [scene, geometry] of [
    ['rdr', 'geometryRadar'],
    ['geo', 'geometryGeo'],
  ])
    test(`is removed from ${scene}`, async () => {
      enter(join(root, 'input'), `opera-${scene}`);
      process.chdir(scene);
      const call = `tropo_opera -f timeseries.h5 -g inputs/${geometry}.h5 --dir ../rdr/OPERA --no-download`;
      await run(`${call} -o timeseries_OPERA.h5`);
      const expected = join(root, 'expected', scene);
      await agrees('inputs/OPERA.h5', join(expected, 'inputs/OPERA.h5'), near);
      await agrees('timeseries_OPERA.h5', join(expected, 'timeseries_OPERA.h5'), {
        ...near,
        ignoreAttributes: /^UNCORRECTED_DATES$/, // ours
      });
      const made = statSync('inputs/OPERA.h5').mtimeMs;
      await run(call);
      expect(statSync('inputs/OPERA.h5').mtimeMs).toBe(made);
    });

  test('takes the nearest time of the model and the levels around the heights', () => {
    const { nearest, height_crop } = JSON.parse(readFileSync(join(root, 'expected/functions.json'), 'utf8'));
    for (const { date, utc_sec, out } of nearest)
      expect(nearestModelTime(date, utc_sec)).toBe(`${out[0]}T${out[1]}0000Z`);
    for (const { levels, dem, out } of height_crop) expect(heightLevels(levels, dem[0], dem[1])).toEqual(out);
  });
});

describeWithSharedData('delay of the ionosphere', (data) => {
  const root = join(data, 'corrections/iono-tec');
  const near: FileComparison = {
    tolerance: (name) => (name === 'vtec' ? { max: 1e-4 } : { max: 2e-7, relative: 2e-5 }),
    ignoreAttributes: /^IONO_(LAT|LON|INCIDENCE_ANGLE)$/, // means that the reference sums in float32
  };

  test('from IONEX files, packed or not, agrees', async () => {
    enter(join(root, 'input'), 'iono-tec');
    const variants: [string, string][] = [
      ['default', ''],
      ['linear2d', '-i linear2d'],
      ['nearest', '-i nearest'],
      ['ratio', '--ratio 0.69'],
      ['adaptive', '--ratio adaptive'],
    ];
    for (const [name, words] of variants) {
      const file = `inputs/TEC_${name}.h5`;
      await run(
        `iono_tec timeseriesRg.h5 -g inputs/geometryRadar.h5 --tec-dir IONEX --iono-file ${file} ${words}`,
      );
      await agrees(file, join(root, 'expected', file), near);
    }
    await run('iono_tec geo_timeseriesRg.h5 -g inputs/geometryGeo.h5 --tec-dir IONEX --norotate');
    await run(
      'iono_tec geo_timeseriesRg.h5 -g inputs/geometryGeo.h5 --tec-dir IONEX --iono-file inputs/TEC_geo.h5',
    );
    await agrees('inputs/TEC_geo.h5', join(root, 'expected/inputs/TEC_geo.h5'), near);
    expect((await readTimeseries('inputs/TECjlr.h5')).dates).toEqual(['20151115', '20151127']);
    const { attributes } = await readTimeseries('inputs/TEC_default.h5');
    expect(Number(attributes['IONO_LAT'])).toBeCloseTo(-22.408305462872377, 6);
    expect(Number(attributes['IONO_LON'])).toBeCloseTo(-72.06374432547658, 6);
    expect(Number(attributes['IONO_INCIDENCE_ANGLE'])).toBeCloseTo(35.104908, 4);
  });

  test('of a date whose file is missing is left out', async () => {
    enter(join(root, 'input'), 'iono-missing');
    rmSync('IONEX/jplg3310.15i.gz');
    await run('iono_tec timeseriesRg.h5 -g inputs/geometryRadar.h5 --tec-dir IONEX --ratio 0.69');
    expect((await readTimeseries('inputs/TECjlrR69.h5')).dates).toEqual(['20151115']);
  });

  test('comes from electron content as in the reference at every place and time', () => {
    const { cases } = JSON.parse(readFileSync(join(data, 'units/ionex.json'), 'utf8'));
    const maps = parseIonex(readFileSync(join(root, 'input/IONEX/jplg3190.15i')), 'jplg3190.15i');
    for (const { name, input, expected } of cases) {
      if (name === 'axes') {
        expect([maps.minutes, maps.latitudes, maps.longitudes]).toEqual([
          expected.mins,
          expected.lats,
          expected.lons,
        ]);
        expect([maps.date, maps.height]).toEqual(['20151115', 450]);
      } else if (input.interp_method !== undefined) {
        const value = tecAt(
          maps,
          input.lat,
          input.lon,
          input.utc_sec,
          input.interp_method,
          input.rotate_tec_map,
        );
        expect(Math.abs(value - [expected].flat()[0]), name).toBeLessThan(2e-5);
      }
    }
  });
});

describeWithSharedData('ionosphere of split spectra', (data) => {
  const root = join(data, 'corrections/iono-split-spectrum');
  const near: FileComparison = { tolerance: () => ({ max: 2e-6 }) };

  test('is inverted from its pairs and removed from a series; of the stack only flags and attributes change', async () => {
    enter(join(root, 'input'), 'split-spectrum');
    await run('iono_split_spectrum -t iono.template -f timeseries.h5');
    for (const name of ['ion.h5', 'numInvIon.h5', 'temporalCoherenceIon.h5', 'timeseries_ion.h5'])
      await agrees(name, join(root, 'expected', name), near);
    const expected = JSON.parse(readFileSync(join(root, 'expected/ionStack_after.json'), 'utf8'));
    const stack = await readIfgramStack('inputs/ionStack.h5');
    expect(stack.isKept).toEqual(expected.dropIfgram);
    expect(stack.attributes).toMatchObject(expected.attrs);
    const [before, after] = [join(root, 'input/inputs/ionStack.h5'), 'inputs/ionStack.h5'];
    for (const pair of stack.date12)
      expect((await readGrid(after, `unwrapPhase-${pair}`)).data).toEqual(
        (await readGrid(before, `unwrapPhase-${pair}`)).data,
      );
    const made = statSync('ion.h5').mtimeMs;
    await run('iono_split_spectrum -t iono.template -f timeseries.h5'); // nothing is inverted again
    expect(statSync('ion.h5').mtimeMs).toBe(made);
  });

  test('takes the point of the series and typed exclusions where the template says nothing', async () => {
    enter(join(root, 'input'), 'split-spectrum-flags');
    writeFileSync('empty.template', '');
    await run(
      'iono_split_spectrum -t empty.template -f timeseries.h5 --ex-date12 20150207_20150404 --iono-file b.h5 -o c.h5',
    );
    await agrees('c.h5', join(root, 'expected/timeseries_ion.h5'), near);
    await run('generate_mask numInvIon.h5 --min 1000 -o waterMask.h5'); // there is an ionosphere above water, too
    await run('iono_split_spectrum -t empty.template --iono-file d.h5');
    await agrees('d.h5', join(root, 'expected/ion.h5'), near);
  });
});

describeWithSharedData('range bias of Sentinel-1B', (data) => {
  const root = join(data, 'corrections/s1ab-range-bias');
  const expected = join(root, 'expected/proj/mintpy');
  const near: FileComparison = { tolerance: () => ({ max: 1e-5 }) };

  test('is computed from data and by fixed values, and subtracted', async () => {
    enter(join(root, 'input/proj'), 's1ab');
    process.chdir('mintpy');
    await run('s1ab_range_bias timeseriesRg.h5 -a compute -b data --nodisplay');
    await agrees('inputs/S1Bias.h5', join(expected, 'inputs/S1Bias_data.h5'), near);
    for (const name of ['S1A_date.txt', 'S1B_date.txt'])
      expect(readFileSync(name, 'utf8')).toBe(readFileSync(join(expected, name), 'utf8'));
    await run('s1ab_range_bias timeseriesRg.h5 -a correct');
    await agrees('timeseriesRg_S1Bias.h5', join(expected, 'timeseriesRg_S1Bias_data.h5'), near);
    await run('s1ab_range_bias timeseriesRg.h5 -a compute -b hardwired'); // is there already
    await agrees('inputs/S1Bias.h5', join(expected, 'inputs/S1Bias_data.h5'), near);
    await run('s1ab_range_bias timeseriesRg.h5 -a compute -b hardwired --force');
    await agrees('inputs/S1Bias.h5', join(expected, 'inputs/S1Bias_hardwired.h5'), near);
  });
});

describeWithSharedData('bias of closure phases', (data) => {
  const root = join(data, 'corrections/closure-phase-bias');
  const expected = join(root, 'expected');
  const stack = 'closure_phase_bias -i inputs/ifgramStack.h5 --nl 5';

  test('is found by the mean closure phase', async () => {
    enter(join(root, 'input'), 'closure-mask');
    await run(`${stack} -a mask`);
    const near: FileComparison = { tolerance: () => ({ max: 2e-4 }) };
    await agrees('maskClosurePhase.h5', join(expected, 'maskClosurePhase.h5'), {});
    await agrees('avgCpxClosurePhase.h5', join(expected, 'avgCpxClosurePhase.h5'), near);
    await run(`${stack} -a mask --num-sigma 1 -o strict`); // the folder is made
    await agrees('strict/maskClosurePhase.h5', join(expected, 'maskClosurePhase_sigma1.h5'), {});
  });

  test('is estimated quickly and in full', async () => {
    enter(join(root, 'input'), 'closure-bias');
    await expect(run(`${stack} --bw 6 -a quick_estimate`)).rejects.toThrow('of connection 6');
    expect(existsSync('closurePhase')).toBe(false); // nor connections 2 to 5, which are there
    await run(`${stack} --bw 3 -a quick_estimate --wm waterMask.h5`);
    await run(`${stack} --bw 3 -a estimate --wm waterMask.h5`);
    // No raster of a complex interferogram was in between.
    const series: FileComparison = {
      tolerance: () => ({ max: 2e-4 }),
      ignoreAttributes: /^(DATA_TYPE|FILE_LENGTH|INTERLEAVE)$/,
    };
    for (const n of [2, 3, 5])
      for (const name of ['cumSeqClosurePhase.h5', 'maskConnComp.h5'])
        await agrees(
          `closurePhase/conn${n}/${name}`,
          join(expected, `closurePhase/conn${n}/${name}`),
          series,
        );
    await agrees('wratio.h5', join(expected, 'wratio.h5'), {
      tolerance: (name) => (name === 'wratio' ? { max: 1e-3 } : { max: 2e-6 }),
    });
    for (const name of ['timeseriesBiasApprox.h5', 'timeseriesBias.h5'])
      await agrees(name, join(expected, name), { tolerance: () => ({ max: 2e-6 }) });
  });
});

describeWithSharedData('oscillator drift', (data) => {
  const root = join(data, 'corrections/local-oscillator-drift');

  test('is removed from a series and from an interferogram, whose magnitude stays', async () => {
    enter(join(root, 'input'), 'drift');
    await run('local_oscilator_drift timeseries.h5 inputs/geometryRadar.h5');
    await agrees('timeseries_LOD.h5', join(root, 'expected/timeseries_LOD.h5'), {
      tolerance: () => ({ max: 1e-7 }),
    });
    await run('local_oscilator_drift filt_050320-070708.unw inputs/geometryRadar.h5');
    const name = 'filt_050320-070708_LOD.unw';
    const [got, want] = [
      await readGrid(name, 'phase'),
      await readGrid(join(root, 'expected', name), 'phase'),
    ];
    expect(valueDifferences(got.data, want.data, { max: 1e-5 })).toEqual([]);
    const [before, after] = [
      await readGrid('filt_050320-070708.unw', 'magnitude'),
      await readGrid(name, 'magnitude'),
    ];
    expect(after.data).toEqual(before.data);
  });
});
