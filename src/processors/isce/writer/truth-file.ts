import { displacementAt, trueVelocity } from '../../../core/simulation/deformation.ts';
import type { Scene } from '../../../core/simulation/scene.ts';
import { makeH5 } from '../../../io/hdf5/file.ts';
import type { DatasetSpec, H5Values } from '../../../io/hdf5/types.ts';

/**
 * Write what the simulator put in as HDF5: line-of-sight metres toward the satellite relative to the first date,
 * `velocity` the linear fit of the true displacement (m/year), `unwrapError` whole cycles per interferogram and island.
 */
export async function writeTruth(scene: Scene, path: string): Promise<void> {
  const { truth, options, dates, date12s } = scene;
  const { length, width } = options;
  const numDate = dates.length;
  const { stratifiedPattern, zenithDelay, turbulent, ramp } = truth.delays;
  const numIsland = truth.islands.data.reduce((most, label) => Math.max(most, label), 0);
  const unwrapError = new Int16Array(date12s.length * (numIsland + 1));
  truth.unwrappingErrors.forEach((errors, k) => {
    for (const { island, cycles } of errors) unwrapError[k * (numIsland + 1) + island] = cycles;
  });

  const small: [DatasetSpec, H5Values][] = [
    [{ name: 'date', type: 'S8', shape: [numDate] }, [...dates]],
    [{ name: 'date12', type: 'S17', shape: [date12s.length] }, [...date12s]],
    [{ name: 'bperp', type: 'f4', shape: [numDate] }, Float32Array.from(scene.bperp)],
    [
      { name: 'velocity', type: 'f4', shape: [length, width] },
      trueVelocity(truth.deformation, scene.years, [length, width]).data,
    ],
    [{ name: 'demError', type: 'f4', shape: [length, width] }, truth.demError.data],
    [{ name: 'island', type: 'u1', shape: [length, width] }, truth.islands.data],
    [{ name: 'troposphereStratifiedPattern', type: 'f4', shape: [length, width] }, stratifiedPattern.data],
    [{ name: 'zenithDelay', type: 'f8', shape: [numDate] }, zenithDelay],
    [{ name: 'orbitalRamp', type: 'f8', shape: [numDate, 2] }, Float64Array.from(ramp.flat())],
    [{ name: 'unwrapError', type: 'i2', shape: [date12s.length, numIsland + 1] }, unwrapError],
  ];
  for (const { name, pattern, history } of truth.deformation) {
    small.push([{ name: `${name}Pattern`, type: 'f4', shape: [length, width] }, pattern.data]);
    small.push([{ name: `${name}History`, type: 'f8', shape: [numDate] }, history]);
  }
  if (turbulent.shape[0] > 0) {
    small.push([{ name: 'troposphereTurbulent', type: 'f4', shape: turbulent.shape }, turbulent.data]);
  }
  const displacement: DatasetSpec = { name: 'displacement', type: 'f4', shape: [numDate, length, width] };

  const layout = {
    attributes: {
      FILE_TYPE: 'truth',
      LENGTH: String(length),
      WIDTH: String(width),
      UNIT: 'm',
      SEED: String(options.seed),
      START_DATE: dates[0],
      END_DATE: dates[numDate - 1],
    },
    datasets: [...small.map(([spec]) => spec), displacement],
  };
  await makeH5(path, layout, (file) => {
    for (const [{ name }, values] of small) file.write(name, values);
    const sum = new Float64Array(length * width);
    for (let d = 0; d < numDate; d++) {
      displacementAt(truth.deformation, d, sum);
      file.write('displacement', Float32Array.from(sum), { start: [d, 0, 0], count: [1, length, width] });
    }
  });
}
