import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../test/support/command-layer.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import { TINY_PAIRS } from '../../test/support/tiny-stack.ts';

const folder = temporaryFolder();
const velocity = await tinyRasters(
  join(folder, 'velocity.h5'),
  { velocity: tinyGrid((y, x) => 0.01 * (y - x)), velocityStd: tinyGrid(() => 0.001) },
  { UNIT: 'm/year', ORBIT_DIRECTION: 'ASCENDING' },
);
const series = await tinySeries(join(folder, 'timeseries.h5'), ['20200101', '20200113'], (k, y) => k * y);
const out = (name: string) => join(folder, name);
const words = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test('flags may stand before and behind rasters, negative limits are values', async () => {
  const svg = out('a.svg');
  const printed = await runCommandLine([
    'view',
    '-v',
    '-3',
    '3',
    velocity,
    'velocity',
    '-u',
    'mm',
    '-o',
    svg,
  ]);
  expect(printed).toEqual([`wrote ${svg}`]);
  expect(words(svg)).toEqual(expect.arrayContaining(['−3', '3', 'Azimuth']));
  expect(words(svg).join(' ')).toContain('LOS velocity [mm/year], + towards satellite');
});

test('points, reference, window, title and bar label of the map appear', async () => {
  const svg = out('b.svg');
  const line = `view ${velocity} velocity --sub-y 1 5 --ref-yx 2 3 --pts-yx 3 4 --title Fast --cbar-label speed --noflip -o ${svg}`;
  await runCommandLine(line.split(' '));
  expect(words(svg)).toEqual(expect.arrayContaining(['Fast', 'speed']));
});

test('a wrapped time series without axes is one figure of two dates', async () => {
  const svg = out('c.svg');
  await runCommandLine(
    `view ${series} --wrap --wrap-range -5 5 --noaxis --nrows 1 -m no -o ${svg}`.split(' '),
  );
  expect(words(svg)).toEqual(expect.arrayContaining(['2020-01-01', '2020-01-13', '[cm],']));
});

test('--update skips a figure younger than its data', async () => {
  const line = `view ${series} 20200113 --ref-date 20200101 --dpi 30 --nodisplay --update -o ${out('d.png')}`;
  expect(await runCommandLine(line.split(' '))).toEqual([`wrote ${out('d.png')}`]);
  expect(await runCommandLine(line.split(' '))).toEqual([`${out('d.png')} is up to date`]);
});

test('what cannot be drawn yet is refused by name, and unknown names are answered with what there is', async () => {
  const view = (flags: string) => runCommandLine(`view ${velocity} ${flags}`.split(' '));
  await expect(view('--show-gnss')).rejects.toThrow('--show-gnss: GNSS stations');
  await expect(view('velocity --coastline 10m')).rejects.toThrow('coastlines');
  await expect(view('--interp bicubic')).rejects.toThrow('bicubic');
  await expect(view('-c jetty')).rejects.toThrow('jetty');
  await expect(view('--pts-marker k')).rejects.toThrow('no shape');
  await expect(view('speed')).rejects.toThrow('speed');
  await expect(view('velocity -u dB --wrap')).rejects.toThrow('no cycle');
});

test('plot_network draws a text of averages into the current folder', async () => {
  const here = process.cwd();
  const text = out('coherenceSpatialAvg.txt');
  writeFileSync(
    text,
    TINY_PAIRS.map((pair, k) => `${pair}\t0.6\t12\t${[10, 30, 20, -150][k]}\t${k}`).join('\n'),
  );
  process.chdir(folder);
  try {
    const printed = await runCommandLine(['plot_network', 'coherenceSpatialAvg.txt', '--nodisplay']);
    expect(printed).toContain('number of interferograms: 4');
    expect(printed).toContain('wrote network.pdf');
    expect(existsSync(out('coherenceMatrix.pdf'))).toBe(true);
    await expect(runCommandLine(['plot_network', velocity])).rejects.toThrow('no stack');
  } finally {
    process.chdir(here);
  }
});
