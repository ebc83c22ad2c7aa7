/* Sizes of the network, where its tables and the workspace of a group of pixels are in linear memory, and rows of lanes. */

/** Pixels side by side. */
export const LANES: usize = 8;
/** Bytes of a row of lanes in double precision. */
export const ROW: usize = LANES * 8;

export let numIfgram: i32 = 0;
export let numUnknown: i32 = 0;
export let numEntry: i32 = 0;

// structure, i32; spanning u8 [numIfgram]: 255 = one of the interferograms that connect all dates
export let first: usize = 0;
export let second: usize = 0;
export let coupling: usize = 0;
export let rowFirst: usize = 0;
export let rowStart: usize = 0;
export let diagonal: usize = 0;
export let dateOfRow: usize = 0;
export let spanning: usize = 0;
// workspace of a group, f64 [row, LANES]
export let weight: usize = 0;
export let factorAt: usize = 0;
export let solution: usize = 0;
export let sums: usize = 0; // of sin^2, sin cos of half the residuals, squared residuals
export let pivots: usize = 0; // least and largest of 1/D
export let count: usize = 0;
export let hasGap: usize = 0;
export let least: usize = 0;
export let zero: usize = 0;
export let keep: usize = 0;
export let active: usize = 0;
export let moved: usize = 0;
export let ownWeight: usize = 0; // before observations are weighed anew by their residuals
export let dateCount: usize = 0;
// spread of parameters, see spread.ts: f64 [row, LANES]; lastBelow i32 [numUnknown]
export let lastBelow: usize = 0;
export let profile: usize = 0;
export let response: usize = 0;
export let spreadAt: usize = 0;
export let traces: usize = 0; // of the covariance, and of its neighbours
// what they are made of, see src/core/inversion/spread-kernel.ts
export let rightSides: usize = 0;
export let ownEntries: usize = 0;
export let neighbourEntries: usize = 0;
export let ownFactors: usize = 0;
export let neighbourFactors: usize = 0;
export let taken: usize = 0;
// panel of groups: observations f32 and codes u8 [group, numIfgram, LANES], see panel.ts; qualities as observations
export let panelObserved: usize = 0;
export let panelCode: usize = 0;
export let panelQuality: usize = 0;
// block: f32 [row, stride], isOff i32 [stride]; references f32 [numIfgram]; table f64 [256], weight of each code
export let blockObserved: usize = 0;
export let blockQuality: usize = 0;
export let blockSeries: usize = 0;
export let isOff: usize = 0;
export let references: usize = 0;
export let table: usize = 0;
export let normalTable: usize = 0; // inverse variance of each code
// sixteen pixels in single precision, see quick.ts: f32 [row, 16]; table f32 [256]; counts, what is kept and what stays i32 [16]; sums f64 [2, 16]
export let quickRest: usize = 0; // observations, then what the solution leaves of them
export let quickSolution: usize = 0;
export let quickStep: usize = 0;
export let quickSums: usize = 0;
export let quickCount: usize = 0;
export let quickKeep: usize = 0;
export let quickStays: usize = 0;
export let quickZero: usize = 0;
export let quickTable: usize = 0;
export let quickTurns: usize = 0; // the largest that is left of the observations

/** Sizes, then the addresses of all arrays in the order of the declarations above. */
export function init(ifgrams: i32, unknowns: i32, entries: i32, addresses: usize): void {
  numIfgram = ifgrams;
  numUnknown = unknowns;
  numEntry = entries;
  first = address(addresses, 0);
  second = address(addresses, 1);
  coupling = address(addresses, 2);
  rowFirst = address(addresses, 3);
  rowStart = address(addresses, 4);
  diagonal = address(addresses, 5);
  dateOfRow = address(addresses, 6);
  spanning = address(addresses, 7);
  weight = address(addresses, 8);
  factorAt = address(addresses, 9);
  solution = address(addresses, 10);
  sums = address(addresses, 11);
  pivots = address(addresses, 12);
  count = address(addresses, 13);
  hasGap = address(addresses, 14);
  least = address(addresses, 15);
  zero = address(addresses, 16);
  keep = address(addresses, 17);
  active = address(addresses, 18);
  moved = address(addresses, 19);
  ownWeight = address(addresses, 20);
  dateCount = address(addresses, 21);
  panelObserved = address(addresses, 22);
  panelCode = address(addresses, 23);
  panelQuality = address(addresses, 24);
  blockObserved = address(addresses, 25);
  blockQuality = address(addresses, 26);
  blockSeries = address(addresses, 27);
  isOff = address(addresses, 28);
  references = address(addresses, 29);
  table = address(addresses, 30);
  normalTable = address(addresses, 42);
  lastBelow = address(addresses, 31);
  profile = address(addresses, 32);
  response = address(addresses, 33);
  spreadAt = address(addresses, 34);
  traces = address(addresses, 35);
  rightSides = address(addresses, 36);
  ownEntries = address(addresses, 37);
  neighbourEntries = address(addresses, 38);
  ownFactors = address(addresses, 39);
  neighbourFactors = address(addresses, 40);
  taken = address(addresses, 41);
  quickRest = address(addresses, 43);
  quickSolution = address(addresses, 44);
  quickStep = address(addresses, 45);
  quickSums = address(addresses, 46);
  quickCount = address(addresses, 47);
  quickKeep = address(addresses, 48);
  quickStays = address(addresses, 49);
  quickZero = address(addresses, 50);
  quickTable = address(addresses, 51);
  quickTurns = address(addresses, 52);
}

function address(list: usize, i: i32): usize {
  return <usize>load<i32>(list + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
export function index(list: usize, i: i32): i32 {
  return load<i32>(list + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
export function row(base: usize, i: i32): usize {
  return base + (<usize>i) * ROW;
}
