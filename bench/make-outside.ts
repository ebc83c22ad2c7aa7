import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayOfYear, parseDate } from '../src/core/dates.ts';
import { createRandom } from '../src/core/stats/random.ts';
import { makeH5 } from '../src/io/hdf5/file.ts';
import { readTimeseries } from '../src/io/products/timeseries.ts';

/* Data from outside for the scene of make-stack.ts, of the size and packing that the services send. */

/** What the rows read, by the folder that it lies in. */
export const OUTSIDE = { weather: 'weather', gacos: 'GACOS', opera: 'OPERA', ionex: 'IONEX' } as const;

/** hPa */
const LEVELS = [
  1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 125, 150, 175, 200, 225, 250, 300, 350, 400, 450, 500, 550, 600,
  650, 700, 750, 775, 800, 825, 850, 875, 900, 925, 950, 975, 1000,
];
/** Around the scene, degrees. */
const AREA = { south: 35.4, north: 37.4, west: 24.6, east: 26.8 };

/** Files of every date of `timeseries.h5`: ERA5 (GRIB, 10 x 10 degrees), GACOS, OPERA and IONEX. */
export async function makeOutside(workDir: string): Promise<void> {
  const { dates } = await readTimeseries(join(workDir, 'timeseries.h5'));
  const folder = (...names: string[]) => {
    const path = join(workDir, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const [weather, gacos, opera, ionex] = [
    folder(OUTSIDE.weather, 'ERA5'),
    folder(OUTSIDE.gacos),
    folder(OUTSIDE.opera),
    folder(OUTSIDE.ionex),
  ];
  const random = createRandom(5);
  for (const date of dates) {
    writeFileSync(join(weather, `ERA5_N30_N40_E20_E30_${date}_04.grb`), weatherOf(date, random));
    const ztd = makeGacos(random);
    writeFileSync(join(gacos, `${date}.ztd`), ztd.bytes);
    writeFileSync(join(gacos, `${date}.ztd.rsc`), ztd.sheet);
    await makeOpera(
      join(opera, `OPERA_L4_TROPO-ZENITH_${date}T060000Z_20250601T000000Z_HRES_v1.0.nc`),
      random,
    );
    const day = String(dayOfYear(parseDate(date))).padStart(3, '0');
    writeFileSync(join(ionex, `jplg${day}0.${date.slice(2, 4)}i`), makeIonex(date, random));
  }
}

/** 37 levels of geopotential, temperature and humidity at every quarter of a degree from 30 to 40 N, 20 to 30 E. */
function weatherOf(date: string, random: () => number): Buffer {
  const noise = random();
  return Buffer.concat(
    LEVELS.flatMap((level) => {
      const height = 7400 * Math.log((1010 + 5 * noise) / level);
      const vary = (y: number, x: number) => Math.sin(0.3 * y + noise * 6) * Math.cos(0.2 * x);
      return [
        gribMessage(date, 129, level, (y, x) => 9.81 * (height + 20 * vary(y, x)) + 2000),
        gribMessage(date, 130, level, (y, x) => Math.max(210, 288 - 0.0065 * height) + 2 * vary(y, x)),
        gribMessage(date, 133, level, (y, x) => (0.009 + 0.002 * vary(y, x)) * Math.exp(-height / 2000)),
      ];
    }),
  );
}

const NODES = 41;

/** A field in edition 1, 16 bits a value, as the Climate Data Store sends it. */
function gribMessage(
  date: string,
  parameter: number,
  level: number,
  at: (y: number, x: number) => number,
): Buffer {
  const values = Float64Array.from({ length: NODES * NODES }, (_, i) => at(Math.floor(i / NODES), i % NODES));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scale = Math.ceil(Math.log2((high - low || 1) / 65535));
  const packed = Buffer.alloc(values.length * 2 + 1);
  const base = ibm(low);
  values.forEach((value, i) => {
    packed.writeUInt16BE(Math.min(65535, Math.max(0, Math.round((value - base.value) / 2 ** scale))), 2 * i);
  });
  const [year, month, day] = [date.slice(2, 4), date.slice(4, 6), date.slice(6, 8)].map(Number);
  const time = [year, month, day, 4, 0, 1, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0];
  const product = section([128, 98, 145, 255, 0x80, parameter, 100, ...u(level, 2), ...time]);
  const place = [
    ...u(NODES, 2),
    ...u(NODES, 2),
    ...u(40000, 3),
    ...u(20000, 3),
    0x80,
    ...u(30000, 3),
    ...u(30000, 3),
  ];
  const grid = section([0, 255, 0, ...place, ...u(250, 2), ...u(250, 2), 0, 0, 0, 0, 0]);
  const signed = scale < 0 ? 0x8000 - scale : scale;
  const data = section([0x08, ...u(signed, 2), ...base.bytes, 16, ...packed]);
  const length = 8 + product.length + grid.length + data.length + 4;
  return Buffer.concat([
    Buffer.from('GRIB'),
    Buffer.from([...u(length, 3), 1]),
    product,
    grid,
    data,
    Buffer.from('7777'),
  ]);
}

function section(body: readonly number[]): Buffer {
  return Buffer.from([...u(body.length + 3, 3), ...body]);
}

function u(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, k) => (value >> (8 * (size - 1 - k))) & 255);
}

/** The floating point number of IBM at or below a positive one. */
function ibm(value: number): { bytes: number[]; value: number } {
  const exponent = Math.ceil(Math.log2(value) / 4 + 1e-9);
  const fraction = Math.floor((value / 16 ** exponent) * 2 ** 24);
  return { bytes: [exponent + 64, ...u(fraction, 3)], value: (fraction / 2 ** 24) * 16 ** exponent };
}

/** Zenith delays at every three seconds of arc, and their sheet. */
function makeGacos(random: () => number): { bytes: Buffer; sheet: string } {
  const step = 1 / 1200;
  const [south, north, west, east] = [36.15, 36.7, 25.25, 26.05];
  const [length, width] = [Math.round((north - south) / step), Math.round((east - west) / step)];
  const shift = random();
  const values = Float32Array.from(
    { length: length * width },
    (_, i) => 2.3 + 0.02 * Math.sin(i / 7001 + 6 * shift),
  );
  const sheet = Object.entries({
    WIDTH: width,
    FILE_LENGTH: length,
    XMIN: 0,
    XMAX: width - 1,
    YMIN: 0,
    YMAX: length - 1,
    X_FIRST: west,
    Y_FIRST: north,
    X_STEP: step,
    Y_STEP: -step,
    X_UNIT: 'degres',
    Y_UNIT: 'degres',
    Z_OFFSET: 0,
    Z_SCALE: 1,
    PROJECTION: 'LATLON',
    DATUM: 'WGS84',
  });
  return {
    bytes: Buffer.from(values.buffer),
    sheet: sheet.map(([key, value]) => `${key} ${value}\n`).join(''),
  };
}

/** The part of a product around the scene: 0.07 degrees, heights up to those of the scene. */
async function makeOpera(path: string, random: () => number): Promise<void> {
  const axis = (from: number, to: number, step: number) =>
    Float64Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, k) => from + k * step);
  const latitude = axis(AREA.south, AREA.north, 0.07).reverse();
  const longitude = axis(AREA.west, AREA.east, 0.07);
  const height = axis(-500, 1000, 50);
  const shape = [1, height.length, latitude.length, longitude.length];
  const plane = latitude.length * longitude.length;
  const shift = random();
  const delay = (share: number) =>
    Float32Array.from(
      { length: height.length * plane },
      (_, i) => share * Math.exp(-height[Math.floor(i / plane)] / 8000) * (1 + 0.01 * Math.sin(i + shift)),
    );
  const datasets = [
    ...Object.entries({ latitude, longitude, height }).map(([name, { length }]) => ({
      name,
      type: 'f8' as const,
      shape: [length],
    })),
    ...(['wet_delay', 'hydrostatic_delay'] as const).map((name) => ({ name, type: 'f4' as const, shape })),
  ];
  await makeH5(path, { attributes: {}, datasets }, async (writer) => {
    for (const [name, values] of Object.entries({ latitude, longitude, height })) writer.write(name, values);
    writer.write('wet_delay', delay(0.15));
    writer.write('hydrostatic_delay', delay(2.3));
  });
}

/** 13 maps of every two hours, 71 x 73 values, and as many of their errors. */
function makeIonex(date: string, random: () => number): string {
  const line = (text: string, key: string) => `${text.padEnd(60)}${key.padEnd(20)}\n`;
  const time = (hour: number) => {
    const moment = new Date(parseDate(date) + hour * 36e5);
    const parts = [moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate()];
    return [...parts, moment.getUTCHours(), 0, 0].map((part) => String(part).padStart(6)).join('');
  };
  const shift = random();
  const maps = ['TEC', 'RMS'].flatMap((kind) =>
    Array.from({ length: 13 }, (_, k) => {
      let text =
        line(String(k + 1).padStart(6), `START OF ${kind} MAP`) + line(time(2 * k), 'EPOCH OF CURRENT MAP');
      for (let y = 0; y < 71; y++) {
        text += line(
          `  ${(87.5 - 2.5 * y).toFixed(1).padStart(6)}-180.0 180.0   5.0 450.0`,
          'LAT/LON1/LON2/DLON/H',
        );
        for (let x = 0; x < 73; x++) {
          text += String(Math.round(200 + 150 * Math.sin(y / 9 + x / 12 + k + shift))).padStart(5);
          if (x % 16 === 15 || x === 72) text += '\n';
        }
      }
      return text + line(String(k + 1).padStart(6), `END OF ${kind} MAP`);
    }),
  );
  return [
    line('     1.0            IONOSPHERE MAPS     GPS', 'IONEX VERSION / TYPE'),
    line(time(0), 'EPOCH OF FIRST MAP'),
    line(time(24), 'EPOCH OF LAST MAP'),
    line('  7200', 'INTERVAL'),
    line('    13', '# OF MAPS IN FILE'),
    line('   450.0 450.0   0.0', 'HGT1 / HGT2 / DHGT'),
    line('    87.5 -87.5  -2.5', 'LAT1 / LAT2 / DLAT'),
    line('  -180.0 180.0   5.0', 'LON1 / LON2 / DLON'),
    line('    -1', 'EXPONENT'),
    line('', 'END OF HEADER'),
    ...maps,
    line('', 'END OF FILE'),
  ].join('');
}
