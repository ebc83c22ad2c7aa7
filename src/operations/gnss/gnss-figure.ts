import {
  drawSeries,
  type Figure,
  gridOfAxes,
  letterSize,
  pageOfAxes,
  type Theme,
  withHeading,
} from '../../plot/index.ts';
import type { GnssComparison, GnssStation } from './compare-gnss.ts';

/** Stations on one page. */
const MOST = 24;

/** Days beside dates of the scene, station by station, the worst fit last; those that find no place are left out. */
export function drawGnssComparison({ stations, reference }: GnssComparison, theme?: Theme): Figure {
  const shown = stations.filter(({ site }) => site !== reference).slice(0, MOST);
  const drawn = shown.length > 0 ? shown : stations.slice(0, 1);
  const columns = drawn.length === 1 ? 1 : drawn.length <= 6 ? 2 : 3;
  const rows = Math.ceil(drawn.length / columns);
  const axes = gridOfAxes(rows, columns, { size: [5.2 * columns, 3 * rows] });
  drawn.forEach((station, k) => {
    axes[k].put(stationFigure(station, axes[k].size, letterSize(theme, 10)));
  });
  const heading = `Displacement of GNSS stations and InSAR in line of sight, + towards satellite\nrelative to ${reference}`;
  return withHeading(pageOfAxes(axes), heading, letterSize(theme));
}

function stationFigure(station: GnssStation, size: readonly [number, number], fontSize: number): Figure {
  const { site, gnss, insar, rmse, correlation, gnssVelocity, insarVelocity } = station;
  const inMillimetres = (values: Float64Array) => Array.from(values, (value) => value * 1000);
  const speed = (value: number) => `${(value * 1000).toFixed(1).replace('-', '−')} mm/year`;
  return drawSeries({
    title: `${site}: difference ${(rmse * 1000).toFixed(1)} mm, correlation ${correlation.toFixed(2).replace('-', '−')}`,
    label: 'LOS displacement [mm]',
    size,
    fontSize,
    markerSize: 3.5,
    series: [
      {
        dates: gnss.dates,
        values: inMillimetres(gnss.values),
        label: `GNSS ${speed(gnssVelocity)}`,
        color: '#9aa5ad',
      },
      {
        dates: insar.dates,
        values: inMillimetres(insar.values),
        label: `InSAR ${speed(insarVelocity)}`,
        color: '#d1495b',
        shape: 'triangle',
      },
    ],
  });
}
