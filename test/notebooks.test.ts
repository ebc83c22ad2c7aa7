import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as library from '../src/index.ts';
import { codeOf, type RunCell, runNotebook } from './support/notebook.ts';
import { temporaryFolder } from './support/tiny-series.ts';

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

describe('the notebooks run from their first to their last cell', () => {
  test('subsidence of a valley from ARIA products comes out as it was put in', async () => {
    const cells = await runNotebook(example('central-valley-aria.ipynb'));
    await expectPictures(cells);
    const rms = cells.map(({ value }) => /rms error ([\d.]+) mm/.exec(String(value))?.[1]).find(Boolean);
    // 6 mm of atmosphere per date over less than a year
    expect(Number(rms)).toBeLessThan(15);
    expect(existsSync(join(folder, 'CentralValley/mintpy/index.html'))).toBe(true);
    expect(existsSync(join(folder, 'CentralValley/mintpy/velocity.kmz'))).toBe(true);
  });

  test('a volcano from ISCE interferograms to map coordinates', async () => {
    const cells = await runNotebook(example('volcano-isce.ipynb'));
    await expectPictures(cells);
    expect(cells.map(({ value }) => String(value)).join('\n')).toMatch(
      /10 dates, temporal coherence (?:1\.00|0\.9\d)/,
    );
  });
});

test('notebooks use names of the library alone, and are stored without results', () => {
  for (const name of ['central-valley-aria.ipynb', 'volcano-isce.ipynb']) {
    const [first, ...rest] = codeOf(example(name));
    const imported = (/\{([^}]*)\}/.exec(first) as RegExpExecArray)[1].split(',').map((word) => word.trim());
    for (const word of imported) {
      expect(library, word).toHaveProperty(word);
      expect(rest.join('\n'), `${name} imports ${word} for nothing`).toMatch(new RegExp(`\\b${word}\\b`));
    }
  }
});
