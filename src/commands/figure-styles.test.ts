import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../test/support/command-layer.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import { tinyStack } from '../../test/support/tiny-stack.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const DATES = ['20200101', '20200113', '20200125', '20200206', '20200218'];

beforeAll(async () => {
  process.chdir(folder); // plot_network writes where it is called
  await tinySeries('ts.h5', DATES, (k, y, x) => k * (y + x + 1) * 0.01);
  await tinyRasters('velocity.h5', { velocity: tinyGrid((y, x) => y - x) }, { UNIT: 'm/year' });
  mkdirSync('inputs');
  await tinyStack(
    'inputs/stack.h5',
    { unwrapPhase: () => 1, coherence: (k, y) => (y === 3 ? 0.2 * (k + 1) : 0.9) },
    { attributes: { REF_Y: '1', REF_X: '2' } },
  );
});

test.each([
  ['view velocity.h5 -o a.svg', 'a.svg', 12],
  ['view ts.h5 --noaxis -o b.svg', 'b.svg', 12],
  ['tsview ts.h5 --yx 1 1 --figext .svg -o c', 'c_ts.svg', 12],
  ['plot_transection velocity.h5 --yx0 1 1 --yx1 3 5 -o d.svg', 'd.svg', 12],
  ['multi_transect velocity.h5 --yx0 1 1 --yx1 3 5 -n 3 -o e.svg', 'e.svg', 12],
  ['plot_network inputs/stack.h5 --figext .svg', 'coherenceMatrix.svg', 12],
  ['plot_coherence_matrix inputs/stack.h5 -o f.svg', 'f.svg', 12],
])('%s comes in every style', async (line, file, usual) => {
  const drawn = async (flags: string) => {
    await runCommandLine(`${line} ${flags}`.trim().split(' '));
    const svg = readFileSync(at(file), 'utf8');
    const sizes = [...svg.matchAll(/font-size="?([\d.]+)/g)].map(([, size]) => Number(size));
    return { night: /#16191d/i.test(svg), sizes };
  };
  const [plain, paper, dark] = [await drawn(''), await drawn('--style paper'), await drawn('--style dark')];
  expect(plain.night || paper.night).toBe(false);
  expect(dark.night).toBe(true);
  expect(plain.sizes).toContain(usual);
  expect(paper.sizes).toContain((usual * 3) / 4);
  expect(dark.sizes).toContain((usual * 7) / 6);
});

test('a given size of letters and resolution win over those of a style', async () => {
  await runCommandLine('plot_network inputs/stack.h5 --style paper --fs 11 --figext .svg'.split(' '));
  expect(readFileSync(at('network.svg'), 'utf8')).toMatch(/font-size="?11\b/);
  const width = async (flags: string) => {
    await runCommandLine(`plot_coherence_matrix inputs/stack.h5 --figsize 2 2 -o g.png ${flags}`.split(' '));
    return readFileSync(at('g.png')).readUInt32BE(16);
  };
  expect((await width('--style screen')) / (await width('--style screen --dpi 50'))).toBeCloseTo(3, 2);
});

test('plot_coherence_matrix takes break and pixels of the mean from the template', async () => {
  await tinyRasters('mask.h5', { mask: tinyGrid((y) => Number(y === 3)) });
  writeFileSync('my.cfg', 'mintpy.network.minCoherence = 0.5\nmintpy.network.maskFile = mask.h5\n');
  const line = 'plot_coherence_matrix inputs/stack.h5 --yx 3 2 -t my.cfg -o h.svg';
  const told = (await runCommandLine(line.split(' '))).join('\n');
  expect(told).toContain('coherence of 4 interferograms: 0.20 to 0.80, mean 0.50');
  expect(told).toContain('spatial mean of each interferogram on mask.h5: 0.20 to 0.80; 2 of 4 below 0.5');
  const plain = await runCommandLine('plot_coherence_matrix inputs/stack.h5 --yx 3 2 -o i.svg'.split(' '));
  expect(plain.join('\n')).not.toContain('spatial mean');
  // Red below the break, blue above it: the colours of 0.6 differ with the break at 0.5 and at 0.7.
  expect(readFileSync('h.svg', 'utf8')).not.toBe(readFileSync('i.svg', 'utf8'));
});
