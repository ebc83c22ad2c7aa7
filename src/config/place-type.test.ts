import { expect, test } from 'vitest';
import * as type from './place-type.ts';

test('a pixel window is y0:y1,x0:x1, from 0, ends exclusive', () => {
  expect(type.pixelBox.parse('1800:2000,700:800')).toEqual({ y0: 1800, y1: 2000, x0: 700, x1: 800 });
  expect(type.pixelBox.parse('[2000:1800, 700:800]')).toEqual({ y0: 1800, y1: 2000, x0: 700, x1: 800 });
  for (const bad of ['1:2', '1:2,3', '1:1,2:3', '-1:2,3:4', '1.5:2,3:4', '1:2:3,4:5']) {
    expect(() => type.pixelBox.parse(bad), bad).toThrow('is not a pixel window');
  }
});

test('a window in degrees is S:N,W:E, each pair in any order', () => {
  const box = { south: 31.5, north: 32.5, west: 130.5, east: 131 };
  expect(type.geoBox.parse('31.5:32.5,130.5:131.0')).toEqual(box);
  expect(type.geoBox.parse('32.5:31.5,131:130.5')).toEqual(box);
});

test('a window across the 180th meridian may be given either way', () => {
  const box = { south: -18, north: -17, west: 179.5, east: 180.5 };
  for (const text of ['-18:-17,179.5:-179.5', '-18:-17,179.5:180.5']) {
    expect(type.geoBox.parse(text)).toEqual(box);
    expect(type.extent.parse(text.replaceAll(':', ','))).toEqual(box);
  }
});

test('points are y,x and lat,lon', () => {
  expect(type.pixel.parse('257, 151')).toEqual({ y: 257, x: 151 });
  expect(type.geoPoint.parse('-0.5,-91.1')).toEqual({ lat: -0.5, lon: -91.1 });
  expect(() => type.pixel.parse('257.5,151')).toThrow('"257.5,151" is not a pixel like 257,151.');
});

test('one spacing v stands for -|v|,|v|; three are refused', () => {
  expect(type.latLonStep.parse('0.001')).toEqual({ lat: -0.001, lon: 0.001 });
  expect(type.latLonStep.parse('-0.001')).toEqual({ lat: -0.001, lon: 0.001 });
  expect(type.latLonStep.parse('-0.0008,0.001')).toEqual({ lat: -0.0008, lon: 0.001 });
  expect(() => type.latLonStep.parse('1,2,3')).toThrow('is not a spacing');
});

test('bounds are S,N,W,E', () => {
  expect(type.extent.parse('-1.2,0.5,-92,-91')).toEqual({ south: -1.2, north: 0.5, west: -92, east: -91 });
  expect(() => type.extent.parse('1,2,3')).toThrow('is not bounds like');
});
