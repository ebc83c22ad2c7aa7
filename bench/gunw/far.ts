/**
 * GUNW products on a server of this machine that answers after 50 ms: `npx tsx bench/gunw/far.ts [PRODUCTS] [SIDE]`. Metadata of all
 * products, the first time and from the index, then 1 % of their area loaded by the built command: bytes moved against the chunks
 * that the area touches, and memory. One product is made by make-products.py and served by as many names.
 */
import { execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** with h5py */
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const LATENCY_MS = 50;
const STEP = 1 / 1200;

interface Sent {
  readonly requests: number;
  readonly bytes: number;
}

/** Bytes of the chunks of the loaded layers that a box touches. */
function touchedBytes(path: string, box: readonly number[]): number {
  const script = `
import sys, h5py
y0, x0, y1, x1 = map(int, sys.argv[2:])
total = 0
with h5py.File(sys.argv[1]) as file:
    for name in ["unwrappedPhase", "coherence", "connectedComponents"]:
        data = file["science/grids/data/" + name]
        for k in range(data.id.get_num_chunks()):
            info = data.id.get_chunk_info(k)
            (y, x), (h, w) = info.chunk_offset, data.chunks
            if y < y1 and y + h > y0 and x < x1 and x + w > x0:
                total += info.size
print(total)`;
  return Number(execFileSync(PYTHON, ['-c', script, path, ...box.map(String)], { encoding: 'utf8' }));
}

async function main(): Promise<void> {
  const [count = 100, side = 2000] = process.argv.slice(2).map(Number);
  const { runCli } = await import('../child.ts');
  const { findProducts } = await import('../../src/processors/gunw/find-products.ts');
  const { loadOptions } = await import('../../src/loading/load-options.ts');
  const { defaultOptions } = await import('../../src/config/index.ts');
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-far-'));
  const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  execFileSync(PYTHON, [here('make-products.py'), folder, '1', String(side), String(side)]);
  const [product] = readdirSync(folder).sort();
  const path = join(folder, product);
  const server = fork(here('slow-server.mjs'), [path, String(LATENCY_MS)]);
  const answer = <T>() => new Promise<T>((resolve) => server.once('message', (told) => resolve(told as T)));
  const port = await answer<number>();
  const taken = () => {
    server.send('sent');
    return answer<Sent>();
  };
  const day = (k: number) =>
    new Date(Date.UTC(2018, 0, 1 + 12 * k)).toISOString().slice(0, 10).replaceAll('-', '');
  const names = Array.from({ length: count }, (_, k) =>
    product.replace(/\d{8}_\d{8}/, `${day(k + 1)}_${day(k)}`),
  );
  const workDir = join(folder, 'mintpy');
  mkdirSync(workDir);
  writeFileSync(
    join(workDir, 'list.txt'),
    names.map((name) => `http://127.0.0.1:${port}/${name}\n`).join(''),
  );
  const { config } = defaultOptions();
  const options = loadOptions({ ...config, load: { ...config.load, unwFile: 'list.txt' } }, { workDir });
  for (const what of ['metadata, first time', 'metadata, from the index']) {
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    await findProducts(options);
    const { user, system } = process.cpuUsage(cpu);
    const { requests, bytes } = await taken();
    console.log(
      `${what}: ${seconds(performance.now() - wall)} s, CPU ${seconds((user + system) / 1e3)} s, ${requests} requests, ${megabytes(bytes)} MB`,
    );
  }
  // A tenth along each side, in the middle.
  const rows = [Math.floor(0.45 * side), Math.floor(0.55 * side)] as const;
  const box = [rows[0], rows[0], rows[1], rows[1]];
  const [north, west] = [38, -122];
  const lalo = `${north - rows[1] * STEP}:${north - rows[0] * STEP},${west + rows[0] * STEP}:${west + rows[1] * STEP}`;
  const heights = new Int16Array(side * side);
  writeFileSync(join(folder, 'dem.dem'), heights);
  writeFileSync(
    join(folder, 'dem.hdr'),
    `ENVI\nsamples = ${side}\nlines = ${side}\nbands = 1\nheader offset = 0\ndata type = 2\ninterleave = bsq\nbyte order = 0\nmap info = {Geographic Lat/Lon, 1, 1, ${west}, ${north}, ${STEP}, ${STEP}, WGS-84}\n`,
  );
  const lines = {
    'mintpy.load.processor': 'gunw',
    'mintpy.load.unwFile': 'list.txt',
    'mintpy.load.demFile': '../dem.dem',
    'mintpy.subset.lalo': lalo,
    'mintpy.troposphericDelay.method': 'no',
  };
  const template = Object.entries(lines).map((line) => line.join(' = '));
  writeFileSync(join(workDir, 'far.cfg'), `${template.join('\n')}\n`);
  const cli = here('../../dist/cli.js');
  const run = await runCli(cli, ['smallbaselineApp', 'far.cfg', '--dostep', 'load_data'], {
    folder: workDir,
    workers: 2,
  });
  const { requests, bytes } = await taken();
  const touched = count * touchedBytes(path, box);
  console.log(
    `1 % of ${count} products: ${run.wall.toFixed(1)} s, CPU ${(run.user + run.system).toFixed(2)} s, ${requests} requests, ${megabytes(bytes)} MB moved, ${megabytes(touched)} MB in the chunks touched (${(bytes / touched).toFixed(2)} times), ${Math.round(run.peakKb / 1024)} MB of memory`,
  );
  server.disconnect();
  rmSync(folder, { recursive: true });
}

const seconds = (ms: number) => (ms / 1e3).toFixed(2);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

await main();
