import { writeFileSync } from 'node:fs';
import { writeArrayBuffer } from 'geotiff';
import { createH5 } from '../../src/io/hdf5/file.ts';
import type { DatasetSpec, H5Values } from '../../src/io/hdf5/types.ts';

/** Pixels of a product for tests, m. */
export const DISP_STEP = 30;
export const DISP_WAVELENGTH = 0.05546576;

export interface DispContent {
  readonly date1: string;
  readonly date2: string;
  /** m towards the satellite, [length, width] */
  readonly displacement: Float32Array;
  readonly shape: readonly [length: number, width: number];
  /** centre of the first pixel, m */
  readonly north?: number;
  readonly west?: number;
  /** recommended mask, 1 = good; all when left out */
  readonly mask?: Uint8Array;
  readonly bperp?: number;
  readonly frame?: number;
  /** left out of the file */
  readonly without?: RegExp;
}

/** Write a small OPERA DISP-S1 product in UTM zone 11N. */
export async function writeDisp(path: string, content: DispContent): Promise<void> {
  const { date1, date2, displacement, shape, north = 3_779_985, west = 380_015, bperp = 20 } = content;
  const [length, width] = shape;
  const n = length * width;
  const datasets: { spec: DatasetSpec; values: H5Values }[] = [];
  const add = (spec: DatasetSpec, values: H5Values) => {
    if (!content.without?.test(spec.name)) datasets.push({ spec, values });
  };
  const layer = (name: string, type: DatasetSpec['type'], values: H5Values, fill?: string) =>
    add({ name, type, shape, ...(fill === undefined ? {} : { attributes: { _FillValue: fill } }) }, values);
  const text = (name: string, value: string) =>
    add({ name: `identification/${name}`, type: `S${value.length}`, shape: [1] }, [value]);
  const axis = (first: number, step: number, count: number) =>
    Float64Array.from({ length: count }, (_, k) => first + k * step);
  const crs = 'PROJCRS["WGS 84 / UTM zone 11N",BASEGEOGCRS["WGS 84",ID["EPSG",4326]],ID["EPSG",32611]]';
  add({ name: 'spatial_ref', type: 'i4', shape: [1], attributes: { crs_wkt: crs } }, Int32Array.of(0));
  add({ name: 'y', type: 'f8', shape: [length] }, axis(north, -DISP_STEP, length));
  add({ name: 'x', type: 'f8', shape: [width] }, axis(west, DISP_STEP, width));
  layer('displacement', 'f4', displacement);
  const short = displacement.map((metres) => metres / 2);
  layer('short_wavelength_displacement', 'f4', short);
  layer('recommended_mask', 'u1', content.mask ?? new Uint8Array(n).fill(1), '255');
  layer('connected_component_labels', 'u2', new Uint16Array(n).fill(1), '65535');
  layer('temporal_coherence', 'f4', new Float32Array(n).fill(0.85));
  layer('water_mask', 'u1', new Uint8Array(n).fill(1), '255');
  layer('corrections/perpendicular_baseline', 'f4', new Float32Array(n).fill(bperp));
  layer('corrections/ionospheric_delay', 'f4', new Float32Array(n).fill(0.01));
  layer('corrections/solid_earth_tide', 'f4', new Float32Array(n).fill(-0.02));
  add({ name: 'identification/radar_wavelength', type: 'f8', shape: [1] }, Float64Array.of(DISP_WAVELENGTH));
  add({ name: 'identification/frame_id', type: 'i8', shape: [1] }, Float64Array.of(content.frame ?? 8882));
  for (const [which, date] of [
    ['reference', date1],
    ['secondary', date2],
  ]) {
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    text(`${which}_datetime`, `${day} 13:52:06.500000`);
    text(`${which}_zero_doppler_start_time`, `${day} 13:52:06.500000`);
    text(`${which}_zero_doppler_end_time`, `${day} 13:52:32.500000`);
  }
  text('orbit_pass_direction', 'Descending');
  const writer = await createH5(path, { attributes: {}, datasets: datasets.map(({ spec }) => spec) });
  for (const { spec, values } of datasets) writer.write(spec.name, values);
  writer.commit();
}

/** A GeoTIFF of several float32 bands, one value each, on the grid of such products. */
export async function writeBands(
  path: string,
  [length, width]: readonly [number, number],
  bands: readonly number[],
  { north = 3_780_000, west = 380_000 } = {},
): Promise<void> {
  const values = Float32Array.from(
    { length: length * width * bands.length },
    (_, i) => bands[i % bands.length],
  );
  const bytes = await writeArrayBuffer(values, {
    height: length,
    width,
    SamplesPerPixel: bands.length,
    BitsPerSample: bands.map(() => 32),
    SampleFormat: bands.map(() => 3),
    ModelPixelScale: [DISP_STEP, DISP_STEP, 0],
    ModelTiepoint: [0, 0, 0, west, north, 0],
    GTModelTypeGeoKey: 1,
    GTRasterTypeGeoKey: 1,
    ProjectedCSTypeGeoKey: 32611,
  });
  writeFileSync(path, new Uint8Array(bytes as ArrayBuffer));
}
