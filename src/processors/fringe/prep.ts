import { join, resolve } from 'node:path';
import { defaultOptions } from '../../config/index.ts';
import { assertArgument } from '../../core/arguments.ts';
import { OptionError } from '../../core/errors.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { flag, group, on, tuple } from '../../flags/flag.ts';
import { int } from '../../flags/kind.ts';
import { openRaster } from '../../io/raster/local.ts';
import { writeChainedSeries } from '../../loading/chained-series.ts';
import type { GeometryDescription } from '../../loading/description.ts';
import { fileLayer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, loadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { type LoadContext, type LoadedFile, loadStack } from '../../loading/load-stack.ts';
import { writeRaster } from '../../loading/write-raster.ts';
import { file, folder, loadingBy, pattern } from '../prep-command.ts';
import { prepareFringeStack } from './prepare.ts';
import { fringeGeometry } from './usual-places.ts';

export interface FringePreparation {
  readonly options: LoadOptions;
  /** looks that were taken after FRInGE */
  readonly looks?: { readonly y: number; readonly x: number };
  /** mask of persistent scatterers, when there is one */
  readonly psMaskFile?: string;
}

/**
 * `prep_fringe`: geometry, stack, time series, temporal coherence and mask of persistent scatterers, so that the steps after the
 * inversion can begin.
 * @returns files of `inputs/`
 */
export async function prepFringe(
  { options, looks = { y: 1, x: 1 }, psMaskFile }: FringePreparation,
  context: LoadContext,
): Promise<LoadedFile[]> {
  assertArgument('prepFringe', 'options', options, { patterns: 'object', workDir: 'text' });
  assertArgument('prepFringe', 'context', context, { outDir: 'text' });
  const described = prepareFringeStack(options);
  const { ifgrams, geometry } = described;
  const given = withLooks(described, looks);
  const loaded = await loadStack(given, options, context);
  const stack = loaded.find(({ path }) => path.endsWith('ifgramStack.h5'));
  if (context.onlyGeometry || stack === undefined || ifgrams === undefined) return loaded;
  const folder = resolve(context.outDir, '..');
  const series = join(folder, 'timeseries.h5');
  await writeChainedSeries(stack.path, series, {
    ...context,
    progress: (done, total) => context.progress?.(series, done, total),
  });
  context.info?.(`Wrote ${series}.`);
  const size = geometry.radar ?? (geometry.geo as GeometryDescription);
  const box = options.subset?.yx ?? { y0: 0, x0: 0, y1: size.length, x1: size.width };
  const rasters = [
    ['temporalCoherence', requiredFilesOf(options, 'corFile')[0], 'f4'],
    ...(psMaskFile === undefined ? [] : [['mask', psMaskFile, 'bool'] as const]),
  ] as const;
  for (const [dataset, file, type] of rasters) {
    const path = join(folder, dataset === 'mask' ? 'maskPS.h5' : `${dataset}.h5`);
    const layer = fileLayer(file);
    if (layer.length !== size.length || layer.width !== size.width)
      throw new OptionError(
        `${file} has ${layer.length} x ${layer.width} pixels, the interferograms have ${size.length} x ${size.width}.`,
        'Take both from one run of FRInGE.',
      );
    await writeRaster(path, { dataset, type, layer, box, like: stack.path });
    context.info?.(`Wrote ${path}.`);
  }
  return loaded;
}

/** Looks that the metadata cannot know: those of images that were multilooked with their geometry. */
function withLooks(
  described: ReturnType<typeof prepareFringeStack>,
  { y, x }: { readonly y: number; readonly x: number },
): ReturnType<typeof prepareFringeStack> {
  if (y === 1 && x === 1) return described;
  const change = <T extends { readonly attributes: Readonly<Record<string, string>> } | undefined>(
    one: T,
  ): T => {
    if (one === undefined) return one;
    const { attributes } = one;
    const times = (key: string, factor: number) =>
      attributes[key] === undefined ? {} : { [key]: String(Number(attributes[key]) * factor) };
    const looked = {
      ...times('ALOOKS', y),
      ...times('RLOOKS', x),
      ...times('AZIMUTH_PIXEL_SIZE', y),
      ...times('RANGE_PIXEL_SIZE', x),
    };
    return { ...one, attributes: { ...attributes, ...looked } };
  };
  const { radar, geo } = described.geometry;
  return {
    ...described,
    ifgrams: change(described.ifgrams),
    geometry: { radar: change(radar), geo: change(geo) },
  };
}

/** Window of the rows and columns that are asked for. */
function areaOf(
  { subsetX, subsetY }: { readonly subsetX?: readonly number[]; readonly subsetY?: readonly number[] },
  path: string,
): LoadOptions['subset'] {
  if (subsetX === undefined && subsetY === undefined) return undefined;
  const { length, width, close } = openRaster(path);
  close();
  const [y0, y1] = subsetY ?? [0, length];
  const [x0, x1] = subsetX ?? [0, width];
  return { yx: { y0, y1, x0, x1 } };
}

/** `mintsar prep_fringe`. */
export const command = defineCommand({
  description:
    'Reads what FRInGE has made of a stack of ISCE-2, and writes what the inversion of a network would: inputs/geometryRadar.h5, inputs/ifgramStack.h5, timeseries.h5, temporalCoherence.h5 and maskPS.h5. The steps after the inversion go on from there; mintpy.load.processor = fringe runs the whole workflow instead.',
  examples: [
    'mintsar prep_fringe',
    "mintsar prep_fringe -u './PS_DS/unwrap/*.unw' -c ./PS_DS/tcorr_ds_ps.bin -g ./geometry -m '../reference/IW*.xml' -b ../baselines -o ./mintpy",
    'mintsar prep_fringe --sub-x 100 900 --sub-y 200 1200',
  ],
  flags: {
    unwFile: flag('-u --unw-file', pattern, 'unwrapped interferograms', { default: './PS_DS/unwrap/*.unw' }),
    cohFile: flag('-c --coh-file', file, 'temporal coherence', { default: './PS_DS/tcorr_ds_ps.bin' }),
    psMaskFile: flag('--ps-mask', file, 'mask of persistent scatterers; left out when it is not there', {
      default: './ampDispersion/ps_pixels',
    }),
    geomDir: flag(
      '-g --geom-dir',
      folder,
      'geometry folder of FRInGE, with windows of the rasters of ISCE-2',
      {
        default: './geometry',
      },
    ),
    waterMaskFile: flag('-w --water-mask', file, 'water mask, 1 = land; left out when it is not there', {
      default: './geometry/waterMask.rdr',
    }),
    metaFile: flag('-m --meta-file', pattern, 'metadata of the ISCE-2 stack', {
      default: '../reference/IW*.xml',
    }),
    baselineDir: flag('-b --baseline-dir', folder, 'folder of baselines', { default: '../baselines' }),
    outDir: flag('-o --out-dir', folder, 'work directory', { default: './mintpy' }),
    rangeLooks: flag('-r --range', int(1), 'range looks taken after FRInGE, for the metadata', {
      default: 1,
    }),
    azimuthLooks: flag('-a --azimuth', int(1), 'azimuth looks taken after FRInGE, for the metadata', {
      default: 1,
    }),
    geomOnly: on('--geom-only', 'write the geometry alone'),
    ...group('area', {
      subsetX: tuple('--sub-x --subset-x', int(0), 'XMIN XMAX', 'columns'),
      subsetY: tuple('--sub-y --subset-y', int(0), 'YMIN YMAX', 'rows'),
    }),
  },
  async run(request, context) {
    const workDir = process.cwd();
    const plain = loadOptions(defaultOptions().config, { workDir });
    const geometry = fringeGeometry(request.geomDir, workDir);
    const patterns = {
      ...geometry,
      unwFile: request.unwFile,
      corFile: request.cohFile,
      connCompFile: `${request.unwFile}.conncomp`,
      waterMaskFile: request.waterMaskFile,
      metaFile: request.metaFile,
      baselineDir: request.baselineDir,
    };
    const all: LoadOptions = { ...plain, processor: 'fringe', patterns };
    // What FRInGE need not have made.
    const absent = ['waterMaskFile', 'connCompFile'].filter((option) => filesOf(all, option).length === 0);
    if (absent.includes('waterMaskFile'))
      context.log.warn(`${request.waterMaskFile} is not there: no water mask.`);
    const [psMaskFile] = filesOf({ ...all, patterns: { psMaskFile: request.psMaskFile } }, 'psMaskFile');
    if (psMaskFile === undefined)
      context.log.warn(`${request.psMaskFile} is not there: no mask of scatterers.`);
    const [first] = requiredFilesOf(all, 'unwFile');
    requiredFilesOf(all, 'corFile');
    await prepFringe(
      {
        options: {
          ...all,
          patterns: Object.fromEntries(
            Object.entries(patterns).filter(([option]) => !absent.includes(option)),
          ),
          subset: areaOf(request, first),
        },
        looks: { y: request.azimuthLooks, x: request.rangeLooks },
        psMaskFile,
      },
      {
        outDir: resolve(request.outDir, 'inputs'),
        onlyGeometry: request.geomOnly,
        ...loadingBy(context),
      },
    );
  },
});
