import type { PressureLevels } from './pressure-levels.ts';
import { NotAKnotSpline } from './spline-not-a-knot.ts';

/** Both parts of the delay, the hydrostatic one, or the one of water vapour. */
export type DelayPart = 'comb' | 'dry' | 'wet';

/** Refractivity: K/Pa, K/Pa, K²/Pa (Smith & Weintraub 1953, doi:10.1109/JRPROC.1953.274297). */
const [K1, K2, K3] = [0.776, 0.716, 3750];
/** Gravity, m/s²; gas constants of dry air and of water vapour, J/kg/K. */
const [G, R_DRY, R_VAPOUR] = [9.81, 287.05, 461.495];
const RATIO = R_VAPOUR / R_DRY;

/** Heights between which profiles are integrated, equally spaced from -200 m to the uppermost level. */
export const PROFILE_NODES = 300;
export const PROFILE_BOTTOM = -200;

/** What the profiles of one grid have in common, and memory that they share. */
export class ProfileWork {
  readonly weather: PressureLevels;
  /** m, [300] */
  readonly nodes: Float64Array;
  /** heights, pressure, temperature and vapour pressure on the levels of one node, from below, with a point beyond each end */
  readonly knots: Float64Array;
  readonly values: readonly [Float64Array, Float64Array, Float64Array];
  readonly onNodes: readonly [Float64Array, Float64Array, Float64Array];
  readonly spline: NotAKnotSpline;
  readonly pieces: Float64Array;
  readonly piece: Int32Array;
  readonly along: Float64Array;

  constructor(weather: PressureLevels) {
    const arrays = (size: number) =>
      [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const;
    const size = weather.levels.length + 2;
    this.weather = weather;
    let top = 0;
    for (const value of weather.geopotential) top = Math.max(top, value);
    const highest = Math.round(top / G);
    const step = (highest - PROFILE_BOTTOM) / (PROFILE_NODES - 1);
    this.nodes = Float64Array.from({ length: PROFILE_NODES }, (_, k) => PROFILE_BOTTOM + k * step);
    this.nodes[PROFILE_NODES - 1] = highest;
    this.knots = new Float64Array(size);
    this.values = arrays(size);
    this.onNodes = arrays(PROFILE_NODES);
    this.spline = new NotAKnotSpline(size);
    this.pieces = new Float64Array(4 * size);
    this.piece = new Int32Array(PROFILE_NODES);
    this.along = new Float64Array(PROFILE_NODES);
  }
}

/**
 * Zenith delay above every height of a profile,
 *
 *     dry = 1e-6 k1 Rd (P - P(top)) / g
 *     wet = 1e-6 ((k2 - k1 Rd / Rv) ∫ e/T dz + k3 ∫ e/T² dz)
 *
 * with pressure P, temperature T and vapour pressure e between the levels by cubic splines, and the integrals by trapezoids
 * (Jolivet et al. 2011, doi:10.1029/2011GL048757). As in PyAPS, by whose numbers users compare: above the uppermost level the
 * profiles go on with their slope turned round, and the integral up to a node is that up to the next one.
 *
 * @param node of the weather grid
 * @param delay gets the delay at the 300 heights of `work.nodes`, m
 * @returns false when the levels are not in the order of their heights, or lack a value
 */
export function delayProfile(work: ProfileWork, node: number, part: DelayPart, delay: Float64Array): boolean {
  const { knots, onNodes, nodes, spline } = work;
  if (!readColumn(work, node)) return false;
  spline.place(knots);
  spline.locate(nodes, work.piece, work.along);
  const [pressure, temperature, vapour] = onNodes;
  const last = PROFILE_NODES - 1;
  if (part === 'wet') delay.fill(0);
  else {
    ontoNodes(work, 0);
    for (let k = 0; k <= last; k++) delay[k] = (1e-6 * K1 * R_DRY * (pressure[k] - pressure[last])) / G;
  }
  if (part === 'dry') return true;
  ontoNodes(work, 1);
  ontoNodes(work, 2);
  addWet(temperature, vapour, (nodes[last] - nodes[0]) / last, delay);
  return true;
}

/** Pressure, temperature or vapour pressure at the heights of the profile. */
function ontoNodes(
  { values, onNodes, spline, pieces: c, piece, along }: ProfileWork,
  quantity: number,
): void {
  const out = onNodes[quantity];
  spline.pieces(values[quantity], c);
  for (let i = 0; i < PROFILE_NODES; i++) {
    const at = 4 * piece[i];
    const t = along[i];
    out[i] = c[at] + t * (c[at + 1] + t * (c[at + 2] + t * c[at + 3]));
  }
}

/** Refractivity of water vapour, integrated from the node above each to the top, and over the uppermost piece once more. */
function addWet(temperature: Float64Array, vapour: Float64Array, step: number, delay: Float64Array): void {
  const refractivity = (k: number) => {
    const ratio = vapour[k] / temperature[k];
    return 1e-6 * ((K2 - K1 / RATIO) * ratio + (K3 * ratio) / temperature[k]);
  };
  const last = PROFILE_NODES - 1;
  let upper = refractivity(last);
  let sum = 0;
  for (let k = last - 1; k >= 0; k--) {
    const lower = refractivity(k);
    const piece = ((lower + upper) / 2) * step;
    if (k === last - 1) sum = piece;
    delay[k] += sum;
    sum += piece;
    upper = lower;
  }
}

/** Heights, pressure, temperature and vapour pressure above a node, from below. @returns false unless heights ascend */
function readColumn(work: ProfileWork, node: number): boolean {
  const { weather, knots, values } = work;
  const { levels, latitudes, longitudes, geopotential, temperature, humidity } = weather;
  const numNode = latitudes.length * longitudes.length;
  const [pressures, temperatures, vapours] = values;
  let below = Number.NEGATIVE_INFINITY;
  for (let k = 1; k <= levels.length; k++) {
    const at = (levels.length - k) * numNode + node;
    const pressure = levels[levels.length - k];
    const q = humidity[at];
    knots[k] = geopotential[at] / G;
    pressures[k] = pressure;
    temperatures[k] = temperature[at];
    vapours[k] = (q * pressure * RATIO) / (1 + (RATIO - 1) * q);
    if (!(knots[k] > below) || Number.isNaN(temperatures[k] + vapours[k])) return false;
    below = knots[k];
  }
  knots[0] = PROFILE_BOTTOM - 1;
  knots[levels.length + 1] = work.nodes[PROFILE_NODES - 1] + 1;
  for (const column of values) extend(knots, column);
  for (let k = 0; knots[k] >= knots[k + 1]; k++) {
    // In a deep low the lowest level lies below the point that was put under it.
    if (knots[k] === knots[k + 1]) return false;
    for (const column of [knots, ...values]) [column[k], column[k + 1]] = [column[k + 1], column[k]];
  }
  return true;
}

/** Values at the points beyond both ends: along the slope there, turned round at the upper end. */
function extend(knots: Float64Array, column: Float64Array): void {
  const end = knots.length - 1;
  const slope = (k: number) => (column[k + 1] - column[k]) / (knots[k + 1] - knots[k]);
  column[0] = column[1] + (knots[0] - knots[1]) * slope(1);
  column[end] = column[end - 1] - (knots[end] - knots[end - 1]) * slope(end - 2);
}
