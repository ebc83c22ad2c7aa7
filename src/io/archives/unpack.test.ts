import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackArchive } from './unpack.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const BIG = new Uint8Array(300_000).map((_, k) => (k * k) % 251);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const CONTENT = { 'a/one.txt': 'first', 'a/b/two.txt': 'second' };
const zip = () =>
  zipSync({
    ...Object.fromEntries(Object.entries(CONTENT).map(([name, text]) => [name, strToU8(text)])),
    'big.bin': BIG,
  });
const tar = () =>
  packTar([
    { header: { name: 'a/', type: 'directory', size: 0 } },
    ...Object.entries(CONTENT).map(([name, text]) => ({ header: { name, size: text.length }, body: text })),
    { header: { name: 'big.bin', size: BIG.length }, body: BIG },
  ]);

function expectContent(): void {
  for (const [name, text] of Object.entries(CONTENT))
    expect(readFileSync(at(`out/${name}`), 'utf8')).toBe(text);
  expect(readFileSync(at('out/big.bin')).equals(BIG)).toBe(true);
  expect(readdirSync(at('out')).filter((name) => name.startsWith('.'))).toEqual([]);
}

test.each([
  ['a.zip', zip],
  ['a.tar', tar],
  ['a.tar.gz', async () => gzipSync(await tar())],
] as const)('%s is unpacked, twice to the same', async (name, pack) => {
  writeFileSync(at(name), await pack());
  const seen: number[] = [];
  const unpack = () => unpackArchive(at(name), { folder: at('out'), progress: (done) => seen.push(done) });
  expect(await unpack()).toEqual(['a/b/two.txt', 'a/one.txt', 'big.bin']);
  expectContent();
  await unpack();
  expectContent();
  expect(seen.at(-1)).toBeGreaterThan(0);
});

test('what tar of this machine writes is read, long names too', async () => {
  const long = `${'folder-with-a-long-name/'.repeat(8)}${'x'.repeat(120)}.txt`;
  mkdirSync(at(`in/${long}/..`), { recursive: true });
  writeFileSync(at(`in/${long}`), 'long');
  for (const format of ['gnu', 'pax', 'ustar'])
    try {
      execFileSync('tar', ['-cf', at(`${format}.tar`), `--format=${format}`, '-C', at('in'), '.'], {
        stdio: 'pipe',
      });
      await unpackArchive(at(`${format}.tar`), { folder: at(format) });
      expect(readFileSync(at(`${format}/${long}`), 'utf8')).toBe('long');
    } catch (error) {
      if (!/too long|ENOENT.*tar/.test(String(error))) throw error; // ustar has no room for such a name
    }
  expect(existsSync(at(`gnu/${long}`))).toBe(true);
});

/** A zip with one entry whose name is put in by hand. */
function zipNamed(name: string): Uint8Array {
  const stand = 'x'.repeat(name.length);
  const bytes = Buffer.from(zipSync({ [stand]: strToU8('evil') }));
  for (let i = bytes.indexOf(stand); i >= 0; i = bytes.indexOf(stand)) bytes.write(name, i, 'latin1');
  return bytes;
}

test.each<[what: string, name: string, pack: () => Promise<Uint8Array> | Uint8Array, says: RegExp]>([
  ['a zip that climbs', 'a.zip', () => zipNamed('../evil.txt'), /relative path|leads out/],
  ['a zip with an absolute name', 'a.zip', () => zipNamed('/tmp/evil.txt'), /absolute path|leads out/],
  ['a zip with a drive', 'a.zip', () => zipNamed('C:/evil.txt'), /absolute path|leads out/],
  [
    'a zip with a link',
    'a.zip',
    () => zipSync({ link: [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] }),
    /"link" is a link/,
  ],
  ['a zip of the same name twice', 'a.zip', () => zipSync({ 'A.txt': BIG, 'a.txt': BIG }), /is there twice/],
  [
    'a tar that climbs',
    'a.tar',
    () => packTar([{ header: { name: 'a/../../evil', size: 4 }, body: 'evil' }]),
    /leads out/,
  ],
  [
    'a tar with an absolute name',
    'a.tar',
    () => packTar([{ header: { name: '/evil', size: 4 }, body: 'evil' }]),
    /leads out/,
  ],
  [
    'a tar with a link',
    'a.tar.gz',
    async () =>
      gzipSync(await packTar([{ header: { name: 'l', type: 'symlink', size: 0, linkname: '/etc' } }])),
    /"l" is a symlink/,
  ],
  [
    'a hard link',
    'a.tar',
    () => packTar([{ header: { name: 'l', type: 'link', size: 0, linkname: 'x' } }]),
    /"l" is a link/,
  ],
  ['a pipe', 'a.tar', () => packTar([{ header: { name: 'p', type: 'fifo', size: 0 } }]), /"p" is a fifo/],
  ['an xz file', 'a.tar.xz', () => Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), /is an xz file/],
  ['text', 'a.zip', () => strToU8('<html>'), /is no archive/],
  ['gzip of no tar', 'a.gz', () => gzipSync('hello'.repeat(1000)), /cannot be unpacked/],
])('%s is refused, and nothing is left', async (_, name, pack, says) => {
  writeFileSync(at(name), await pack());
  await expect(unpackArchive(at(name), { folder: at('out/in') })).rejects.toThrow(says);
  expect(
    readdirSync(folder, { recursive: true }).filter((one) => !/^out(?:\/in)?$/.test(String(one))),
  ).toEqual([name]);
});

test.each(['a.zip', 'a.tar', 'a.tar.gz'])('%s that was cut leaves nothing', async (name) => {
  writeFileSync(at(name), name === 'a.zip' ? zip() : name === 'a.tar' ? await tar() : gzipSync(await tar()));
  truncateSync(at(name), Math.floor(0.6 * statSync(at(name)).size));
  await expect(unpackArchive(at(name), { folder: at('out') })).rejects.toThrow(/cannot be unpacked/);
  expect(readdirSync(at('out'))).toEqual([]);
});

test('a file that is damaged inside has another checksum', async () => {
  const bytes = Buffer.from(zipSync({ a: strToU8('good words') }, { level: 0 }));
  bytes[bytes.indexOf('good')] ^= 1;
  writeFileSync(at('a.zip'), bytes);
  await expect(unpackArchive(at('a.zip'), { folder: at('out') })).rejects.toThrow(/checksum/);
});

test('more bytes or files than may be stop the work', async () => {
  writeFileSync(at('a.zip'), zip());
  writeFileSync(at('b.tar'), await tar());
  for (const name of ['a.zip', 'b.tar']) {
    await expect(unpackArchive(at(name), { folder: at('out'), limits: { maxBytes: 1000 } })).rejects.toThrow(
      /becomes more than 1000 bytes/,
    );
    await expect(unpackArchive(at(name), { folder: at('out'), limits: { maxFiles: 2 } })).rejects.toThrow(
      /more than 2 files/,
    );
  }
});

test('a file that is there with other content stays', async () => {
  mkdirSync(at('out'));
  writeFileSync(at('out/big.bin'), 'mine');
  writeFileSync(at('a.zip'), zip());
  await expect(unpackArchive(at('a.zip'), { folder: at('out') })).rejects.toThrow(
    /there already with other content/,
  );
  expect(readFileSync(at('out/big.bin'), 'utf8')).toBe('mine');
  expect(readdirSync(at('out'))).toEqual(['big.bin']);
});
