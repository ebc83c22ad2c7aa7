import type { Runner } from '../../core/kernel.ts';
import { extractCube } from './extract-cube.ts';
import { extractIonosphere } from './extract-ionosphere.ts';
import { extractMean, extractMosaic } from './extract-mosaic.ts';
import { extractPhase } from './extract-phase.ts';
import { extractDifference, extractZenith } from './extract-zenith.ts';
import { ProductFiles } from './product-files.ts';
import type { ExtractArgs, RasterJob, RasterReport } from './raster-job.ts';

/** Makes rasters of an extraction in the current thread, each read, put together and written. */
export default function extractKernel(args: ExtractArgs): Runner<RasterJob, RasterReport> {
  const files = new ProductFiles();
  return {
    run(job) {
      if (job.kind === 'phase') return extractPhase(job, args, files);
      if (job.kind === 'mosaic') return extractMosaic(job, args, files);
      if (job.kind === 'mean') return extractMean(job, args, files);
      if (job.kind === 'cube') return extractCube(job, args, files);
      if (job.kind === 'ionosphere') return extractIonosphere(job, args, files);
      return job.kind === 'zenith' ? extractZenith(job, args) : extractDifference(job, args);
    },
    close: () => files.close(),
  };
}
