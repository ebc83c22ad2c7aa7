import type { GnssComparison, GnssStation } from './compare-gnss.ts';

const HEADER =
  'Site,Lat,Lon,Y,X,NumDate,RMSE,Correlation,MeanStd,GnssVelocity,InsarVelocity,TemporalCoherence';

/** A line per station, m and m/year; an empty field is unknown. */
export function statisticsTable({ stations }: GnssComparison): string {
  const field = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(9))) : '');
  const rows = stations.map((one) =>
    [
      one.site,
      one.latitude,
      one.longitude,
      one.pixel.y,
      one.pixel.x,
      one.common.dates.length,
      ...[
        one.rmse,
        one.correlation,
        one.meanStd,
        one.gnssVelocity,
        one.insarVelocity,
        one.temporalCoherence,
      ].map(field),
    ].join(','),
  );
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** A line per date that a station and the scene have: both displacements, m. */
export function displacementTable({ stations }: GnssComparison): string {
  const rows = stations.flatMap(({ site, common }) =>
    common.dates.map(
      (date, k) => `${site},${date},${common.gnss[k].toFixed(6)},${common.insar[k].toFixed(6)}`,
    ),
  );
  return `${['Site,Date,Gnss,Insar', ...rows].join('\n')}\n`;
}

/** What all stations but the reference say together: root mean squares of their differences, m and m/year. */
export function misfitOf({ stations, reference }: GnssComparison): {
  readonly rmse: number;
  readonly velocity: number;
  readonly count: number;
} {
  const others = stations.filter(({ site, rmse }) => site !== reference && Number.isFinite(rmse));
  const mean = (of: (station: GnssStation) => number) =>
    Math.sqrt(others.reduce((sum, station) => sum + of(station) ** 2, 0) / others.length);
  return {
    rmse: mean(({ rmse }) => rmse),
    velocity: mean(({ gnssVelocity, insarVelocity }) => gnssVelocity - insarVelocity),
    count: others.length,
  };
}
