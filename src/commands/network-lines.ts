import type { PairReason } from '../core/network/proposed-network.ts';
import type { ProductNetwork, ProductPair } from '../operations/archive/product-network.ts';

const WHY: Readonly<Record<PairReason, string>> = {
  short: 'short baselines',
  year: 'about one year',
  bridge: 'nothing else connects them',
};

/** A proposed network in a few lines: what it consists of, and how well the velocity will be known. */
export function networkLines(network: ProductNetwork, isLong: boolean): string[] {
  const { track, dates, pairs, numAvailable, missing } = network;
  const reasons = (Object.keys(WHY) as PairReason[]).filter((why) =>
    pairs.some(({ reason }) => reason === why),
  );
  const rows = reasons.map((why) => {
    const some = pairs.filter(({ reason }) => reason === why);
    return [
      String(some.length),
      WHY[why],
      span(
        some.map(({ days }) => days),
        0,
      ),
      span(
        some.map(({ bperp }) => bperp),
        0,
      ),
      span(
        some.map(({ coherence }) => coherence),
        2,
      ),
    ];
  });
  return [
    `Network of track ${track}: ${pairs.length} of ${numAvailable} pairs, ${dates.length} acquisitions from ${dates[0]} to ${dates.at(-1)}`,
    ...table(['pairs', 'because of', 'days', 'bperp [m]', 'expected coherence'], rows),
    ...(isLong ? pairLines(pairs) : []),
    ...(missing.length > 0 ? missingLines(missing) : forecastLines(network)),
  ];
}

function pairLines(pairs: readonly ProductPair[]): string[] {
  const rows = pairs.map(({ date12, days, bperp, coherence, reason, products }) => [
    date12,
    days.toFixed(0),
    Number.isNaN(bperp) ? '?' : bperp.toFixed(0),
    coherence.toFixed(2),
    String(products.length),
    WHY[reason],
  ]);
  return ['', ...table(['pair', 'days', 'bperp [m]', 'expected coherence', 'products', 'because of'], rows)];
}

function missingLines(missing: readonly string[]): string[] {
  return [
    '',
    `The dates fall into ${missing.length + 1} pieces, whatever pairs are taken: no velocity is foretold. These pairs would connect them,`,
    `and are to be ordered from the archive, or the search to be widened: ${missing.join(', ')}`,
  ];
}

function forecastLines({ forecasts, troposphere }: ProductNetwork): string[] {
  const rows = forecasts.map(({ ground, memory, proposed, all }) => [
    ground.name,
    ground.persistent.toFixed(2),
    String(memory),
    millimetres(proposed),
    millimetres(all),
  ]);
  const screens = troposphere.map(({ distance, deviation }) => `${millimetres(deviation)} at ${distance} km`);
  return [
    '',
    "Expected standard deviation of a pixel's velocity [mm/yr], line of sight",
    ...table(['ground', 'coherence that stays', 'rest decays in days', 'this network', 'all pairs'], rows),
    `troposphere, uncorrected, adds ${screens.join(' and ')} from the reference point, whatever the network`,
  ];
}

const millimetres = (metres: number) => (1000 * metres).toPrecision(2);

function span(values: readonly number[], digits: number): string {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return '?';
  const [low, high] = [Math.min(...known), Math.max(...known)].map((value) => value.toFixed(digits));
  return low === high ? low : `${low} to ${high}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((word, k) => Math.max(word.length, ...rows.map((row) => row[k].length)));
  return [head, ...rows].map((row) =>
    `  ${row.map((word, k) => word.padEnd(widths[k])).join('  ')}`.trimEnd(),
  );
}
