import { basename } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { elementType } from '../../io/raster/element-type.ts';
import { openRaster, openRaw, sidecarOf } from '../../io/raster/local.ts';
import type { RawLayout } from '../../io/raster/raw-band.ts';
import type { StackDescription } from '../../loading/description.ts';
import { type FileLayer, fileLayer } from '../../loading/layer.ts';
import { type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { type MapFile, mapStack } from '../map-stack.ts';
import { dimapAttributes, dimapSheet } from './dimap-sheet.ts';

/** Describe a stack of SNAP products on a map: sheets read, pixels not. Where sizes differ, all are read in their common corner. */
export async function prepareSnapStack(options: LoadOptions): Promise<StackDescription> {
  requiredFilesOf(options, 'unwFile');
  requiredFilesOf(options, 'demFile');
  return mapStack(options, { open: openSnapImage, readsCommonBox: true, pathTags: spelledPair });
}

/** An image of a BEAM-DIMAP product with the attributes of its sheet. */
export async function openSnapImage(path: string): Promise<MapFile> {
  const attributes: Attributes = { ...dimapAttributes(dimapSheet(path)), FILE_PATH: path };
  const [length, width] = [Number(attributes.LENGTH), Number(attributes.WIDTH)];
  const layerOf = (transforms: Parameters<MapFile['layer']>[0]): FileLayer => {
    if (sidecarOf(path, 'hdr') !== undefined) return fileLayer(path, { silentOrder: 'big', transforms });
    const known = openRaw(path, bareLayout(length, width, attributes.DATA_TYPE));
    known.close();
    return fileLayer(path, { known, transforms });
  };
  if (sidecarOf(path, 'hdr') !== undefined) {
    const raster = openRaster(path, 'big');
    raster.close();
    if (raster.length !== length || raster.width !== width)
      throw new MetadataError(
        `${path}.hdr says ${raster.length} x ${raster.width} pixels, ${dimapSheet(path)} says ${length} x ${width}.`,
        'Write the product with SNAP again, or copy both files from the same product.',
      );
  }
  return { path, length, width, attributes, layer: layerOf };
}

/** Images have no header of their own: big-endian, one band. */
function bareLayout(length: number, width: number, type: string): RawLayout {
  return {
    length,
    width,
    bands: 1,
    type: elementType(type) ?? 'f4',
    littleEndian: false,
    interleave: 'BSQ',
    headerBytes: 0,
  };
}

/** `20Apr2019_14May2019` of a file name, as SNAP calls its bands: it tells the pair where no folder does. */
function spelledPair(path: string): string[] {
  return /\d{2}[A-Za-z]{3}\d{4}_\d{2}[A-Za-z]{3}\d{4}/.exec(basename(path)) ?? [];
}
