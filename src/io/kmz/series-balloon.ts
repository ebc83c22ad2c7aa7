import { escapeXml } from './kml.ts';

/** One mark of the chart's axis of time. */
export interface BalloonTick {
  /** days, on the axis of `SeriesChart.days` */
  readonly value: number;
  readonly label: string;
}

/** The chart that all points of an archive share: only their curves differ. */
export interface SeriesChart {
  /** one per date */
  readonly days: readonly number[];
  readonly ticks: readonly BalloonTick[];
  /** unit of the displacement */
  readonly unit: string;
  /** what a point tells beside its chart, in this order */
  readonly fields: readonly string[];
}

// Pixels of the chart: where its frame stands.
const [WIDTH, HEIGHT] = [560, 260];
const FRAME = { left: 56, right: 548, top: 10, bottom: 226 };
const ROWS = [0, 1, 2] as const; // lines across the frame, from below

/**
 * Style of a balloon with a table and a chart of the displacement. The chart is a drawing in the text itself (SVG), so that
 * it needs neither scripts nor a network; each point brings the path of its dates as data (see `balloonData`).
 */
export function balloonStyle(id: string, chart: SeriesChart): string {
  const { left, right, top, bottom } = FRAME;
  const x = timeAxis(chart.days);
  const across = ROWS.map((k) => {
    const y = bottom - ((bottom - top) * (k + 0.5)) / ROWS.length;
    return (
      `<line x1="${left}" x2="${right}" y1="${y}" y2="${y}" stroke="#ddd"/>` +
      `<text x="${left - 6}" y="${y + 4}" text-anchor="end">$[y${k}]</text>`
    );
  });
  const up = chart.ticks.map(({ value, label }) => {
    const [at, text] = [x(value), label.replace('\n', ' ')];
    return (
      `<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" stroke="#eee"/>` +
      `<text x="${at}" y="${bottom + 18}" text-anchor="middle">${text}</text>`
    );
  });
  const rows = chart.fields.map(
    (field, k) => `<tr><td style="color:#666;padding-right:12px">${field}</td><td>$[f${k}]</td></tr>`,
  );
  const html =
    `<b>$[name]</b><table style="font:13px sans-serif">${rows.join('')}</table>` +
    `<p style="font:12px sans-serif;margin:8px 0 2px">LOS displacement [${chart.unit}], positive towards the satellite</p>` +
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="11">` +
    `${up.join('')}${across.join('')}<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="#888"/>` +
    '<path d="$[line]" fill="none" stroke="#9bb7d4" stroke-width="1"/>' +
    '<path d="$[dots]" fill="none" stroke="#1f4e79" stroke-width="5" stroke-linecap="round"/></svg>';
  return `<Style id="${escapeXml(id)}"><BalloonStyle><text>${escapeXml(html)}</text></BalloonStyle></Style>`;
}

/**
 * What a point fills into the balloon.
 *
 * @param values displacement [date], in the chart's unit; NaN = no data
 * @param fields one text for each of the chart's fields
 */
export function balloonData(
  { days }: Pick<SeriesChart, 'days'>,
  values: ArrayLike<number>,
  fields: readonly string[],
): string {
  const { low, step } = displacementAxis(values);
  const x = timeAxis(days);
  const range = FRAME.bottom - FRAME.top;
  const y = (value: number) => FRAME.bottom - (range * ((value - low) / step + 0.5)) / ROWS.length;
  let line = '';
  let dots = '';
  for (let k = 0; k < days.length; k++) {
    const value = values[k];
    if (!Number.isFinite(value)) continue;
    const place = `${Math.round(x(days[k]))},${Math.round(y(value))}`;
    line += `${line === '' ? 'M' : 'L'}${place}`;
    dots += `M${place}h.1`;
  }
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)));
  const data: [string, string][] = [
    ...fields.map((text, k): [string, string] => [`f${k}`, text]),
    ...ROWS.map((k): [string, string] => [`y${k}`, (low + k * step).toFixed(decimals)]),
    ['line', line],
    ['dots', dots],
  ];
  return `<ExtendedData>${data
    .map(([name, value]) => `<Data name="${name}"><value>${escapeXml(value)}</value></Data>`)
    .join('')}</ExtendedData>`;
}

function timeAxis(days: readonly number[]): (day: number) => number {
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const span = last > first ? last - first : 1;
  const margin = 8;
  const wide = FRAME.right - FRAME.left - 2 * margin;
  return (day) => Math.round(FRAME.left + margin + (wide * (day - first)) / span);
}

/** Three round values, half a step inside the frame, between which all values lie. */
function displacementAxis(values: ArrayLike<number>): { readonly low: number; readonly step: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) continue;
    low = Math.min(low, values[k]);
    high = Math.max(high, values[k]);
  }
  if (!(low <= high)) return { low: -1, step: 1 };
  const span = Math.max(high - low, 1e-3);
  for (let decade = 10 ** Math.floor(Math.log10(span / 3)); ; decade *= 10) {
    for (const factor of [1, 2, 5]) {
      const step = factor * decade;
      const first = Math.round((low + high) / 2 / step) * step - step;
      if (first - step / 2 <= low && first + 2.5 * step >= high) return { low: first, step };
    }
  }
}
