import { designAtYears } from '../../src/core/timeseries/design-matrix.ts';
import type { TimeFunctionModel } from '../../src/core/timeseries/model.ts';
import { parameterDatasets } from '../../src/core/timeseries/parameter-datasets.ts';
import type { H5Reader } from '../../src/io/hdf5/types.ts';

/** The displacement curve of every pixel at the given years, rebuilt from the datasets of a velocity file. */
export function fittedCurves(
  file: H5Reader,
  years: ArrayLike<number>,
  origin: number,
  model: TimeFunctionModel,
): Float64Array {
  const design = designAtYears(years, model, origin);
  const numParameter = design.data.length / years.length;
  const datasets = parameterDatasets(model);
  const numPixel = (file.read('velocity') as Float32Array).length;
  const out = new Float64Array(years.length * numPixel);
  const add = (values: Float32Array, phase: Float32Array | undefined, columns: readonly number[]) => {
    for (let i = 0; i < years.length; i++) {
      const at = i * numParameter;
      const a = design.data[at + columns[0]];
      const b = design.data[at + (columns[1] ?? columns[0])];
      for (let p = 0; p < numPixel; p++) {
        const factor = phase === undefined ? a : Math.sin(phase[p]) * a + Math.cos(phase[p]) * b;
        out[i * numPixel + p] += values[p] * factor;
      }
    }
  };
  for (const { name, kind, columns } of datasets) {
    if (kind === 'phase') continue;
    const phase =
      kind === 'amplitude' ? (file.read(name.replace('Amplitude', 'Phase')) as Float32Array) : undefined;
    add(file.read(name) as Float32Array, phase, columns);
  }
  return out;
}
