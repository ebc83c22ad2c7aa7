import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { assertArgument } from '../core/arguments.ts';
import { FileError } from '../core/errors.ts';
import { withStandardKeys } from '../io/attributes/alias.ts';
import { version } from '../io/files/version.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { rawLayout } from '../io/raster/layout.ts';
import { formatRsc, parseRsc, rscFormat } from '../io/raster/rsc.ts';
import { parseVrt, vrtAttributes } from '../io/raster/vrt.ts';
import { writeWhole } from '../io/whole-file.ts';
import { parseIsceImageXml } from '../processors/isce/image-sheet.ts';
import { imageVrt, imageXml } from '../processors/isce/writer/image-sheets.ts';
import { type CallOptions, pathIn } from './call.ts';

/* Sheets beside rasters, as attributes under MintPy's names. */

type Where = Pick<CallOptions, 'cwd'>;

/** A sheet of ROI_PAC, `name.unw.rsc`. @throws {FileError} when it cannot be read */
export function readRoipacRsc(path: string, where: Where = {}): Attributes {
  return withStandardKeys(parseRsc(textOf(path, where)).attributes);
}

/** Write a sheet of ROI_PAC. @returns its path  @throws {FileError} when it cannot be written */
export function writeRoipacRsc(attributes: Attributes, path: string, where: Where = {}): string {
  assertArgument('writeRoipacRsc', 'attributes', attributes);
  assertArgument('writeRoipacRsc', 'arguments', { path }, { path: 'text' });
  const file = pathIn(where, path);
  writeWhole(file, formatRsc(attributes));
  return file;
}

/**
 * Write the sheets of ISCE-2 and GDAL beside a raw raster: `name.unw.xml` and `name.unw.vrt`.
 * @param attributes LENGTH and WIDTH; DATA_TYPE (float32), BANDS (1), INTERLEAVE (BIL) and BYTE_ORDER unless the name of the raster
 *   says how its bytes lie; X_FIRST, X_STEP, Y_FIRST and Y_STEP of a map
 * @param path of the raster, which need not be there, or of its `.xml`
 * @returns the path of the `.xml`  @throws {MetadataError} for attributes that are missing or wrong
 * @throws {FileError} when it cannot be written
 */
export function writeIsceXml(attributes: Attributes, path: string, where: Where = {}): string {
  assertArgument('writeIsceXml', 'attributes', attributes);
  assertArgument('writeIsceXml', 'arguments', { path }, { path: 'text' });
  const raster = pathIn(where, path).replace(/\.xml$/i, '');
  const name = basename(raster);
  const layout = rawLayout(
    raster,
    attributes,
    attributes.DATA_TYPE === undefined ? rscFormat(raster) : undefined,
  );
  const axis = (key: 'X' | 'Y') => {
    const [first, step] = [Number(attributes[`${key}_FIRST`]), Number(attributes[`${key}_STEP`])];
    return Number.isFinite(first) && Number.isFinite(step) ? { first: first + step / 2, step } : undefined;
  };
  const imageType = /\.(?:unw|cor)$/.exec(raster)?.[0].slice(1);
  const hints = { version: `mintsar ${version()}`, imageType, x: axis('X'), y: axis('Y') };
  const [xml, vrt] = [imageXml(name, layout, hints), imageVrt(name, layout)];
  writeWhole(`${raster}.vrt`, vrt);
  writeWhole(`${raster}.xml`, xml);
  return `${raster}.xml`;
}

/** A sheet of ISCE-2, `name.unw.xml`. @throws {FileError} when it cannot be read */
export function readIsceXml(path: string, where: Where = {}): Attributes {
  return withStandardKeys(parseIsceImageXml(textOf(path, where), path));
}

/** A virtual raster of GDAL, `name.vrt`. @throws {FileError} when it cannot be read */
export function readGdalVrt(path: string, where: Where = {}): Attributes {
  return vrtAttributes(parseVrt(textOf(path, where), path));
}

/**
 * The annotation of a UAVSAR product: `Peg Latitude (deg) = 34.1 ; comment` becomes `{ 'Peg Latitude': '34.1' }`.
 * @throws {FileError} when it cannot be read, or has no such line
 */
export function readUavsarAnn(path: string, where: Where = {}): Attributes {
  const out: Attributes = {};
  for (const line of textOf(path, where).split(/\r?\n/)) {
    const [content] = line.split(';');
    const equals = content.indexOf('=');
    if (equals < 0) continue;
    const key = content
      .slice(0, equals)
      .replace(/\([^)]*\)\s*$/, '')
      .trim();
    if (key !== '') out[key] = content.slice(equals + 1).trim();
  }
  if (Object.keys(out).length > 0) return out;
  throw new FileError(
    `${path} is no annotation of UAVSAR: it has no line with key = value.`,
    'Give the .ann file.',
  );
}

function textOf(path: string, where: Where): string {
  const file = pathIn(where, path);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FileError(`${file} does not exist, or cannot be read.`, 'Check the name and the folder.', {
      cause,
    });
  }
}
