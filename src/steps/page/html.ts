import { basename, dirname } from 'node:path';
import type { CorrectionReport } from '../../operations/scatter/correction-report.ts';
import { isoDate } from '../../plot/date-axis.ts';
import type { Network } from '../../plot/network-figure.ts';
import { networkChart, noiseChart, seriesChart, seriesScale } from './charts.ts';
import { correctionsSection } from './corrections.ts';
import type { LinkedFile } from './files.ts';
import type { StepHistory } from './history.ts';
import type { DrawnMap } from './map-drawing.ts';
import type { PlaceSeries } from './place-series.ts';
import { SCRIPT, STYLE } from './style.ts';
import { escaped } from './svg.ts';

/** Everything the page says. */
export interface Page {
  /** hash of all that it shows: the page is current as long as it is the same */
  readonly key: string;
  readonly title: string;
  readonly lead: string;
  readonly tiles: readonly (readonly [label: string, value: string, note: string])[];
  readonly warnings: readonly string[];
  readonly map: DrawnMap | undefined;
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly series: readonly PlaceSeries[];
  readonly network: Network | undefined;
  readonly corrections: readonly CorrectionReport[];
  readonly noise:
    | {
        readonly rms: readonly (readonly [string, number])[];
        readonly reference: string | undefined;
        readonly excluded: ReadonlySet<string>;
      }
    | undefined;
  readonly steps: readonly StepHistory[];
  readonly files: readonly LinkedFile[];
  readonly figures: readonly string[];
  /** commands to go on with */
  readonly commands: readonly string[];
  readonly versions: string;
}

/** One HTML file that needs no other: no server, no network, readable without its script, and on paper. */
export function pageHtml(page: Page): string {
  const { title, lead, key, map } = page;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="mintsar-key" content="${escaped(key)}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}: displacement from InSAR</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p class="lead">${escaped(lead)}</p>
<dl class="tiles">${page.tiles.map(([name, value, note]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}<small>${escaped(note)}</small></dd></div>`).join('')}</dl>
${warnings(page.warnings)}
</header>
<main>
${map === undefined ? '' : mapSection(page, map)}
${seriesSection(page.series)}
${networkSection(page)}
${correctionsSection(page.corrections)}
${stepsSection(page.steps)}
${filesSection(page)}
</main>
<footer><p>${escaped(page.versions)}</p></footer>
${map === undefined ? '' : `<script type="application/json" id="values">${map.script.replace(/</g, '\\u003c')}</script>\n<script>${SCRIPT}</script>`}
</body>
</html>
`;
}

function warnings(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<section class="warnings" aria-label="Warnings"><h2>Look at this before you believe the map</h2><ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul></section>`;
}

function mapSection({ facts, series }: Page, { html, zero }: DrawnMap): string {
  const places = series.map(
    ({ letter, why, velocity, deviation }) =>
      `<li><span class="badge">${letter}</span><div><a href="#place-${letter}">${speed(velocity, deviation)}</a><br>${escaped(why)}</div></li>`,
  );
  return `<h2 id="map-title">Where it moves</h2>
<div class="card map-card">
<figure>${html}</figure>
<div class="map-side">
<dl class="facts">${facts.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>
${places.length === 0 ? '' : `<ol aria-label="Places">${places.join('')}</ol>`}
<p class="note">Positive values move toward the satellite, along its line of sight; ${escaped(zero)}. Pixels without colour are not reliable.</p>
</div>
</div>`;
}

function seriesSection(series: readonly PlaceSeries[]): string {
  if (series.length === 0) return '';
  const scale = seriesScale(series);
  const cards = series.map((one) => {
    const { letter, why, velocity, deviation, latLon, pixel, file } = one;
    const where =
      latLon === undefined
        ? `line ${pixel.y}, sample ${pixel.x}`
        : `${latLon.lat.toFixed(5)}, ${latLon.lon.toFixed(5)} (y ${pixel.y}, x ${pixel.x} of ${basename(file)})`;
    return `<figure class="card" id="place-${letter}">
<div class="place-head"><span class="badge">${letter}</span><h3>${escaped(why[0].toUpperCase() + why.slice(1))}</h3><span class="speed">${speed(velocity, deviation)}</span></div>
<p class="why">${escaped(where)}${one.coherence === undefined ? '' : `, temporal coherence ${one.coherence.toFixed(2)}`}</p>
${seriesChart(one, scale)}
</figure>`;
  });
  const { unit, scale: factor } = scale;
  const rows = series[0].dates.map(
    (date, k) =>
      `<tr><th scope="row">${isoDate(date)}</th>${series.map(({ values }) => `<td class="number">${minus((values[k] * factor).toFixed(1))}</td>`).join('')}</tr>`,
  );
  return `<h2>How it moves</h2>
<p class="note">Displacement of single pixels, positive toward the satellite; the line is the fitted function of time. All charts have the same scale. Any other place: <code>${escaped(seriesCommand(series[0]))}</code></p>
<div class="grid">${cards.join('\n')}</div>
<details><summary>The same as a table</summary><div class="wide"><table><thead><tr><th scope="col">date</th>${series.map(({ letter }) => `<th scope="col" class="number">${letter} [${unit}]</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

/** The command that draws a place, to be typed in the work directory. */
function seriesCommand({ file, latLon, pixel }: PlaceSeries): string {
  const name = basename(dirname(file)) === 'geo' ? `geo/${basename(file)}` : basename(file);
  const place =
    latLon === undefined
      ? `--yx ${pixel.y} ${pixel.x}`
      : `--lalo ${latLon.lat.toFixed(5)} ${latLon.lon.toFixed(5)}`;
  return `mintsar tsview ${name} ${place}`;
}

function networkSection({ network, noise }: Page): string {
  if (network === undefined && noise === undefined) return '';
  const hasColour = network?.pairs.some(({ value }) => value !== undefined);
  const dropped = network?.pairs.some((pair) => pair.dropped);
  return `<h2>What it is made of</h2>
<div class="grid">
${network === undefined ? '' : `<figure class="card"><h3>Network of interferograms</h3>${networkChart(network)}<figcaption class="key">${hasColour ? 'mean coherence 0.2 <i class="blend"></i> 1.0' : 'each line is an interferogram'}${dropped ? '; dashed: dropped' : ''}</figcaption></figure>`}
${noise === undefined ? '' : `<figure class="card"><h3>Noise of each acquisition</h3>${noiseChart(noise.rms, noise)}<figcaption class="key">root mean square of what no function of time explains <i class="good"></i> reference date${noise.excluded.size > 0 ? ' <i class="outs"></i> not used' : ''}</figcaption></figure>`}
</div>`;
}

function stepsSection(steps: readonly StepHistory[]): string {
  const rows = steps.map(({ name, summary, state, reason, last, options }) => {
    const what =
      state === 'skipped'
        ? `skipped: ${reason}`
        : state === 'not run'
          ? 'not run'
          : last === undefined
            ? 'done'
            : `done in ${last.seconds < 9.95 ? last.seconds.toFixed(1) : Math.round(last.seconds)} s`;
    const when = last === undefined ? '' : ` title="${escaped(`${last.at}, mintsar ${last.version}`)}"`;
    const chosen = options.map(
      ([key, value]) => `<code>${escaped(key.replace(/^mintpy\./, ''))} = ${escaped(value)}</code>`,
    );
    return `<tr><th scope="row">${escaped(name)}</th><td>${escaped(summary)}</td><td class="state ${state === 'done' ? 'done' : 'not'}"${when}>${state === 'skipped' ? `<span title="${escaped(reason ?? '')}">skipped</span>` : escaped(what)}</td><td>${state === 'skipped' && chosen.length === 0 ? `<span class="note">${escaped(reason ?? '')}</span>` : chosen.join('<br>')}</td></tr>`;
  });
  return `<h2>What was done</h2>
<div class="card wide"><table><thead><tr><th scope="col">step</th><th scope="col">what it does</th><th scope="col">state</th><th scope="col">options that are not automatic (mintpy.)</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function filesSection({ files, figures, commands }: Page): string {
  const rows = files.map(
    ({ name, what, bytes }) =>
      `<tr><td><a href="${escaped(encodeURI(name))}">${escaped(name)}</a></td><td>${escaped(what)}</td><td class="number">${size(bytes)}</td></tr>`,
  );
  const list = figures.map(
    (name) => `<li><a href="pic/${escaped(encodeURIComponent(name))}">${escaped(name)}</a></li>`,
  );
  return `<h2>Files</h2>
<div class="card wide"><table class="files"><thead><tr><th scope="col">file</th><th scope="col">what is in it</th><th scope="col" class="number">size</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>
${list.length === 0 ? '' : `<h2>Figures</h2><ul class="figures card">${list.join('')}</ul>`}
${commands.length === 0 ? '' : `<h2>Go on with</h2><pre>${commands.map(escaped).join('\n')}</pre>`}`;
}

function speed(velocity: number, deviation: number | undefined): string {
  const range = deviation === undefined ? '' : ` ± ${(deviation * 1000).toFixed(1)}`;
  return `${minus((velocity * 1000).toFixed(1))}${range} mm/year`;
}

function minus(text: string): string {
  return /^-0\.0*$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let k = 0;
  let value = bytes;
  while (value >= 1000 && k < units.length - 1) {
    value /= 1000;
    k++;
  }
  return `${value < 10 && k > 0 ? value.toFixed(1) : Math.round(value)} ${units[k]}`;
}
