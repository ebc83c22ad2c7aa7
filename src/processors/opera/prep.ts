import { join, resolve } from 'node:path';
import { defaultOptions } from '../../config/index.ts';
import { assertArgument } from '../../core/arguments.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { flag, group, off, on, tuple } from '../../flags/flag.ts';
import { float } from '../../flags/kind.ts';
import { writeChainedSeries } from '../../loading/chained-series.ts';
import { filesOf, type LoadOptions, loadOptions } from '../../loading/load-options.ts';
import { type LoadContext, type LoadedFile, loadStack } from '../../loading/load-stack.ts';
import { file, folder, loadingBy, pattern } from '../prep-command.ts';
import { prepareOperaStack } from './prepare.ts';

/** `prep_opera`: stack and geometry in `inputs/`, and the time series that the products make when they are chained. */
export async function prepOpera(options: LoadOptions, context: LoadContext): Promise<LoadedFile[]> {
  assertArgument('prepOpera', 'options', options, { patterns: 'object', workDir: 'text' });
  assertArgument('prepOpera', 'context', context, { outDir: 'text' });
  const loaded = await loadStack(await prepareOperaStack(options), options, context);
  const stack = loaded.find(({ path }) => path.endsWith('ifgramStack.h5'));
  if (stack === undefined) return loaded;
  const series = join(resolve(context.outDir, '..'), 'timeseries.h5');
  await writeChainedSeries(stack.path, series, {
    ...context,
    progress: (done, total) => context.progress?.(series, done, total),
  });
  context.info?.(`Wrote ${series}.`);
  return loaded;
}

/** `mintsar prep_opera`. */
export const command = defineCommand({
  description:
    'Reads OPERA DISP-S1 products of one frame and their static layers: inputs/ifgramStack.h5 with a pair for every product, inputs/geometryGeo.h5, the delays that come with them, and timeseries.h5, for which displacement since moving reference dates is added up to displacement since the first date. Pixels that fewer than 90 % of the products recommend are left empty. mintpy.load.processor = opera runs the whole workflow instead.',
  examples: [
    "mintsar prep_opera -i '../products/OPERA_L3_DISP-S1_*.nc' -d ../static/dem.tif -l ../static/los_enu.tif",
    "mintsar prep_opera -i '../products/*.nc' -d ../static/dem.tif -l ../static/los_enu.tif -s ../static/layover_shadow_mask.tif --sub-lat 34.1 34.4 --sub-lon -118.4 -118.1",
  ],
  flags: {
    inputGlob: flag('-i --input-file-glob', pattern, 'products', { default: './products/*DISP-S1*.nc' }),
    demFile: flag('-d --dem-file', file, 'elevation of the static layers', { default: './static/*dem.tif' }),
    losFile: flag('-l --los-file', file, 'line of sight of the static layers: east, north, up', {
      default: './static/*los*enu.tif',
    }),
    shadowFile: flag('-s --shadow-file', file, 'layover and shadow mask of the static layers', {
      default: './static/*layover_shadow_mask.tif',
    }),
    maskFile: flag('-m --mask', file, 'water mask, 1 = land; that of the products when left out'),
    shortWavelength: on(
      '--short-wavelength',
      'displacement without what changes slowly over the scene (short_wavelength_displacement)',
    ),
    outDir: flag('-o --out-dir', folder, 'work directory', { default: '.' }),
    updateMode: off('--force', 'write files anew that are complete'),
    ...group('area', {
      subsetLat: tuple('--sub-lat --sublat --subset-lat', float, 'LATMIN LATMAX', 'latitudes, degrees'),
      subsetLon: tuple('--sub-lon --sublon --subset-lon', float, 'LONMIN LONMAX', 'longitudes, degrees'),
    }),
  },
  async run({ subsetLat, subsetLon, ...request }, context) {
    const workDir = process.cwd();
    const plain = loadOptions(defaultOptions().config, { workDir });
    const patterns: Record<string, string> = {
      unwFile: request.inputGlob,
      demFile: request.demFile,
      incAngleFile: request.losFile,
      azAngleFile: request.losFile,
      shadowMaskFile: request.shadowFile,
      ...(request.maskFile === undefined ? {} : { waterMaskFile: request.maskFile }),
    };
    const there = (option: string) => filesOf({ ...plain, patterns }, option).length > 0;
    if (!there('shadowMaskFile')) Reflect.deleteProperty(patterns, 'shadowMaskFile');
    if (!there('incAngleFile'))
      context.log.warn(`${request.losFile} is not there: no angles of the line of sight.`);
    const [south, north] = subsetLat ?? [-90, 90];
    const [west, east] = subsetLon ?? [-180, 180];
    const isCut = subsetLat !== undefined || subsetLon !== undefined;
    await prepOpera(
      {
        ...plain,
        processor: 'opera',
        patterns,
        shortWavelength: request.shortWavelength,
        subset: isCut ? { lalo: { south, north, west, east } } : undefined,
      },
      {
        outDir: resolve(request.outDir, 'inputs'),
        updateMode: request.updateMode,
        ...loadingBy(context),
      },
    );
  },
});
