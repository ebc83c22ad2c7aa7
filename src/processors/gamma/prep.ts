import { assertArgument } from '../../core/arguments.ts';
import { OptionError } from '../../core/errors.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { argumentList, flag } from '../../flags/flag.ts';
import { asTyped, choice, inputFile, word } from '../../flags/kind.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { filesFrom, sayWritten, type WrittenSheet, writeSheet } from '../written-sheets.ts';
import { Folders } from './companions.ts';
import { isGammaLookup } from './file-format.ts';
import { gridAttributes, mapAttributes, mapSheet, radarDemAttributes } from './geometry-header.ts';
import { gammaHeader } from './ifgram-header.ts';

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
  assertArgument('prepGamma', 'options', options, { patterns: 'list', workDir: 'text' });
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

const SENSORS = 'alos alos2 csk env ers gf3 jers ksat5 ni rcm rs1 rs2 sen tsx uav'.split(' ');

/** `mintsar prep_gamma`. */
export const command = defineCommand({
  description:
    'Writes <file>.rsc from the .par and .off files beside each file. The workflow reads GAMMA products directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_gamma 'interferograms/*/diff_*_*rlks.unw' --sensor sen",
    "mintsar prep_gamma 'interferograms/*/filt_*.cor'",
    'mintsar prep_gamma geometry/sim_20150911_20150922.hgt_sim',
    'mintsar prep_gamma geometry/sim_20150911_20150922.UTM_TO_RDC',
    "mintsar prep_gamma 'interferograms/*/*.unw' --dem geometry/sim_20150911.utm.dem",
  ],
  flags: {
    patterns: argumentList(word, 'GAMMA files, or patterns in quotes'),
    sensor: flag('--sensor', choice(SENSORS), 'short name of the sensor, kept as PLATFORM'),
    demFile: flag('--dem', asTyped(inputFile), 'DEM that tells whether the files are geocoded'),
  },
  async run(request, { log }) {
    sayWritten(prepGamma({ ...request, workDir: process.cwd() }), log);
  },
});
