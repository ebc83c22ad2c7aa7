import Blosc from 'numcodecs/blosc';
import type { Values } from '../../core/array.ts';
import { valuesToBytes } from '../hdf5/values.ts';
import { bloscSettings, type ZarrPacking } from './metadata.ts';
import { type ChunkKind, type ChunkPacker, partOf, product, type Slab, unravel } from './packer.ts';

/** Chunks as Blosc packs them: one after the other, by a library. */
export function bloscPacker(packing: ZarrPacking): ChunkPacker {
  const codec = Blosc.fromConfig({ id: 'blosc', ...bloscSettings(packing) });
  return {
    pack: async (slab, index, kind) => {
      const values = chunkValues(slab, index, kind);
      return values && (await codec.encode(valuesToBytes(values, kind.type)));
    },
  };
}

/** undefined when it is left out. */
function chunkValues(slab: Slab, index: readonly number[], kind: ChunkKind): Values | undefined {
  const { values, shape } = slab;
  const { chunks, type, omitsEmpty } = kind;
  const isFraction = type.startsWith('f');
  const out = new (values.constructor as new (n: number) => Values)(product(chunks));
  if (isFraction) out.fill(Number.NaN);
  const { first, count } = partOf(slab, index, kind);
  const last = shape.length - 1;
  const rows = product(count.slice(0, last));
  for (let row = 0; row < rows; row++) {
    const at = unravel(row, count.slice(0, last));
    let [from, to] = [0, 0];
    for (let d = 0; d < last; d++) {
      from = (from + first[d] + at[d]) * shape[d + 1];
      to = (to + at[d]) * chunks[d + 1];
    }
    from += first[last] ?? 0;
    out.set(values.subarray(from, from + (count[last] ?? 1)), to);
  }
  const isNothing = (value: number) => (isFraction ? Number.isNaN(value) : value === 0);
  return omitsEmpty && out.every(isNothing) ? undefined : out;
}
