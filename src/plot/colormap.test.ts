import { describe, expect, test } from 'vitest';
import { OptionError } from '../core/errors.ts';
import { colorIndex, colormap, colormapNames, colorOf, parseColormapName } from './colormap.ts';
import { parseCpt } from './cpt.ts';

const rgb = (name: string, i: number, vlist?: [number, number, number]) => {
  const map = colormap(name, { vlist });
  return Array.from(map.colors.subarray(i * 3, i * 3 + 3), (c) => Math.round(c * 255));
};

describe('names', () => {
  test('suffixes are split off in the order they act', () => {
    expect(parseColormapName('jet')).toEqual({ base: 'jet', suffixes: [] });
    expect(parseColormapName('RdBu_truncate_r')).toEqual({ base: 'RdBu', suffixes: ['truncate', 'r'] });
    expect(parseColormapName('RdBu_r_truncate_3')).toEqual({
      base: 'RdBu',
      suffixes: ['r', 'truncate', '3'],
    });
  });

  test('an underscore that belongs to the name stays', () => {
    expect(parseColormapName('gist_earth_r')).toEqual({ base: 'gist_earth', suffixes: ['r'] });
    expect(parseColormapName('twilight_shifted')).toEqual({ base: 'twilight_shifted', suffixes: [] });
  });

  test('an unknown name is refused with similar ones', () => {
    expect(() => colormap('virdis')).toThrow(OptionError);
    expect(() => colormap('toString')).toThrow(OptionError);
    try {
      colormap('virdis');
    } catch (error) {
      expect((error as OptionError).remedy).toContain('viridis');
    }
  });

  test('every listed map can be made', () => {
    for (const name of colormapNames()) expect(colormap(name).colors.length).toBe(colormap(name).n * 3);
    expect(colormapNames()).toEqual(expect.arrayContaining(['jet', 'cmy', 'dismph', 'romanian', 'RdBu']));
  });
});

describe('tables', () => {
  test('_r reverses', () => {
    expect(rgb('viridis_r', 0)).toEqual(rgb('viridis', 255));
    expect(rgb('viridis_r', 255)).toEqual(rgb('viridis', 0));
  });

  test('_truncate jumps from 30 % to 60 % of the map at the middle of vlist', () => {
    expect(rgb('gray_truncate', 0)[0]).toBe(0);
    expect(rgb('gray_truncate', 255)[0]).toBe(255);
    const grey = colormap('gray_truncate', { vlist: [0.2, 0.4, 1] }).colors;
    const steps = Array.from({ length: 255 }, (_v, i) => grey[3 * i + 3] - grey[3 * i]);
    const jump = steps.indexOf(Math.max(...steps));
    expect(jump / 255).toBeCloseTo(0.25, 1); // (0.4 - 0.2) / (1 - 0.2)
    expect(grey[3 * jump]).toBeCloseTo(0.3, 1);
    expect(grey[3 * jump + 3]).toBeCloseTo(0.6, 1);
  });

  test('a number repeats the map', () => {
    expect(colormap('jet_3').n).toBe(256);
    expect(rgb('jet_2', 0)).toEqual(rgb('jet', 0));
    expect(rgb('jet_2', 255)).toEqual(rgb('jet', 255));
    expect(rgb('gray_2', 128)[0]).toBeLessThan(5);
  });

  test('cmy is cyclic: neighbouring entries differ by little, across the ends too', () => {
    for (let i = 0; i < 256; i++) {
      const [a, b] = [rgb('cmy', i), rgb('cmy', (i + 1) % 256)];
      expect(Math.max(...a.map((c, k) => Math.abs(c - b[k])))).toBeLessThanOrEqual(3);
    }
    expect(rgb('cmy', 0)).toEqual([255, 0, 255]);
  });

  test('a smaller table keeps both ends', () => {
    const map = colormap('jet', { lut: 5 });
    expect(map.n).toBe(5);
    expect(Array.from(map.colors.slice(0, 3))).toEqual(Array.from(colormap('jet').colors.slice(0, 3)));
    expect(Array.from(map.colors.slice(12))).toEqual(Array.from(colormap('jet').colors.slice(-3)));
  });
});

test('what is said of an unknown name names only maps that exist', () => {
  const remedyOf = (name: string): string => {
    try {
      colormap(name);
    } catch (error) {
      return (error as OptionError).remedy;
    }
    return '';
  };
  expect(remedyOf('romma')).toMatch(/roma/);
  expect(remedyOf('jett')).toMatch(/such as jet;/);
  for (const name of ['roma', 'jett', 'viridi', 'nothing like it'])
    for (const word of remedyOf(name).match(
      /(?<=choose |such as |, |or )[A-Z]?[a-z]+[A-Z]*\w*(?= or|,|;|\.$)/g,
    ) ?? [])
      expect(colormapNames(), word).toContain(word);
});

test('values fall into equal bins, the limits and everything beyond in the end bins', () => {
  expect([-1, 0, 0.1, 0.25, 0.99, 1, 7].map((v) => colorIndex(v, 0, 1, 4))).toEqual([0, 0, 0, 1, 3, 3, 3]);
  expect(colorIndex(Number.NaN, 0, 1, 4)).toBe(0);
  expect(colorOf(colormap('gray'), 2, 0, 1)).toBe('rgb(255,255,255)');
});

test('a GMT palette is read with its own breaks', () => {
  const text =
    '# COLOR_MODEL = RGB\n-1 0 0 0 0 100 0 0\n0 200 0 0 1 250 255 255 # last\nB 0 0 0\nF 255 255 255\n';
  const { colors, n } = parseCpt('mine', text, 5);
  expect(n).toBe(5);
  expect(Array.from({ length: 5 }, (_v, i) => Math.round(colors[3 * i] * 255))).toEqual([
    0, 50, 100, 225, 250,
  ]);
  expect(() => parseCpt('empty', '# nothing')).toThrow(OptionError);
});

test.each<[what: string, text: string, ends: readonly (readonly number[])[]]>([
  [
    'r/g/b of GMT 5 and 6',
    '# RANGE = -1/1\n# HARD_HINGE\n-1 10/20/30 0 white U ;low\n0 #0000ff 1 blue\nN gray',
    [
      [10, 20, 30],
      [0, 0, 255],
    ],
  ],
  [
    'names and greys',
    '0 red 1 50 L\n1 50 2 gray20\nB black\nF white\nN 127.5',
    [
      [255, 0, 0],
      [51, 51, 51],
    ],
  ],
  [
    'hues in words',
    '#COLOR_MODEL = HSV\n0 120 1 1 10 240 1 1 # comment',
    [
      [0, 255, 0],
      [0, 0, 255],
    ],
  ],
  [
    'hues with dashes',
    '# COLOR_MODEL = +hsv\n0\t300-1-1\t1\t0-1-1',
    [
      [255, 0, 255],
      [255, 0, 0],
    ],
  ],
  [
    'inks',
    '0 0/100/100/0 1 100/0/100/50',
    [
      [255, 0, 0],
      [0, 128, 0],
    ],
  ],
  [
    'X11 names',
    '0 green 1 purple',
    [
      [0, 255, 0],
      [160, 32, 240],
    ],
  ],
  [
    'categories',
    '0 red ;water\n1 1/2/3 ;land',
    [
      [255, 0, 0],
      [1, 2, 3],
    ],
  ],
])('a GMT table of %s is read', (_, text, ends) => {
  const { colors, n } = parseCpt('mine', text);
  const at = (i: number) => Array.from(colors.subarray(3 * i, 3 * i + 3), (c) => Math.round(c * 255));
  expect([at(0), at(n - 1)]).toEqual(ends);
  expect(n).toBe(text.includes('land') ? 2 : 256);
});

test('a GMT table of hues goes along them, and a line that is none is named', () => {
  const { colors } = parseCpt('mine', '# COLOR_MODEL = hsv\n0 magenta 1 red', 301);
  const at = (i: number) => Array.from(colors.subarray(3 * i, 3 * i + 3), (c) => Math.round(c * 255));
  expect([at(60), at(120), at(180), at(240)]).toEqual([
    [0, 0, 255],
    [0, 255, 255],
    [0, 255, 0],
    [255, 255, 0],
  ]);
  expect(() => parseCpt('mine', '0 redish 1 blue')).toThrow('"0 redish 1 blue"');
});

test('the scientific colour maps are there in full', () => {
  expect(rgb('batlow', 0)).toEqual([1, 25, 89]);
  expect(rgb('batlow', 255)).toEqual([250, 204, 250]);
  expect(rgb('roma', 0)).toEqual([126, 23, 0]);
  for (const name of 'acton bam bamO batlow batlowK batlowW berlin broc brocO cork corkO hawaii lajolla lapaz lisbon nuuk oleron oslo roma romaO tofino tokyo turku vanimo vik vikO'.split(
    ' ',
  ))
    expect(colormap(name).n, name).toBe(256);
});
