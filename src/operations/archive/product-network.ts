import { assertArgument } from '../../core/arguments.ts';
import { NetworkError, OptionError } from '../../core/errors.ts';
import { pairTemporalBaselines } from '../../core/network/baseline-limits.ts';
import { type DecorrelationModel, expectedCoherence } from '../../core/network/decorrelation-model.ts';
import { date12Of, datesOfPairs, type Pair, parsePair } from '../../core/network/pairs.ts';
import { perpBaselineTimeseries } from '../../core/network/perpendicular-baseline.ts';
import { type NetworkLimits, type PairReason, proposeNetwork } from '../../core/network/proposed-network.ts';
import { forecastVelocity, turbulentDelay } from '../../core/network/velocity-forecast.ts';
import type { Network } from '../../plot/index.ts';
import type { GunwProduct, Mission } from '../../services/asf/gunw-product.ts';
import { newestVersions } from './newest-versions.ts';

/** A kind of ground by the share of its coherence that persists. */
export interface Ground {
  readonly name: string;
  readonly persistent: number;
}

/** Between these, most scenes of land lie. */
const GROUNDS: readonly Ground[] = [
  { name: 'dry or built-up', persistent: 0.8 },
  { name: 'fields, mixed', persistent: 0.4 },
  { name: 'green', persistent: 0.15 },
];

/** Radar and processing of a mission's products. */
interface Sensor {
  /** m */
  readonly wavelength: number;
  /** independent looks of a pixel */
  readonly looks: number;
  /** m */
  readonly criticalBaseline: number;
  /** days after which what does not persist has fallen to 1/e */
  readonly memory: number;
}

/**
 * Looks: 19 x 7 pixels of 2.3 m x 14.1 m at a resolution of 3.1 m x 22 m (IW), and 80 m at 12.5 m x 7 m on ground. The memory of
 * scatterers that move at random grows with the square of the wavelength (Rocca 2007, doi:10.1109/TGRS.2007.902286).
 */
const SENSORS: Readonly<Record<Mission, Sensor>> = {
  S1: { wavelength: 0.05546576, looks: 64, criticalBaseline: 5000, memory: 50 },
  NISAR: { wavelength: 0.2384, looks: 73, criticalBaseline: 11_000, memory: 920 },
};
const THERMAL = 0.96;
/** In the middle of the swaths. */
const INCIDENCE = (39 * Math.PI) / 180;
/** From the reference point, km. */
const DISTANCES = [10, 50] as const;

export interface ProductNetworkRequest extends NetworkLimits {
  readonly products: readonly GunwProduct[];
  /** share that persists and memory in days, instead of three kinds of ground */
  readonly decorrelation?: readonly [persistent: number, memory: number];
}

export interface ProductPair {
  readonly date12: string;
  readonly days: number;
  /** m; NaN = the archive does not say */
  readonly bperp: number;
  readonly reason: PairReason;
  /** of the middle kind of ground */
  readonly coherence: number;
  readonly products: readonly GunwProduct[];
}

/** Standard deviations of the velocity, m/yr. */
export interface GroundForecast {
  readonly ground: Ground;
  readonly memory: number;
  /** by decorrelation, with the proposed pairs, and with all there are */
  readonly proposed: number;
  readonly all: number;
}

/** A network that was chosen from the products of an archive. */
export interface ProductNetwork {
  /** relative orbit */
  readonly track: number;
  readonly dates: readonly string[];
  readonly numAvailable: number;
  readonly pairs: readonly ProductPair[];
  /** pairs that the archive does not have, without which the dates fall apart */
  readonly missing: readonly string[];
  /** empty when the dates fall apart */
  readonly forecasts: readonly GroundForecast[];
  /** by the troposphere, at so many km from the reference point */
  readonly troposphere: readonly { readonly distance: number; readonly deviation: number }[];
  /** for a figure: all pairs there are, those not chosen as dropped */
  readonly picture: Network;
}

/**
 * Propose a connected network of small baselines from the products that a search found, and tell what standard deviation the
 * velocity will have, before anything is ordered or fetched. Of several versions of a product the newest counts.
 *
 * @throws {OptionError} for products of several tracks  @throws {NetworkError} for fewer than three dates
 */
export function productNetwork(request: ProductNetworkRequest): ProductNetwork {
  assertArgument('productNetwork', 'request', request, { products: 'list' });
  const { products, decorrelation, ...limits } = request;
  const track = oneTrack(products);
  const groups = new Map<string, GunwProduct[]>();
  for (const product of newestVersions(products)) {
    const date12 = `${product.early}_${product.late}`;
    groups.set(date12, [...(groups.get(date12) ?? []), product]);
  }
  const names = [...groups.keys()].sort();
  const pairs = names.map(parsePair);
  const dates = datesOfPairs(pairs);
  if (dates.length < 3)
    throw new NetworkError(
      `The products found are of ${dates.length} dates: ${dates.join(', ') || 'none'}.`,
      'Widen the search; a velocity needs three dates at least.',
    );
  const bperp = names.map((name) => meanBaseline(groups.get(name)!));
  const sensor = SENSORS[products[0].mission];
  const grounds =
    decorrelation === undefined ? GROUNDS : [{ name: 'as given', persistent: decorrelation[0] }];
  const memory = decorrelation?.[1] ?? sensor.memory;
  const models = grounds.map(
    ({ persistent }): DecorrelationModel => ({ ...sensor, thermal: THERMAL, persistent, memory }),
  );
  const middle = models[Math.floor(models.length / 2)];
  const cost = (days: number, metres: number) =>
    -Math.log(Math.max(1e-6, expectedCoherence(middle, days, metres)));
  const { chosen, missing } = proposeNetwork(pairs, bperp, limits, cost);
  const days = pairTemporalBaselines(pairs);
  const known = bperp.map((value) => value || 0);
  const coherence = pairs.map((_, i) => expectedCoherence(middle, days[i], known[i]));
  const isConnected = missing.length === 0;
  const forecast = (model: DecorrelationModel, indices: readonly number[]) => {
    const some = (values: readonly number[]) => indices.map((i) => values[i]);
    return forecastVelocity(
      indices.map((i) => pairs[i]),
      some(known),
      { ...sensor, model },
    );
  };
  const proposed = chosen.map(({ pair }) => pair);
  const everything = pairs.map((_, i) => i);
  const forecasts = isConnected
    ? models.map((model, k) => ({
        ground: grounds[k],
        memory,
        proposed: forecast(model, proposed).decorrelation,
        all: forecast(model, everything).decorrelation,
      }))
    : [];
  const perDelay = isConnected ? forecast(middle, proposed).perDelay : Number.NaN;
  const reasons = new Map(chosen.map(({ pair, reason }) => [pair, reason]));
  return {
    track,
    dates,
    numAvailable: pairs.length,
    pairs: chosen.map(({ pair: i, reason }) => ({
      date12: names[i],
      days: days[i],
      bperp: bperp[i],
      reason,
      coherence: coherence[i],
      products: groups.get(names[i])!,
    })),
    missing: missing.map(date12Of),
    forecasts,
    troposphere: isConnected
      ? DISTANCES.map((distance) => ({ distance, deviation: perDelay * turbulentDelay(distance, INCIDENCE) }))
      : [],
    picture: picture(pairs, dates, known, (i) => ({ value: coherence[i], dropped: !reasons.has(i) })),
  };
}

function picture(
  pairs: readonly Pair[],
  dates: readonly string[],
  bperp: readonly number[],
  of: (i: number) => { readonly value: number; readonly dropped: boolean },
): Network {
  const series = perpBaselineTimeseries(pairs, bperp);
  return {
    dates,
    bperp: [...series],
    pairs: pairs.map((pair, i) => ({ date12: date12Of(pair), ...of(i) })),
  };
}

/** Mean of the frames of a pair, from the earlier to the later date; NaN where none tells. */
function meanBaseline(products: readonly GunwProduct[]): number {
  const known = products.flatMap(({ bperp }) => (bperp === undefined ? [] : [bperp]));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function oneTrack(products: readonly GunwProduct[]): number {
  const tracks = [...new Set(products.map(({ track }) => track))].sort((a, b) => a - b);
  if (tracks.length === 0)
    throw new NetworkError('No products were found to make a network of.', 'Widen the search.');
  if (tracks.length === 1) return tracks[0];
  throw new OptionError(
    `The products found are of tracks ${tracks.join(', ')}: a network is of one.`,
    'Choose one with --track.',
  );
}
