import { openH5Source } from '../io/hdf5/reader.ts';
import { FarFiles } from './far-files.ts';
import { type DatasetLayerOptions, type FileLayer, layerOfDataset } from './layer.ts';

/**
 * A dataset of an HDF5 file on a server as a layer. The file must stay the one that it is now: threads that load it find out
 * when it is replaced meanwhile.
 *
 * @param address http or https
 * @param files to be shared by the layers of one file
 * @throws {FileError} when there is no such file or dataset of numbers, or it has other dimensions
 * @throws {RunError} when the server cannot be reached
 */
export async function farDatasetLayer(
  address: string,
  dataset: string,
  options: DatasetLayerOptions = {},
  files = new FarFiles(),
): Promise<FileLayer> {
  const source = await files.open(address);
  return layerOfDataset(
    await openH5Source(source),
    { path: address, version: source.version },
    dataset,
    options,
  );
}
