import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as library from '../src/index.ts';
import { codeOf, type RunCell, runCells, runNotebook } from './support/notebook.ts';
import { temporaryFolder } from './support/tiny-series.ts';
import { valleyArchive } from './support/valley-archive.ts';

const example = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
const folder = temporaryFolder();
const home = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(home));

/** Every cell that ends in a call of `view` or in a list of figures shows pictures. */
async function expectPictures(cells: readonly RunCell[]): Promise<void> {
  const drawing = cells.filter(({ code }) => /\n?(?:await view\(.*|network);\s*$/.test(code));
  expect(drawing.length).toBeGreaterThan(1);
  for (const { value } of drawing) {
    const bundle = await (value as library.FigureList).mimeBundle();
    expect(Object.keys(bundle)).toEqual([expect.stringMatching(/image\/png|text\/html/), 'text/plain']);
  }
}

/** RMS error of the velocity of reliable pixels, mm/year, against what was simulated at their places. */
async function misfit(cwd: string, truth: (lat: number, lon: number) => number): Promise<number> {
  const { data: velocity } = await library.read('velocity.h5', { cwd, dataset: 'velocity' });
  const attributes = await library.readAttribute('velocity.h5', undefined, { cwd });
  const { data: mask } = await library.read('maskTempCoh.h5', { cwd });
  const coordinate = new library.Coordinate(attributes);
  const [, width] = velocity.shape;
  const at = (i: number) => {
    const { lat, lon } = coordinate.yx2lalo(Math.floor(i / width), i % width);
    return truth(lat, lon);
  };
  const zero = at(Number(attributes.REF_Y) * width + Number(attributes.REF_X));
  const errors = [...velocity.data].flatMap((v, i) => (mask.data[i] ? [v - at(i) + zero] : []));
  expect(errors.length).toBeGreaterThan(mask.data.length / 2);
  return 1000 * Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
}

describe('the notebooks run from their first to their last cell', () => {
  test('subsidence of a valley comes out of an archive as it was put in', async () => {
    const archive = await valleyArchive(join(folder, 'servers'));
    for (const [name, value] of Object.entries(archive.env)) vi.stubEnv(name, value);
    try {
      const cells = await runNotebook(example('central-valley-aria.ipynb'));
      await expectPictures(cells);
      const told = cells.map(({ value }) => String(value)).join('\n');
      expect(told).toMatch(/Network of track 144: \d+ of \d+ pairs, 8 acquisitions/);
      // Both frames of every pair that was taken.
      const numPair = Number(/144: (\d+) of/.exec(told)![1]);
      const files = readdirSync('CentralValley/products').filter((name) => /^S1.*\.nc$/.test(name));
      expect(files).toHaveLength(2 * numPair);
      expect(archive.archive.leaks).toEqual([]);
      expect(told).toMatch(/frame 2 .* on 1 .* = -?1 cycle\(s\) [+-] 0\.400 rad; after 0\.000 rad/);
      const cwd = 'CentralValley/mintpy';
      expect(await misfit(cwd, (lat, lon) => archive.velocityAt(lat, lon))).toBeLessThan(0.5);
      for (const file of ['index.html', 'velocity.kmz'])
        expect(existsSync(join(folder, cwd, file)), file).toBe(true);
    } finally {
      vi.unstubAllEnvs();
      await archive.close();
    }
  });

  test('a volcano from ISCE interferograms to map coordinates', async () => {
    const cells = await runNotebook(example('volcano-isce.ipynb'));
    await expectPictures(cells);
    expect(cells.map(({ value }) => String(value)).join('\n')).toMatch(
      /10 dates, temporal coherence (?:1\.00|0\.9\d)/,
    );
  });
});

test('a simulated set-up takes the place of the archive in the notebook of the valley', async () => {
  const [load] = codeOf(example('central-valley-aria.ipynb')).filter((code) =>
    code.includes("run('load_data')"),
  );
  const cells = await runCells([
    `import { TimeSeriesAnalysis, writeAriaSetup } from 'mintsar';`,
    `const { workFolder: cwd, template, valley } = writeAriaSetup('Simulated'); valley;`,
    load,
    `await app.run(['reference_point', 'invert_network', 'velocity']);`,
  ]);
  const { velocity } = cells[1].value as library.Valley;
  const [length, width] = velocity.shape;
  const truth = (lat: number, lon: number) => {
    const [y, x] = [Math.floor((36.6 - lat) * 300), Math.floor((lon + 120.2) * 300)];
    expect(y < length && x < width).toBe(true);
    return velocity.data[y * width + x];
  };
  // 6 mm of atmosphere per date over less than a year
  expect(await misfit('Simulated/mintpy', truth)).toBeLessThan(15);
});

test('notebooks use names of the library alone, and are stored without results', () => {
  for (const name of ['central-valley-aria.ipynb', 'volcano-isce.ipynb']) {
    const [first, ...rest] = codeOf(example(name));
    const imported = (/\{([^}]*)\} from 'mintsar'/.exec(first) as RegExpExecArray)[1]
      .split(',')
      .map((word) => word.trim());
    for (const word of imported) {
      expect(library, word).toHaveProperty(word);
      expect(rest.join('\n'), `${name} imports ${word} for nothing`).toMatch(new RegExp(`\\b${word}\\b`));
    }
  }
});
