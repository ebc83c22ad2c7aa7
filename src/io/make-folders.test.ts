import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isFolder, makeFolders } from './make-folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-folders-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('makes what is missing of a path, and leaves what is there', () => {
  makeFolders(join(folder, 'a', 'b', 'c'));
  writeFileSync(join(folder, 'a', 'file'), '');
  makeFolders(join(folder, 'a', 'b'));
  expect(isFolder(join(folder, 'a', 'b', 'c'))).toBe(true);
  expect(existsSync(join(folder, 'a', 'file'))).toBe(true);
});

it('says when a file is in the way', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolders(join(folder, 'file'))).toThrow('EEXIST');
  expect(() => makeFolders(join(folder, 'file', 'a', 'b'))).toThrow('ENOTDIR');
});

it.skipIf(!existsSync('/proc/self'))('ends where the system takes no folder', () => {
  expect(() => makeFolders('/proc/mintsar/a')).toThrow('ENOENT');
});
