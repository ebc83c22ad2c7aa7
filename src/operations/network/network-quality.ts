import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../../config/index.ts';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import type { IfgramStack } from '../../io/products/ifgram-stack.ts';
import { type SpatialAverageRequest, spatialAverage } from '../averages/spatial-average.ts';
import { FILES } from '../work-files.ts';
import { pixelsWithin } from './network-area.ts';

/** Where the quality of interferograms is measured, and where its text files are kept. */
export interface NetworkQualityRequest {
  readonly options: Pick<Config['network'], 'maskFile' | 'aoiYX' | 'aoiLALO'>;
  /** folder of the mask named in the options, and of the text files */
  readonly folder: string;
  /** relates radar to map coordinates, for aoiLALO; searched near the stack when left out */
  readonly lookup?: string;
}

/** Mean coherence of every interferogram over the area of the options, as in coherenceSpatialAvg.txt. */
export async function meanCoherence(
  request: NetworkQualityRequest,
  stack: IfgramStack,
  context: Context,
): Promise<Float64Array> {
  const area = await qualityArea(request, stack);
  const outfile = join(request.folder, FILES.coherenceText);
  return (await spatialAverage({ ...area, outfile, update: true }, context)).mean;
}

/**
 * Share of the pixels of the area that are coherent in each interferogram (Kang et al. 2021,
 * doi:10.1016/j.rse.2021.112400). Coherent is what exceeds the mean coherence off the mask, where there is only water:
 * the bias of coherence estimated from noise.
 */
export async function coherentShare(
  request: NetworkQualityRequest,
  stack: IfgramStack,
  context: Context,
): Promise<Float64Array> {
  const { folder } = request;
  const area = await qualityArea(request, stack);
  if (area.mask === undefined) {
    throw new FileError(
      `areaRatioBased needs a mask: ${request.options.maskFile ?? 'mintpy.network.maskFile'} does not exist.`,
      'Load a water mask (mintpy.load.waterMaskFile), or use coherenceBased instead.',
    );
  }
  const water = await spatialAverage(
    {
      ...area,
      box: undefined,
      outsideMask: true,
      outfile: join(folder, 'coherenceSpatialAvgRevMsk.txt'),
      update: true,
    },
    context,
  );
  const values = water.mean.filter((v) => !Number.isNaN(v));
  if (values.length === 0) {
    throw new FileError(
      `No pixel off the mask ${area.mask.name} has coherence, so nothing tells what is coherent by chance.`,
      'Give a mask with water or no-data in it, or use coherenceBased instead.',
    );
  }
  const threshold = values.reduce((a, b) => a + b, 0) / values.length;
  context.log.info(`mean coherence off ${area.mask.name} is ${threshold.toFixed(2)}`);
  const outfile = join(folder, 'coherenceAreaRatio.txt');
  return (await spatialAverage({ ...area, threshold, outfile, update: true }, context)).mean;
}

/** Area over which the quality of interferograms is averaged. */
async function qualityArea(
  { options, folder, lookup }: NetworkQualityRequest,
  stack: IfgramStack,
): Promise<Omit<SpatialAverageRequest, 'outfile'>> {
  if (!stack.datasets.has('coherence')) {
    throw new FileError(
      `${stack.path} has no coherence to judge interferograms by.`,
      'Load it with mintpy.load.corFile, or switch coherenceBased and areaRatioBased off.',
    );
  }
  const { maskFile: name, aoiYX, aoiLALO } = options;
  const path = name === null ? undefined : resolve(folder, name);
  return {
    file: stack.path,
    dataset: 'coherence',
    mask: path !== undefined && existsSync(path) ? { path, name: name! } : undefined,
    box: aoiLALO === null ? (aoiYX ?? undefined) : await pixelsWithin(stack, aoiLALO, lookup),
  };
}
