import type { PointField } from '../../io/points/point-table.ts';
import { codes, constant, type PointColumn } from './column.ts';
import type { PointScene } from './scene.ts';

const real = (name: string, width: number, decimals: number, unit?: string): PointField => ({
  name,
  kind: 'real',
  width,
  decimals,
  ...(unit && { unit }),
});

/** Columns of a shapefile as MintPy and StaMPS viewers know them. @param zeroFirst displacement relative to the first date */
export function shapefileColumns(scene: PointScene, zeroFirst: boolean): PointColumn[] {
  const { inputs, scales, dates } = scene;
  const raster = (field: PointField, input: string): PointColumn =>
    inputs[input] === undefined ? constant(field, Number.NaN) : { field, input, scale: scales[input] };
  return [
    { field: { name: 'CODE', kind: 'text', width: 8 }, derive: codes },
    raster(real('HEIGHT', 7, 2, 'm'), 'height'),
    constant(real('H_STDEV', 5, 2, 'm'), 0),
    raster(real('VEL', 8, 2, 'mm/year'), 'velocity'),
    raster(real('V_STDEV', 6, 2, 'mm/year'), 'velocityStd'),
    raster(real('COHERENCE', 5, 3), 'temporalCoherence'),
    constant({ name: 'EFF_AREA', kind: 'whole', width: 9 }, 1),
    ...dateNames(dates).map(
      (name, plane): PointColumn => ({
        field: real(name, 8, 2, 'mm'),
        input: 'series',
        plane,
        scale: scales['series'],
        ...(zeroFirst && { minus: 0 }),
      }),
    ),
  ];
}

/**
 * Names of fields for dates, at most ten characters: `D20180104`. The second and later acquisitions of a day get a letter:
 * `D20180104B`.
 */
export function dateNames(dates: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return dates.map((date) => {
    const day = date.slice(0, 8);
    const n = seen.get(day) ?? 0;
    seen.set(day, n + 1);
    return n === 0 ? `D${day}` : `D${day}${String.fromCharCode(65 + n)}`;
  });
}
