import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasH5py, runPythonFile } from '../../../test/support/h5py.ts';
import { differences, type ExpectedFile } from '../../../test/support/hdf5-table.ts';
import { serveRanges } from '../../../test/support/range-server.ts';
import { blobSource } from '../bytes/blob-source.ts';
import { openUrl } from '../bytes/http-source.ts';
import { memorySource } from '../bytes/memory-source.ts';
import { openH5 } from './file.ts';
import { openH5Source } from './reader.ts';

const FILES = ['old.h5', 'latest.h5', 'behind.h5', 'latest-behind.h5'];

describe.runIf(hasH5py)('every type, layout and link is read as h5py reads it, or refused by name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-h5-table-'));
  const bytesOf = (name: string) => readFileSync(join(folder, name));
  let expected: Record<string, ExpectedFile>;
  beforeAll(() => {
    expected = JSON.parse(runPythonFile('hdf5-table.py', folder));
  });

  test.each(FILES)('%s on this machine', async (name) => {
    const file = await openH5(join(folder, name));
    expect(await differences(file, expected[name], false)).toEqual([]);
    file.close();
  });

  test.each(FILES)('%s in memory', async (name) => {
    const file = await openH5Source(memorySource(bytesOf(name), name));
    expect(await differences(file, expected[name], true)).toEqual([]);
  });

  test.each(FILES)('%s in a Blob, fetched page by page', async (name) => {
    const source = blobSource(new Blob([bytesOf(name)]), name, { pageBytes: 4096 });
    expect(await differences(await openH5Source(source), expected[name], true)).toEqual([]);
  });

  test.each(FILES)('%s on a server', async (name) => {
    const server = await serveRanges(new Map([[`/${name}`, { bytes: bytesOf(name) }]]));
    const source = await openUrl(`${server.url}/${name}`);
    expect(await differences(await openH5Source(source), expected[name], true)).toEqual([]);
    expect(source.traffic).toEqual(server.sent);
    await server.close();
  });
});
