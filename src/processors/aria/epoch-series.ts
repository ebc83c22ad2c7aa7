import { join } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import type { MultilookMethod } from '../../core/terrain/multilook.ts';
import { multilookAttributes, subsetAttributes } from '../../io/attributes/resized.ts';
import { makeH5 } from '../../io/hdf5/file.ts';
import type { Attributes, H5Layout } from '../../io/hdf5/types.ts';
import { openLayer } from '../../loading/open-layer.ts';
import { replaceValue, scale } from '../../loading/pixel-transforms.ts';
import { type Reduction, readBlocks, reducedSize } from '../../loading/read-blocks.ts';
import { bandItems } from './metadata.ts';
import { type AriaStack, ariaBand } from './stack-layer.ts';

/** Dates of a stack with one band per acquisition (troposphere, solid Earth tides), in the order of time. */
function epochs(stack: AriaStack): { date: string; band: number; sensing: string }[] {
  return stack.vrt.bands
    .map((_, index) => {
      const { items } = bandItems(stack.vrt, index + 1);
      const date = items.Dates ?? '';
      if (!/^\d{8}$/.test(date)) {
        throw new MetadataError(
          `${stack.path}: band ${index + 1} has Dates = ${date || 'nothing'}, not one date.`,
          'Troposphere and tide stacks have one band per acquisition; make them again with ariaTSsetup.py.',
        );
      }
      const time = (items['UTCTime (HH:MM:SS.ss)'] ?? '00:00:00').replaceAll(':', '').slice(0, 6);
      return { date, band: index + 1, sensing: `${date}T${time}` };
    })
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

export interface EpochSeriesOptions {
  readonly outDir: string;
  /** Attributes of the interferogram stack at full size. */
  readonly attributes: Attributes;
  readonly reduction: Reduction;
  readonly isSubset: boolean;
  readonly method: MultilookMethod;
}

/**
 * Write a troposphere or tide stack as the time series `<layer>_ARIA.h5`: phase · λ / 4π in metres, no data as 0. The
 * layer is named by the metadata domain of the bands, e.g. `HRRR`.
 * @returns path of the file
 */
export async function writeEpochSeries(stack: AriaStack, options: EpochSeriesOptions): Promise<string> {
  const { reduction } = options;
  const dates = epochs(stack);
  const { length, width } = reducedSize(reduction);
  const factor = -displacementPerRadian(Number(options.attributes.WAVELENGTH)); // their phase is positive toward
  const toMetres = [replaceValue(Number.NaN, 0), scale(factor)];
  const looks = { y: reduction.ystep, x: reduction.xstep };
  let attributes: Attributes = { ...options.attributes, FILE_TYPE: 'timeseries', UNIT: 'm' };
  if (options.isSubset) attributes = subsetAttributes(attributes, reduction.box);
  if (looks.y > 1 || looks.x > 1) attributes = multilookAttributes(attributes, looks);
  const path = join(options.outDir, `${bandItems(stack.vrt, 1).domain}_ARIA.h5`);
  const n = dates.length;
  const layout: H5Layout = {
    attributes,
    datasets: [
      { name: 'date', type: 'S8', shape: [n] },
      { name: 'sensingMid', type: 'S15', shape: [n] },
      { name: 'timeseries', type: 'f4', shape: [n, length, width] },
    ],
  };
  await makeH5(path, layout, async (writer) => {
    writer.write(
      'date',
      dates.map((epoch) => epoch.date),
    );
    writer.write(
      'sensingMid',
      dates.map((epoch) => epoch.sensing),
    );
    for (const [k, { band }] of dates.entries()) {
      const layer = await openLayer(ariaBand(stack, band, toMetres));
      await readBlocks(layer, reduction, options.method, (row, values) => {
        const slab = { start: [k, row, 0], count: [1, values.length / width, width] };
        writer.write('timeseries', values, slab);
      });
      layer.close();
    }
  });
  return path;
}
