import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeH5 } from '../../src/io/hdf5/file.ts';
import { answering, broken, file } from '../support/answers.ts';
import { CLI } from '../support/cli.ts';
import { climateStore } from '../support/climate-store.ts';
import { contentOf, differentContent } from '../support/content.ts';
import { leftovers, unreadable } from '../support/folder-state.ts';
import { type Served, serveRanges } from '../support/range-server.ts';
import { tinyGrid, tinyRasters, tinySeries } from '../support/tiny-series.ts';

/* kill -9 whenever something new happens while data come from outside or are used: the same products in the end, and what
 * came before the kill is not asked for again. */

const DATES = ['20200101', '20200113', '20200125'];
const LIBRARY = pathToFileURL(CLI.replace(/cli\.js$/, 'index.js')).href;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-fetch-kill-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function scene(name: string): Promise<string> {
  const dir = join(folder, name);
  mkdirSync(dir);
  await tinySeries(join(dir, 'ts.h5'), DATES, (k, y, x) => 0.01 * k * (1 + y + x));
  await tinyRasters(join(dir, 'geometry.h5'), {
    height: tinyGrid((y, x) => 100 * y + 50 * x),
    incidenceAngle: tinyGrid(() => 35),
    latitude: tinyGrid((y) => 36 - 0.01 * y),
    longitude: tinyGrid((_, x) => 25 + 0.01 * x),
  });
  return dir;
}

/** The command that runs, killed at the first event of every kind. */
class Victim {
  readonly caught = new Set<string>();
  private child: ChildProcess | undefined;

  run(words: readonly string[], cwd: string, env: Record<string, string>): ChildProcess {
    this.child = spawn(process.execPath, words, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return this.child;
  }

  /** @returns whether it was killed by that */
  at(event: string): boolean {
    if (this.child === undefined || this.caught.has(event)) return false;
    this.caught.add(event);
    this.child.kill('SIGKILL');
    return true;
  }
}

/** What brings the data: told of the victim, so that it can kill at a request. */
interface Source {
  readonly words: readonly string[];
  readonly env?: Record<string, string>;
  /** what was asked for again although it was there */
  readonly twice: () => readonly string[];
  /** events at which the command has to have been killed */
  readonly events: readonly string[];
  readonly close: () => Promise<void>;
}

async function era5(victim: Victim | undefined): Promise<Source> {
  const store = await climateStore({
    fault: ({ method, path }, response) => {
      const kind = path.includes('/files/') ? 'file' : path.endsWith('/results') ? 'results' : method;
      if (victim?.at(kind) !== true) return false;
      response.destroy();
      return true;
    },
  });
  return {
    words: [CLI, 'tropo_pyaps3', '-f', 'ts.h5', '-g', 'geometry.h5', '-w', 'weather'],
    env: { CDSAPI_URL: store.url, CDSAPI_KEY: 'token' },
    twice: () => store.submitted.flat().filter((date, k, all) => all.indexOf(date) < k),
    events: ['POST', 'GET', 'results', 'file'],
    close: store.close,
  };
}

const product = (date: string) => `OPERA_L4_TROPO-ZENITH_${date}T000000Z_20200201T000000Z_HRES_v1.0.nc`;

async function operaProduct(path: string, day: number): Promise<Uint8Array> {
  const axes = {
    latitude: Float64Array.from({ length: 40 }, (_, y) => 37 - 0.07 * y),
    longitude: Float64Array.from({ length: 40 }, (_, x) => 24 + 0.07 * x),
    height: Float64Array.of(-500, 500, 9000),
  };
  const shape = [1, 3, 40, 40];
  const datasets = [
    ...Object.entries(axes).map(([name, { length }]) => ({ name, type: 'f8' as const, shape: [length] })),
    { name: 'wet_delay', type: 'f4' as const, shape },
    { name: 'hydrostatic_delay', type: 'f4' as const, shape },
  ];
  await makeH5(path, { attributes: {}, datasets }, async (writer) => {
    for (const [name, values] of Object.entries(axes)) writer.write(name, values);
    const delay = Float32Array.from({ length: 4800 }, (_, i) => 2 + 0.01 * day - 1e-5 * (i % 1600));
    writer.write('wet_delay', new Float32Array(4800));
    writer.write('hydrostatic_delay', delay);
  });
  return readFileSync(path);
}

async function opera(victim: Victim | undefined, dir: string): Promise<Source> {
  const served = new Map<string, Served>();
  for (const date of DATES) {
    const bytes = await operaProduct(join(folder, 'product.nc'), Number(date.slice(6)));
    served.set(`/${product(date)}`, { bytes });
  }
  const again: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = (request.url ?? '').split('?')[0];
    const name = path.slice(1);
    const isSearch = path === '/search/granules.json';
    if (served.has(path) && existsSync(join(dir, 'OPERA', name))) again.push(name);
    if (victim?.at(isSearch ? 'search' : name) === true) {
      response.destroy();
      return true;
    }
    if (!isSearch) return false;
    const url = `http://${request.headers.host}`;
    const entry = [...served.keys()].map((key) => ({ links: [{ href: `${url}${key}` }] }));
    response.writeHead(200).end(JSON.stringify({ feed: { entry } }));
    return true;
  };
  const server = await serveRanges(served, answer);
  const service = { name: 'Archive', address: server.url };
  const archive = { catalogue: service, logins: service, files: service };
  const request = {
    timeseries: 'ts.h5',
    geometry: 'geometry.h5',
    folder: 'OPERA',
    outfile: 'ts_OPERA.h5',
    archive,
  };
  const script = `
    import { quietContext, removeOperaDelay } from ${JSON.stringify(LIBRARY)};
    await removeOperaDelay(${JSON.stringify(request)}, quietContext());`;
  return {
    words: ['--input-type=module', '-e', script],
    twice: () => again,
    events: ['search', ...DATES.map(product)],
    close: server.close,
  };
}

const DAY = (site: string) =>
  `site YYMMMDD yyyy.yyyy __MJD week d reflon _e0(m) __east(m) ____n0(m) _north(m) u0(m) ____up(m) _ant(m) sig_e(m) sig_n(m) sig_u(m) __corr_en __corr_eu __corr_nu _latitude(deg) _longitude(deg) __height(m)
${site} 14NOV03 2014.8337 56962 1816 6 -117.8 -37 0.03 3675123 0.3 42 0.3 0.0083 0.001 0.002 0.003 -0.1 0.01 0.2 36 25 42.5
`;

async function gnss(victim: Victim | undefined, dir: string): Promise<Source> {
  const sites = ['AB01', 'AB02'];
  const again: string[] = [];
  const path = (site: string) => `/gps_timeseries/IGS20/tenv3/IGS20/${site}.tenv3`;
  const server = await answering(
    Object.fromEntries(
      sites.map((site) => [
        path(site),
        (request: IncomingMessage, response: ServerResponse, count: number) => {
          if (existsSync(join(dir, `GNSS-UNR/${site}.tenv3`))) again.push(site);
          if (victim?.caught.has(site) === false) {
            response.on('close', () => victim.at(site)); // when half of the series has left
            broken(DAY(site), 300)(request, response, count);
            return;
          }
          file(DAY(site))(request, response, count);
        },
      ]),
    ),
  );
  const where = { folder: '.', service: { name: 'Laboratory', address: server.url } };
  const script = `
    import { fetchGnss, quietContext } from ${JSON.stringify(LIBRARY)};
    const outcomes = await fetchGnss(${JSON.stringify(sites)}, ${JSON.stringify(where)}, quietContext());
    if (outcomes.some((one) => 'error' in one)) process.exit(1);`;
  return {
    words: ['--input-type=module', '-e', script],
    twice: () => again,
    events: sites,
    close: server.close,
  };
}

test.each([
  { what: 'ERA5 of the Climate Data Store', open: era5, products: ['ERA5.h5', 'ts_ERA5.h5'] },
  { what: 'zenith delays of OPERA', open: opera, products: ['OPERA.h5', 'ts_OPERA.h5'] },
  { what: 'GNSS stations', open: gnss, products: ['GNSS-UNR/AB01.tenv3', 'GNSS-UNR/AB02.tenv3'] },
])('$what, killed whenever something new happens, come to the same end', async ({ what, open, products }) => {
  const run = async (name: string, victim?: Victim): Promise<string> => {
    const dir = await scene(name);
    const source = await open(victim, dir);
    try {
      const runner = victim ?? new Victim();
      for (let attempt = 0; attempt < 20; attempt++) {
        const child = runner.run(source.words, dir, source.env ?? {});
        let said = '';
        child.stderr!.on('data', (text) => {
          said += text;
        });
        let isOver = false;
        const exited = once(child, 'exit').finally(() => {
          isOver = true;
        });
        while (victim !== undefined && !isOver) {
          const fresh = readdirSync(dir).find((entry) => /\.h5.*partial$/.test(entry));
          if (fresh !== undefined && victim.at(fresh.replaceAll(/\d{2,}/g, ''))) break;
          await sleep(2);
        }
        const [status, signal] = await exited;
        expect(await unreadable(dir)).toEqual([]);
        if (signal === 'SIGKILL') continue;
        expect(status, said).toBe(0);
        break;
      }
      if (victim !== undefined)
        expect([...victim.caught]).toEqual(expect.arrayContaining([...source.events]));
      expect(source.twice()).toEqual([]);
      expect(leftovers(dir)).toEqual([]);
      return dir;
    } finally {
      await source.close();
    }
  };
  const key = what.split(' ')[0];
  const [whole, killed] = [await run(`${key}-whole`), await run(`${key}-killed`, new Victim())];
  expect(differentContent(await contentOf(whole), await contentOf(killed))).toEqual([]);
  for (const name of products)
    if (/\.h5$/.test(name)) expect(existsSync(join(killed, name)), name).toBe(true);
    else expect(readFileSync(join(killed, name))).toEqual(readFileSync(join(whole, name)));
});
