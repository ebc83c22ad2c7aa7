import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { isGammaLookup } from '../io/raster/layout.ts';
import { formatRsc } from '../io/raster/rsc.ts';
import { readRasterAttributes } from '../io/raster/sidecar.ts';
import { expandPattern } from '../loading/glob.ts';
import { Folders } from './gamma/companions.ts';
import { gridAttributes, mapAttributes, mapSheet, radarDemAttributes } from './gamma/geometry-header.ts';
import { gammaHeader } from './gamma/ifgram-header.ts';
import { pairBaseline, readBaselines } from './isce/baselines.ts';
import { isceMetadata, metadataForSize } from './isce/metadata.ts';
import { isceHeader, type PairBaselines, randomBaselines } from './isce/prepare.ts';
import type { SceneFiles } from './isce/scene-geometry.ts';

/** A metadata sheet that was written, or kept because it said the same already. */
export interface WrittenSheet {
  readonly path: string;
  readonly kept: boolean;
}

/** Write `<file>.rsc`; in update mode a sheet with the same content is left alone. */
export function writeSheet(path: string, attributes: Attributes, updateMode = false): WrittenSheet {
  const { FILE_PATH: _path, FILE_TYPE: _type, ...kept } = attributes;
  const text = formatRsc(kept);
  const sheet = `${path}.rsc`;
  if (updateMode && existsSync(sheet) && readFileSync(sheet, 'utf8') === text)
    return { path: sheet, kept: true };
  writeFileSync(sheet, text);
  return { path: sheet, kept: false };
}

function filesFrom(patterns: readonly string[], workDir: string, what: string): string[] {
  const files = patterns.flatMap((pattern) => expandPattern(pattern, workDir));
  if (files.length > 0) return files;
  throw new OptionError(
    `${what}: no file matches ${patterns.join(' ')} (relative to ${workDir}).`,
    'Check the pattern; put it in quotes so that the shell does not change it.',
  );
}

export interface IscePreparation {
  readonly workDir: string;
  readonly observationPatterns: readonly string[];
  readonly metaFile: string;
  /** Folder, or `random` for test values. */
  readonly baselineDir?: string;
  readonly geometryDir: string;
  readonly geometryFiles?: readonly string[];
  readonly updateMode?: boolean;
}

const GEOMETRY_NAMES = [
  'hgt.rdr',
  'lat.rdr',
  'lon.rdr',
  'los.rdr',
  'shadowMask.rdr',
  'waterMask.rdr',
  'incLocal.rdr',
];

/** `prep_isce`: write data.rsc beside the metadata file and a `.rsc` beside geometry and observation files. */
export function prepIsce(options: IscePreparation): WrittenSheet[] {
  const { workDir, updateMode } = options;
  const metaFile = filesFrom([options.metaFile], workDir, 'Metadata file')[0];
  const folder = filesFrom([options.geometryDir], workDir, 'Geometry folder')[0];
  const geometry = (options.geometryFiles ?? GEOMETRY_NAMES)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));
  const named = (stem: RegExp): string | undefined => geometry.find((path) => stem.test(path));
  const scene: SceneFiles = {
    height: named(/hgt[^/]*$/),
    latitude: named(/lat[^/]*$/),
    longitude: named(/lon[^/]*$/),
    los: named(/los[^/]*$/),
    shadow: named(/shadow[^/]*$/),
  };
  const metadata = isceMetadata(metaFile, scene);
  const written = [writeSheet(join(dirname(metaFile), 'data'), metadata.attributes, updateMode)];
  for (const path of geometry) {
    const own = readRasterAttributes(path);
    const attributes = metadataForSize(metadata.attributes, Number(own.LENGTH), Number(own.WIDTH));
    written.push(writeSheet(path, attributes, updateMode));
  }
  let baselines: PairBaselines = () => undefined;
  if (options.baselineDir === 'random') baselines = randomBaselines();
  else if (options.baselineDir !== undefined) {
    const found = filesFrom([options.baselineDir], workDir, 'Baseline folder')[0];
    const byDate = readBaselines(found, metadata.kind);
    baselines = (date1, date2) => pairBaseline(byDate, date1, date2);
  }
  const header = isceHeader(metadata, baselines);
  for (const path of filesFrom(options.observationPatterns, workDir, 'Observation files')) {
    const { attributes } = header(path);
    written.push(writeSheet(path, attributes, updateMode));
  }
  return written;
}

export interface GammaPreparation {
  readonly workDir: string;
  readonly patterns: readonly string[];
  /** Short name of the sensor. */
  readonly sensor?: string;
  /** DEM that tells whether interferograms are geocoded. */
  readonly demFile?: string;
  readonly updateMode?: boolean;
}

/** `prep_gamma`: write a `.rsc` beside interferograms, DEMs or lookup tables. */
export function prepGamma(options: GammaPreparation): WrittenSheet[] {
  const folders = new Folders();
  const files = filesFrom(options.patterns, options.workDir, 'GAMMA files');
  const dem = options.demFile && filesFrom([options.demFile], options.workDir, 'DEM')[0];
  const demSheet = dem ? mapSheet(dem, folders) : undefined;
  const grid = demSheet === undefined ? undefined : gridAttributes(demSheet);
  return files.map((path) => {
    const sheet = /\.(?:unw|cor|int|conncomp)$/.test(path) ? undefined : mapSheet(path, folders);
    let attributes: Attributes;
    if (/\.(?:unw|cor|int|conncomp)$/.test(path)) {
      attributes = gammaHeader(path, folders, grid, options.sensor).attributes;
      if (options.sensor) attributes = { ...attributes, PLATFORM: options.sensor };
    } else if (sheet !== undefined) attributes = mapAttributes(sheet, 'long');
    else if (/\.(?:dem|hgt_sim)$/.test(path)) attributes = radarDemAttributes(path, folders, []);
    else {
      throw new OptionError(
        isGammaLookup(path)
          ? `${path}: no parameter file of its map (<base>.utm.dem.par).`
          : `${path}: this type of GAMMA file is not known.`,
        'Supported are .unw .cor .int .conncomp .dem .hgt_sim and *to_rdc, *2_rdc, *2rdc.',
      );
    }
    return writeSheet(path, { ...attributes, PROCESSOR: 'gamma' }, options.updateMode);
  });
}
