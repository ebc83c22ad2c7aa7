import { longDate, shortDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { SENSOR_VARIATIONS, sensorShortName } from '../../io/attributes/sensor.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import type { PairHeader } from '../../loading/pair-entry.ts';
import { cornerFile, type Folders, gammaName, pairFile, parameterFile } from './companions.ts';
import { parseGammaPar } from './parameter-sheet.ts';
import { type Baseline, baselineFromVector, correlatedLooks, parseBasePerp, parseCorners } from './sheets.ts';

/** Attributes of an interferogram file: those of its first image, then those of the offset file, whose size rules. */
export function gammaImageAttributes(path: string, folders: Folders): Attributes {
  const name = gammaName(path);
  const par = parameterFile(name, name.date1, folders);
  if (par === undefined) {
    throw new FileError(
      `${path}: no parameter file *${shortDate(longDate(name.date1))}${name.looks}.{amp,ramp,mli}.par in ${name.folder}.`,
      'Copy the .par of the multilooked first image beside the interferogram.',
    );
  }
  const off = pairFile(name, ['.off'], folders);
  return {
    ...parseGammaPar(readSheet(par)),
    ...(off === undefined ? {} : parseGammaPar(readSheet(off))),
  };
}

/**
 * Everything known of an interferogram: image and offset parameters, baseline, corners, number of independent looks.
 * @param grid attributes of the map grid when the stack is geocoded
 * @param sensor short name from the template, if any; without it the number of independent looks stays open, also where
 * the parameter file names the satellite, and later steps estimate it from the looks as the reference does
 * @throws {FileError} when the parameter file or the baseline is missing
 */
export function gammaHeader(
  path: string,
  folders: Folders,
  grid: Attributes | undefined,
  sensor: string | undefined,
): PairHeader {
  const name = gammaName(path);
  const image = gammaImageAttributes(path, folders);
  const baseline = baselineOf(path, image, folders);
  const corners = cornerFile(name.folder, name.date1, name.looks, folders);
  const short = sensor === undefined ? '' : sensorShortName(sensor);
  const looks = short in SENSOR_VARIATIONS ? correlatedLooks(image, short) : undefined;
  const attributes: Attributes = {
    ...image,
    ...(corners === undefined ? {} : parseCorners(readSheet(corners))),
    ...grid,
    ...(looks === undefined ? {} : { NCORRLOOKS: pythonFloat(looks) }),
    PROCESSOR: 'gamma',
    NO_DATA_VALUE: 'none',
    FILE_LENGTH: image.LENGTH,
    FILE_PATH: path,
    DATE12: `${shortDate(longDate(name.date1))}-${shortDate(longDate(name.date2))}`,
    P_BASELINE_TOP_HDR: pythonFloat(baseline.top),
    P_BASELINE_BOTTOM_HDR: pythonFloat(baseline.bottom),
  };
  return {
    date1: name.date1,
    date2: name.date2,
    bperpTop: baseline.top,
    bperpBottom: baseline.bottom,
    attributes,
  };
}

function baselineOf(path: string, image: Attributes, folders: Folders): Baseline {
  const name = gammaName(path);
  const table = pairFile(name, ['.base_perp', '.bperp'], folders);
  if (table !== undefined) return parseBasePerp(readSheet(table), table);
  const vector = pairFile(name, ['.base.par', '.baseline', '.base'], folders);
  const computed = vector && baselineFromVector(readSheet(vector), image);
  if (computed) return computed;
  throw new FileError(
    `${path}: no .base_perp and no .baseline of this pair in ${name.folder}.`,
    'Run GAMMA base_orbit and base_perp for the pair.',
  );
}
