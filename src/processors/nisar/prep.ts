import { resolve } from 'node:path';
import { defaultOptions } from '../../config/index.ts';
import { assertArgument } from '../../core/arguments.ts';
import { OptionError } from '../../core/errors.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { flag, group, off, tuple } from '../../flags/flag.ts';
import { choice, float } from '../../flags/kind.ts';
import { type LoadOptions, loadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { type LoadContext, type LoadedFile, loadStack } from '../../loading/load-stack.ts';
import { file, folder, loadingBy, pattern } from '../prep-command.ts';
import { prepareNisarStack } from './prepare.ts';

/** `prep_nisar`: write stack, geometry, delays and mask from NISAR GUNW products. */
export async function prepNisar(options: LoadOptions, context: LoadContext): Promise<LoadedFile[]> {
  assertArgument('prepNisar', 'options', options, { patterns: 'object', workDir: 'text' });
  assertArgument('prepNisar', 'context', context, { outDir: 'text' });
  return loadStack(await prepareNisarStack(options), options, context);
}

/** `mintsar prep_nisar`. */
export const command = defineCommand({
  description:
    'Reads NISAR L2 GUNW products of one frame: what is valid land in all of them, on their common area. Elevation is brought to their map, geometry and delays are interpolated to it. Azimuth angles are those of all other loaders, counter-clockwise from north.',
  examples: [
    "mintsar prep_nisar -i '../interferograms/NISAR*GUNW*.h5' -d ../dem.tiff",
    "mintsar prep_nisar -i '../interferograms/NISAR*GUNW*.h5' -d ../dem.tiff -m ../waterMask.tif",
    "mintsar prep_nisar -i '../interferograms/NISAR*GUNW*.h5' -d ../dem.tiff --frequency B",
    "mintsar prep_nisar -i '../interferograms/NISAR*GUNW*.h5' -d ../dem.tiff --sub-lat 34.11 34.14 --sub-lon -118.29 -118.25",
  ],
  flags: {
    inputGlob: flag('-i --input-file-glob', pattern, 'GUNW products', {
      default: './interferograms/NISAR*.h5',
    }),
    demFile: flag('-d --dem-file', file, 'elevation above the ellipsoid, GeoTIFF', { default: './dem.tif' }),
    maskFile: flag('-m --mask', file, 'water mask, 1 = land'),
    frequency: flag('-freq --frequency', choice(['A', 'B', 'auto']), 'band of the products; auto = A', {
      default: 'auto',
    }),
    outDir: flag('-o --out-dir', folder, 'work directory', { default: '.' }),
    updateMode: off('--force', 'write files anew that are complete'),
    ...group('area', {
      subsetLat: tuple('--sub-lat --sublat --subset-lat', float, 'LATMIN LATMAX', 'latitudes, degrees'),
      subsetLon: tuple('--sub-lon --sublon --subset-lon', float, 'LONMIN LONMAX', 'longitudes, degrees'),
    }),
  },
  async run(request, context) {
    const { subsetLat, subsetLon, frequency } = request;
    if ((subsetLat === undefined) !== (subsetLon === undefined))
      throw new OptionError(
        'Only one of --sub-lat and --sub-lon is given.',
        'An area takes both, e.g. --sub-lat 34.1 34.2 --sub-lon -118.3 -118.2.',
      );
    const workDir = resolve(request.outDir);
    const { config } = defaultOptions();
    const plain = loadOptions(config, { workDir: process.cwd() });
    const options: LoadOptions = {
      ...plain,
      processor: 'nisar',
      patterns: {
        unwFile: request.inputGlob,
        demFile: request.demFile,
        ...(request.maskFile === undefined ? {} : { waterMaskFile: request.maskFile }),
      },
      flags: {
        'mintpy.load.unwFile': '--input-file-glob',
        'mintpy.load.demFile': '--dem-file',
        'mintpy.load.waterMaskFile': '--mask',
        'mintpy.load.frequency': '--frequency',
        'mintpy.subset.lalo': 'The area of --sub-lat and --sub-lon',
      },
      frequency: frequency === 'B' ? 'B' : 'A',
      subset:
        subsetLat && subsetLon
          ? { lalo: { south: subsetLat[0], north: subsetLat[1], west: subsetLon[0], east: subsetLon[1] } }
          : undefined,
    };
    if (request.maskFile !== undefined) requiredFilesOf(options, 'waterMaskFile');
    await prepNisar(options, {
      outDir: resolve(workDir, 'inputs'),
      paths: { 'waterMask.h5': resolve(workDir, 'waterMask.h5') },
      updateMode: request.updateMode,
      ...loadingBy(context),
    });
  },
});
