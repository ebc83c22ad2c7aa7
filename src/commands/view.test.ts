import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../test/support/command-layer.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../test/support/tiny-series.ts';
import { TINY_PAIRS } from '../../test/support/tiny-stack.ts';
import { command as tsview } from './tsview.ts';

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

test('lines that join the points of tsview and lines on its map have widths of their own', () => {
  const names = Object.values(tsview.flags).flatMap((one) => one.names);
  expect(names).toEqual(expect.arrayContaining(['--lw', '--shp-lw', '--contour-lw', '--scalebar-lw']));
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

const geo = await tinyRasters(
  join(folder, 'geo_velocity.h5'),
  { velocity: tinyGrid((y, x) => 0.01 * (y - x)) },
  {
    ...{ UNIT: 'm/year', PLATFORM: 'Sen', PROCESSOR: 'isce' },
    ...{
      Y_FIRST: '36.5',
      X_FIRST: '25.3',
      Y_STEP: '-0.01',
      X_STEP: '0.01',
      Y_UNIT: 'degrees',
      X_UNIT: 'degrees',
    },
  },
);
const dem = await tinyRasters(join(folder, 'dem.h5'), { height: tinyGrid((y, x) => 300 * y * x) });
writeFileSync(out('fault.gmt'), '> a\n25.31 36.49\n25.36 36.46\n');
writeFileSync(
  out('coast.geojson'),
  JSON.stringify({
    type: 'LineString',
    coordinates: [
      [25.3, 36.47],
      [25.37, 36.48],
    ],
  }),
);

test.each<[flags: string, words: readonly string[]]>([
  ['--title-in --title4sen --fontcolor b --ylabel-rot 90', ['geo_velocity', 'isce)']],
  ['--cbar-loc bottom --cbar-size 4%', ['LOS velocity [cm/year], + towards satellite']],
  ['--cbar-loc top --lalo-loc 0 1 1 0 --lalo-off 4 -8 --lalo-fs 7', ['25.32°E']],
  ['--cbar-loc left --scalebar 0.3 0.5 0.1 --scalebar-pad 0.1', ['2 km']],
  ['--style scatter --scatter-size 4 --lalo-step 0.02', ['36.48°N']],
  ['--shp-color r --shp-lw 2 --shp-min-dist 0 --shp-file FOLDER/fault.gmt', ['36.48°N']],
  ['--coastline FOLDER/coast.geojson --coastline-lw 2', ['36.48°N']],
  ['--style paper --interp bilinear', ['geo_velocity']],
  ['--theme dark --wspace 0.1 --hspace 0.2 --no-tight-layout --figsize-img 5', ['geo_velocity']],
])('a map is drawn with %s', async (flags, expected) => {
  const svg = out('options.svg');
  const line = `view ${geo} velocity ${flags.replaceAll('FOLDER', folder)} -o ${svg}`;
  expect(await runCommandLine(line.split(' '))).toEqual([`wrote ${svg}`]);
  expect(words(svg)).toEqual(expect.arrayContaining([...expected]));
});

const utm = await tinyRasters(
  join(folder, 'utm_velocity.h5'),
  { velocity: tinyGrid((y, x) => 0.01 * (y - x)) },
  {
    ...{ UNIT: 'm/year', UTM_ZONE: '35N', Y_UNIT: 'meters', X_UNIT: 'meters' },
    ...{ Y_FIRST: '4040000', X_FIRST: '350000', Y_STEP: '-1000', X_STEP: '1000' },
  },
);

test.each([
  ['a line whose ends lie far away', 'far.gmt', '0 30\n50.7 43\n'],
  ['longitudes of another turn', 'east.gmt', '-334.69 36.49\n-334.64 36.46\n'],
  [
    'TopoJSON',
    'a.json',
    JSON.stringify({
      type: 'Topology',
      transform: { scale: [0.01, 0.01], translate: [25.3, 36.4] },
      arcs: [
        [
          [1, 9],
          [4, -3],
        ],
      ],
    }),
  ],
])('%s is drawn', async (_, name, text) => {
  writeFileSync(out(name), text);
  const svg = out('lines.svg');
  await runCommandLine(`view ${geo} --shp-color r --shp-file ${out(name)} -o ${svg}`.split(' '));
  expect(readFileSync(svg, 'utf8')).toMatch(/stroke="(red|#F00|#FF0000)"/i);
});

test('short lines are left out by --shp-min-dist', async () => {
  const svg = out('lines.svg');
  const line = `view ${geo} --shp-min-dist 20 --shp-color r --shp-file ${out('fault.gmt')} -o ${svg}`;
  await runCommandLine(line.split(' '));
  expect(readFileSync(svg, 'utf8')).not.toMatch(/stroke="(red|#F00|#FF0000)"/i);
});

test.each([
  ['--lalo-label', 'is on a UTM grid'],
  [`--shp-file ${out('metres.gmt')}`, 'is on a map projection'],
])('view of a UTM map with %s is refused with a word', async (flags, answer) => {
  writeFileSync(out('metres.gmt'), '350000 4040000\n352000 4037000\n');
  await expect(runCommandLine(`view ${utm} ${flags}`.split(' '))).rejects.toThrow(answer);
});

test('lines of files are drawn where they lie', async () => {
  const svg = out('lines.svg');
  await runCommandLine(`view ${geo} --shp-color r --shp-file ${out('fault.gmt')} -o ${svg}`.split(' '));
  expect(readFileSync(svg, 'utf8')).toMatch(/stroke="(red|#F00|#FF0000)"/i);
});

test.each([
  '--dem-blend',
  '--dem-blend --blend-mode soft --shade-frac 0.8',
  '--dem-blend --blend-mode hsv --base-color 0.5',
  '--shade-min -500 --shade-max 9000',
])('terrain lights a map with %s', async (flags) => {
  const line = `view ${velocity} velocity --dem ${dem} ${flags} --dpi 30 -o ${out('relief.png')}`;
  expect(await runCommandLine(line.split(' '))).toEqual([`wrote ${out('relief.png')}`]);
});

test('an animation is one GIF with a frame for every raster', async () => {
  const line = `view ${series} --animation --dpi 20 -m no -o ${out('moving.gif')}`;
  expect(await runCommandLine(line.split(' '))).toEqual([`wrote ${out('moving.gif')}`]);
  const gif = readFileSync(out('moving.gif'));
  expect(gif.toString('latin1', 0, 6)).toBe('GIF89a');
  expect(gif.toString('latin1').split('\x21\xf9\x04').length - 1).toBe(2);
});

test.each<[flags: string, answer: string]>([
  ['velocity --coastline nowhere.shp', 'nowhere.shp'],
  ['velocity --coastline 10m', 'no coastline of this scale'],
  ['velocity --shp-file nowhere.shp', 'nowhere.shp (--shp-file) does not exist'],
  ['velocity --shp-color reddish1', 'reddish1 is no colour'],
  ['velocity --cbar-size 300%', '300%'],
  ['velocity --show-gnss --gnss-source SIDESHOW', 'table2.html, the list of SIDESHOW, is not there'],
  ['velocity --animation -o moving.png', 'moving.png'],
  ['-c jetty', 'jetty'],
  ['--pts-marker k', 'no shape'],
  ['speed', 'speed'],
  ['velocity -u dB --wrap', 'no cycle'],
  ['velocity --dem nowhere.h5', 'nowhere.h5 (--dem) does not exist'],
  ['velocity --sub-y 90 95', 'holds no pixel'],
  ['velocity --ref-yx 99 1', 'lies outside'],
  ['velocity -o map.bmp', 'map.bmp'],
])('view %s is refused with a word', async (flags, answer) => {
  const view = runCommandLine(`view ${geo} ${flags}`.split(' '));
  await expect(view).rejects.toThrow(answer);
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
