import type { CorrectionReport } from '../../operations/scatter/correction-report.ts';
import { millimetres, misfitWords } from '../../operations/scatter/report-words.ts';
import { dayOf, isoDate } from '../../plot/date-axis.ts';
import { escaped, short } from './svg.ts';
import { timeChart } from './time-chart.ts';

/** What the corrections did to the noise: a table of all, and a chart of the dates for each. */
export function correctionsSection(reports: readonly CorrectionReport[]): string {
  if (reports.length === 0) return '';
  const lags = reports[0].lags;
  const rows = reports.map((report) => {
    const { name, judgement, kept, semivariance, heightCorrelation, yardstick } = report;
    const verdict = kept ? (judgement.helps ? 'quieter' : 'no quieter') : 'not kept';
    const cells = [
      arrow(judgement.before, judgement.after),
      `${judgement.numBetter} of ${judgement.numDate}`,
      ...lags.map((_, n) => arrow(root(semivariance.before[n]), root(semivariance.after[n]))),
      `${meanSize(heightCorrelation.before)} → ${meanSize(heightCorrelation.after)}`,
    ];
    const stations = report.gnss === undefined ? '' : `<br>${escaped(misfitWords(report.gnss))}`;
    return `<tr><th scope="row">${escaped(name)}</th><td>${verdict}${yardstick === 'withRamp' ? ', ramps included' : ''}${stations}</td>${cells.map((text) => `<td class="number">${text}</td>`).join('')}</tr>`;
  });
  const heads = ['noise', 'quieter dates', ...lags.map((lag) => `over ${lag / 1000} km`), 'with height'];
  return `<h2>Did the corrections help?</h2>
<p class="note">Standard deviation in space, in mm, of what the dates have beside steady motion, before → after each correction: of reliable pixels, without a ramp unless the table says otherwise; the root of the semivariogram, with ramps, between pixels some distance apart; and the size of the correlation with height.</p>
<div class="card wide"><table><thead><tr><th scope="col">correction</th><th scope="col">most dates are</th>${heads.map((text) => `<th scope="col" class="number">${text}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>
<div class="grid corrections">${reports.map(chart).join('\n')}</div>`;
}

function arrow(before: number | null, after: number | null): string {
  return before === null || !Number.isFinite(before) ? '–' : `${millimetres(before)} → ${millimetres(after)}`;
}

const root = (value: number | null) => (value === null ? null : Math.sqrt(value));

function meanSize(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null).map(Math.abs);
  return known.length === 0 ? '–' : (known.reduce((sum, value) => sum + value, 0) / known.length).toFixed(2);
}

/** Noise of every date before (a ring) and after (a point) a correction. */
function chart(report: CorrectionReport): string {
  const { name, dates, yardstick, kept } = report;
  const { before, after } = report[yardstick];
  const values = [...before, ...after].map((value) => (value ?? 0) * 1000);
  return `<figure class="card"><h3>${escaped(name)}</h3>${timeChart({
    title: `Noise of each date before and after ${name}`,
    axis: 'noise [mm]',
    dates,
    limits: [0, Math.max(0.1, ...values) * 1.08],
    height: 220,
    plot: (x, y) =>
      dates.flatMap((date, k) => {
        const [from, to] = [before[k], after[k]];
        if (from === null || to === null) return [];
        const [at, top, end] = [x(dayOf(date)), y(from * 1000), y(to * 1000)].map(short);
        const kind = to < from ? 'quieter' : 'noisier';
        return [
          `<g class="${kind}"><title>${isoDate(date)}: ${millimetres(from)} to ${millimetres(to)} mm</title><line x1="${at}" x2="${at}" y1="${top}" y2="${end}"/><circle class="was" cx="${at}" cy="${top}" r="3"/><circle cx="${at}" cy="${end}" r="3.6"/></g>`,
        ];
      }),
  })}<figcaption class="key">rings before, points after ${escaped(name)}${kept ? '' : ', which was not kept'}</figcaption></figure>`;
}
