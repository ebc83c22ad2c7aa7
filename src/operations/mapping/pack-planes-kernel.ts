import type { Runner } from '../../core/kernel.ts';
import { ChunkWriter } from '../../io/hdf5/chunk-writer.ts';
import { openLocal } from '../../io/hdf5/local.ts';
import type { PackedChunk, Packing } from '../../io/hdf5/types.ts';

export interface PackPlanesArgs {
  readonly path: string;
  /** [numPlane, length, width] as it comes out */
  readonly dataset: string;
  readonly packing: Packing;
}

/** Planes of a dataset to compressed chunks, as they are: whoever asks for them puts them into a file. */
export default function packPlanesKernel({
  path,
  dataset,
  packing,
}: PackPlanesArgs): Runner<number, PackedChunk[]> {
  const file = openLocal(path);
  const [, length, width] = packing.shape;
  const memory = new Uint8Array(packing.elementSize * length * width);
  return {
    run(plane) {
      const chunks: PackedChunk[] = [];
      const packer = new ChunkWriter(packing, (chunk) =>
        chunks.push({ ...chunk, bytes: chunk.bytes.slice() }),
      );
      const window = { start: [plane, 0, 0], count: [1, length, width] };
      const values = file.read(dataset, window, memory) as Float32Array;
      packer.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), window);
      return chunks;
    },
    close: () => file.close(),
  };
}
