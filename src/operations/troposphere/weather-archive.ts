import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Area } from '../../core/atmosphere/pressure-levels.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';

/** An area in whole degrees, as the names of weather files tell it. */
export interface WeatherBox {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** Degrees around a scene that its weather must cover, and what the edges are multiples of: scenes share their files. */
const BUFFER = 2;
const MULTIPLE = 10;

/** The area that is asked for: the scene and 2 degrees around it, out to tens of degrees. */
function boxAround({ south, north, west, east }: Area): WeatherBox {
  const down = (value: number) => MULTIPLE * Math.floor(Math.floor(value - BUFFER) / MULTIPLE);
  const up = (value: number) => MULTIPLE * Math.ceil(Math.ceil(value + BUFFER) / MULTIPLE);
  return {
    south: Math.max(-90, down(south)),
    north: Math.min(90, up(north)),
    west: down(west),
    east: up(east),
  };
}

/** `N20_N40_E120_E140` */
function boxName({ south, north, west, east }: WeatherBox): string {
  const one = (value: number, [plus, minus]: string) => `${value < 0 ? minus : plus}${Math.abs(value)}`;
  return [one(south, 'NS'), one(north, 'NS'), one(west, 'EW'), one(east, 'EW')].join('_');
}

/** Whatever turn of the Earth their longitudes are told in: 170 to 190 covers -179.9 to -179.5. */
function covers(outer: WeatherBox, { south, north, west, east }: Area): boolean {
  const turn = longitudeNear(west, (outer.west + outer.east) / 2) - west;
  const isAcross = outer.west <= west + turn && outer.east >= east + turn;
  return outer.south <= south && outer.north >= north && isAcross;
}

/** A file of the archive by its name, such as `ERA5_N20_N40_E120_E140_20101017_14.grb`. */
interface WeatherFile {
  readonly name: string;
  readonly box: WeatherBox;
  readonly date: string;
  readonly hour: number;
}

const NAME =
  /^ERA-?5_([NS])(\d+)_([NS])(\d+)_([EW])(\d+)_([EW])(\d+)_(\d{8})_(\d{2})\.(grb|grib|grb2|grib2|nc)$/i;

function parseName(name: string): WeatherFile | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const edge = (k: number) => (/[SW]/i.test(match[k]) ? -1 : 1) * Number(match[k + 1]);
  const box = { south: edge(1), north: edge(3), west: edge(5), east: edge(7) };
  return { name, box, date: match[9], hour: Number(match[10]) };
}

/** Files of ERA5 in one folder, `ERA5` of the weather folder, that concern a scene at an hour of the day. */
export class WeatherArchive {
  readonly folder: string;
  /** area of the files that are fetched */
  readonly box: WeatherBox;
  readonly hour: number;
  private readonly files: readonly WeatherFile[];

  /** @param weatherDir may be missing @param hour UTC, 0 to 23 */
  constructor(weatherDir: string, area: Area, hour: number) {
    this.folder = join(weatherDir, 'ERA5');
    this.hour = hour;
    const names = existsSync(this.folder) ? readdirSync(this.folder).sort() : [];
    const files = names.map(parseName).filter((file) => file?.hour === hour && covers(file.box, area));
    const own = boxAround(area);
    const wanted = (file: WeatherFile) => (covers(file.box, own) ? 1 : 0);
    // Of several files of a date the one whose area has most of them, and covers what would be fetched.
    const counts = new Map<string, number>();
    for (const file of files) counts.set(boxName(file!.box), (counts.get(boxName(file!.box)) ?? 0) + 1);
    const count = (file: WeatherFile) => counts.get(boxName(file.box))!;
    this.files = (files as WeatherFile[]).sort((a, b) => wanted(b) - wanted(a) || count(b) - count(a));
    const [first] = this.files;
    this.box = first !== undefined && wanted(first) === 1 ? first.box : own;
  }

  /** Files of a date, the best first. */
  candidates(date: string): string[] {
    return this.files.filter((file) => file.date === date).map(({ name }) => join(this.folder, name));
  }

  /** Where the file of a date is put that is fetched. */
  target(date: string): string {
    return join(this.folder, `ERA5_${boxName(this.box)}_${date}_${String(this.hour).padStart(2, '0')}.grb`);
  }
}

/** Bytes in which a GRIB file ends: MARS fills up the last record with zeros. */
const PADDING = 4096;

/** Whether a file ends as it should, as far as its last bytes tell: a GRIB file that was cut does not. */
export function endsWell(path: string): boolean {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size < 8) return false;
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(Math.min(size, PADDING))];
    readSync(fd, head, 0, head.length, 0);
    readSync(fd, tail, 0, tail.length, size - tail.length);
    return head.toString('latin1') !== 'GRIB' || /7777\0*$/.test(tail.toString('latin1'));
  } finally {
    closeSync(fd);
  }
}

/** The hour of the day nearest to a time, s: of two that are equally near the earlier; never one of the next day. */
export function nearestHour(seconds: number): number {
  return Math.min(23, Math.max(0, Math.ceil(seconds / 3600 - 0.5)));
}
