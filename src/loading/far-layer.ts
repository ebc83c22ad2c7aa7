import { openUrl } from '../io/bytes/http-source.ts';
import { FileIndex } from '../io/files/file-index.ts';
import { openH5Source } from '../io/hdf5/reader.ts';
import { FarFiles } from './far-files.ts';
import { type DatasetLayerOptions, type FileLayer, layerOfDataset } from './layer.ts';

/**
 * A dataset of an HDF5 file on a server as a layer. The file must stay the one that it is now: threads that load it find out
 * when it is replaced meanwhile.
 *
 * @param address http or https
 * @param files to be shared by the layers of one file
 * @param index folder in which its structure is saved, so that neither the threads nor the next run read it anew
 * @throws {FileError} when there is no such file or dataset of numbers, or it has other dimensions
 * @throws {RunError} when the server cannot be reached
 */
export async function farDatasetLayer(
  address: string,
  dataset: string,
  options: DatasetLayerOptions = {},
  files = new FarFiles(),
  index?: string,
): Promise<FileLayer> {
  const entry = index === undefined ? undefined : new FileIndex(index).open(address);
  const source = await (entry === undefined
    ? files.open(address)
    : openUrl(address, { saved: entry.ranges }));
  const file = await openH5Source(source);
  const layer = layerOfDataset(file, { path: address, version: source.version, index }, dataset, options);
  await file.locate([dataset]);
  entry?.save();
  return layer;
}
