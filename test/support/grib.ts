/* Weather files for tests: ERA5 as the Climate Data Store packs it (GRIB edition 1), alike everywhere on a level. */

const LEVELS = [
  1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 125, 150, 175, 200, 225, 250, 300, 350, 400, 450, 500, 550, 600,
  650, 700, 750, 775, 800, 825, 850, 875, 900, 925, 950, 975, 1000,
];

export interface GribArea {
  readonly north: number;
  readonly west: number;
  readonly south: number;
  readonly east: number;
}

/** Geopotential, temperature and humidity of a date on 37 levels, at whole degrees of an area. The day makes it moist. */
export function weatherGrib(date: string, hour: number, area: GribArea): Buffer {
  const moisture = 0.004 + 0.0004 * (Number(date.slice(6, 8)) % 20);
  const messages = LEVELS.flatMap((level) => {
    const height = 7400 * Math.log(1010 / level);
    return [
      message(129, level, 9.81 * height, { date, hour, area }),
      message(130, level, Math.max(210, 288 - 0.0065 * height), { date, hour, area }),
      message(133, level, moisture * Math.exp(-height / 2000), { date, hour, area }),
    ];
  });
  return Buffer.concat(messages);
}

interface Around {
  readonly date: string;
  readonly hour: number;
  readonly area: GribArea;
}

/** A field of one value: it is the reference value, and no bits follow. */
function message(parameter: number, level: number, value: number, { date, hour, area }: Around): Buffer {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)].map(Number);
  const { north, west, south, east } = area;
  const time = [
    ((year - 1) % 100) + 1,
    month,
    day,
    hour,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    Math.ceil(year / 100),
    0,
    0,
    0,
  ];
  const product = section([128, 98, 145, 255, 0x80, parameter, 100, ...u(level, 2), ...time]);
  const grid = section([
    0,
    255,
    0,
    ...u(east - west + 1, 2),
    ...u(north - south + 1, 2),
    ...signed(1000 * north),
    ...signed(1000 * west),
    0x80,
    ...signed(1000 * south),
    ...signed(1000 * east),
    ...u(1000, 2),
    ...u(1000, 2),
    0,
    0,
    0,
    0,
    0,
  ]);
  const data = section([0x08, 0, 0, ...ibm(value), 0, 0]);
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

/** Three bytes with the sign in front. */
function signed(value: number): number[] {
  return u(value < 0 ? 0x800000 - value : value, 3);
}

/** The floating point numbers of IBM. */
function ibm(value: number): number[] {
  const exponent = Math.ceil(Math.log2(value) / 4 + 1e-9);
  return [exponent + 64, ...u(Math.round((value / 16 ** exponent) * 2 ** 24), 3)];
}
