import { latLonToLaea } from '../../core/geometry/laea-europe.ts';
import { losVector } from '../../core/geometry/look-vector.ts';
import type { PointField } from '../../io/points/point-table.ts';
import { codes, constant, type KnownPoints, type PointColumn, pixelNumbers } from './column.ts';
import type { PointScene } from './scene.ts';

const real = (name: string, decimals: number): PointField => ({ name, kind: 'real', width: 10, decimals });
const whole = (name: string): PointField => ({ name, kind: 'whole', width: 8 });

/**
 * Columns of the European Ground Motion Service's basic and calibrated products (L2a, L2b), whose readers find them by name:
 * displacement in mm under plain dates, velocity in mm/year, places in degrees and on EPSG:3035. What is not known here
 * (kind of scatterer, amplitude dispersion) is empty.
 */
export function egmsColumns(scene: PointScene, zeroFirst: boolean): PointColumn[] {
  const { inputs, scales, dates, main } = scene;
  const raster = (name: string, decimals: number, input: string): PointColumn =>
    inputs[input] === undefined
      ? constant(real(name, decimals), Number.NaN)
      : { field: real(name, decimals), input, scale: scales[input] };
  const hidden = (name: string, input: string): PointColumn[] =>
    inputs[input] === undefined ? [] : [{ field: real(name, 0), input, isHidden: true }];
  const los = (name: string, k: 0 | 1 | 2): PointColumn => ({
    field: real(name, 3),
    derive: (points) => lookVectors(points, k),
  });
  return [
    { field: { name: 'pid', kind: 'text', width: 8 }, derive: codes },
    constant(whole('mp_type'), Number.NaN),
    { field: real('latitude', 8), derive: ({ latitude }) => latitude },
    { field: real('longitude', 8), derive: ({ longitude }) => longitude },
    { field: real('easting', 2), derive: (points) => european(points, 0) },
    { field: real('northing', 2), derive: (points) => european(points, 1) },
    raster('height', 1, 'height'),
    constant(real('height_wgs84', 1), Number.NaN),
    { field: whole('line'), derive: ({ y }) => pixelNumbers(y) },
    { field: whole('pixel'), derive: ({ x }) => pixelNumbers(x) },
    raster('rmse', 2, 'residue'),
    raster('temporal_coherence', 2, 'temporalCoherence'),
    constant(real('amplitude_dispersion', 2), Number.NaN),
    raster('incidence_angle', 2, 'incidenceAngle'),
    constant(real('track_angle', 2), Number(main.attributes['HEADING'] ?? Number.NaN)),
    ...hidden('azimuthAngle', 'azimuthAngle'),
    los('los_east', 0),
    los('los_north', 1),
    los('los_up', 2),
    raster('mean_velocity', 2, 'velocity'),
    raster('mean_velocity_std', 2, 'velocityStd'),
    raster('acceleration', 2, 'acceleration'),
    raster('acceleration_std', 2, 'accelerationStd'),
    raster('seasonality', 2, 'annualAmplitude'),
    raster('seasonality_std', 2, 'annualAmplitudeStd'),
    ...dates.map(
      (date, plane): PointColumn => ({
        field: real(date, 2),
        input: 'series',
        plane,
        scale: scales['series'],
        ...(zeroFirst && { minus: 0 }),
      }),
    ),
  ];
}

function european({ count, latitude, longitude }: KnownPoints, axis: 0 | 1): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => latLonToLaea(latitude[i], longitude[i])[axis]);
}

function lookVectors(points: KnownPoints, part: 0 | 1 | 2): Float32Array {
  const incidence = points.of('incidence_angle');
  const azimuth = points.of('azimuthAngle');
  return Float32Array.from({ length: points.count }, (_, i) =>
    incidence === undefined || azimuth === undefined ? Number.NaN : losVector(incidence[i], azimuth[i])[part],
  );
}
