import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatDate } from '../src/core/dates.ts';
import { sequentialPairs } from '../src/core/network/pair-selection.ts';
import { datesOfPairs } from '../src/core/network/pairs.ts';
import { createRandom } from '../src/core/stats/random.ts';
import { createH5 } from '../src/io/hdf5/file.ts';
import { type Components, drawCycles, makeComponents } from './components.ts';

export interface StackShape {
  readonly numDate: number;
  /** interferograms; as many of the shortest spans as it takes */
  readonly numIfgram: number;
  readonly length: number;
  readonly width: number;
  readonly seed?: number;
}

/** Attributes of a Sentinel-1 scene: all that the steps ask for. */
const SCENE = {
  PROCESSOR: 'isce',
  PLATFORM: 'Sen',
  WAVELENGTH: '0.05546576',
  ALOOKS: '7',
  RLOOKS: '19',
  NCORRLOOKS: '61.3',
  RANGE_PIXEL_SIZE: '44.27',
  AZIMUTH_PIXEL_SIZE: '98.7',
  STARTING_RANGE: '826346.9',
  EARTH_RADIUS: '6358544.5',
  HEIGHT: '696879.3',
  HEADING: '-166.82',
  ORBIT_DIRECTION: 'DESCENDING',
  ANTENNA_SIDE: '-1',
  CENTER_LINE_UTC: '15801.0',
  CENTER_INCIDENCE_ANGLE: '34.9',
};

const WAVELENGTH = Number(SCENE.WAVELENGTH);

/**
 * Write `inputs/ifgramStack.h5` and `inputs/geometryRadar.h5` of a made-up scene: a velocity field, DEM errors, noise
 * that grows as coherence falls, a share of missing observations, and three connected components of which two are off
 * by a cycle now and then. Seeded; speed of making it does not count.
 */
export async function makeStack(workDir: string, shape: StackShape): Promise<{ stackBytes: number }> {
  const { numDate, numIfgram, length, width, seed = 1 } = shape;
  const inputs = join(workDir, 'inputs');
  mkdirSync(inputs, { recursive: true });
  // Zenith delays of OPERA begin with 2016.
  const dates = Array.from({ length: numDate }, (_, k) => formatDate(Date.UTC(2016, 0, 1 + 12 * k)));
  const perDate = Math.ceil(numIfgram / numDate) + 1;
  const pairs = sequentialPairs(dates, perDate)
    .sort(
      (a, b) =>
        dates.indexOf(a.date2) - dates.indexOf(a.date1) - dates.indexOf(b.date2) + dates.indexOf(b.date1),
    )
    .slice(0, numIfgram)
    .sort((a, b) => (a.date1 + a.date2 < b.date1 + b.date2 ? -1 : 1));
  if (pairs.length < numIfgram || datesOfPairs(pairs).length < numDate)
    throw new Error('too few dates for so many pairs');
  const random = createRandom(seed);
  const attributes = { ...SCENE, LENGTH: String(length), WIDTH: String(width) };
  const cube = [numIfgram, length, width];
  const now = (Date.now() / 1000).toFixed(6);
  const stamp = { MODIFICATION_TIME: now };
  const numPixel = length * width;
  const stack = await createH5(join(inputs, 'ifgramStack.h5'), {
    attributes: {
      ...attributes,
      FILE_TYPE: 'ifgramStack',
      REF_Y: String(length >> 1),
      REF_X: String(width >> 1),
    },
    datasets: [
      { name: 'unwrapPhase', type: 'f4', shape: cube, attributes: stamp },
      { name: 'coherence', type: 'f4', shape: cube, attributes: stamp },
      { name: 'connectComponent', type: 'i2', shape: cube, attributes: stamp },
      { name: 'date', type: 'S8', shape: [numIfgram, 2] },
      { name: 'bperp', type: 'f4', shape: [numIfgram] },
      { name: 'dropIfgram', type: 'bool', shape: [numIfgram] },
    ],
  });
  stack.write(
    'date',
    pairs.flatMap(({ date1, date2 }) => [date1, date2]),
  );
  const baseline = new Map(dates.map((date) => [date, 200 * (random() - 0.5)]));
  stack.write(
    'bperp',
    Float32Array.from(pairs, ({ date1, date2 }) => baseline.get(date2)! - baseline.get(date1)!),
  );
  stack.write('dropIfgram', new Uint8Array(numIfgram).fill(1));
  // One noise plane, shifted from pair to pair: fast to make, and no two pixels see the same series.
  const noise = Float32Array.from({ length: numPixel }, () => random() + random() + random() - 1.5);
  const good = Float32Array.from({ length: numPixel }, (_, i) => 0.35 + 0.6 * Math.abs(Math.sin(i / 997)));
  const phase = new Float32Array(numPixel);
  const coherence = new Float32Array(numPixel);
  const components = makeComponents(length, width);
  const { label } = components;
  const cycles = createRandom(seed + 1);
  // DEM error: phase = -4 pi / lambda * bperp * dz / (R sin(incidence)), with R and incidence of the scene centre.
  const demPhase = Float32Array.from({ length: numPixel }, (_, i) => {
    const dz = 15 * Math.sin(i / 5003); // m
    return (-4 * Math.PI * dz) / (WAVELENGTH * 840000 * Math.sin(0.6));
  });
  for (const [k, { date1, date2 }] of pairs.entries()) {
    const years = (dates.indexOf(date2) - dates.indexOf(date1)) * (12 / 365.25);
    const bperp = baseline.get(date2)! - baseline.get(date1)!;
    const offset = drawCycles(cycles).map((n) => 3 + 2 * Math.PI * n);
    const shift = (k * 7919) % numPixel;
    for (let i = 0; i < numPixel; i++) {
      const j = i + shift < numPixel ? i + shift : i + shift - numPixel;
      const velocity = 0.02 * Math.sin(i / 3001); // m/year
      const gamma = Math.min(0.99, Math.max(0.02, good[i] + 0.15 * noise[j]));
      coherence[i] = gamma;
      const signal = demPhase[i] * bperp - (4 * Math.PI * velocity * years) / WAVELENGTH;
      phase[i] = noise[j] > 1.35 ? 0 : offset[label[i]] + signal + (1 - gamma) * noise[j];
    }
    const slab = { start: [k, 0, 0], count: [1, length, width] };
    stack.write('unwrapPhase', phase, slab);
    stack.write('coherence', coherence, slab);
    stack.write('connectComponent', label, slab);
  }
  stack.commit();
  await makeGeometry(join(inputs, 'geometryRadar.h5'), attributes, components);
  return { stackBytes: 2 * numIfgram * numPixel * 4 };
}

async function makeGeometry(path: string, attributes: Record<string, string>, { land }: Components) {
  const [length, width] = [Number(attributes.LENGTH), Number(attributes.WIDTH)];
  const raster = (value: (y: number, x: number) => number) =>
    Float32Array.from({ length: length * width }, (_, i) => value(Math.floor(i / width), i % width));
  const datasets = {
    height: raster((y, x) => 300 + 200 * Math.sin(y / 90) * Math.cos(x / 70)),
    latitude: raster((y, x) => 36.6 - y * 0.0008 - x * 0.0001),
    longitude: raster((y, x) => 25.9 - x * 0.0009 + y * 0.0002),
    incidenceAngle: raster((_, x) => 33 + x / 200),
    azimuthAngle: raster(() => -102),
    slantRangeDistance: raster((_, x) => 826346.9 + 44.27 * x),
  };
  const writer = await createH5(path, {
    attributes: { ...attributes, FILE_TYPE: 'geometry' },
    datasets: [
      ...Object.keys(datasets).map((name) => ({ name, type: 'f4' as const, shape: [length, width] })),
      { name: 'waterMask', type: 'bool', shape: [length, width] },
      { name: 'shadowMask', type: 'bool', shape: [length, width] },
    ],
  });
  writer.write('waterMask', land);
  writer.write('shadowMask', new Uint8Array(length * width)); // nothing is hidden
  for (const [name, values] of Object.entries(datasets)) writer.write(name, values);
  writer.commit();
}
