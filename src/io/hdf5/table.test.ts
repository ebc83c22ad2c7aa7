import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForPage, hasChromium, launchChromium } from '../../../test/support/chromium.ts';
import { hasH5py, runPython, runPythonFile } from '../../../test/support/h5py.ts';
import type { SeenInPage } from '../../../test/support/hdf5-in-page.ts';
import { differences, type ExpectedFile } from '../../../test/support/hdf5-table.ts';
import { type RangeServer, type Served, serveRanges } from '../../../test/support/range-server.ts';
import { blobSource } from '../bytes/blob-source.ts';
import { openUrl } from '../bytes/http-source.ts';
import { memorySource } from '../bytes/memory-source.ts';
import { createH5, openH5 } from './file.ts';
import { openH5Source } from './reader.ts';

const PLANES = 288;
const [LENGTH, WIDTH] = [60, 80];
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

  test('values in a file that is not there are missed by the name of their dataset', async () => {
    const path = join(folder, 'outside.h5');
    const lines = ['import h5py, sys', 'f = h5py.File(sys.argv[1], "w")'];
    runPython(
      [...lines, 'f.create_dataset("dem", (2, 3), "f4", external=[("gone.raw", 0, 24)])'].join('\n'),
      path,
    );
    const file = await openH5(path);
    expect(() => file.read('dem')).toThrow(
      /outside\.h5:dem is damaged: its values are in another file, and .*gone\.raw does not exist\.$/,
    );
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

  describe.runIf(hasChromium)('in Chromium', () => {
    const sizes = new Map<string, number>();
    let browser: Browser;
    let server: RangeServer;
    let page: Page;
    const run = <T>(name: string, ...args: unknown[]): Promise<T> =>
      page.evaluate(
        ([called, given]) =>
          (globalThis as unknown as Record<string, (...a: unknown[]) => T>)[called](...given),
        [name, args] as [string, unknown[]],
      );

    beforeAll(async () => {
      const stack = await createH5(join(folder, 'stack.h5'), {
        attributes: {},
        datasets: [
          { name: 'plain', type: 'f4', shape: [PLANES, LENGTH, WIDTH] },
          { name: 'packed', type: 'f4', shape: [PLANES, LENGTH, WIDTH], compression: 'gzip' },
        ],
      });
      const values = Float32Array.from({ length: PLANES * LENGTH * WIDTH }, (_, i) => (i * 7919) % 65_521);
      stack.write('plain', values);
      stack.write('packed', values);
      stack.commit();
      const files = new Map<string, Served>([
        [
          '/',
          {
            bytes: new TextEncoder().encode('<script type="module" src="/page.js"></script>'),
            type: 'text/html',
          },
        ],
        ['/page.js', { bytes: await bundleForPage('hdf5-in-page.ts'), type: 'text/javascript' }],
        [
          '/expected.json',
          { bytes: new TextEncoder().encode(JSON.stringify(expected)), type: 'application/json' },
        ],
      ]);
      for (const name of [...FILES, 'stack.h5']) {
        const bytes = readFileSync(join(folder, name));
        sizes.set(name, bytes.length);
        files.set(`/${name}`, { bytes });
      }
      server = await serveRanges(files);
      browser = await launchChromium();
      page = await browser.newPage();
      await page.goto(server.url);
      await page.waitForFunction(() => 'readTable' in globalThis);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    test.each(FILES)('%s is read as h5py reads it, by ranges and as a chosen file', async (name) => {
      const before = { ...server.sent };
      const seen = await run<SeenInPage>('readTable', name);
      expect(seen.served).toEqual([]);
      expect(seen.chosen).toEqual([]);
      // What the page counts is what the server sent, and hardly more than the file has.
      expect(seen.requests).toBe(server.sent.requests - before.requests);
      expect(seen.bytes).toBe(server.sent.bytes - before.bytes);
      expect(seen.bytes).toBeLessThan(1.5 * sizes.get(name)! + 32_768);
    });

    test('the series of a pixel takes kilobytes of a stack of megabytes', async () => {
      const [y, x] = [31, 17];
      const expected = Array.from(
        { length: PLANES },
        (_, k) => (((k * LENGTH + y) * WIDTH + x) * 7919) % 65_521,
      );
      const plain = await run<{ values: number[]; bytes: number; requests: number }>(
        'readPixel',
        'stack.h5',
        'plain',
        y,
        x,
      );
      expect(plain.values).toEqual(expected);
      expect(sizes.get('stack.h5')).toBeGreaterThan(5_000_000);
      expect(plain.bytes).toBeLessThan(120_000);
      expect(plain.requests).toBeLessThan(300);
      const packed = await run<{ values: number[] }>('readPixel', 'stack.h5', 'packed', y, x);
      expect(packed.values).toEqual(expected);
    });
  });
});
