import { closeSync, openSync, writeSync } from 'node:fs';
import type { Values } from '../core/array.ts';
import type { BlockSink, BlockSource, BlockStore, OpenSource } from '../core/block-io.ts';
import { FileError } from '../core/errors.ts';
import { lendableBytes } from '../core/simd-module.ts';
import { isAddress } from './bytes/address.ts';
import { type ByteSource, fetched } from './bytes/byte-source.ts';
import { typeSize } from './hdf5/datatype.ts';
import type { H5FileReader } from './hdf5/reader.ts';
import { assertReal } from './hdf5/real.ts';
import type { H5Reader, H5Type, H5Writer } from './hdf5/types.ts';
import { valuesToBytes } from './hdf5/values.ts';
import { openProduct } from './products/open-product.ts';
import { writeError } from './write-error.ts';

/** Blocks of rows from the datasets of HDF5 files and from raw rasters, and into contiguous datasets by positioned writes, which need no lock. */
export function createStore(): BlockStore {
  const readers = new Map<string, Promise<H5Reader>>();
  const opened: H5Reader[] = [];
  let far: ByteSource | undefined;
  const descriptors = new Map<string, number>();

  async function reader(path: string): Promise<H5Reader> {
    if (!readers.has(path)) {
      readers.set(
        path,
        openProduct(path).then((file) => {
          opened.push(file);
          if (isAddress(path)) far = (file as H5FileReader).source;
          return file;
        }),
      );
    }
    return readers.get(path)!;
  }

  function descriptor(path: string): number {
    let fd = descriptors.get(path);
    if (fd === undefined) {
      fd = openSync(path, 'r+');
      descriptors.set(path, fd);
    }
    return fd;
  }

  return {
    async open(source) {
      return openSource(await reader(source.path), source);
    },
    reading: (read) => (far === undefined ? read() : fetched(far, read)),
    write(sink, plane, length, { y0, width }, values) {
      const at = sink.address + (plane * length + y0) * width * sink.bytesPerValue;
      writeAll(descriptor(sink.path), valuesToBytes(values, sink.type as H5Type), at, sink.path);
    },
    close() {
      for (const file of opened) file.close();
      for (const fd of descriptors.values()) closeSync(fd);
      opened.length = 0;
      readers.clear();
      descriptors.clear();
    },
  };
}

function openSource(file: H5Reader, source: BlockSource): OpenSource {
  const info = file.datasets.get(source.dataset);
  if (info === undefined) {
    throw new FileError(
      `${source.path} has no dataset ${source.dataset}.`,
      `It has: ${[...file.datasets.keys()].join(', ')}.`,
    );
  }
  const [length, fullWidth] = info.shape.slice(-2);
  const { window = { y0: 0, x0: 0, y1: length, x1: fullWidth }, rowsPerRow = 1, halo = 0 } = source;
  const x0 = Math.max(0, window.x0);
  const width = Math.max(0, Math.min(fullWidth, window.x1) - x0);
  const row = (y: number) => Math.min(length, Math.max(0, window.y0 + y * rowsPerRow));
  const all = info.shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const planes = source.planes ?? Array.from({ length: all }, (_, k) => k);
  const isWhole = planes.length === all && planes.every((k, i) => k === i);
  assertReal(source.path, source.dataset, info.type);
  const chunkShape = file.chunkShape(source.dataset);
  const chunkRows = Math.ceil((chunkShape?.at(-2) ?? 1) / rowsPerRow);
  const shapeOf = (plane: number, planeCount: number, y0: number, rows: number) =>
    info.shape.length === 2
      ? { start: [y0, x0], count: [rows, width] }
      : info.shape.length === 3
        ? { start: [plane, y0, x0], count: [planeCount, rows, width] }
        : {
            start: [Math.floor(plane / info.shape[1]), plane % info.shape[1], y0, x0],
            count: [1, 1, rows, width],
          };
  const bytesPerValue = typeSize(info.type);
  let own = new Uint8Array(0);
  const memoryFor = (bytes: number, room: ArrayBufferView | undefined) => {
    if (room !== undefined && room.byteLength >= bytes)
      return new Uint8Array(room.buffer, room.byteOffset, bytes);
    if (own.length < bytes) own = (planes.length > 1 && lendableBytes(bytes)) || new Uint8Array(bytes);
    return own;
  };
  return {
    planes: planes.length,
    bytesPerValue,
    chunkRows,
    isCopied: chunkShape === undefined && !isAddress(source.path),
    read(block, { plane, room } = {}) {
      const y0 = row((source.rows ?? block).y0 - halo);
      const rows = row((source.rows ?? block).y1 + halo) - y0;
      const numPixel = rows * width;
      const wanted = plane === undefined ? planes : [planes[plane]];
      const planeBytes = numPixel * bytesPerValue;
      const memory = memoryFor(wanted.length * planeBytes, room);
      if (numPixel === 0) return new Float32Array(0);
      if (isWhole && plane === undefined && info.shape.length <= 3) {
        return file.read(source.dataset, shapeOf(0, all, y0, rows), memory) as Values;
      }
      let out: Values | undefined;
      wanted.forEach((k, i) => {
        const place = memory.subarray(i * planeBytes, (i + 1) * planeBytes);
        const part = file.read(source.dataset, shapeOf(k, 1, y0, rows), place) as Values;
        const Kind = part.constructor as TypedArrayKind;
        if (part.buffer === memory.buffer)
          out ??= new Kind(memory.buffer, memory.byteOffset, wanted.length * numPixel);
        else {
          out ??= new Kind(wanted.length * numPixel);
          out.set(part, i * numPixel);
        }
      });
      return out ?? new Float32Array(0);
    },
  };
}

interface TypedArrayKind {
  new (n: number): Values;
  new (buffer: ArrayBufferLike, offset: number, n: number): Values;
}

function writeAll(fd: number, bytes: Uint8Array, at: number, path: string): void {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(fd, bytes, done, Math.min(bytes.length - done, 1 << 30), at + done);
    }
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/** The sink of a dataset in a file being written. */
export function sinkOf(
  writer: Pick<H5Writer, 'partialPath' | 'journal' | 'addedTo' | 'address'>,
  name: string,
  planes: number,
  type: H5Type = 'f4',
): BlockSink {
  const address = writer.address(name);
  if (address === undefined)
    throw new FileError(`${name} is not laid out contiguously in ${writer.partialPath}.`);
  const { partialPath, journal, addedTo } = writer;
  return { path: partialPath, address, type, bytesPerValue: typeSize(type), planes, journal, addedTo };
}
