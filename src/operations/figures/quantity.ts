import { basename } from 'node:path';
import type { Attributes } from '../../io/hdf5/types.ts';

/** What datasets show, in words. */
const WORDS: Readonly<Record<string, string>> = {
  velocity: 'LOS velocity',
  timeseries: 'LOS displacement',
  displacement: 'LOS displacement',
  acceleration: 'LOS acceleration',
  intercept: 'LOS displacement at the start',
  residue: 'RMS of the residual displacement',
  annualAmplitude: 'Amplitude of the annual cycle',
  semiAnnualAmplitude: 'Amplitude of the semi-annual cycle',
  unwrapPhase: 'Unwrapped phase',
  wrapPhase: 'Wrapped phase',
  phase: 'Phase',
  magnitude: 'Magnitude',
  coherence: 'Spatial coherence',
  temporalCoherence: 'Temporal coherence',
  connectComponent: 'Connected component',
  azimuthOffset: 'Azimuth offset',
  rangeOffset: 'Range offset',
  offsetSNR: 'Signal-to-noise ratio',
  height: 'Height',
  dem: 'DEM error',
  latitude: 'Latitude',
  longitude: 'Longitude',
  incidenceAngle: 'Incidence angle',
  azimuthAngle: 'Azimuth angle',
  slantRangeDistance: 'Slant range distance',
  bperp: 'Perpendicular baseline',
  azimuthCoord: 'Azimuth line',
  rangeCoord: 'Range sample',
  shadowMask: 'Shadow (1)',
  numPieces: 'Pieces of the network',
  waterMask: 'Land (1), water (0)',
  mask: 'Mask',
};

/** What files show whose dataset has a name of another meaning. */
const FILES: Readonly<Record<string, string>> = {
  numInvIfgram: 'Interferograms used',
  numTriNonzeroIntAmbiguity: 'Triplets that do not close',
  avgPhaseVelocity: 'Average phase velocity',
  avgSpatialCoh: 'Average spatial coherence',
};

/** Quantities that are positive where the ground moves towards the satellite. */
const TOWARDS = /^(?:LOS (?:displacement|velocity|acceleration)|Average phase velocity)/;

/** Phase grows with the distance: its sign is the other one. */
const AWAY = /^(?:Phase of (?:LOS|average)|(?:Unwrapped|Wrapped) phase)/;

/**
 * What a colour bar shows: `LOS velocity [cm/year], + towards satellite`. A dataset that is not known in words keeps its
 * name.
 * @param unit as shown; 1 = none
 * @param own attributes of the dataset: those of split motion tell its direction
 */
export function quantityLabel(path: string, dataset: string, unit: string, own: Attributes = {}): string {
  const name = dataset.replace(/^.*\//, '');
  const base = name.replace(/Std$/, '').replace(/_.*$/, '');
  const file = basename(path)
    .replace(/^geo_/, '')
    .replace(/\.[^.]*$/, '');
  const motion = own['motion'] ?? usualMotion(name, file);
  if (motion !== undefined) return motionLabel(motion, unit);
  const known = Object.hasOwn(WORDS, base) ? WORDS[base] : name.replace(/Std$/, '');
  const words = Object.hasOwn(FILES, file) ? FILES[file] : known;
  const isPhase = /^rad/.test(unit);
  // Lengths along the line of sight that are shown as phase have the sign of phase.
  const quantity = isPhase && TOWARDS.test(words) ? `Phase of ${withoutCapital(words)}` : words;
  const what = name.endsWith('Std') ? `Standard deviation of ${withoutCapital(quantity)}` : quantity;
  const shown = unit === '1' || unit === '' ? what : `${what} [${unit}]`;
  if (AWAY.test(what)) return `${shown}, + away from satellite`;
  return TOWARDS.test(what) ? `${shown}, + towards satellite` : shown;
}

/** Usual names of files of split motion, of which other programs say no more. */
const PARTS: Readonly<Record<string, string>> = { hz: 'horizontal, + east', up: 'vertical, + up' };

/** Part of the motion and its direction, `vertical, + up`, as files of split motion are usually called. */
function usualMotion(name: string, file: string): string | undefined {
  const isMotion = ['velocity', 'displacement', 'timeseries'].includes(name);
  return isMotion && Object.hasOwn(PARTS, file) ? PARTS[file] : undefined;
}

/** `Vertical velocity [cm/year], + up`. */
function motionLabel(motion: string, unit: string): string {
  const [part, way] = motion.split(', + ');
  const kind = unit.includes('/') ? 'velocity' : 'displacement';
  return `${part.charAt(0).toUpperCase()}${part.slice(1)} ${kind} [${unit}]${way === undefined ? '' : `, + ${way}`}`;
}

function withoutCapital(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
