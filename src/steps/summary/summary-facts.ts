import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { datesOfText } from '../../config/index.ts';
import { datesOfPairs, parsePair } from '../../core/network/pairs.ts';
import { shellWord } from '../../core/shell-word.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { describeProduct, mainDataset, readProduct } from '../../io/products/product.ts';
import { uncorrectedDates } from '../../io/products/uncorrected-dates.ts';
import { readPixels, readValue } from '../../operations/figures/pixels.ts';
import { FILES } from '../../operations/work-files.ts';
import { INVERT_OFFSETS, offsetsAlone } from '../offsets-alone.ts';
import type { Plan } from '../plan.ts';
import { STEPS } from '../registry.ts';
import type { StepOutcome } from '../run-workflow.ts';
import type { Step } from '../step.ts';
import { correctionWords, harmfulCorrections, unmadeCorrections } from './correction-words.ts';
import type { AskNoise } from './noise-once.ts';

/** Pixels that are enough for shares and percentiles. */
const ENOUGH = 2e6;

type Row = [label: string, text: string];

/** What is known of the data and results, by the steps that have to do with it. */
export async function summaryFacts(plan: Plan, ran: ReadonlySet<string>): Promise<Row[]> {
  const rows: Row[] = [];
  const any = (...names: string[]) => names.some((name) => ran.has(name));
  if (any('load_data')) rows.push(['scene', scene(plan)]);
  if (any('load_data', 'modify_network')) rows.push(...(await network(plan)));
  if (any('reference_point', 'reference_date')) rows.push(...(await reference(plan, ran)));
  if (any('invert_network') && plan.hasFile(FILES.maskTempCoh)) {
    rows.push([
      'reliable pixels',
      `${percent((await reliableShare(plan)) as number)} of the scene, with temporal coherence of at least ${plan.config.networkInversion.minTempCoh}`,
    ]);
  }
  const corrections = correctionWords(plan, ran);
  if (corrections !== undefined) rows.push(['corrections', corrections]);
  if (any('residual_RMS') && existsSync(plan.path(FILES.excludeDate))) {
    const dates = datesOfText(readFileSync(plan.path(FILES.excludeDate), 'utf8'));
    if (dates.length > 0)
      rows.push([
        'noisy dates',
        `${dates.map(iso).join(', ')} (${FILES.excludeDate}; not used for the velocity)`,
      ]);
  }
  if (any('velocity') && plan.hasFile(FILES.velocity)) rows.push(['velocity', await velocity(plan)]);
  return rows;
}

function scene(plan: Plan): string {
  const { attributes, isGeocoded } = plan.loaded;
  const direction = (attributes['ORBIT_DIRECTION'] ?? '').toLowerCase();
  return [
    `${attributes['LENGTH']} x ${attributes['WIDTH']} pixels`,
    isGeocoded ? 'map coordinates' : 'radar coordinates',
    ...(direction === '' ? [] : [`${direction} orbit`]),
  ].join(', ');
}

async function network(plan: Plan): Promise<Row[]> {
  const stack = await readIfgramStack(plan.path(FILES.stack));
  const pairs = stack.date12.map(parsePair);
  const dates = datesOfPairs(pairs);
  const used = new Set(datesOfPairs(pairs.filter((_, i) => stack.isKept[i])));
  const lost = dates.filter((date) => !used.has(date));
  const dropped = pairs.length - stack.kept.length;
  const span = dates.length > 0 ? `, ${iso(dates[0])} to ${iso(dates[dates.length - 1])}` : '';
  return [
    [
      'dates',
      `${dates.length}${span}${lost.length > 0 ? `; ${lost.length} without interferogram: ${lost.map(iso).join(', ')}` : ''}`,
    ],
    ['interferograms', `${stack.kept.length} in use, ${dropped === 0 ? 'none' : dropped} dropped`],
  ];
}

async function reference(plan: Plan, ran: ReadonlySet<string>): Promise<Row[]> {
  const { facts } = await readProduct(plan.path(FILES.stack));
  const { referenceYX: pixel, referenceLatLon: place } = facts; // metres on a UTM map
  const parts: string[] = [];
  if (pixel !== undefined) {
    parts.push(
      `pixel y ${pixel.y}, x ${pixel.x}${place === undefined ? '' : ` (${placeWords(place, facts.isGeocoded ? facts.map.utmZone : undefined)})`}`,
    );
  }
  const hasSeries = ['reference_date', 'velocity', 'invert_network'].some((name) => ran.has(name));
  const series = plan.timeseriesChain().filter((name) => plan.hasFile(name));
  if (hasSeries && series.length > 0) {
    const date = (await readProduct(plan.path(series[series.length - 1]))).facts.referenceDate;
    if (date !== undefined) parts.push(`date ${iso(date)}`);
  }
  if (parts.length > 0 && plan.config.reference.method === 'area')
    parts.push('velocity relative to the mean of an area');
  return parts.length > 0 ? [['reference', parts.join(', ')]] : [];
}

/** `36.4012°, 25.3987°`, or `4031230 m N, 356120 m E, UTM zone 35N`. */
function placeWords({ lat, lon }: { lat: number; lon: number }, utmZone: string | undefined): string {
  return utmZone === undefined
    ? `${lat.toFixed(4)}°, ${lon.toFixed(4)}°`
    : `${lat.toFixed(0)} m N, ${lon.toFixed(0)} m E, UTM zone ${utmZone}`;
}

/** Share of the pixels that are reliable; undefined before that is known. */
export async function reliableShare(plan: Plan): Promise<number | undefined> {
  if (!plan.hasFile(FILES.maskTempCoh)) return undefined;
  return shareOf(await sample(plan.path(FILES.maskTempCoh)), (value) => value !== 0);
}

/** Velocity where it can be trusted, m/year: 2nd and 98th percentile, and the median of its standard deviation. */
export interface VelocityRange {
  readonly low: number;
  readonly high: number;
  /** undefined where nothing is known of it */
  readonly deviation: number | undefined;
}

/** @returns undefined without a reliable pixel */
export async function velocityRange(plan: Plan): Promise<VelocityRange | undefined> {
  const speeds = (await masked(plan, FILES.velocity, 'velocity')).sort();
  if (speeds.length === 0) return undefined;
  const at = (share: number) => speeds[Math.min(speeds.length - 1, Math.round(share * (speeds.length - 1)))];
  const errors = (await masked(plan, FILES.velocity, 'velocityStd')).sort();
  const typical = errors[errors.length >> 1];
  return { low: at(0.02), high: at(0.98), deviation: typical > 0 ? typical : undefined };
}

async function velocity(plan: Plan): Promise<string> {
  const range = await velocityRange(plan);
  if (range === undefined) return 'no reliable pixel';
  const [low, high] = [range.low * 1000, range.high * 1000];
  const digits = high - low < 10 ? 2 : high - low < 100 ? 1 : 0;
  const uncertainty =
    range.deviation === undefined
      ? ''
      : `; typical standard deviation ${(range.deviation * 1000).toPrecision(2)} mm/year`;
  return `${low.toFixed(digits)} to ${high.toFixed(digits)} mm/year, positive toward the satellite (2nd to 98th percentile of reliable pixels)${uncertainty}`;
}

/** What deserves a second look before the results are believed. */
export async function summaryWarnings(
  plan: Plan,
  ran: ReadonlySet<string>,
  askNoise: AskNoise,
): Promise<string[]> {
  const warnings: string[] = [];
  if (ran.has('invert_network')) {
    const share = await reliableShare(plan);
    if (share !== undefined && share < 0.05)
      warnings.push(
        `only ${percent(share)} of the pixels are reliable: see ${FILES.temporalCoherence}, mintpy.networkInversion.minTempCoh`,
      );
  }
  const coherence = await referenceCoherence(plan, ran);
  if (coherence !== undefined && coherence < plan.config.networkInversion.minTempCoh) {
    warnings.push(
      `the reference point has a temporal coherence of ${coherence.toFixed(2)}: its noise is in every pixel; choose another with mintpy.reference.yx`,
    );
  }
  const unmade = unmadeCorrections(plan, ran);
  warnings.push(...unmade, ...(unmade.length > 0 ? [] : await uncorrected(plan, ran)));
  warnings.push(...harmfulCorrections(plan, ran));
  const noise = ran.has('velocity') ? await askNoise() : undefined;
  if (noise !== undefined) {
    const { wordsOfNoise } = await import('./noise-words.ts');
    warnings.push(...wordsOfNoise(noise, plan.config));
  }
  const open = await unclosedShare(plan, ran);
  if (open !== undefined && open > 0.05) {
    warnings.push(
      `unwrapping errors: triplets do not close at ${percent(open)} of the connected pixels (pic/${FILES.numTriplets.replace('.h5', '.png')}); try mintpy.unwrapError.method = bridging or phase_closure`,
    );
  }
  return warnings;
}

/** Dates that a correction of this run left as they were. */
async function uncorrected(plan: Plan, ran: ReadonlySet<string>): Promise<string[]> {
  const corrections = ['correct_SET', 'correct_ionosphere', 'correct_troposphere'];
  const last = plan.timeseriesChain().findLast((name) => plan.hasFile(name));
  if (last === undefined || !corrections.some((step) => ran.has(step))) return [];
  const { attributes } = await readProduct(plan.path(last));
  return [...uncorrectedDates(attributes)].map(
    ([correction, dates]) =>
      `${correction} has no delay for ${dates.map(iso).join(', ')}: not corrected for it; to leave such dates out of the velocity see mintpy.timeFunc.excludeDate`,
  );
}

/** Share of well-connected pixels at which triplets do not close, when nothing is done about it. */
async function unclosedShare(plan: Plan, ran: ReadonlySet<string>): Promise<number | undefined> {
  const isOpen = ran.has('quick_overview') && plan.config.unwrapError.method === null;
  if (!isOpen || !plan.hasFile(FILES.numTriplets)) return undefined;
  const counts = await masked(plan, FILES.numTriplets, undefined, FILES.maskConnComp);
  return counts.length === 0 ? undefined : shareOf(counts, (count) => count > 0);
}

async function referenceCoherence(plan: Plan, ran: ReadonlySet<string>): Promise<number | undefined> {
  if (!ran.has('invert_network') || !plan.hasFile(FILES.temporalCoherence)) return undefined;
  return withH5(plan.path(FILES.temporalCoherence), (file) => {
    const product = describeProduct(file);
    const pixel = product.facts.referenceYX;
    return pixel && readValue(file, mainDataset(product), undefined, pixel);
  });
}

/** The command that shows the result, or goes on with the workflow. */
export function nextCommand(plan: Plan, outcomes: readonly StepOutcome[]): string | undefined {
  const last = STEPS.findIndex(({ name }) => name === outcomes[outcomes.length - 1].name);
  const here = relative(process.cwd(), plan.project.workDir);
  const path = (name: string) =>
    shellWord(here === '' ? name : here.startsWith('..') ? plan.path(name) : `${here}/${name}`);
  const velocityStep = STEPS.findIndex(({ name }) => name === 'velocity');
  if (last >= velocityStep && plan.facts !== undefined && plan.hasFile(FILES.velocity)) {
    const result = plan.mapFile(FILES.velocity);
    if (!plan.hasFile(result))
      return `mintsar view ${path(FILES.velocity)} velocity --dem ${path(plan.loaded.geometry)}`;
    const geometry = plan.mapFile(plan.loaded.geometry);
    return `mintsar view ${path(result)} velocity${plan.hasFile(geometry) ? ` --dem ${path(geometry)}` : ''}`;
  }
  if (plan.facts === undefined && offsetsAlone(plan.project.workDir) !== undefined) return INVERT_OFFSETS;
  const folder = folderFlag(plan);
  const isWaiting = (step: Step) => plan.facts === undefined || step.skip?.(plan) === undefined;
  const next = STEPS.slice(last + 1).find(isWaiting);
  return next && `mintsar smallbaselineApp${folder} --start ${next.name}`;
}

/** The command that makes up for a correction which `auto` could not make; undefined when there is none. */
export function retryCommand(plan: Plan, ran: ReadonlySet<string>): string | undefined {
  if (plan.facts === undefined || unmadeCorrections(plan, ran).length === 0) return undefined;
  const folder = folderFlag(plan);
  return `mintsar smallbaselineApp${folder} --start correct_troposphere  # with a key in ~/.cdsapirc`;
}

/** How a command line names the work directory. */
function folderFlag(plan: Plan): string {
  const here = relative(process.cwd(), plan.project.workDir);
  return here === '' ? '' : ` --dir ${shellWord(here.startsWith('..') ? plan.project.workDir : here)}`;
}

/** Values of a raster, or of one in n x n pixels of a big one. */
async function sample(path: string, dataset?: string): Promise<Float32Array> {
  return withH5(path, (file) => {
    const product = describeProduct(file);
    const { length, width } = product;
    const step = Math.max(1, Math.ceil(Math.sqrt((length * width) / ENOUGH)));
    const box = { y0: 0, x0: 0, y1: length, x1: width };
    return readPixels(file, dataset ?? mainDataset(product), undefined, { box, step }).data;
  });
}

/** Values of a raster inside a mask, no-data left out; everywhere when there is no mask. */
async function masked(
  plan: Plan,
  file: string,
  dataset: string | undefined,
  maskFile: string = FILES.maskTempCoh,
): Promise<Float32Array> {
  const { datasets } = await readProduct(plan.path(file));
  if (dataset !== undefined && !datasets.has(dataset)) return new Float32Array(0);
  const values = await sample(plan.path(file), dataset);
  const mask = plan.hasFile(maskFile) ? await sample(plan.path(maskFile)) : undefined;
  // In place: engines collect what `filter` keeps in a list of objects, six times the raster.
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]) && (mask === undefined || mask[i] !== 0)) values[n++] = values[i];
  }
  return values.subarray(0, n);
}

/** Share of values that are so. */
function shareOf(values: Float32Array, isSo: (value: number) => boolean): number {
  let n = 0;
  for (const value of values) if (isSo(value)) n++;
  return n / values.length;
}

function percent(share: number): string {
  return `${share > 0 && share < 0.1 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;
}

function iso(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
}
