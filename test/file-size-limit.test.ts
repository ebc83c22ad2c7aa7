import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CLI, runCli } from './support/cli.ts';
import { temporaryFolder } from './support/tiny-series.ts';

/* A disk that fills up cannot be had everywhere; a limit of file sizes stops writers in the middle of a file alike. */

const root = temporaryFolder();
const project = join(root, 'demo');
const work = join(project, 'mintpy');
const template = () => readdirSync(work).find((name) => /^Volcano.*\.cfg$/.test(name))!;

interface Limited {
  readonly what: string;
  /** kB */
  readonly limit: number;
  readonly words: () => readonly string[];
  /** what must not be there afterwards, and must be there after a run without the limit */
  readonly outputs: readonly string[];
}

const COMMANDS: readonly Limited[] = [
  {
    what: 'load_data',
    limit: 100,
    words: () => ['smallbaselineApp', template(), '--dostep', 'load_data'],
    outputs: ['inputs/ifgramStack.h5'],
  },
  {
    what: 'ifgram_inversion',
    limit: 20,
    words: () => ['ifgram_inversion', 'inputs/ifgramStack.h5', '--skip-ref'],
    outputs: ['timeseries.h5', 'temporalCoherence.h5'],
  },
  {
    what: 'timeseries2velocity',
    limit: 10,
    words: () => ['timeseries2velocity', 'timeseries.h5'],
    outputs: ['velocity.h5'],
  },
  {
    what: 'save_zarr',
    limit: 1,
    words: () => ['save_zarr', 'velocity.h5', '-g', 'inputs/geometryRadar.h5'],
    outputs: ['velocity.zarr'],
  },
  {
    what: 'geocode',
    limit: 10,
    words: () => ['geocode', 'velocity.h5', '-l', 'inputs/geometryRadar.h5'],
    outputs: ['geo_velocity.h5'],
  },
  {
    what: 'save_gdal',
    limit: 4,
    words: () => ['save_gdal', 'geo_velocity.h5', '-d', 'velocity', '-o', 'geo_velocity.tif'],
    outputs: ['geo_velocity.tif'],
  },
  {
    what: 'a tile',
    limit: 2,
    words: () => ['tiles', 'run', 'tiles', '--tile', '1'],
    outputs: ['tiles/tile-0001.part'],
  },
];

beforeAll(() => {
  const made = runCli(
    ['demo', '--dir', project, '--size', '40', '50', '--num-date', '5', '--raw-only'],
    root,
  );
  expect(made).toMatchObject({ status: 0 });
});

test.runIf(process.platform === 'linux')(
  'a run that cannot write on says so in one sentence, leaves nothing that looks whole, and is finished by the next one',
  () => {
    for (const { what, limit, words, outputs } of COMMANDS) {
      if (what === 'a tile') {
        const plan = ['tiles', 'plan', 'tiles', '--num-tiles', '2', '--', 'ifgram_inversion'];
        expect(
          runCli([...plan, 'inputs/ifgramStack.h5', '--skip-ref', '-o', 'a.h5', 'b.h5', 'c.h5'], work),
        ).toMatchObject({
          status: 0,
        });
      }
      const limited = spawnSync(
        'bash',
        ['-c', `ulimit -f ${limit}; exec "$@"`, 'bash', process.execPath, CLI, ...words()],
        { cwd: work, encoding: 'utf8' },
      );
      const errors = limited.stderr.slice(limited.stderr.indexOf('error: ')).trim().split('\n');
      expect(limited.status, `${what}: ${limited.stderr}`).toBe(1);
      expect(errors, what).toHaveLength(2);
      expect(errors[0], what).toMatch(/ could not be written: it is larger than files may be here\.$/);
      for (const name of outputs) expect(existsSync(join(work, name)), `${what}: ${name}`).toBe(false);
      expect(runCli(words(), work).status, what).toBe(0);
      for (const name of outputs) expect(existsSync(join(work, name)), `${what}: ${name}`).toBe(true);
    }
    const hidden = readdirSync(work).filter((name) => /\.(?:partial|tmp|lock)$/.test(name));
    expect(hidden).toEqual([]);
    expect(readFileSync(join(work, 'geo_velocity.tif')).subarray(0, 2).toString()).toBe('II');
  },
  120_000,
);
