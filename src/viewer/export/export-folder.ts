import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { makeWholeFolder } from '../../io/files/output-folder.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { DatasetInfo, H5Reader } from '../../io/hdf5/types.ts';
import { makeFolders } from '../../io/make-folders.ts';
import type { ZarrValue } from '../../io/zarr/metadata.ts';
import type { NcRaster } from '../../operations/exports/netcdf-rasters.ts';
import { exportedType } from '../../operations/exports/value-rules.ts';
import { writeZarr } from '../../operations/exports/zarr-store.ts';
import type { FilesList } from '../files-list.ts';
import { describeFile } from '../page/data/describe.ts';
import type { Product } from '../page/data/product.ts';
import { type OpenedFile, titleOf, withoutStores } from '../server/opened-files.ts';
import { pageWithList, readPage } from '../server/page-file.ts';
import { packedPage } from './packed-page.ts';

/**
 * Write the viewer with its files as a folder that any web server or object store gives out: `index.html`, and for each file a
 * Zarr store with coarser resolutions and with the series of pixels in one piece, many chunks to a file, so that only what is
 * looked at is read. The folder appears when it is complete.
 *
 * @param page the page, other than the one of this installation
 * @throws {FileError} when a file holds no rasters, or something else has the name of the folder
 */
export async function exportFolder(
  files: readonly OpenedFile[],
  out: string,
  context: Context,
  page = readPage(),
): Promise<void> {
  const own = withoutStores(files);
  await makeWholeFolder(out, isExport, async (folder) => {
    const list: FilesList = {
      title: titleOf(own),
      files: own.map(({ name }) => ({ name, url: `data/${encodeURI(name)}.zarr` })),
    };
    for (const { name, path } of own)
      await exportFile(path, name, join(folder, 'data', `${name}.zarr`), context);
    writeFileSync(join(folder, 'files.json'), `${JSON.stringify(list, undefined, 1)}\n`);
    writeFileSync(join(folder, 'index.html'), packedPage(pageWithList(page.html, 'files.json')));
    writeFileSync(join(folder, 'film.js'), page.film);
  });
  context.log.info(`wrote ${out}: copy the folder to any web server and open its index.html`);
}

const isExport = (path: string) => ['index.html', 'files.json'].every((name) => existsSync(join(path, name)));

async function exportFile(path: string, name: string, folder: string, context: Context): Promise<void> {
  const { product, datasets } = await withH5(path, async (file: H5Reader) => ({
    product: await describeFile(file, name, statSync(path).size),
    datasets: file.datasets,
  }));
  makeFolders(dirname(folder));
  const { length, width } = product.grid;
  const arrays = Object.fromEntries(
    product.layers.map(({ dataset }) => [dataset, dataset.replaceAll('/', '.')]),
  );
  const rasters = product.layers.map(({ dataset }) =>
    rasterOf(path, datasets.get(dataset)!, arrays[dataset]),
  );
  await writeZarr(
    folder,
    {
      frame: { dimensions: { y: length, x: width }, record: 'plane', attributes: {}, variables: [] },
      rasters,
      axes: ['y', 'x'],
      format: 3,
      packing: 'lz4',
      sharded: true,
      overviews: true,
      seriesCopy: true,
      words: { mintsar_product: asWords(product), mintsar_arrays: arrays },
    },
    context,
  );
}

function rasterOf(path: string, { name: dataset, shape, type }: DatasetInfo, name: string): NcRaster {
  const planes = shape.length === 3 ? shape[0] : 1;
  return {
    name,
    type: exportedType(type, false),
    attributes: {},
    planes: Array.from({ length: planes }, (_, k) => ({
      values: { path, dataset, ...(shape.length === 3 && { planes: [k] }) },
    })),
  };
}

/** Plain data as JSON has it. */
function asWords(product: Product): ZarrValue {
  return JSON.parse(JSON.stringify(product)) as ZarrValue;
}
