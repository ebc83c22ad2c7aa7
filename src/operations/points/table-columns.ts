import type { PointField } from '../../io/points/point-table.ts';
import { codes, type PointColumn, pixelNumbers } from './column.ts';
import type { PointScene } from './scene.ts';
import { dateNames } from './shapefile-columns.ts';

const field = (name: string, decimals: number, unit: string, description: string): PointField => ({
  name,
  kind: 'real',
  width: 10,
  decimals,
  unit,
  description,
});

/** Columns of rasters, by input, in order; those without an input are left out. */
const RASTERS: readonly (readonly [input: string, PointField])[] = [
  ['height', field('height', 2, 'm', 'height of the terrain')],
  ['incidenceAngle', field('incidence_angle', 3, 'degree', 'angle of the line of sight from the vertical')],
  [
    'azimuthAngle',
    field('azimuth_angle', 3, 'degree', 'azimuth of the line of sight, anticlockwise from north'),
  ],
  ['velocity', field('velocity', 3, 'mm/year', 'velocity toward the satellite')],
  ['velocityStd', field('velocity_std', 3, 'mm/year', 'standard deviation of the velocity')],
  [
    'temporalCoherence',
    field('temporal_coherence', 4, '1', 'how well the series explains the interferograms'),
  ],
];

/** Where points lie: number, degrees, row and column. */
const PLACE: readonly PointColumn[] = [
  { field: { name: 'pid', kind: 'text', width: 8, description: 'number of the point' }, derive: codes },
  {
    field: { ...field('latitude', 8, 'degree', 'north, WGS-84'), isDouble: true },
    derive: ({ latitude }) => latitude,
  },
  {
    field: { ...field('longitude', 8, 'degree', 'east, WGS-84'), isDouble: true },
    derive: ({ longitude }) => longitude,
  },
  {
    field: { name: 'y', kind: 'whole', width: 6, description: 'row of the image, from 0' },
    derive: ({ y }) => pixelNumbers(y),
  },
  {
    field: { name: 'x', kind: 'whole', width: 6, description: 'column of the image, from 0' },
    derive: ({ x }) => pixelNumbers(x),
  },
];

/** Columns of tables for people and programs: what is there, under plain names; dates as `D20180104`, in mm. */
export function tableColumns({ inputs, scales, dates }: PointScene, zeroFirst: boolean): PointColumn[] {
  const rasters = RASTERS.filter(([input]) => inputs[input] !== undefined).map(
    ([input, field]): PointColumn => ({ field, input, scale: scales[input] }),
  );
  const series = dateNames(dates).map(
    (name, plane): PointColumn => ({
      field: field(name, 2, 'mm', `displacement toward the satellite on ${dates[plane]}`),
      input: 'series',
      plane,
      scale: scales['series'],
      ...(zeroFirst && { minus: 0 }),
    }),
  );
  return [...PLACE, ...rasters, ...series];
}
