import { basename } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import { type PlatformState, platformState } from '../../core/geometry/orbit.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import { SENSOR_VARIATIONS, sensorShortName } from '../../io/attributes/sensor.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { parseTopsSheet, type TopsSheet, utcMicroseconds } from './tops-sheet.ts';

/** Resolution of Sentinel-1's interferometric wide swaths, m: azimuth, slant range. */
const RESOLUTION: Readonly<Record<string, readonly [azimuth: number, range: number]>> = {
  IW1: [22.5, 2.7],
  IW2: [22.7, 3.1],
  IW3: [22.6, 3.5],
};

/** Seconds of flight in a frame number: they count from the ascending node. */
const FRAMES_PER_SECOND = 0.2;

/**
 * Attributes of a topsStack product from the sheet of its first swath: sensing times, orbit, wavelength, single-look
 * pixel sizes. Looks, sizes and corners come from the geometry files.
 * @param metaFile path, of which only the name is used (`IW1.xml`)
 * @param swathFiles names of all swath sheets beside it
 * @throws {MetadataError} for missing fields or an orbit that does not cover the scene
 */
export function topsAttributes(text: string, metaFile: string, swathFiles: readonly string[]): Attributes {
  const sheet = parseTopsSheet(text, metaFile);
  const first = sheet.bursts[0];
  const last = sheet.bursts[sheet.bursts.length - 1];
  const field = (burst: Attributes, key: string): string => {
    if (burst[key] === undefined || burst[key] === 'None') {
      throw new MetadataError(
        `${metaFile}: burst property ${key} is missing.`,
        'The sheet is incomplete; run topsStack again, or put a data.rsc beside it.',
      );
    }
    return burst[key];
  };
  const { state, centre } = stateAtCentre(sheet, first, metaFile);
  const swath = basename(metaFile).slice(0, 3);
  const resolution = RESOLUTION[swath] ?? RESOLUTION.IW2;
  const node = utcMicroseconds(sheet.swath.ascendingnodetime, metaFile);
  const frame = (burst: Attributes, key: string): string =>
    String(Math.trunc((FRAMES_PER_SECOND * (utcMicroseconds(field(burst, key), metaFile) - node)) / 1e6));
  const azimuthPixelSize = state.speed * Number(field(first, 'azimuthtimeinterval'));
  return withStandardKeys({
    prf: field(first, 'pulserepetitionfrequency'),
    startUTC: field(first, 'burststartutc'),
    stopUTC: field(last, 'burststoputc'),
    radarWavelength: field(first, 'radarwavelength'),
    startingRange: field(first, 'startingrange'),
    passDirection: field(first, 'passdirection'),
    polarization: field(first, 'polarization'),
    trackNumber: field(first, 'tracknumber'),
    orbitNumber: field(first, 'orbitnumber'),
    PLATFORM: platformOf(sheet.swath.spacecraftname),
    CENTER_LINE_UTC: pythonFloat(Math.floor(centre / 1e6) % 86400),
    satelliteSpeed: pythonFloat(state.speed),
    azimuthPixelSize: pythonFloat(azimuthPixelSize),
    rangePixelSize: field(first, 'rangepixelsize'),
    azimuthResolution: pythonFloat(resolution[0]),
    rangeResolution: pythonFloat(resolution[1]),
    HEADING: pythonFloat(state.heading),
    earthRadius: pythonFloat(state.earthRadius),
    altitude: pythonFloat(state.height),
    beam_mode: 'IW',
    swathNumber: swathNumbers(swathFiles) ?? field(first, 'swathnumber'),
    firstFrameNumber: frame(first, 'burststartutc'),
    lastFrameNumber: frame(last, 'burststoputc'),
    ANTENNA_SIDE: '-1',
    PROCESSOR: 'isce',
  });
}

/** Where the satellite is when the middle line of the first burst crosses zero Doppler. */
function stateAtCentre(
  sheet: TopsSheet,
  burst: Attributes,
  label: string,
): { state: PlatformState; centre: number } {
  const start = utcMicroseconds(burst.sensingstart, label);
  const stop = utcMicroseconds(burst.sensingstop, label);
  const centre = start + (stop - start) / 2;
  return { state: platformState(sheet.orbit, (centre - sheet.epoch) / 1e6), centre };
}

/** Digits of several swaths in order (`123`); undefined when there is only one. */
function swathNumbers(files: readonly string[]): string | undefined {
  const digits = files
    .map((file) => /^IW(\d)/.exec(basename(file))?.[1])
    .filter((digit) => digit !== undefined)
    .sort();
  return digits.length > 1 ? digits.join('') : undefined;
}

/** Interferometric wide swaths are Sentinel-1's even when the sheet names no spacecraft, or one not known here. */
function platformOf(spacecraft: string | undefined): string {
  const short = sensorShortName(spacecraft ?? '');
  return short in SENSOR_VARIATIONS ? short : 'sen';
}
