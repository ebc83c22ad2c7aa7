import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { pythonFloat, pythonFloat32 } from '../../core/python-float.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { openRaster, readRasterAttributes, readSheet } from '../../io/raster/local.ts';
import type { Raster } from '../../io/raster/open-raster.ts';
import { parseVrt, vrtAttributes } from '../../io/raster/vrt.ts';
import { parseIsceImageXml } from './image-sheet.ts';

/** Geometry files of a scene by role; any may be absent. */
export interface SceneFiles {
  readonly height?: string;
  readonly latitude?: string;
  readonly longitude?: string;
  /** Line of sight: incidence angle in band 1. */
  readonly los?: string;
  readonly shadow?: string;
}

/** Size of the multilooked scene, from the first geometry file that is there. */
export function sceneSize(files: SceneFiles): { length: number; width: number } {
  const path = [files.height, files.latitude, files.longitude, files.los].find((f) => f !== undefined);
  if (path === undefined) {
    throw new FileError('No geometry file is given.', 'Set mintpy.load.demFile and mintpy.load.lookupYFile.');
  }
  const attributes = readRasterAttributes(path);
  return { length: Number(attributes.LENGTH), width: Number(attributes.WIDTH) };
}

/**
 * Looks taken when the geometry was multilooked: full size over present size, whole numbers. The full size stands in
 * `<file>.full.xml` or `.full.vrt`; without one the looks are 1.
 */
export function sceneLooks(files: SceneFiles): { alooks: number; rlooks: number } {
  const { length, width } = sceneSize(files);
  for (const path of [files.height, files.latitude, files.longitude, files.los, files.shadow]) {
    if (path === undefined) continue;
    const full = fullSize(join(dirname(path), `${basename(path)}.full`));
    if (full === undefined) continue;
    return {
      alooks: Math.max(1, Math.trunc(Number(full.LENGTH) / length)),
      rlooks: Math.max(1, Math.trunc(Number(full.WIDTH) / width)),
    };
  }
  return { alooks: 1, rlooks: 1 };
}

function fullSize(path: string): Attributes | undefined {
  const [xml, vrt] = [`${path}.xml`, `${path}.vrt`];
  if (existsSync(xml)) return parseIsceImageXml(readSheet(xml), xml);
  return existsSync(vrt) ? vrtAttributes(parseVrt(readSheet(vrt), vrt)) : undefined;
}

/**
 * LAT_REF1..4 and LON_REF1..4 of the corners: first and last column of two lines. When no pixel of the latitude is
 * zero these are the third line from either end; otherwise the first all-valid line + 2 and the last such line - 2.
 */
export function sceneCorners(files: SceneFiles): Attributes {
  const out: Attributes = {};
  const layers = [
    ['LAT', files.latitude],
    ['LON', files.longitude],
  ] as const;
  for (const [name, path] of layers) {
    if (path === undefined) continue;
    const raster = openRaster(path);
    try {
      const [r0, r1] = cornerLines(raster);
      const last = raster.width - 1;
      [
        [r0, 0],
        [r0, last],
        [r1, 0],
        [r1, last],
      ].forEach(([y, x], i) => {
        const value = raster.read(1, { y0: y, x0: x, y1: y + 1, x1: x + 1 })[0];
        out[`${name}_REF${i + 1}`] = raster.type === 'f4' ? pythonFloat32(value) : pythonFloat(value);
      });
    } finally {
      raster.close();
    }
  }
  return out;
}

const ROWS_AT_ONCE = 256;

function cornerLines(raster: Raster): [first: number, last: number] {
  const { length, width } = raster;
  let firstValid = -1;
  let lastValid = -1;
  let anyZero = false;
  for (let y0 = 0; y0 < length; y0 += ROWS_AT_ONCE) {
    const y1 = Math.min(length, y0 + ROWS_AT_ONCE);
    const values = raster.read(1, { y0, x0: 0, y1, x1: width });
    for (let y = y0; y < y1; y++) {
      const row = values.subarray((y - y0) * width, (y - y0 + 1) * width);
      if (row.includes(0)) anyZero = true;
      else {
        if (firstValid < 0) firstValid = y;
        lastValid = y;
      }
    }
  }
  const clamp = (y: number): number => Math.min(length - 1, Math.max(0, y));
  if (!anyZero || firstValid < 0) return [clamp(2), clamp(length - 3)];
  return [clamp(firstValid + 2), clamp(lastValid - 2)];
}

/** CENTER_INCIDENCE_ANGLE: incidence in the middle of the scene, degrees; `nan` where there is no data. */
export function centerIncidence(files: SceneFiles): Attributes {
  if (files.los === undefined) return {};
  const raster = openRaster(files.los);
  try {
    const y0 = Math.floor(raster.length / 2);
    const x0 = Math.floor(raster.width / 2);
    const value = raster.read(1, { y0, x0, y1: y0 + 1, x1: x0 + 1 })[0];
    return { CENTER_INCIDENCE_ANGLE: value === 0 ? 'nan' : pythonFloat(value) };
  } finally {
    raster.close();
  }
}
