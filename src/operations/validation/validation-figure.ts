import type { ExperimentRow } from '../../core/validation/experiment.ts';
import type { NetworkAccuracy } from '../../core/validation/network-accuracy.ts';
import { REQUIREMENTS, type Requirement } from '../../core/validation/requirements.ts';
import { padded, xOf, yOf } from '../../plot/axes.ts';
import {
  drawAgreement,
  drawChart,
  drawPath,
  type Figure,
  letterSize,
  SERIES_COLORS,
  sideBySide,
  type Theme,
} from '../../plot/index.ts';
import { drawMarker } from '../../plot/markers.ts';
import { linearTicks } from '../../plot/ticks.ts';
import type { Validation } from './validate-series.ts';

const HOLDS = '#227522';
const FAILS = '#b03030';

/** What theory expects beside what came out, mm: the cells of the first experiment. */
export function drawExperiments(rows: readonly ExperimentRow[], theme?: Theme): Figure {
  const cells = rows.filter(({ experiment }) => experiment === 'E1');
  return drawAgreement({
    title: 'Error of the series by four weights',
    xLabel: 'expected [mm]',
    yLabel: 'simulated [mm]',
    points: cells.map((row) => ({ x: row.expected ?? Number.NaN, y: row.ours })),
    notes: [
      `largest difference ${Math.max(...cells.map((row) => Math.abs(row.ours - (row.expected ?? 0)))).toFixed(3)} mm`,
    ],
    fontSize: letterSize(theme),
  });
}

/** 68.3 % of the differences by distance, below the limit or above it: a panel for each requirement and method. */
export function drawRequirements(validations: readonly Validation[], theme?: Theme): Figure {
  const strict = validations.filter(({ verdict }) => verdict.rule === 'strict');
  return sideBySide(
    strict.map(({ requirement, method, verdict }) => {
      const points = verdict.bins
        .filter(({ count }) => count > 0)
        .map((bin) => ({
          x: Math.sqrt(bin.from * bin.to),
          y: bin.quantile,
          holds: bin.within >= 0.683 * bin.count,
        }));
      return panel(
        requirement,
        points,
        `${method === 'gnss' ? 'GNSS' : 'InSAR alone'}, ${verdict.holds ? 'holds' : 'does not hold'}`,
        theme,
      );
    }),
  );
}

/** Standard deviations by distance beside the limits. */
export function drawReach(reach: NetworkAccuracy, theme?: Theme): Figure {
  return sideBySide(
    REQUIREMENTS.map((requirement) => {
      const points = reach.distances
        .filter((one) => one.requirement === requirement)
        .map((one) => ({ x: one.distance, y: one.total, holds: one.total <= one.limit }));
      const reached = points.filter(({ holds }) => holds).length;
      const where = reached === 0 ? 'out of reach' : `in reach at ${reached} of ${points.length} distances`;
      return panel(requirement, points, reached === points.length ? 'in reach' : where, theme);
    }),
  );
}

function panel(
  requirement: Requirement,
  points: readonly { readonly x: number; readonly y: number; readonly holds: boolean }[],
  words: string,
  theme?: Theme,
): Figure {
  const most = Math.max(...points.map(({ y }) => y), requirement.limit(50));
  const [, to] = padded(0, most, 0.1);
  const x = {
    from: Math.log10(0.08),
    to: Math.log10(60),
    ticks: [0.1, 1, 10, 50].map((km) => ({ value: Math.log10(km), label: String(km) })),
    label: 'distance [km]',
  };
  const y = { from: 0, to, ticks: linearTicks(0, to, 5), label: `difference [${requirement.unit}]` };
  return drawChart({
    title: `${requirement.number} ${requirement.name}: ${words}`,
    fontSize: letterSize(theme, 10),
    size: [4.4, 3.4],
    grid: 'both',
    x,
    y,
    plot({ context }, frame) {
      const limit = Array.from({ length: 60 }, (_, k) => 0.1 * 500 ** (k / 59)).map(
        (km) => [xOf(frame, x, Math.log10(km)), yOf(frame, y, requirement.limit(km))] as const,
      );
      drawPath(context, limit, { color: SERIES_COLORS[7], width: 1.2, dash: [5, 4] });
      for (const point of points)
        drawMarker(context, xOf(frame, x, Math.log10(point.x)), yOf(frame, y, point.y), {
          size: 6,
          fill: point.holds ? HOLDS : FAILS,
          edge: 'black',
        });
    },
  });
}
