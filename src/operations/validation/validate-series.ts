import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { geodesicDistance } from '../../core/geometry/geodesic.ts';
import { placePairs } from '../../core/validation/place-pairs.ts';
import {
  type Differences,
  judge,
  REQUIREMENTS,
  type Requirement,
  type RequirementNumber,
  type Rule,
  type Verdict,
} from '../../core/validation/requirements.ts';
import {
  type Functionals,
  stepFunctional,
  transientFunctionals,
  velocityFunctional,
} from '../../core/validation/series-differences.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import type { ServiceContext } from '../../services/service.ts';
import { compareGnss, type GnssComparison, type GnssComparisonRequest } from '../gnss/compare-gnss.ts';
import { pixelSpacing } from '../profiles/transect.ts';
import { assertRequest } from '../request.ts';
import { readUsed } from '../scatter/series-scatter.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';

export type ValidationMethod = 'insar' | 'gnss';

export interface ValidationRequest extends GnssComparisonRequest {
  readonly methods: readonly ValidationMethod[];
  readonly requirements: readonly RequirementNumber[];
  /** YYYYMMDD of the earthquake of requirement 660 */
  readonly event?: string;
  /** pixels that count; maskTempCoh.h5 beside the series unless given, null = all with data */
  readonly mask?: string | null;
  readonly seed?: number;
}

/** A requirement judged by one method and rule. */
export interface Validation {
  readonly requirement: Requirement;
  readonly method: ValidationMethod;
  readonly verdict: Verdict;
  /** of the differences of dates of requirement 663, how many hold alone */
  readonly each?: { readonly held: number; readonly of: number };
}

/**
 * Judge a time series by requirements of the NISAR mission, by pairs of pixels where nothing moves (`insar`), or by pairs of GNSS
 * stations, whose own motion is taken off (`gnss`); by both rules each.
 *
 * @throws {OptionError} for requirement 660 without an event between two dates
 * @throws {FileError} when the series does not tell how large its pixels are
 */
export async function validateSeries(
  request: ValidationRequest,
  context: Context & Partial<ServiceContext>,
): Promise<Validation[]> {
  assertRequest('validateSeries', request, context, ['timeseries']);
  const series = await readTimeseries(request.timeseries);
  const { event } = request;
  if (request.requirements.includes('660')) assertEvent(event, series.dates);
  if (series.dates.length < 3)
    throw new FileError(
      `${series.path} has ${series.dates.length} dates, too few for a velocity.`,
      'Give a series of three dates at least.',
    );
  const wanted = REQUIREMENTS.filter(({ number }) => request.requirements.includes(number));
  const functionals = (number: RequirementNumber, dates: readonly string[]) =>
    number === '658'
      ? velocityFunctional(dates)
      : number === '660'
        ? stepFunctional(dates, event!)
        : transientFunctionals(dates);
  const out: Validation[] = [];
  if (request.methods.includes('insar')) {
    const spacing = pixelSpacing(series);
    if (spacing === undefined)
      throw new FileError(
        `${series.path} does not tell the size of its pixels on the ground.`,
        'Give the geocoded series, or one with AZIMUTH_PIXEL_SIZE and RANGE_PIXEL_SIZE.',
      );
    const mask = await readUsed(series, request.mask);
    for (const rule of ['atbd', 'strict'] as const) {
      const pairs = placePairs(mask, series, spacing, rule, request.seed);
      const values = await readSamples(
        {
          path: series.path,
          dataset: 'timeseries',
          planes: series.dates.map((_, k) => k),
          pixels: pairs.pixels,
        },
        context,
      );
      const use = usedPixels(values, pairs.pixels.length);
      for (const requirement of wanted) {
        const rows = functionals(requirement.number, series.dates);
        const places = applied(rows, values, pairs.pixels.length, use);
        const differences = places.map(
          (own): Differences => ({
            distance: pairs.distance,
            difference: Float64Array.from(pairs.first, (a, k) => 1000 * (own[a] - own[pairs.second[k]])),
          }),
        );
        out.push(validationOf(differences, requirement, 'insar', rule));
      }
    }
  }
  if (request.methods.includes('gnss')) {
    const comparison = await compareGnss(request, context);
    for (const rule of ['atbd', 'strict'] as const)
      for (const requirement of wanted) {
        const differences = stationDifferences(comparison, (dates) => functionals(requirement.number, dates));
        out.push(validationOf(differences, requirement, 'gnss', rule));
      }
  }
  return out;
}

function assertEvent(event: string | undefined, dates: readonly string[]): asserts event is string {
  const days = dates.map((date) => date.slice(0, 8));
  if (event === undefined)
    throw new OptionError(
      'Requirement 660 is about an earthquake, and no day is given.',
      'Name it with --event YYYYMMDD, or leave 660 out of --requirement.',
    );
  const before = days.filter((day) => day < event).length;
  const after = days.filter((day) => day > event).length;
  if (before < 2 || after < 1 || before + after < 4)
    throw new OptionError(
      `${event} has ${before} dates before and ${after} after it.`,
      `Give a day between the second date (${days[1]}) and the last one (${days.at(-1)}).`,
    );
}

/** Pixels with values at all dates; 0 at all dates is none. */
function usedPixels(values: readonly Float32Array[], numPixel: number): Uint8Array {
  return Uint8Array.from({ length: numPixel }, (_, p) =>
    values.every((plane) => Number.isFinite(plane[p])) && values.some((plane) => plane[p] !== 0) ? 1 : 0,
  );
}

/** Every functional of every pixel, NaN where it has no data. */
function applied(
  { rows }: Functionals,
  values: readonly Float32Array[],
  numPixel: number,
  use: Uint8Array,
): Float64Array[] {
  return rows.map((row) => {
    const out = Float64Array.from(use, (isUsed) => (isUsed === 1 ? 0 : Number.NaN));
    row.forEach((weight, k) => {
      if (weight !== 0) for (let p = 0; p < numPixel; p++) out[p] += weight * values[k][p];
    });
    return out;
  });
}

/** Double differences of all pairs of stations, one list for each functional of the scene's dates that both have. */
function stationDifferences(
  { stations }: GnssComparison,
  functionals: (dates: readonly string[]) => Functionals,
): Differences[] {
  const lists = new Map<string, { distance: number[]; difference: number[] }>();
  for (let a = 0; a < stations.length; a++)
    for (let b = a + 1; b < stations.length; b++) {
      const [one, other] = [stations[a], stations[b]];
      const dates = one.common.dates.filter((date) => other.common.dates.includes(date));
      if (dates.length < 4) continue;
      const residual = dates.map((date) => misfit(one.common, date) - misfit(other.common, date));
      const metres = geodesicDistance(one.latitude, one.longitude, other.latitude, other.longitude);
      const { rows, labels } = functionals(dates);
      rows.forEach((row, n) => {
        const list = lists.get(labels[n]) ?? { distance: [], difference: [] };
        list.distance.push(metres / 1000);
        list.difference.push(1000 * row.reduce((sum, weight, k) => sum + weight * residual[k], 0));
        lists.set(labels[n], list);
      });
    }
  return [...lists.values()];
}

function misfit({ dates, gnss, insar }: GnssComparison['stations'][number]['common'], date: string): number {
  const k = dates.indexOf(date);
  return insar[k] - gnss[k];
}

function validationOf(
  differences: readonly Differences[],
  requirement: Requirement,
  method: ValidationMethod,
  rule: Rule,
): Validation {
  const all = {
    distance: Float64Array.from(differences.flatMap(({ distance }) => Array.from(distance))),
    difference: Float64Array.from(differences.flatMap(({ difference }) => Array.from(difference))),
  };
  const verdict = judge(all, requirement, rule);
  if (requirement.number !== '663') return { requirement, method, verdict };
  const alone = differences.map((one) => judge(one, requirement, rule));
  return {
    requirement,
    method,
    verdict,
    each: { held: alone.filter(({ holds }) => holds).length, of: alone.length },
  };
}
