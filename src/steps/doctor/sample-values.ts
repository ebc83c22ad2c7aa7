import { optionalNumber } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { PairDescription, PairStack, StackDescription } from '../../loading/description.ts';
import { FarFiles } from '../../loading/far-files.ts';
import type { Layer } from '../../loading/layer.ts';
import { openLayer } from '../../loading/open-layer.ts';
import { RangeCount, rangeText, VALUE_LIMITS } from '../../loading/value-range.ts';
import { type Finding, finding } from './findings.ts';

/** Rasters of a dataset and rows of a raster that are looked into. */
const RASTERS = 3;
const ROWS = 8;
/** Columns of a very wide raster. */
const COLUMNS = 20_000;

/** What a few rows of a few rasters of a dataset hold. */
export interface ValueSample {
  readonly dataset: string;
  /** Share of pixels that are 0 or NaN. */
  readonly noData: number;
  /** Infinity and -Infinity where there is no data. */
  readonly least: number;
  readonly most: number;
}

/** Values by dataset, and what is odd about them. */
export interface Sampled {
  readonly samples: readonly ValueSample[];
  readonly findings: readonly Finding[];
}

interface Rows {
  readonly label: string;
  readonly values: Float32Array;
  readonly seen: RangeCount;
}

/** Look into rows of rasters spread over stack and geometry; the size of the work does not grow with the stack. */
export async function sampleValues({
  ifgrams,
  geometry,
  tides,
  ionosphere,
}: StackDescription): Promise<Sampled> {
  const samples: ValueSample[] = [];
  const findings: Finding[] = [];
  const look = async (dataset: string, layers: readonly Layer[]): Promise<Rows[]> => {
    const rows: Rows[] = [];
    for (const layer of layers) rows.push(await readRows(layer, dataset));
    samples.push(sampleOf(dataset, rows));
    findings.push(...oddRows(dataset, rows));
    return rows;
  };
  const own = geometry.radar ?? geometry.geo;
  let height: Rows | undefined;
  for (const [name, layer] of Object.entries(own?.layers ?? {})) {
    if (layer === undefined) continue;
    const [rows] = await look(name, [layer]);
    if (name === 'height') height = rows;
    if (name === 'azimuthAngle') findings.push(...oddAzimuth(rows, ifgrams?.attributes ?? own!.attributes));
  }
  if (ifgrams === undefined) return { samples, findings };
  const chosen = spread(ifgrams.pairs, RASTERS);
  for (const dataset of ifgrams.datasets) {
    const rows = await look(
      dataset,
      chosen.map(({ layers }) => layers[dataset]!),
    );
    if (dataset !== 'unwrapPhase') continue;
    findings.push(...wrapped(rows));
    const isSame = own !== undefined && own.length === ifgrams.length && own.width === ifgrams.width;
    if (height !== undefined && isSame) {
      const more = spread(ifgrams.pairs, 3 * RASTERS);
      const phases: Rows[] = [];
      for (const { layers } of more) phases.push(await readRows(layers.unwrapPhase!, dataset));
      findings.push(...followsHeight(phases, height));
      findings.push(...followsBaseline(phases, height, more));
    }
    for (const [what, stack] of [
      ['tides', tides],
      ['ionosphere', ionosphere],
    ] as const)
      if (stack !== undefined) findings.push(...(await opposesPhase(what, stack, ifgrams)));
  }
  return { samples, findings };
}

/** Some of a list, evenly spread. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, k) => all[Math.floor(((k + 0.5) * all.length) / most)]);
}

async function readRows(layer: Layer, dataset: string): Promise<Rows> {
  const { length, width, label } = layer;
  const columns = Math.min(width, COLUMNS);
  const x0 = (width - columns) >> 1;
  const rows = spread(
    Array.from({ length }, (_, y) => y),
    ROWS,
  );
  const values = new Float32Array(rows.length * columns);
  const open = await openLayer(layer, undefined, new FarFiles());
  try {
    for (const [k, y] of rows.entries())
      values.set(await open.read({ y0: y, x0, y1: y + 1, x1: x0 + columns }), k * columns);
  } finally {
    open.close();
  }
  const seen = new RangeCount(VALUE_LIMITS[dataset]);
  seen.add(values);
  return { label, values, seen };
}

function sampleOf(dataset: string, rows: readonly Rows[]): ValueSample {
  const total = rows.reduce((sum, { values }) => sum + values.length, 0);
  const count = rows.reduce((sum, { seen }) => sum + seen.count, 0);
  return {
    dataset,
    noData: 1 - count / total,
    least: Math.min(...rows.map(({ seen }) => seen.least)),
    most: Math.max(...rows.map(({ seen }) => seen.most)),
  };
}

function oddRows(dataset: string, rows: readonly Rows[]): Finding[] {
  const isMask = /Mask$|connectComponent/.test(dataset);
  const out: Finding[] = [];
  for (const { label, seen } of rows) {
    if (seen.count === 0 && !isMask)
      out.push(finding('MS1701', `${label}: ${dataset} is 0 or NaN in all rows that were looked into.`));
    const limits = VALUE_LIMITS[dataset];
    if (limits !== undefined && seen.outside > 0)
      out.push(finding('MS1702', `${label}: ${dataset} is ${rangeText(seen, limits)}.`));
  }
  if (dataset === 'waterMask' && rows[0].seen.count === 0)
    out.push(
      finding('MS1701', `${rows[0].label}: no pixel of waterMask is land in all rows that were looked into.`),
    );
  return out;
}

/** Degrees that an azimuth angle may be off the one that the heading tells. */
const MOST_TURNED = 45;

/** The line of sight is square to the flight: an angle of another convention is not. */
function oddAzimuth({ label, values }: Rows, attributes: Attributes): Finding[] {
  const heading = optionalNumber(attributes, 'HEADING');
  if (heading === undefined) return [];
  const right = (optionalNumber(attributes, 'ANTENNA_SIDE') ?? -1) < 0;
  const expected = (right ? 90 : -90) - heading;
  const valid = values.filter((value) => Math.abs(value) > 0).sort();
  if (valid.length === 0) return [];
  const middle = valid[valid.length >> 1];
  const off = ((((middle - expected + 180) % 360) + 360) % 360) - 180;
  if (Math.abs(off) <= MOST_TURNED) return [];
  return [
    finding(
      'MS1604',
      `${label}: azimuthAngle is about ${middle.toFixed(0)}, HEADING = ${heading} asks for ${expected.toFixed(0)}.`,
    ),
  ];
}

function wrapped(rows: readonly Rows[]): Finding[] {
  const all = rows.filter(({ seen }) => seen.count > 100);
  const isFull = all.length > 0 && all.every(({ seen }) => isWrapped(seen));
  return isFull
    ? [finding('MS1703', `${all[0].label}: the phase is ${rangeText(all[0].seen, VALUE_LIMITS.wrapPhase)}.`)]
    : [];
}

/** Values that reach both ends of one cycle, and nothing beyond. */
function isWrapped({ least, most }: RangeCount): boolean {
  return least < -3.1 && least > -3.1416 && most > 3.1 && most < 3.1416;
}

/** Correlation above which a raster follows height. */
const FOLLOWS = 0.8;

function followsHeight(phases: readonly Rows[], height: Rows): Finding[] {
  const all = phases.map(({ values }) => correlation(values, height.values)).filter(Number.isFinite);
  const strong = all.filter((r) => Math.abs(r) > FOLLOWS);
  const sense = strong.reduce((sum, r) => sum + Math.sign(r), 0);
  if (all.length < 3 || strong.length < 0.9 * all.length || Math.abs(sense) !== strong.length) return [];
  return [
    finding(
      'MS1704',
      `The phase correlates with height by ${Math.min(...strong).toFixed(2)} to ${Math.max(...strong).toFixed(2)} in ${strong.length} of ${all.length} pairs.`,
    ),
  ];
}

/**
 * The slope of phase against height of each pair beside its perpendicular baseline: topography that is left in grows with the
 * baseline, all else does not.
 */
function followsBaseline(
  phases: readonly Rows[],
  height: Rows,
  pairs: readonly PairDescription[],
): Finding[] {
  const slopes: number[] = [];
  const baselines: number[] = [];
  let strong = 0;
  for (const [k, { values }] of phases.entries()) {
    const r = correlation(values, height.values);
    if (!Number.isFinite(r)) continue;
    slopes.push(r * (spreadOf(values) / spreadOf(height.values)));
    baselines.push((pairs[k].bperpTop + pairs[k].bperpBottom) / 2);
    if (Math.abs(r) > LEANS) strong++;
  }
  if (slopes.length < 5 || strong < slopes.length / 2) return [];
  const r = correlation(Float32Array.from(slopes), Float32Array.from(baselines), slopes.length - 1);
  if (!(Math.abs(r) > 0.9)) return [];
  return [
    finding(
      'MS1705',
      `The slope of phase against height correlates with the perpendicular baseline by ${r.toFixed(2)} in ${slopes.length} pairs.`,
    ),
  ];
}

/** Correlation from which on a phase leans on height. */
const LEANS = 0.3;

function spreadOf(values: Float32Array): number {
  const valid = values.filter((value) => Math.abs(value) > 0);
  const mean = valid.reduce((sum, value) => sum + value, 0) / valid.length;
  return Math.sqrt(valid.reduce((sum, value) => sum + (value - mean) ** 2, 0) / valid.length);
}

/** Whether a layer that is to be subtracted goes against the phase of its pairs, in nearly all of them. */
async function opposesPhase(what: string, stack: PairStack, ifgrams: PairStack): Promise<Finding[]> {
  if (stack.length !== ifgrams.length || stack.width !== ifgrams.width) return [];
  const phaseOf = new Map(
    ifgrams.pairs.map((pair) => [`${pair.date1}_${pair.date2}`, pair.layers.unwrapPhase]),
  );
  const found: number[] = [];
  for (const { date1, date2, layers } of spread(stack.pairs, 3 * RASTERS)) {
    const phase = phaseOf.get(`${date1}_${date2}`);
    if (phase === undefined || layers.unwrapPhase === undefined) continue;
    const [own, other] = [
      await readRows(phase, 'unwrapPhase'),
      await readRows(layers.unwrapPhase, 'unwrapPhase'),
    ];
    const r = correlation(own.values, other.values);
    if (Number.isFinite(r)) found.push(r);
  }
  const against = found.filter((r) => r < -FOLLOWS);
  if (found.length < 3 || against.length < 0.9 * found.length) return [];
  return [
    finding(
      'MS1706',
      `The ${what} of the products correlate with the phase by ${Math.min(...against).toFixed(2)} to ${Math.max(...against).toFixed(2)} in ${against.length} of ${found.length} pairs.`,
    ),
  ];
}

/** Of pixels that have both, of which there must be more than so many. */
function correlation(a: Float32Array, b: Float32Array, least = 100): number {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!(Math.abs(a[i]) > 0 && Number.isFinite(b[i]))) continue;
    n++;
    sa += a[i];
    sb += b[i];
    saa += a[i] * a[i];
    sbb += b[i] * b[i];
    sab += a[i] * b[i];
  }
  const spread = (saa - (sa * sa) / n) * (sbb - (sb * sb) / n);
  return n > least && spread > 0 ? (sab - (sa * sb) / n) / Math.sqrt(spread) : Number.NaN;
}
