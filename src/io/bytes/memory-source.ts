import { assertInside, type ByteRange, type ByteSource } from './byte-source.ts';

/** A file that is in memory already. `read` returns views of the bytes, not copies. */
export function memorySource(content: Uint8Array, name: string): ByteSource {
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength); // no subclass with ways of its own
  const source: ByteSource = {
    name,
    size: bytes.byteLength,
    traffic: { requests: 0, bytes: 0 },
    read(address, size) {
      assertInside(source, address, size);
      return bytes.subarray(address, address + size);
    },
    readInto(out, address) {
      out.set(source.read(address, out.byteLength));
    },
    load: async (ranges) => ranges.map(({ start, end }: ByteRange) => source.read(start, end - start)),
    require() {},
    fetch: async () => {},
    hold: () => () => {},
    close() {},
  };
  return source;
}
