import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { TINY_PAIRS, tinyStack } from '../../../test/support/tiny-stack.ts';
import { quietContext } from '../../core/context.ts';
import { drawNetworkFigures, readNetwork } from './network-figures.ts';
import { parseNetworkText } from './network-figures-text.ts';

const folder = temporaryFolder();
const coherence = join(folder, 'coherenceSpatialAvg.txt');
writeFileSync(
  coherence,
  `# Data file: ifgramStack.h5\n#\tDATE12\t\tMean\tBtemp/days\tBperp/m\t\tNum\n${TINY_PAIRS.map(
    (pair, k) => `${pair}\t0.${k + 5}000\t      12\t    ${[10, 30, 20, -150][k]}.0\t${k}`,
  ).join('\n')}\n`,
);
const stack = () =>
  tinyStack(
    join(folder, 'ifgramStack.h5'),
    { coherence: () => 0.5, unwrapPhase: () => 1 },
    { kept: [1, 1, 0, 1] },
  );

test('a stack gives pairs in use, the text their coherence', async () => {
  const network = await readNetwork({ stack: await stack(), coherence });
  expect(network.dates).toEqual(['20200101', '20200113', '20200125', '20200206']);
  expect(network.bperp.map(Math.round)).toEqual([0, 10, 30, -120]);
  expect(network.pairs.map(({ value }) => value)).toEqual([0.5, 0.6, 0.7, 0.8]);
  expect(network.pairs.map(({ dropped }) => dropped)).toEqual([false, false, true, false]);
});

test('the text alone is enough', async () => {
  const network = await readNetwork({ coherence });
  expect(network.bperp.map(Math.round)).toEqual([0, 10, 30, -120]);
  expect(network.pairs.every(({ dropped }) => !dropped)).toBe(true);
});

test('baselines may give the colour', async () => {
  const path = await stack();
  expect((await readNetwork({ stack: path, quantity: 'tbase' })).pairs.map(({ value }) => value)).toEqual([
    12, 24, 12, 12,
  ]);
  expect((await readNetwork({ stack: path, quantity: 'pbase' })).pairs[3].value).toBe(150);
});

test('four figures are written, and left alone while they are young', async () => {
  const request = { stack: await stack(), coherence, folder: join(folder, 'pic'), update: true };
  const { files, drawn } = await drawNetworkFigures(request, quietContext());
  expect(files.map((file) => file.replace(/^.*\//, ''))).toEqual([
    'pbaseHistory.pdf',
    'coherenceHistory.pdf',
    'coherenceMatrix.pdf',
    'network.pdf',
  ]);
  expect(drawn).toBe(true);
  for (const file of files) expect(readFileSync(file).toString('latin1', 0, 4)).toBe('%PDF');
  expect((await drawNetworkFigures(request, quietContext())).drawn).toBe(false);
});

test('without coherence the graph has no colours and there is no matrix', async () => {
  const request = { stack: await stack(), folder: join(folder, 'plain') };
  const { files } = await drawNetworkFigures(request, quietContext());
  expect(files).toHaveLength(2);
  expect(existsSync(join(folder, 'plain', 'coherenceMatrix.pdf'))).toBe(false);
});

test('lines that are no pairs, and empty texts, are named', () => {
  expect(() => parseNetworkText('20200101 0.5 12 10 0\n', 'a.txt')).toThrow('20200101 0.5');
  expect(() => parseNetworkText('# nothing\n', 'a.txt')).toThrow('lists no interferogram');
  expect(parseNetworkText('20200101_20200113\tnan\t12\t10.5\t0\n', 'a.txt')[0]).toEqual({
    date12: '20200101_20200113',
    mean: Number.NaN,
    btemp: 12,
    bperp: 10.5,
  });
  const hours = '20200101T0523_20200101T1800\t0.5\t    0.53\t10.5\t0\n';
  expect(parseNetworkText(hours, 'a.txt')[0].date12).toBe('20200101T0523_20200101T1800');
});

test('a pair in use without coherence is an error, one left out is not', async () => {
  const text = join(folder, 'nan.txt');
  const lines = (bad: number) =>
    TINY_PAIRS.map((pair, k) => `${pair}\t${k === bad ? 'nan' : 0.5}\t12\t10\t${k}`).join('\n');
  writeFileSync(text, lines(0));
  await expect(readNetwork({ stack: await stack(), coherence: text })).rejects.toThrow(TINY_PAIRS[0]);
  writeFileSync(text, lines(2));
  expect((await readNetwork({ stack: await stack(), coherence: text })).pairs[2].value).toBeNaN();
});
