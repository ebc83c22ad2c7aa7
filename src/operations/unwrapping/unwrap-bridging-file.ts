import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Grid, Values } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { FileError, ShapeError } from '../../core/errors.ts';
import { readMask } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { readUnwrapped, type UnwrappedFile, writeUnwrapped } from '../../io/products/unwrapped-file.ts';
import { openRaster } from '../../io/raster/local.ts';
import { bridger } from './unwrap-bridging-kernel.ts';
import { existingWaterMask, type UnwrapCorrectionRequest } from './unwrap-correction.ts';

/**
 * Correct a single interferogram by bridging: `name.unw` with its components in `name.unw.conncomp` becomes
 * `name_unwCor.unw` beside it.
 * @returns the new file
 */
export async function bridgeFile(
  path: string,
  { options, folder }: Pick<UnwrapCorrectionRequest, 'options' | 'folder'>,
  context: Context,
): Promise<string> {
  const ifgram = await readUnwrapped(path);
  const components = readComponents(ifgram);
  const water = existingWaterMask(options.waterMaskFile, folder);
  const correct = bridger(
    {
      reference: referencePixel(ifgram),
      connCompMinArea: options.connCompMinArea,
      bridgePtsRadius: options.bridgePtsRadius,
      ramp: options.ramp ?? undefined,
    },
    water === undefined ? undefined : await readMask(water),
  );
  const { phase, bridges, cycles } = correct(ifgram.phase, components);
  const extension = extname(path);
  const outfile = join(dirname(path), `${basename(path, extension)}_unwCor${extension}`);
  writeUnwrapped(outfile, ifgram.attributes, ifgram.magnitude, phase);
  const changed = cycles.filter((n) => n !== 0).length;
  context.log.info(`wrote ${outfile}: ${bridges.length} bridges, ${changed} components changed`);
  return outfile;
}

/** The unwrapper's components: `name.unw.conncomp` (ISCE) or `name.conncomp`. */
function readComponents({ path, length, width }: UnwrappedFile): Grid<Values> {
  const file = [`${path}.conncomp`, path.replace(/\.unw$/, '.conncomp')].find((name) => existsSync(name));
  if (file === undefined) {
    throw new FileError(
      `${path}.conncomp does not exist: no unwrapping error can be corrected without connected components.`,
      'Put the component file of the unwrapper beside the phase.',
    );
  }
  const raster = openRaster(file);
  try {
    if (raster.length !== length || raster.width !== width) {
      throw new ShapeError(
        `${file} has ${raster.length} x ${raster.width} pixels, ${path} has ${length} x ${width}.`,
        'Use the component file of the same interferogram.',
      );
    }
    return { data: raster.read(1, { y0: 0, x0: 0, y1: length, x1: width }), shape: [length, width] };
  } finally {
    raster.close();
  }
}
