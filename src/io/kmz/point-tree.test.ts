import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { grid } from '../../core/array.ts';
import { colormap } from '../../plot/colormap.ts';
import { encodePointsKmz } from './kmz.ts';

test('every one of many points is in one file, which is loaded where the point lies', () => {
  const [length, width] = [80, 100];
  const filled = (f: (y: number, x: number) => number) =>
    grid(
      Float64Array.from({ length: length * width }, (_, i) => f(Math.floor(i / width), i % width)),
      length,
      width,
    );
  const files = unzipSync(
    encodePointsKmz({
      name: 'velocity',
      values: filled((y, x) => y * width + x),
      latitude: filled((y) => 36 + y / 1000),
      longitude: filled((_, x) => 25 + x / 1000),
      colors: colormap('jet'),
      vlim: [0, 8000],
      unit: 'cm/year',
      icon: Uint8Array.of(1),
      step: 1,
    }),
  );
  const names = Object.keys(files).filter((name) => name.endsWith('.kml'));
  expect(names[0]).toBe('velocity.kml');
  const seen = new Map<string, number>();
  for (const name of names) {
    const kml = strFromU8(files[name]);
    const own = [...kml.matchAll(/<coordinates>(.*?)<\/coordinates>/g)].map(([, place]) => place);
    expect(own.length).toBeLessThanOrEqual(1500);
    for (const place of own) seen.set(place, (seen.get(place) ?? 0) + 1);
    for (const [, style] of kml.matchAll(/<styleUrl>#(.*?)<\/styleUrl>/g))
      expect(kml).toContain(`<Style id="${style}">`);
    for (const [, side, , href] of kml.matchAll(
      /<NetworkLink>.*?<north>(.*?)<\/north><south>(.*?)<\/south>.*?<href>(.*?)<\/href>/g,
    )) {
      const below = strFromU8(files[href]);
      for (const [, latitude] of below.matchAll(/<coordinates>.*?,(.*?)<\/coordinates>/g))
        expect(Number(latitude)).toBeLessThan(Number(side));
    }
  }
  expect(seen.size).toBe(length * width);
  expect(Math.max(...seen.values())).toBe(1);
});
