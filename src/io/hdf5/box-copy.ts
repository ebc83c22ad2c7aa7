import { type LentMemory, lentMemory, SimdModule } from '../../core/simd-module.ts';
import { BOX_ROWS_SIMD } from './box-rows-simd-code.ts';
import { type CopyRows, copyRows } from './slab.ts';

/* Copying chunks to where their values are wanted. Where that is linear memory it is done by vectors (assembly/box-rows.ts). */

interface Exports {
  copyRows(
    from: number,
    fromRow: number,
    fromPlane: number,
    to: number,
    toRow: number,
    toPlane: number,
    bytes: number,
    rows: number,
    planes: number,
  ): void;
}

const CODE = new SimdModule<Exports>(BOX_ROWS_SIMD);

/** How chunks come to one place. */
export interface BoxCopy {
  /** Where the bytes of a chunk are best put before they are copied: they stand until the next ones. */
  room(bytes: number): Uint8Array;
  readonly rows: CopyRows;
}

const copies = new WeakMap<LentMemory, BoxCopy>();

/** The way to copy into `out`. */
export function boxCopyTo(out: Uint8Array): BoxCopy {
  const lent = lentMemory(out.buffer);
  if (lent === undefined || !CODE.isSupported()) return { room: ownRoom(), rows: copyRows };
  let copy = copies.get(lent);
  if (copy === undefined) {
    copy = inLinearMemory(lent);
    copies.set(lent, copy);
  }
  return copy;
}

function ownRoom(): (bytes: number) => Uint8Array {
  let own = new Uint8Array(0);
  return (bytes) => {
    if (own.length < bytes) own = new Uint8Array(bytes);
    return own.subarray(0, bytes);
  };
}

function inLinearMemory({ memory, spare }: LentMemory): BoxCopy {
  const code = CODE.startIn(memory);
  const other = ownRoom();
  return {
    room: (bytes) => (bytes <= spare.length ? spare.subarray(0, bytes) : other(bytes)),
    rows(from, to, box) {
      let source = from;
      if (from.buffer !== to.buffer) {
        if (from.length > spare.length) {
          copyRows(from, to, box);
          return;
        }
        spare.set(from);
        source = spare;
      }
      code.copyRows(
        source.byteOffset + box.from,
        box.fromRow,
        box.fromPlane,
        to.byteOffset + box.to,
        box.toRow,
        box.toPlane,
        box.bytes,
        box.rows,
        box.planes,
      );
    },
  };
}
