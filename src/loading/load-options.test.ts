import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOptionsOf } from '../../test/support/load-options.ts';
import { filesOf, listedOnce } from './load-options.ts';

let workDir: string;
beforeEach(() => {
  workDir = mkdtempSync(join(tmpdir(), 'mintsar-options-'));
});
afterEach(() => rmSync(workDir, { recursive: true }));

test('while a stack is loaded its files are those of the beginning; afterwards they are looked for again', () => {
  const file = (name: string) => join(workDir, name);
  writeFileSync(file('a.unw'), '');
  const options = loadOptionsOf({ 'mintpy.load.unwFile': '*.unw' }, { workDir });
  const loading = listedOnce(options);
  expect(filesOf(loading, 'unwFile')).toEqual([file('a.unw')]);
  writeFileSync(file('b.unw'), '');
  expect(filesOf(loading, 'unwFile')).toEqual([file('a.unw')]);
  expect(filesOf(options, 'unwFile')).toEqual([file('a.unw'), file('b.unw')]);
  expect(filesOf(listedOnce(options), 'unwFile')).toHaveLength(2);
});
