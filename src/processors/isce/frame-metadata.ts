import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { platformState } from '../../core/geometry/orbit.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import { sensorShortName } from '../../io/attributes/sensor.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import { parseXml } from '../../io/raster/xml.ts';
import { type FrameSheet, frameField, frameNumber, parseFrameSheet } from './frame-sheet.ts';
import { centerIncidence, type SceneFiles, sceneCorners, sceneLooks, sceneSize } from './scene-geometry.ts';
import { utcMicroseconds } from './tops-sheet.ts';

const LIGHT = 299_792_458;

/** What of an acquisition its sheet tells at full resolution. */
interface Acquisition {
  readonly sheet: FrameSheet;
  /** seconds from line to line */
  readonly lineInterval: number;
  /** m, of a pixel and of the resolution in slant range, and of the resolution along the track for a speed in m/s */
  readonly rangePixelSize: number;
  readonly rangeResolution: number;
  readonly azimuthResolution: (speed: number) => number;
  /** lines and pixels of a look at whose middle times and ranges are given, counted from the first: 0 for stripmap */
  readonly atMiddleOfLook: boolean;
  readonly looks: { readonly alooks: number; readonly rlooks: number };
  readonly more: Attributes;
}

/**
 * Attributes of a stripmap scene from the sheet of its frame (`<date>_slc.xml`, `reference_slc_crop.xml`): times, orbit,
 * wavelength and single-look pixel sizes. Looks, size and corners come from the geometry.
 * @throws {MetadataError} for missing fields, or an orbit that does not cover the scene
 */
export function stripmapAttributes(metaFile: string, files: SceneFiles): Attributes {
  const sheet = parseFrameSheet(readSheet(metaFile), metaFile);
  const prf = frameNumber(sheet, 'prf', 'pulserepetitionfrequency');
  const { length, width } = sceneSize(files);
  const pulse = frameNumber(sheet, 'pulselenght', 'pulselength', 'rangepulseduration');
  const antenna = Number(sheet.properties.antennalength ?? 0);
  const { properties } = sheet;
  return sceneAttributes(
    {
      sheet,
      lineInterval: 1 / prf,
      rangePixelSize: frameNumber(sheet, 'rangepixelsize'),
      rangeResolution: Math.abs(LIGHT / (2 * pulse * frameNumber(sheet, 'chirpslope'))),
      azimuthResolution: () => antenna / 2,
      atMiddleOfLook: false,
      looks: looksOf(files, properties, { length, width }),
      more: {
        prf: String(prf),
        beam_mode: 'SM',
        PLATFORM: sensorShortName(properties.mission ?? properties.spacecraftname ?? ''),
        ...only({
          orbitNumber: properties.orbitnumber,
          trackNumber: properties.tracknumber,
          frameNumber: properties.framenumber,
        }),
        ANTENNA_SIDE: Number(properties.pointingdirection ?? -1) > 0 ? '1' : '-1',
      },
    },
    files,
  );
}

/** JAXA's codes of ScanSAR, and the bursts that share an aperture: nominal (14 and 28 MHz) and wide. */
const BURSTS: Readonly<Record<string, number>> = { WBS: 5, WBD: 5, WWS: 5, WWD: 5, VBS: 7, VBD: 7 };

/**
 * Attributes of an alosStack scene from the sheet of its track (`<date>.track.xml`) and, where they are there, of its frames
 * (`f*_*` beside it). Looks stand in the names of the geometry (`_5rlks_28alks`).
 * @throws {MetadataError} for missing fields, or an orbit that does not cover the scene
 */
export function alosAttributes(metaFile: string, files: SceneFiles): Attributes {
  const sheet = parseFrameSheet(readSheet(metaFile), metaFile);
  const { properties } = sheet;
  const prf = frameNumber(sheet, 'pulserepetitionfrequency', 'prf');
  const mode = frameField(sheet, 'operationmode');
  const bursts = BURSTS[mode.toUpperCase()];
  const bandwidth = 0.8 * prf;
  const { length, width } = sceneSize(files);
  return sceneAttributes(
    {
      sheet,
      lineInterval: frameNumber(sheet, 'azimuthlineinterval'),
      rangePixelSize: frameNumber(sheet, 'rangepixelsize'),
      rangeResolution: LIGHT / (2 * frameNumber(sheet, 'rangesamplingrate') * 0.8),
      azimuthResolution: (speed) => speed / (bursts === undefined ? bandwidth : (bandwidth / bursts) * 0.85),
      atMiddleOfLook: true,
      looks: looksOf(files, properties, { length, width }),
      more: {
        prf: String(prf),
        beam_mode: mode,
        PLATFORM: 'alos2',
        ANTENNA_SIDE: /^l/i.test(properties.pointingdirection ?? 'right') ? '1' : '-1',
        ...frameFacts(metaFile),
      },
    },
    files,
  );
}

function only(entries: Readonly<Record<string, string | undefined>>): Attributes {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Looks in the names of the geometry, else of its full-size sheets, else from the size of the frame. */
function looksOf(
  files: SceneFiles,
  { numberoflines, numberofsamples }: Attributes,
  { length, width }: { length: number; width: number },
): { alooks: number; rlooks: number } {
  const name = basename(files.height ?? files.latitude ?? '');
  const [rlooks, alooks] = [/_(\d+)rlks/, /_(\d+)alks/].map((pattern) => Number(pattern.exec(name)?.[1]));
  if (rlooks > 0 && alooks > 0) return { alooks, rlooks };
  const told = sceneLooks(files);
  if (told.alooks > 1 || told.rlooks > 1) return told;
  return {
    alooks: Math.max(1, Math.trunc(Number(numberoflines ?? length) / length)),
    rlooks: Math.max(1, Math.trunc(Number(numberofsamples ?? width) / width)),
  };
}

/** Polarisation, frames and swaths of a track, from the sheets of its frames. */
function frameFacts(metaFile: string): Attributes {
  const folder = dirname(metaFile);
  const name = basename(metaFile).replace(/\.track\.xml$/, '.frame.xml');
  const texts = readdirSync(folder)
    .filter((entry) => /^f\d+_/.test(entry))
    .sort()
    .flatMap((entry) => {
      try {
        return [readSheet(join(folder, entry, name))];
      } catch {
        return []; // tracks are of use without them
      }
    });
  const values = (text: string, property: RegExp): string[] => {
    const out: string[] = [];
    const visit = (element: ReturnType<typeof parseXml>): void => {
      if (
        element.name === 'property' &&
        property.test((element.attributes['name'] ?? '').replace(/[\s_]/g, ''))
      )
        out.push((element.children.find((one) => one.name === 'value') ?? element).text.trim());
      for (const one of element.children) visit(one);
    };
    visit(parseXml(text, name));
    return out;
  };
  const [first] = texts;
  if (first === undefined) return {};
  const frames = texts.flatMap((text) => values(text, /^framenumber$/i).slice(0, 1));
  const swaths = [...new Set(values(first, /^swathnumber$/i))].sort();
  return only({
    polarization: values(first, /^polarization$/i)[0],
    firstFrameNumber: frames[0],
    lastFrameNumber: frames[frames.length - 1],
    swathNumber: swaths.length > 0 ? swaths.join('') : undefined,
  });
}

/** Attributes of the multilooked scene. */
function sceneAttributes(acquisition: Acquisition, files: SceneFiles): Attributes {
  const { sheet, lineInterval, rangePixelSize, rangeResolution, looks, more } = acquisition;
  const { alooks, rlooks } = looks;
  const { length, width } = sceneSize(files);
  const middle = acquisition.atMiddleOfLook ? 0.5 : 0;
  const start =
    utcMicroseconds(frameField(sheet, 'sensingstart'), sheet.label) +
    middle * (alooks - 1) * lineInterval * 1e6;
  const stop = start + (length - 1) * alooks * lineInterval * 1e6;
  const centre = (start + stop) / 2;
  const state = platformState(sheet.orbit, (centre - sheet.epoch) / 1e6);
  const azimuthPixelSize = state.speed * lineInterval;
  const azimuthResolution = acquisition.azimuthResolution(state.speed);
  const correlated = (rangeResolution / rangePixelSize) * (azimuthResolution / azimuthPixelSize);
  const startingRange = frameNumber(sheet, 'startingrange') + middle * (rlooks - 1) * rangePixelSize;
  return withStandardKeys({
    startUTC: utcText(start),
    stopUTC: utcText(stop),
    radarWavelength: frameField(sheet, 'radarwavelength'),
    startingRange: pythonFloat(startingRange),
    passDirection: frameField(sheet, 'passdirection').toUpperCase(),
    ...only({ polarization: sheet.properties.polarization }),
    CENTER_LINE_UTC: pythonFloat(Math.floor(centre / 1e6) % 86_400),
    satelliteSpeed: pythonFloat(state.speed),
    azimuthPixelSize: pythonFloat(azimuthPixelSize * alooks),
    rangePixelSize: pythonFloat(rangePixelSize * rlooks),
    rangeResolution: pythonFloat(rangeResolution),
    HEADING: pythonFloat(state.heading),
    earthRadius: pythonFloat(state.earthRadius),
    altitude: pythonFloat(state.height),
    ALOOKS: String(alooks),
    RLOOKS: String(rlooks),
    LENGTH: String(length),
    WIDTH: String(width),
    FILE_LENGTH: String(length),
    ...(azimuthResolution > 0
      ? {
          azimuthResolution: pythonFloat(azimuthResolution),
          NCORRLOOKS: pythonFloat((rlooks * alooks) / correlated),
        }
      : {}),
    PROCESSOR: 'isce',
    ...more,
    ...sceneCorners(files),
    ...centerIncidence(files),
  });
}

/** `YYYY-MM-DD hh:mm:ss.ffffff` of microseconds since 1970. */
function utcText(microseconds: number): string {
  const whole = Math.round(microseconds);
  const date = new Date(Math.floor(whole / 1000)).toISOString();
  return `${date.slice(0, 10)} ${date.slice(11, 19)}.${String(((whole % 1e6) + 1e6) % 1e6).padStart(6, '0')}`;
}
