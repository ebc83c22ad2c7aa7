import type { RasterSize } from '../core/array.ts';
import { MetadataError } from '../core/errors.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import type { GeometryDataset } from '../loading/description.ts';
import type { GeometrySource } from '../loading/geometry-layers.ts';
import { type CommonGrid, coverage, fitting, placingOf } from '../loading/grids/common-grid.ts';
import { attributesOnGrid, fitLayer } from '../loading/grids/fit-layer.ts';
import type { FileLayer } from '../loading/layer.ts';

interface GeometryFile extends RasterSize {
  readonly path: string;
  readonly attributes: Attributes;
}

/** Files that a layer is put together of at most; products of the same frame cover the same ground. */
const MOST_FILES = 16;

/**
 * A layer of the geometry on the grid of the interferograms: from the file that covers most of it, and from others where that one
 * has nothing.
 * @param values the layer of a file
 * @throws {MetadataError} when no file can be brought to the grid
 */
export function mosaic<File extends GeometryFile>(
  dataset: GeometryDataset,
  files: readonly File[],
  values: (file: File) => FileLayer,
  common: CommonGrid,
): GeometrySource {
  const placed = files.map((file) => ({ file, placing: placingOf(file, file.attributes) }));
  const fits = placed
    .filter(({ placing }) => fitting(placing, common).kind !== 'impossible')
    .map((one) => ({ ...one, share: coverage(one.placing, common) }))
    .sort((a, b) => b.share - a.share);
  const [first] = fits;
  if (first === undefined || first.share === 0) {
    const how = fitting(placed[0].placing, common);
    throw new MetadataError(
      `${placed[0].file.path} ${how.kind === 'impossible' ? `has ${how.reason}` : 'does not cover the interferograms'}.`,
      how.kind === 'impossible'
        ? 'Set mintpy.load.resample = bilinear to interpolate it, or bring it to the grid of the interferograms first.'
        : 'Get it for the area of the interferograms.',
    );
  }
  const used = first.share === 1 ? [first] : distinct(fits).slice(0, MOST_FILES);
  const frames = used.map(({ file, placing }) => fitLayer(values(file), placing, common, dataset));
  const attributes = attributesOnGrid(first.file.attributes, common);
  const [layer] = frames;
  if (frames.length === 1) return { layer, attributes };
  const source = { kind: 'frames', path: layer.source.path, what: 'first', frames } as const;
  const label = used.map(({ file }) => file.path).join(' + ');
  return { layer: { label, length: common.length, width: common.width, source, transforms: [] }, attributes };
}

/** One file of each place. */
function distinct<T extends { readonly placing: object }>(files: readonly T[]): T[] {
  const seen = new Set<string>();
  return files.filter(({ placing }) => {
    const key = JSON.stringify(placing);
    return !seen.has(key) && seen.add(key);
  });
}
