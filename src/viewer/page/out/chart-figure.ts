import { formatDate } from '../../../core/dates.ts';
import type { Figure } from '../../../plot/context2d.ts';
import { drawProfiles } from '../../../plot/profile-figure.ts';
import { drawSeries } from '../../../plot/series-figure.ts';
import { type ProfileLine, unitsOf } from '../series/profile-chart.ts';
import type { ChartLine } from '../series/series-chart.ts';

/** Series as `tsview` draws them. */
export function seriesFigureOf(lines: readonly ChartLine[], title: string): Figure {
  const { unit } = lines[0].series.layer.shown;
  return drawSeries({
    title,
    label: `Displacement [${unit}]`,
    series: lines.flatMap(({ series, second, hasErrors }) =>
      [series, ...(second ? [second] : [])].map(({ point, dates, values, layer, sigma }, k) => ({
        dates,
        values: Array.from(values, (value) => value * layer.shown.factor),
        label: k === 0 ? point.name : `${point.name} ${layer.product}`,
        color: point.color,
        shape: k === 0 ? ('circle' as const) : ('square' as const),
        ...(hasErrors && sigma && { sigma: Array.from(sigma, (value) => value * layer.shown.factor) }),
      })),
    ),
    fits: lines.flatMap(({ series, fit }) =>
      fit && 'curve' in fit
        ? [
            {
              dates: fit.curve.instants.map((instant) => formatDate(instant)),
              values: Array.from(fit.curve.values, (value) => value * series.layer.shown.factor),
              color: series.point.color,
            },
          ]
        : [],
    ),
  });
}

/** Profiles as `plot_transection` draws them. */
export function profileFigureOf(lines: readonly ProfileLine[], title: string): Figure {
  const units = unitsOf(lines);
  return drawProfiles({
    title,
    size: [8, 4.5],
    yLabel: `[${units.join(', ')}]`,
    profiles: lines.map(({ name, unit, color, factor, values }) => ({
      distance: Array.from(values.distance, (far) => far / 1000),
      values: Array.from(values.mean, (value) => value * factor),
      spread: Array.from(values.spread, (value) => value * factor),
      label: units.length > 1 ? `${name} [${unit}]` : name,
      color,
      lineWidth: 1.6,
    })),
  });
}
