import { basename } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { openRaster, readSheet } from '../../io/raster/local.ts';
import { parseVrt, type Vrt } from '../../io/raster/vrt.ts';
import { vrtSourcePath } from '../../io/raster/vrt-raster.ts';
import { type FileLayer, fileLayer } from '../../loading/layer.ts';
import { type PixelTransform, replaceValue } from '../../loading/pixel-transforms.ts';

/** A stack VRT, parsed once: with hundreds of bands that is worth it. */
export interface AriaStack {
  readonly path: string;
  readonly vrt: Vrt;
  /** Value without data, as the file of the last band says. */
  readonly noData: number | undefined;
}

/** Read a stack VRT. @throws {FileError} when it is not a VRT with bands, or its last file is missing */
export function readAriaStack(path: string): AriaStack {
  const vrt = parseVrt(readSheet(path), path);
  const last = vrt.bands.at(-1);
  if (last === undefined)
    throw new FileError(`${path} has no bands.`, 'Make the stack again with ariaTSsetup.py.');
  const source = last.sources.at(-1);
  let { noData } = last;
  if (source !== undefined) {
    const raster = openRaster(vrtSourcePath(path, source.file));
    noData = raster.noData(source.band) ?? noData;
    raster.close();
  }
  return { path, vrt, noData };
}

/**
 * One band of a stack; pixels without data become 0 and then `transforms` apply. Where NaN is the no-data value it
 * stays: like the reference, by comparison, which finds no NaN. Later steps leave NaN out as they do 0.
 */
export function ariaBand(
  { path, vrt, noData }: AriaStack,
  band: number,
  transforms: readonly PixelTransform[],
): FileLayer {
  const clear = noData === undefined || Number.isNaN(noData) ? [] : [replaceValue(noData, 0)];
  const { length, width } = vrt;
  const known = { length, width, format: { kind: 'virtual', sheet: path, vrt } } as const;
  return {
    ...fileLayer(path, { band, transforms: [...clear, ...transforms], known }),
    label: `${basename(path)} band ${band}`,
  };
}
