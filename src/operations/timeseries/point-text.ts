import { coordinateDigits } from '../../core/geometry/map-grid.ts';
import { pythonFloat32 } from '../../core/python-float.ts';
import type { FittedParameter } from '../../core/timeseries/series-fit.ts';
import { isGeocoded, optionalNumber } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { PointSeries } from './point-series.ts';

/** `Y/X = 60, 80, lat/lon = 36.41693, 25.42585`; without the place where it is not known. */
export function pointName({ pixel, place }: PointSeries, attributes: Attributes): string {
  const name = `Y/X = ${pixel.y}, ${pixel.x}`;
  if (place === undefined) return name;
  const step = isGeocoded(attributes) ? optionalNumber(attributes, 'Y_STEP') : undefined;
  const isDegrees = step !== undefined && Math.abs(step) < 1;
  const digits = coordinateDigits(isDegrees ? step : undefined);
  return `${name}, lat/lon = ${place.lat.toFixed(digits)}, ${place.lon.toFixed(digits)}`;
}

/** Parameters in columns: `velocity       :  1.45 +/-  0.71 cm/year`. */
export function parameterLines(parameters: readonly FittedParameter[]): string[] {
  const width = Math.max(0, ...parameters.map(({ name }) => name.length));
  const number = (value: number) => value.toFixed(2).padStart(5);
  return parameters.map(({ name, value, std, unit }) => {
    const spread = std === undefined ? '' : ` +/- ${number(std)}`;
    return `${name.padEnd(width)}: ${number(value)}${spread} ${unit}`;
  });
}

/**
 * The text file of a point: comments that tell file, pixel, reference, fit and unit, then a line per date with its value,
 * and its spread where there is one. Missing values are nan.
 */
export function pointText(
  series: PointSeries,
  attributes: Attributes,
  {
    name,
    excluded = [],
    parameters = [],
    comments = [],
  }: {
    /** of the file, as it was typed */
    readonly name: string;
    readonly excluded?: readonly string[];
    readonly parameters?: readonly FittedParameter[];
    readonly comments?: readonly string[];
  },
): string {
  const { dates, values, spread, unit, referenceDate } = series;
  const left = excluded.filter((date) => dates.includes(date));
  const header = [
    `time-series file = ${name}`,
    pointName(series, attributes),
    ...referenceLines(series, attributes),
    ...(referenceDate === dates[0] ? [] : [`reference date: ${referenceDate}`]),
    ...(left.length > 0 ? [`exclude date: [${left.map((date) => `'${date}'`).join(', ')}]`] : []),
    ...comments,
    ...(parameters.length > 0
      ? ['estimated time function parameters:', ...parameterLines(parameters).map((line) => `    ${line}`)]
      : []),
    `unit: ${unit}`,
  ];
  const rows = dates.map((date, k) =>
    [date, pythonFloat32(values[k]), ...(spread ? [pythonFloat32(spread[k])] : [])].join('\t'),
  );
  return `${[...header.map((line) => `# ${line}`), ...rows].join('\n')}\n`;
}

function referenceLines({ referencePixel: pixel }: PointSeries, attributes: Attributes): string[] {
  if (pixel) return [`reference pixel: y=${pixel.y}, x=${pixel.x}`];
  const area = attributes['REF_AREA'];
  return area === undefined ? [] : [`reference: ${area}`];
}
