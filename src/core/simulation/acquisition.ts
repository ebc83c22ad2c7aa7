import { type Instant, MS_PER_DAY, parseDate } from '../dates.ts';
import { type Geodetic, geodeticToCartesian } from '../geometry/ellipsoid.ts';
import { type CircularOrbit, orbitOver, stateVector, timeSinceNode } from './circular-orbit.ts';
import { difference, dot } from './earth-fixed.ts';
import type { RadarGrid } from './radar-geometry.ts';
import type { SceneOptions } from './scene-options.ts';

/** Sentinel-1 IW as it flies. */
const WAVELENGTH = 0.05546576;
const RANGE_PIXEL_SIZE = 2.329562114715323;
const AZIMUTH_TIME_INTERVAL = 0.002055556299999998;
const PULSE_REPETITION_FREQUENCY = 1717.128973878037;

/** How the reference acquisition was taken, before multilooking. */
export interface Acquisition {
  readonly orbit: CircularOrbit;
  /** the instant at which the orbit's time is zero; well inside a second, so that dropping fractions is unambiguous */
  readonly epoch: Instant;
  /** single-look lines and samples */
  readonly fullLength: number;
  readonly fullWidth: number;
  /** zero-Doppler time of the first line, s from `epoch`; line spacing, s */
  readonly firstTime: number;
  readonly azimuthTimeInterval: number;
  /** slant range of the first sample and its spacing, m */
  readonly startingRange: number;
  readonly rangePixelSize: number;
  /** m */
  readonly wavelength: number;
  /** Hz */
  readonly pulseRepetitionFrequency: number;
  /** relative orbit, and the absolute one that belongs to it */
  readonly trackNumber: number;
  readonly orbitNumber: number;
  /** s from the ascending node to `epoch` */
  readonly sinceNode: number;
}

/**
 * The acquisition that sees the centre of the scene in the middle of its image.
 *
 * @throws {DateError} for a text that is no date
 */
export function simulateAcquisition(options: SceneOptions, centre: Geodetic): Acquisition {
  const orbit = orbitOver(centre, options.incidenceAngle, options.direction);
  const los = difference(stateVector(orbit, 0).position, geodeticToCartesian(centre));
  const fullLength = options.length * options.azimuthLooks;
  const fullWidth = options.width * options.rangeLooks;
  const ascending = options.direction === 'ASCENDING';
  // Dawn-dusk orbit: local mean solar time 06:05 going south, 18:05 going north.
  const localHours = ascending ? 18.08 : 6.08;
  const hours = (((localHours - options.longitude / 15) % 24) + 24) % 24;
  const trackNumber = ascending ? 29 : 36;
  return {
    orbit,
    epoch: parseDate(options.firstDate) + Math.round((hours / 24) * (MS_PER_DAY / 1000)) * 1000 + 400,
    fullLength,
    fullWidth,
    firstTime: -((fullLength - 1) / 2) * AZIMUTH_TIME_INTERVAL,
    azimuthTimeInterval: AZIMUTH_TIME_INTERVAL,
    startingRange: Math.sqrt(dot(los, los)) - ((fullWidth - 1) / 2) * RANGE_PIXEL_SIZE,
    rangePixelSize: RANGE_PIXEL_SIZE,
    wavelength: WAVELENGTH,
    pulseRepetitionFrequency: PULSE_REPETITION_FREQUENCY,
    trackNumber,
    orbitNumber: 73 + 175 * 114 + trackNumber - 1, // Sentinel-1A: relative = (absolute - 73) mod 175 + 1
    sinceNode: timeSinceNode(orbit),
  };
}

/** The grid of multilooked pixels: the middle of each block of looks. */
export function radarGrid(acquisition: Acquisition, options: SceneOptions): RadarGrid {
  const { azimuthLooks, rangeLooks } = options;
  return {
    orbit: acquisition.orbit,
    length: options.length,
    width: options.width,
    firstTime: acquisition.firstTime + ((azimuthLooks - 1) / 2) * acquisition.azimuthTimeInterval,
    timeStep: azimuthLooks * acquisition.azimuthTimeInterval,
    firstRange: acquisition.startingRange + ((rangeLooks - 1) / 2) * acquisition.rangePixelSize,
    rangeStep: rangeLooks * acquisition.rangePixelSize,
  };
}
