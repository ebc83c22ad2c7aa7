import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assertArgument } from '../../core/arguments.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { flag, list, off } from '../../flags/flag.ts';
import { type Kind, word } from '../../flags/kind.ts';
import { readRasterAttributes } from '../../io/raster/local.ts';
import { filesFrom, sayWritten, type WrittenSheet, writeSheet } from '../written-sheets.ts';
import { pairBaseline, readBaselines } from './baselines.ts';
import { isceMetadata, metadataForSize } from './metadata.ts';
import { isceHeader, type PairBaselines, randomBaselines } from './prepare.ts';
import type { SceneFiles } from './scene-geometry.ts';

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
  assertArgument('prepIsce', 'options', options, { workDir: 'text', metaFile: 'text', geometryDir: 'text' });
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

const folder: Kind<string> = { ...word, metavar: 'FOLDER' };

/** `mintsar prep_isce`. */
export const command = defineCommand({
  description:
    'Writes data.rsc beside the metadata file and a .rsc beside every geometry and observation file. The workflow reads ISCE-2 products directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_isce -f './merged/interferograms/*/filt_*.unw' -m ./reference/IW1.xml -b ./baselines -g ./merged/geom_reference",
    "mintsar prep_isce -f './Igrams/*/filt_*.unw' -m ./referenceShelve/data.dat -b ./baselines -g ./geom_reference",
    "mintsar prep_isce -f './pairs/*-*/insar/filt_*.unw' -m './pairs/*-*/150408.track.xml' -b ./baseline -g ./dates_resampled/150408/insar",
  ],
  flags: {
    observationPatterns: list('-f', word, 'patterns of observation files, in quotes', {
      count: '+',
      default: ['./merged/interferograms/*/filt_*.unw'],
    }),
    metaFile: flag(
      '-m --meta-file',
      { ...word, metavar: 'FILE' },
      'metadata common to all pairs: reference/IW*.xml, data.dat or *.track.xml',
      { required: true },
    ),
    baselineDir: flag(
      '-b --baseline-dir',
      folder,
      'folder of baselines, or random for test values within 10 m',
    ),
    geometryDir: flag('-g --geometry-dir', folder, 'folder of the geometry', { required: true }),
    geometryFiles: list('--geom-files', word, 'names in it', {
      default: GEOMETRY_NAMES,
      shown: 'hgt lat lon los shadowMask waterMask incLocal, each .rdr',
    }),
    updateMode: off('--force', 'write sheets anew that say the same already'),
  },
  async run(request, { log }) {
    sayWritten(prepIsce({ ...request, workDir: process.cwd() }), log);
  },
});
