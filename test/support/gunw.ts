import { createH5 } from '../../src/io/hdf5/file.ts';
import type { DatasetSpec, H5Values } from '../../src/io/hdf5/types.ts';

/** What a NISAR product for tests holds; see the specification of L2 GUNW. */
export interface GunwContent {
  readonly date1: string;
  readonly date2: string;
  /** radians, [length, width] */
  readonly phase: Float32Array;
  readonly shape: readonly [length: number, width: number];
  /** centre of the first pixel, m */
  readonly north?: number;
  readonly west?: number;
  readonly epsg?: number;
  readonly frequency?: 'A' | 'B';
  readonly polarization?: string;
  /** `1.5.0` */
  readonly version?: string;
  /** mask of all pixels, or of one each */
  readonly mask?: Uint8Array | Uint32Array;
  /** left out of the file */
  readonly without?: RegExp;
  readonly frame?: number;
}

export const GUNW_STEP = 80;
export const GUNW_FREQUENCY_HZ = 1.2575e9;

/** Write a small L2 GUNW product: cubes whose values are linear in place and height. */
export async function writeGunw(path: string, content: GunwContent): Promise<void> {
  const { date1, date2, phase, shape, frequency = 'A', polarization = 'HH', epsg = 32611 } = content;
  const { north = 3_779_960, west = 380_040, version = '1.3.0', frame = 34 } = content;
  const [length, width] = shape;
  const n = length * width;
  const gunw = 'science/LSAR/GUNW';
  const own = 'science/LSAR/identification';
  const group = `${gunw}/grids/frequency${frequency}`;
  const unwrapped = `${group}/unwrappedInterferogram`;
  const layers = `${unwrapped}/${polarization}`;
  const radar = `${gunw}/metadata/radarGrid`;
  const looks = `${gunw}/metadata/processingInformation/parameters/unwrappedInterferogram/frequency${frequency}`;
  const datasets: { spec: DatasetSpec; values: H5Values }[] = [];
  const add = (
    name: string,
    type: DatasetSpec['type'],
    of: readonly number[],
    values: H5Values,
    attributes?: DatasetSpec['attributes'],
  ) => {
    if (content.without?.test(name)) return;
    datasets.push({ spec: { name, type, shape: of, attributes }, values });
  };
  const one = (name: string, value: number) => add(name, 'f8', [1], Float64Array.of(value));
  const text = (name: string, value: string) => add(name, `S${value.length}`, [1], [value]);
  const axis = (first: number, step: number, count: number) =>
    Float64Array.from({ length: count }, (_, k) => first + k * step);
  one(`${group}/centerFrequency`, GUNW_FREQUENCY_HZ);
  add(`${layers}/unwrappedPhase`, 'f4', shape, phase, { _FillValue: 'nan' });
  add(`${layers}/coherenceMagnitude`, 'f4', shape, new Float32Array(n).fill(0.9));
  const labels = new Uint16Array(n).fill(1);
  labels[n - 1] = 65_535;
  add(`${layers}/connectedComponents`, 'u2', shape, labels);
  add(
    `${layers}/ionospherePhaseScreen`,
    'f4',
    shape,
    phase.map((value) => value / 10),
  );
  add(`${layers}/projection`, 'i4', [1], Int32Array.of(epsg));
  add(`${layers}/xCoordinates`, 'f8', [width], axis(west, GUNW_STEP, width));
  add(`${layers}/yCoordinates`, 'f8', [length], axis(north, -GUNW_STEP, length));
  one(`${layers}/xCoordinateSpacing`, GUNW_STEP);
  one(`${layers}/yCoordinateSpacing`, -GUNW_STEP);
  const mask = content.mask ?? new Uint8Array(n).fill(11);
  add(`${unwrapped}/mask`, mask instanceof Uint8Array ? 'u1' : 'u4', shape, mask);
  one(`${looks}/numberOfRangeLooks`, 13);
  one(`${looks}/numberOfAzimuthLooks`, 16);
  const nodes = [3, 4, 5] as const;
  const heights = axis(-500, 2000, 3);
  const ys = axis(north + 1000, -1500, 4);
  const xs = axis(west - 1000, 1500, 5);
  add(`${radar}/heightAboveEllipsoid`, 'f8', [3], heights);
  add(`${radar}/yCoordinates`, 'f8', [4], ys);
  add(`${radar}/xCoordinates`, 'f8', [5], xs);
  const cube = (name: string, value: (h: number, y: number, x: number) => number) =>
    add(
      `${radar}/${name}`,
      'f8',
      nodes,
      Float64Array.from({ length: 60 }, (_, k) =>
        value(heights[Math.floor(k / 20)], ys[Math.floor(k / 5) % 4], xs[k % 5]),
      ),
    );
  cube('referenceSlantRange', (h, _, x) => 900_000 - h + (x - west) / 2);
  cube('incidenceAngle', (h, _, x) => 37 + h / 1e4 + (x - west) / 1e5);
  cube('losUnitVectorX', () => -0.6);
  cube('losUnitVectorY', () => -0.1);
  add(`${radar}/perpendicularBaseline`, 'f4', [2, 4, 5], new Float32Array(40).fill(25));
  cube('wetTroposphericPhaseScreen', (h) => h / 1000);
  cube('hydrostaticTroposphericPhaseScreen', (h) => h / 500);
  cube('slantRangeSolidEarthTidesPhase', (_, y) => (y - north) / 1e4);
  for (const [which, date] of [
    ['reference', date1],
    ['secondary', date2],
  ]) {
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    text(`${own}/${which}ZeroDopplerStartTime`, `${day}T13:52:06.000000000`);
    text(`${own}/${which}ZeroDopplerEndTime`, `${day}T13:52:41.000000000`);
  }
  text(`${own}/orbitPassDirection`, 'Ascending');
  text(`${own}/missionId`, 'NISAR');
  text(`${own}/productSpecificationVersion`, version);
  one(`${own}/trackNumber`, 64);
  one(`${own}/frameNumber`, frame);
  const writer = await createH5(path, { attributes: {}, datasets: datasets.map(({ spec }) => spec) });
  for (const { spec, values } of datasets) writer.write(spec.name, values);
  writer.commit();
}
