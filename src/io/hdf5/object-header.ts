import { assertChecksum } from './checksum.ts';
import { Block, Damage, Fields, pad8, Unsupported } from './fields.ts';
import type { H5Bytes } from './h5-bytes.ts';

/* Object headers, version 1 and 2 (HDF5 file format, IV.A.1): a list of messages, possibly continued elsewhere. */

export const MESSAGE = {
  nil: 0x00,
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFillValue: 0x04,
  fillValue: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  groupInfo: 0x0a,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

const LAST_KNOWN = 0x18;
const SHARED = 0x02;
const FAIL_IF_UNKNOWN = 0x80;
const MAX_BLOCKS = 10_000;

/** Bytes in which most headers lie whole: what is fetched ahead of them. */
export const HEADER_BYTES = 512;

export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly data: Uint8Array;
}

/** All messages of an object, those shared with another object in place. */
export function readObjectHeader(file: H5Bytes, address: number): Message[] {
  const messages = readMessages(file, address);
  return messages.map((message) => ((message.flags & SHARED) !== 0 ? sharedMessage(file, message) : message));
}

function readMessages(file: H5Bytes, address: number): Message[] {
  const start = file.upTo(address, HEADER_BYTES);
  return start.bytes[0] === 1 ? readVersion1(file, address, start) : readVersion2(file, address, start);
}

interface HeaderBlock {
  readonly address: number;
  readonly size: number;
}

function readVersion1(file: H5Bytes, address: number, start: Fields): Message[] {
  start.skip(2);
  const total = start.u16();
  start.skip(4);
  const messages: Message[] = [];
  const blocks: HeaderBlock[] = [{ address: address + 16, size: start.u32() }];
  let seen = 0;
  for (let b = 0; b < blocks.length && seen < total; b++) {
    const { bytes } = file.fields(blocks[b].address, blocks[b].size);
    for (let fields = new Fields(bytes); fields.left >= 8 && seen < total; seen++) {
      const type = fields.u16();
      const size = fields.u16();
      const flags = fields.u8();
      const data = fields.skip(3).take(size);
      if (type === MESSAGE.continuation) continueAt(file, blocks, data);
      else add(messages, type, flags, data);
    }
  }
  return messages;
}

function readVersion2(file: H5Bytes, address: number, start: Fields): Message[] {
  start.signature('OHDR');
  const version = start.u8();
  if (version !== 2) throw new Unsupported(`object header version ${version}`);
  const flags = start.u8();
  start.skip(((flags & 0x20) !== 0 ? 16 : 0) + ((flags & 0x10) !== 0 ? 4 : 0)); // times, limits of attributes
  const size = start.count(1 << (flags & 3));
  const headSize = (flags & 0x04) !== 0 ? 6 : 4; // with the order of creation
  const messages: Message[] = [];
  const blocks: HeaderBlock[] = [{ address, size: start.at + size + 4 }];
  let at = start.at;
  for (let b = 0; b < blocks.length; b++) {
    const block = file.block(blocks[b].address, blocks[b].size);
    assertChecksum(block, 'an object header');
    if (b > 0) new Fields(block).signature('OCHK');
    const fields = new Fields(block.subarray(0, block.length - 4), b === 0 ? at : 4);
    while (fields.left >= headSize) {
      const type = fields.u8();
      const length = fields.u16();
      const messageFlags = fields.u8();
      const data = fields.skip(headSize - 4).take(length);
      if (type === MESSAGE.continuation) continueAt(file, blocks, data);
      else add(messages, type, messageFlags, data);
    }
    at = 4;
  }
  return messages;
}

function continueAt(file: H5Bytes, blocks: HeaderBlock[], data: Uint8Array): void {
  const fields = new Fields(data);
  const block = { address: file.place(fields), size: file.length(fields) };
  if (blocks.length >= MAX_BLOCKS || blocks.some(({ address }) => address === block.address))
    throw new Damage('an object header is continued in itself');
  blocks.push(block);
}

function add(messages: Message[], type: number, flags: number, data: Uint8Array): void {
  if (type === MESSAGE.nil) return;
  if (type > LAST_KNOWN && (flags & FAIL_IF_UNKNOWN) !== 0)
    throw new Unsupported(`header message 0x${type.toString(16)}, which readers must know`);
  messages.push({ type, flags, data });
}

/** A message that stands in the header of another object, e.g. a named datatype. */
export function sharedMessage(file: H5Bytes, { type, data }: Pick<Message, 'type' | 'data'>): Message {
  const fields = new Fields(data);
  const version = fields.u8();
  const kind = fields.u8();
  if (version === 3 && kind === 1) throw new Unsupported('header messages shared in a heap');
  if (version === 1) fields.skip(6 + file.lengthSize);
  const address = file.place(fields);
  const found = readMessages(file, address).find((m) => m.type === type && (m.flags & SHARED) === 0);
  if (found === undefined) throw new Damage('a shared header message is not where it should be');
  return found;
}

/** One contiguous header block; message sizes are padded to 8 bytes as the format asks. */
export function encodeObjectHeader(messages: readonly Message[]): Uint8Array {
  const body = new Block();
  for (const { type, flags, data } of messages) {
    const padded = pad8(data);
    body.u16(type).u16(padded.length).u8(flags, 0, 0, 0).raw(padded);
  }
  return new Block().u8(1, 0).u16(messages.length).u32(1, body.length, 0).raw(body.done()).done();
}

export function encodeDataspace(shape: readonly number[]): Uint8Array {
  return new Block()
    .u8(1, shape.length, 0, 0, 0, 0, 0, 0)
    .u64(...shape)
    .done();
}

export interface Dataspace {
  readonly shape: readonly number[];
  /** largest extent per axis; undefined = without limit */
  readonly most: readonly (number | undefined)[];
}

/** @returns undefined for a null dataspace: an object without values */
export function decodeDataspace(file: H5Bytes, data: Uint8Array): Dataspace | undefined {
  const fields = new Fields(data);
  const version = fields.u8();
  const rank = fields.u8();
  const flags = fields.u8();
  if (version !== 1 && version !== 2) throw new Unsupported(`dataspace version ${version}`);
  if (rank > 32) throw new Damage(`a dataset cannot have ${rank} dimensions`);
  const kind = fields.u8();
  if (version === 2 && kind === 2) return undefined;
  if (version === 1) fields.skip(4);
  const shape = Array.from({ length: rank }, () => file.length(fields));
  const hasMost = (flags & 1) !== 0;
  const most = shape.map((n) => (hasMost ? fields.uint(file.lengthSize) : n));
  if (!Number.isSafeInteger(shape.reduce((a, b) => a * b, 16)))
    throw new Damage(`a dataset cannot have ${shape.join(' x ')} values`);
  return { shape, most };
}
