import type { ByteSource } from './byte-source.ts';

/* Version 1 object headers (HDF5 file format, section IV.A.1.a): a list of messages, possibly continued elsewhere. */

export const MESSAGE = {
  nil: 0x00,
  dataspace: 0x01,
  datatype: 0x03,
  fillValue: 0x05,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly data: Buffer;
}

/** @returns undefined when the header is of the newer format, which this reader leaves to the library */
export function readObjectHeader(source: ByteSource, address: number): Message[] | undefined {
  const prefix = source.read(address, 16);
  if (prefix[0] !== 1) return undefined;
  const total = prefix.readUInt16LE(2);
  const messages: Message[] = [];
  const blocks = [{ address: address + 16, size: prefix.readUInt32LE(8) }];
  let seen = 0;
  for (let b = 0; b < blocks.length && seen < total && b < 10_000; b++) {
    const block = source.read(blocks[b].address, blocks[b].size);
    for (let at = 0; at + 8 <= block.length && seen < total; seen++) {
      const type = block.readUInt16LE(at);
      const size = block.readUInt16LE(at + 2);
      const flags = block[at + 4];
      const data = block.subarray(at + 8, at + 8 + size);
      if (type === MESSAGE.continuation) {
        blocks.push({ address: Number(data.readBigUInt64LE(0)), size: Number(data.readBigUInt64LE(8)) });
      } else if (type !== MESSAGE.nil) messages.push({ type, flags, data });
      at += 8 + size;
    }
  }
  return messages;
}

/** One contiguous header block; message sizes are padded to 8 bytes as the format asks. */
export function encodeObjectHeader(messages: readonly Message[]): Buffer {
  const parts: Buffer[] = [];
  for (const { type, flags, data } of messages) {
    const padded = pad8(data);
    const start = Buffer.alloc(8);
    start.writeUInt16LE(type, 0);
    start.writeUInt16LE(padded.length, 2);
    start[4] = flags;
    parts.push(start, padded);
  }
  const body = Buffer.concat(parts);
  const prefix = Buffer.alloc(16);
  prefix[0] = 1;
  prefix.writeUInt16LE(messages.length, 2);
  prefix.writeUInt32LE(1, 4); // reference count
  prefix.writeUInt32LE(body.length, 8);
  return Buffer.concat([prefix, body]);
}

export function pad8(data: Buffer): Buffer {
  const extra = (8 - (data.length % 8)) % 8;
  return extra === 0 ? data : Buffer.concat([data, Buffer.alloc(extra)]);
}

export function encodeDataspace(shape: readonly number[]): Buffer {
  const out = Buffer.alloc(8 + 8 * shape.length);
  out[0] = 1;
  out[1] = shape.length;
  shape.forEach((n, i) => {
    out.writeBigUInt64LE(BigInt(n), 8 + 8 * i);
  });
  return out;
}

/** @returns undefined for null dataspaces and unknown versions */
export function decodeDataspace(data: Buffer): number[] | undefined {
  const rank = data[1];
  if (data[0] !== 1 && data[0] !== 2) return undefined;
  if (data[0] === 2 && data[3] === 2) return undefined;
  const at = data[0] === 1 ? 8 : 4;
  return Array.from({ length: rank }, (_, i) => Number(data.readBigUInt64LE(at + 8 * i)));
}
