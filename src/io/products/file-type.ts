import type { H5Reader } from '../hdf5/types.ts';

const STACK = ['unwrapPhase', 'rangeOffset', 'azimuthOffset'];
const GEOMETRY = ['height', 'latitude', 'azimuthCoord'];

/** FILE_TYPE of an HDF5 file: known dataset names beat the stored attribute, as readers of these files expect. */
export function fileTypeOf(file: Pick<H5Reader, 'datasets' | 'attributes'>): string {
  const paths = [...file.datasets.values()];
  const datasets = paths
    .filter(({ name, shape }) => !name.includes('/') && shape.length >= 2)
    .map((d) => d.name);
  const groups = [
    ...new Set(paths.filter(({ name }) => name.includes('/')).map((d) => d.name.split('/')[0])),
  ];
  const has = (names: readonly string[]) => names.some((name) => datasets.includes(name));
  if (has(STACK)) return 'ifgramStack';
  if (has(GEOMETRY)) return 'geometry';
  if (has(['timeseries']) || groups.includes('timeseries')) return 'timeseries';
  if (has(['velocity'])) return 'velocity';
  if (groups.includes('HDFEOS')) return 'HDFEOS';
  if (has(['recons'])) return 'giantTimeseries';
  if (has(['igram', 'figram'])) return 'giantIfgramStack';
  const legacy = ['interferograms', 'coherence', 'wrapped'].find((name) => groups.includes(name));
  if (legacy !== undefined) return legacy;
  return file.attributes['FILE_TYPE'] ?? datasets[0] ?? groups[0] ?? '';
}
