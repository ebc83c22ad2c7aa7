import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { FileError } from '../../core/errors.ts';
import { memorySource } from '../bytes/memory-source.ts';
import { createH5, openH5 } from './file.ts';
import { type H5FileReader, openH5Now } from './reader.ts';

/* Each damage is done to a sound file by hand; fuzz/hdf5.ts does the rest at random. */

let sound: Uint8Array;
let headers: Map<string, number>;
beforeAll(async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'mintsar-damage-')), 'sound.h5');
  const shape = [4, 40, 50];
  const writer = await createH5(path, {
    attributes: { WIDTH: '50' },
    datasets: [
      { name: 'packed', type: 'f4', shape, compression: 'gzip' },
      { name: 'plain', type: 'f4', shape },
      { name: 'g/inside', type: 'i2', shape: [3] },
    ],
  });
  writer.write('packed', new Float32Array(8000).fill(2));
  writer.write('plain', new Float32Array(8000).fill(3));
  writer.commit();
  sound = new Uint8Array(readFileSync(path));
  const file = (await openH5(path)) as H5FileReader;
  headers = new Map(
    [...file.structure.rootLinks].map(([name, link]) => [name, (link as { address: number }).address]),
  );
  file.close();
});

function damaged(change: (view: DataView, bytes: Uint8Array) => void): () => H5FileReader {
  const bytes = sound.slice();
  change(new DataView(bytes.buffer), bytes);
  return () => openH5Now(memorySource(bytes, 'bad.h5'));
}

const address = (view: DataView, at: number, value: number) => view.setBigUint64(at, BigInt(value), true);

/** Where a message of a header begins. */
function messageAt(view: DataView, header: number, type: number): number {
  for (let at = header + 16; ; at += 8 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === type) return at;
}

function indexOf(bytes: Uint8Array, signature: string, from = 0): number {
  return Buffer.from(bytes.buffer).indexOf(signature, from, 'latin1');
}

test('a chunk index that leads back into itself is named with its dataset', () => {
  const file = damaged((view, bytes) => {
    let tree = indexOf(bytes, 'TREE');
    while (bytes[tree + 4] !== 1) tree = indexOf(bytes, 'TREE', tree + 1);
    bytes[tree + 5] = 1; // not a leaf
    const keySize = 8 + 8 * 4;
    address(view, tree + 24 + keySize, tree);
  })();
  expect(() => file.read('packed')).toThrow(
    /bad\.h5:packed is damaged: a chunk index leads back into itself/,
  );
  expect(file.read('plain')).toHaveLength(8000);
});

test('a header that is continued in itself is named with its object', () => {
  const open = damaged((view) => {
    const header = headers.get('plain')!;
    const space = messageAt(view, header, 0x01);
    view.setUint16(space, 0x10, true);
    address(view, space + 8, header + 16);
    address(view, space + 16, view.getUint32(header + 8, true));
  });
  expect(open).toThrow(FileError);
  expect(open).toThrow(/bad\.h5:plain is damaged: an object header is continued in itself/);
});

test('a group that contains itself is listed as such, and the rest is read', () => {
  const file = damaged((view, bytes) => {
    const group = headers.get('g')!;
    let node = indexOf(bytes, 'SNOD');
    const first = () => Number(view.getBigUint64(node + 16, true));
    while (view.getUint16(node + 6, true) !== 1 || first() === group) node = indexOf(bytes, 'SNOD', node + 1);
    address(view, node + 16, group); // its only member is now the group itself
  })();
  expect(file.others.get('g/inside')?.problem).toBe('it is a group that contains itself');
  expect(() => file.read('g/inside')).toThrow(
    /bad\.h5:g\/inside cannot be read: it is a group that contains/,
  );
  expect(file.read('plain')).toHaveLength(8000);
});

test.each([
  ['plain', 2 ** 32, /bad\.h5:plain is damaged: bytes \d+ to \d+ lie outside the file/],
  ['packed', 2 ** 32, /bad\.h5:packed is said to have 4294967296 x 40 x 50 values: far more than a file of/],
  ['packed', 2 ** 60, /bad\.h5:packed is damaged: a size is out of range/],
  ['packed', 2 ** 45, /bad\.h5:packed is damaged: a dataset cannot have 35184372088832 x 40 x 50 values/],
] as const)('a size that cannot be takes no memory: %s with %i planes', (name, planes, message) => {
  const open = damaged((view) => {
    const space = messageAt(view, headers.get(name)!, 0x01);
    address(view, space + 16, planes);
  });
  expect(() => open().read(name)).toThrow(message);
});

test('a header message that readers must know is refused by name, that dataset alone', () => {
  const file = damaged((view, bytes) => {
    const fill = messageAt(view, headers.get('plain')!, 0x05);
    view.setUint16(fill, 0x33, true);
    bytes[fill + 4] = 0x80;
  })();
  expect(() => file.read('plain')).toThrow(/bad\.h5:plain cannot be read: it uses header message 0x33/);
  expect(file.read('packed')).toHaveLength(8000);
});

test('a chunk whose bytes were changed does not come back as values', () => {
  const file = damaged((view, bytes) => {
    let tree = indexOf(bytes, 'TREE');
    while (bytes[tree + 4] !== 1) tree = indexOf(bytes, 'TREE', tree + 1);
    const chunk = Number(view.getBigUint64(tree + 24 + 40, true));
    bytes[chunk + 12] ^= 1;
  })();
  expect(() => file.read('packed')).toThrow(/bad\.h5:packed is damaged/);
});
