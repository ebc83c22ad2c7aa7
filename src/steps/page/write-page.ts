import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { datesOfText } from '../../config/index.ts';
import type { Context } from '../../core/context.ts';
import { version } from '../../io/files/version.ts';
import { readProduct } from '../../io/products/product.ts';
import { stampOf } from '../../io/products/provenance.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { readNetwork } from '../../operations/figures/network-figures.ts';
import { FILES } from '../../operations/work-files.ts';
import { isoDate } from '../../plot/date-axis.ts';
import type { Network } from '../../plot/network-figure.ts';
import type { Plan } from '../plan.ts';
import { RunRecord } from '../record.ts';
import { correctionReports } from '../summary/correction-words.ts';
import { type AskNoise, noiseOnce } from '../summary/noise-once.ts';
import { reliableShare, summaryFacts, summaryWarnings, velocityRange } from '../summary/summary-facts.ts';
import { figureFiles, productFiles } from './files.ts';
import { stepHistory } from './history.ts';
import { type Page, pageHtml } from './html.ts';
import { filePixel, type MapData, readMapData } from './map-data.ts';
import { mapDrawing } from './map-drawing.ts';
import { readPlaceSeries } from './place-series.ts';

/**
 * Write `index.html` of the work directory: map, coherence, series of a few places, network, what was done with which
 * options and versions, warnings, links. One file that needs no server and no network. It is left alone when it shows
 * what is there already.
 *
 * @param noise of the velocity, where others ask for it too
 * @returns whether it was written
 */
export async function writePage(
  plan: Plan,
  context: Pick<Context, 'log'>,
  noise: AskNoise = noiseOnce(plan),
): Promise<boolean> {
  const record = new RunRecord(plan);
  const steps = stepHistory(plan, record);
  const files = productFiles(plan);
  const figures = figureFiles(plan);
  const path = plan.path(FILES.page);
  const stamps = files.map(({ name }) => [name, stampOf(plan.path(name))]);
  const state = JSON.stringify([version(), plan.project.name, steps, stamps, figures]);
  const key = createHash('sha256').update(state).digest('hex').slice(0, 20);
  if (keyOf(path) === key) return false;
  const ran = new Set(steps.filter((step) => step.state === 'done').map(({ name }) => name));
  const map = await readMapData(plan);
  const network = await networkOf(plan);
  // Its share of reliable pixels and range of velocity stand at the top, the corrections in a table.
  const facts = (await summaryFacts(plan, ran)).filter(
    ([label]) => label !== 'velocity' && label !== 'reliable pixels' && label !== 'corrections',
  );
  const page: Page = {
    key,
    title: plan.project.name ?? plan.loaded.attributes['PROJECT_NAME'] ?? 'Displacement time series',
    ...(await headOf(plan, network)),
    warnings: (await summaryWarnings(plan, ran, noise)).map((line) => line[0].toUpperCase() + line.slice(1)),
    map: map && (await mapDrawing(map)),
    facts,
    series: map === undefined ? [] : await readPlaceSeries(plan, map),
    network,
    corrections: correctionReports(plan, ran).map(([, report]) => report),
    noise: noiseOf(plan),
    steps,
    files,
    figures,
    commands: commandsOf(plan, map),
    versions: `Made ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC by mintsar ${version()}, Node ${process.versions.node}, ${process.platform} ${process.arch}; interferograms by ${plan.loaded.attributes['PROCESSOR'] ?? 'an unnamed processor'}.`,
  };
  writeWhole(path, pageHtml(page), { sync: false });
  context.log.debug(`wrote ${path}`);
  return true;
}

/** The key in the head of a page that is there. */
function keyOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const head = Buffer.alloc(1024);
  const fd = openSync(path, 'r');
  const count = readSync(fd, head);
  closeSync(fd);
  return /name="mintsar-key" content="([0-9a-f]+)"/.exec(head.toString('latin1', 0, count))?.[1];
}

async function networkOf(plan: Plan): Promise<Network | undefined> {
  if (!plan.hasFile(FILES.stack)) return undefined;
  const request = { stack: plan.path(FILES.stack), coherence: plan.path(FILES.coherenceText) };
  return readNetwork(request).catch(() => undefined); // pairs without baseline: the run has said so
}

/** What stands at the top: satellite and period, and the numbers one asks for first. */
async function headOf(plan: Plan, network: Network | undefined): Promise<Pick<Page, 'lead' | 'tiles'>> {
  const { attributes } = plan.loaded;
  const dates = network?.dates ?? [];
  const [first, last] = [dates[0], dates[dates.length - 1]];
  const orbit = (attributes['ORBIT_DIRECTION'] ?? '').toLowerCase();
  const track = attributes['relative_orbit'] ?? attributes['trackNumber'];
  const lead = [
    [satellite(attributes['PLATFORM']), orbit, orbit === '' || track === undefined ? '' : `track ${track}`]
      .filter((word) => word !== '')
      .join(' '),
    first === undefined ? '' : `${isoDate(first)} to ${isoDate(last)}`,
  ].filter((part) => part !== '');
  const tiles: [string, string, string][] = [];
  if (network !== undefined) {
    const kept = network.pairs.filter((pair) => !pair.dropped).length;
    tiles.push(
      ['acquisitions', String(dates.length), years(first, last)],
      [
        'interferograms',
        String(kept),
        kept === network.pairs.length ? 'all in use' : `of ${network.pairs.length}`,
      ],
    );
  }
  const share = await reliableShare(plan);
  if (share !== undefined)
    tiles.push(['reliable', `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`, 'of the pixels']);
  const range = plan.hasFile(FILES.velocity) ? await velocityRange(plan) : undefined;
  if (range !== undefined) {
    const shown = (value: number) => (value * 1000).toFixed(0).replace('-', '−');
    tiles.push([
      'velocity',
      `${shown(range.low)} … ${shown(range.high)}`,
      'mm/year, 2nd to 98th percentile of reliable pixels',
    ]);
    if (range.deviation !== undefined)
      tiles.push([
        'typical uncertainty',
        `± ${(range.deviation * 1000).toPrecision(2)}`,
        'mm/year, one standard deviation',
      ]);
  }
  const final = [...plan.timeseriesChain()].reverse().find((name) => plan.hasFile(name));
  const date = final === undefined ? undefined : (await readProduct(plan.path(final))).facts.referenceDate;
  if (date !== undefined)
    tiles.push(['reference date', isoDate(date.slice(0, 8)), 'displacement is 0 there']);
  return { lead: lead.join(', '), tiles };
}

const SATELLITES: Readonly<Record<string, string>> = {
  sen: 'Sentinel-1',
  alos: 'ALOS',
  alos2: 'ALOS-2',
  env: 'Envisat',
  csk: 'COSMO-SkyMed',
  tsx: 'TerraSAR-X',
  rsat2: 'RADARSAT-2',
  ni: 'NISAR',
};

function satellite(platform = ''): string {
  return SATELLITES[platform.toLowerCase()] ?? platform;
}

function years(first: string | undefined, last: string | undefined): string {
  if (first === undefined || last === undefined) return '';
  const instant = (date: string) => Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6, 8));
  return `in ${((instant(last) - instant(first)) / (365.25 * 86_400_000)).toFixed(1)} years`;
}

/** Residual RMS of every date, from the text that its step leaves. */
function noiseOf(plan: Plan): Page['noise'] {
  const name = [FILES.residualRamp, FILES.residual]
    .map((file) => `rms_${file.replace(/\.h5$/, '.txt')}`)
    .find((file) => plan.hasFile(file));
  if (name === undefined) return undefined;
  const rms = readFileSync(plan.path(name), 'utf8')
    .split('\n')
    .flatMap((line): [string, number][] => {
      const [date, value] = line.trim().split(/\s+/);
      return /^\d{8}(T\d{4})?$/.test(date) && Number.isFinite(Number(value)) ? [[date, Number(value)]] : [];
    });
  if (rms.length === 0) return undefined;
  const read = (file: string) =>
    plan.hasFile(file) ? datesOfText(readFileSync(plan.path(file), 'utf8')) : [];
  return { rms, reference: read(FILES.referenceDate)[0], excluded: new Set(read(FILES.excludeDate)) };
}

/** Lines to paste in the work directory. */
function commandsOf(plan: Plan, map: MapData | undefined): string[] {
  const velocity = plan.mapFile(FILES.velocity);
  const isMap = plan.hasFile(velocity);
  if (!plan.hasFile(FILES.velocity)) return [];
  const geometry = isMap ? plan.mapFile(plan.loaded.geometry) : plan.loaded.geometry;
  const shown = isMap ? velocity : FILES.velocity;
  const [place] = map?.places ?? [];
  const series = map?.series === undefined ? undefined : plan.name(map.series);
  const pixel = map && place && filePixel(map, place);
  return [
    `mintsar view ${shown} velocity${plan.hasFile(geometry) ? ` --dem ${geometry}` : ''}`,
    ...(series && pixel ? [`mintsar tsview ${series} --yx ${pixel.y} ${pixel.x}`] : []),
    `mintsar info ${shown}`,
    'mintsar smallbaselineApp            # after an edit of smallbaselineApp.cfg: only what depends on it runs again',
  ];
}
