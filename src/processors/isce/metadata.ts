import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MetadataError, MintsarError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import { resizeAttributes } from '../../io/attributes/resized.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import { parseRsc } from '../../io/raster/rsc.ts';
import { alosAttributes, stripmapAttributes } from './frame-metadata.ts';
import { centerIncidence, type SceneFiles, sceneCorners, sceneLooks, sceneSize } from './scene-geometry.ts';
import { type IsceStackKind, isceStackKind } from './stack-kind.ts';
import { topsAttributes } from './tops-metadata.ts';

/** Attributes that all files of an ISCE stack share, and which kind of stack it is. */
export interface IsceMetadata {
  readonly kind: IsceStackKind;
  readonly attributes: Attributes;
}

/**
 * Metadata of an ISCE-2 stack: `data.rsc` beside the metadata file when it is not older, else read from the stack's
 * own sheet and the geometry files. What stripmapStack leaves (a Python shelf) is read by ISCE-2 alone.
 * @throws {MetadataError} when neither can be had
 */
export function isceMetadata(metaFile: string, files: SceneFiles): IsceMetadata {
  const kind = isceStackKind(metaFile);
  const cached = join(dirname(metaFile), 'data.rsc');
  if (existsSync(cached) && !isOlder(cached, metaFile))
    return { kind, attributes: withStandardKeys(parseRsc(readSheet(cached)).attributes) };
  if (kind === 'stripmapStack')
    throw unreadable(metaFile, `a ${kind} metadata file can only be read by ISCE-2 itself`);
  const read = { topsStack: topsSceneAttributes, stripmapApp: stripmapAttributes, alosStack: alosAttributes }[
    kind
  ];
  try {
    return { kind, attributes: read(metaFile, files) };
  } catch (cause) {
    if (cause instanceof MintsarError) throw unreadable(metaFile, cause.message, cause);
    throw cause;
  }
}

function isOlder(path: string, than: string): boolean {
  // A second of slack: copies keep whole seconds only on some file systems.
  return existsSync(than) && statSync(path).mtimeMs + 1000 < statSync(than).mtimeMs;
}

function unreadable(metaFile: string, reason: string, cause?: Error): MetadataError {
  return new MetadataError(
    `Cannot read ${metaFile}: ${reason.replace(/\.$/, '')}.`,
    'For stripmapStack and alosStack put the data.rsc written by a machine with ISCE-2 beside it; for the others check the file.',
    { cause },
  );
}

/** Attributes of a topsStack scene: its sheet, the looks and size of the geometry, corners and centre angle. */
export function topsSceneAttributes(metaFile: string, files: SceneFiles): Attributes {
  const folder = dirname(metaFile);
  const swaths = readdirSync(folder).filter((name) => /^IW\d.*\.xml$/.test(name));
  const single = topsAttributes(readSheet(metaFile), metaFile, swaths);
  const { alooks, rlooks } = sceneLooks(files);
  const { length, width } = sceneSize(files);
  const rangePixel = Number(single.rangePixelSize);
  const azimuthPixel = Number(single.azimuthPixelSize);
  const correlated =
    (Number(single.rangeResolution) / rangePixel) * (Number(single.azimuthResolution) / azimuthPixel);
  return {
    ...single,
    ALOOKS: String(alooks),
    RLOOKS: String(rlooks),
    LENGTH: String(length),
    WIDTH: String(width),
    FILE_LENGTH: String(length),
    rangePixelSize: pythonFloat(rangePixel * rlooks),
    RANGE_PIXEL_SIZE: pythonFloat(rangePixel * rlooks),
    azimuthPixelSize: pythonFloat(azimuthPixel * alooks),
    AZIMUTH_PIXEL_SIZE: pythonFloat(azimuthPixel * alooks),
    NCORRLOOKS: pythonFloat((rlooks * alooks) / correlated),
    ...sceneCorners(files),
    ...centerIncidence(files),
  };
}

/** Shared attributes for a file of another size (coarse ionosphere): looks and pixel sizes follow the sizes. */
export function metadataForSize(attributes: Attributes, length: number, width: number): Attributes {
  const same = Number(attributes.LENGTH ?? length) === length && Number(attributes.WIDTH ?? width) === width;
  const scaled = same ? attributes : resizeAttributes(attributes, length, width);
  return { ...scaled, LENGTH: String(length), WIDTH: String(width), FILE_LENGTH: String(length) };
}
