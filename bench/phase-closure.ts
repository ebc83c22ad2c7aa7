// Whole cycles from closures of single pixels: time and errors of our solver beside those of a general one for
// quadratic programs (cvxopt, phase-closure.py), on the same seeded simulations. See README.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { formatDate } from '../src/core/dates.ts';
import { sequentialPairs } from '../src/core/network/pair-selection.ts';
import { createGaussian } from '../src/core/stats/gaussian.ts';
import { createRandom } from '../src/core/stats/random.ts';
import { roundHalfEven } from '../src/core/stats/rounding.ts';
import { closurePhase, integerAmbiguity, type Triplets } from '../src/core/unwrapping/closure.ts';
import { ACCURACY, cycleEstimator } from '../src/core/unwrapping/cycle-estimator.ts';
import { l1Solver } from '../src/core/unwrapping/l1-least-squares.ts';
import { networkTriplets } from '../src/core/unwrapping/network-triplets.ts';
import { negativeTripletMatrix } from '../src/core/unwrapping/sparse-columns.ts';

const ALPHA = 0.01;
/** Acquisitions, and with how many of the next each one is paired. */
const NETWORKS = [
  { numDate: 22, numConn: 3 },
  { numDate: 98, numConn: 3 },
  { numDate: 60, numConn: 5 },
];
/** Shares of interferograms that are off by one or two cycles. */
const RATES = [0.01, 0.02, 0.05, 0.1, 0.2];
const NUM_REGION = 20;
/** Sample pixels of a region, and how many of them are solved one by one. */
const NUM_SAMPLE = 100;
const NUM_SINGLE = 5;
/** Noise of the phase, rad: closures of a few triplets in ten thousand are off by a cycle for it. */
const NOISE = 0.5;

/** A region of one interferogram network with its sample pixels. */
interface Region {
  /** whole cycles to be added [numIfgram] */
  readonly truth: Int32Array;
  /** [numIfgram, numSample], rad */
  readonly phase: Float32Array;
  /** integer ambiguities of some samples [numTriplet] */
  readonly closures: readonly Float64Array[];
}

type Answers = Readonly<Record<string, { readonly seconds: number; readonly cycles: number[][] }>>;

function simulate(triplets: Triplets, numIfgram: number, rate: number, seed: number): Region {
  const random = createRandom(seed);
  const gaussian = createGaussian(random);
  const truth = Int32Array.from({ length: numIfgram }, () => {
    const [isOff, size, sign] = [random() < rate, random() < 0.5 ? 1 : 2, random() < 0.5 ? -1 : 1];
    return isOff ? size * sign : 0;
  });
  const phase = Float32Array.from({ length: numIfgram * NUM_SAMPLE }, (_, i) => {
    return NOISE * gaussian() - 2 * Math.PI * truth[Math.floor(i / NUM_SAMPLE)];
  });
  const closures = Array.from({ length: NUM_SINGLE }, (_, s) => {
    const pixel = Float64Array.from(truth, (_, k) => phase[k * NUM_SAMPLE + s]);
    return closurePhase(pixel, triplets).map(integerAmbiguity);
  });
  return { truth, phase, closures };
}

/** What cvxopt answers, or undefined where it is not installed. */
function cvxopt(
  triplets: Triplets,
  numIfgram: number,
  closures: readonly Float64Array[],
): Answers | undefined {
  const rows = Array.from({ length: triplets.shape[0] }, (_, t) => [
    ...triplets.data.subarray(3 * t, 3 * t + 3),
  ]);
  const input = { numIfgram, triplets: rows, alpha: ALPHA, closures: closures.map((n) => [...n]) };
  const script = fileURLToPath(new URL('./phase-closure.py', import.meta.url));
  const python = process.env.BENCH_PYTHON ?? '/usr/bin/python3';
  const { status, stdout, stderr, error } = spawnSync(python, [script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  if (status === 0) return JSON.parse(stdout) as Answers;
  process.stderr.write(`no comparison with cvxopt: ${error?.message ?? stderr.trim()}\n`);
  return undefined;
}

/** Least CPU seconds of some runs. */
function fastest(work: () => void, repeats = 5): number {
  let best = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const started = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(started);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

/** Share of interferograms whose cycles are wrong, %. */
function wrong(
  regions: readonly Region[],
  cyclesOf: (region: number) => readonly ArrayLike<number>[],
): number {
  let count = 0;
  let all = 0;
  regions.forEach(({ truth }, r) => {
    for (const cycles of cyclesOf(r)) {
      for (let k = 0; k < truth.length; k++) if (cycles[k] !== truth[k]) count++;
      all += truth.length;
    }
  });
  return (100 * count) / all;
}

function medians(samples: readonly ArrayLike<number>[]): Int32Array {
  return Int32Array.from(samples[0], (_, k) => {
    const values = samples.map((cycles) => cycles[k]).sort((a, b) => a - b);
    return values[values.length >> 1];
  });
}

const head = [
  'dates',
  'pairs',
  'triplets',
  'errors %',
  'pixel ms',
  'cvxopt',
  'times',
  `${NUM_SAMPLE} pixels ms`,
  'times',
  'pixel wrong %',
  'cvxopt',
  'median wrong %',
  'cvxopt',
];
process.stdout.write(`| ${head.join(' | ')} |\n|${' --: |'.repeat(head.length)}\n`);

let isThere = true;
for (const { numDate, numConn } of NETWORKS) {
  const dates = Array.from({ length: numDate }, (_, k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));
  const pairs = sequentialPairs(dates, numConn);
  const numIfgram = pairs.length;
  const triplets = networkTriplets(pairs);
  const solve = l1Solver(negativeTripletMatrix(triplets, numIfgram), ALPHA, ACCURACY);
  for (const rate of RATES) {
    const regions = Array.from({ length: NUM_REGION }, (_, r) => simulate(triplets, numIfgram, rate, 1 + r));
    const closures = regions.flatMap((region) => region.closures);
    let ours: Int32Array[] = [];
    const seconds = fastest(() => {
      ours = closures.map((n) => Int32Array.from(solve(n), roundHalfEven));
    });
    const refPhase = new Float32Array(numIfgram);
    const regionSeconds = fastest(() => {
      const estimate = cycleEstimator(triplets, numIfgram, ALPHA);
      for (const { phase } of regions) estimate({ data: phase, shape: [numIfgram, NUM_SAMPLE] }, refPhase);
    });
    const answers: Answers | undefined = isThere ? cvxopt(triplets, numIfgram, closures) : undefined;
    isThere = answers !== undefined;
    const theirs = answers && Object.values(answers).reduce((a, b) => (a.seconds <= b.seconds ? a : b));
    const perPixel = theirs && theirs.seconds / closures.length;
    const singles = (cycles: readonly ArrayLike<number>[], r: number) =>
      cycles.slice(r * NUM_SINGLE, (r + 1) * NUM_SINGLE);
    const shares = [ours, theirs?.cycles].map(
      (cycles) =>
        cycles && [
          wrong(regions, (r) => singles(cycles, r)).toFixed(3),
          wrong(regions, (r) => [medians(singles(cycles, r))]).toFixed(3),
        ],
    );
    const cells = [
      numDate,
      numIfgram,
      triplets.shape[0],
      100 * rate,
      ((1e3 * seconds) / closures.length).toFixed(3),
      perPixel && (1e3 * perPixel).toFixed(2),
      perPixel && ((perPixel * closures.length) / seconds).toFixed(0),
      ((1e3 * regionSeconds) / NUM_REGION).toFixed(1),
      perPixel && ((perPixel * NUM_SAMPLE * NUM_REGION) / regionSeconds).toFixed(0),
      shares[0]?.[0],
      shares[1]?.[0],
      shares[0]?.[1],
      shares[1]?.[1],
    ];
    process.stdout.write(`| ${cells.map((cell) => cell ?? '').join(' | ')} |\n`);
  }
}
