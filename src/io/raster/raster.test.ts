import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addRasterConvention } from './convention.ts';
import { BYTES, type ElementType } from './element-type.ts';
import { rasterFileType } from './file-type.ts';
import { layoutByConvention, rawLayout } from './layout.ts';
import { openRaster, openRaw, readRasterAttributes } from './local.ts';
import type { Interleave } from './raw-band.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-raster-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LENGTH = 5;
const WIDTH = 7;

/** Value of a pixel: band, row and column can be read off it. */
const valueAt = (band: number, y: number, x: number): number => band * 64 + y * WIDTH + x;

function writeRaw(
  path: string,
  type: ElementType,
  bands: number,
  interleave: Interleave,
  little: boolean,
): void {
  const size = BYTES[type];
  const bytes = new DataView(new ArrayBuffer(LENGTH * WIDTH * bands * size));
  const at = (b: number, y: number, x: number): number => {
    if (interleave === 'BSQ') return (b * LENGTH + y) * WIDTH + x;
    return interleave === 'BIL' ? (y * bands + b) * WIDTH + x : (y * WIDTH + x) * bands + b;
  };
  const put: Partial<Record<ElementType, (offset: number, value: number) => void>> = {
    u1: (o, v) => bytes.setUint8(o, v),
    i1: (o, v) => bytes.setInt8(o, v),
    i2: (o, v) => bytes.setInt16(o, v, little),
    u2: (o, v) => bytes.setUint16(o, v, little),
    i4: (o, v) => bytes.setInt32(o, v, little),
    u4: (o, v) => bytes.setUint32(o, v, little),
    i8: (o, v) => bytes.setBigInt64(o, BigInt(v), little),
    f4: (o, v) => bytes.setFloat32(o, v, little),
    f8: (o, v) => bytes.setFloat64(o, v, little),
  };
  for (let b = 0; b < bands; b++)
    for (let y = 0; y < LENGTH; y++)
      for (let x = 0; x < WIDTH; x++) put[type]?.(at(b, y, x) * size, valueAt(b, y, x));
  writeFileSync(path, new Uint8Array(bytes.buffer));
}

const BOX = { y0: 1, x0: 2, y1: 4, x1: 6 };
const inBox = (band: number): number[] => {
  const out: number[] = [];
  for (let y = BOX.y0; y < BOX.y1; y++) for (let x = BOX.x0; x < BOX.x1; x++) out.push(valueAt(band, y, x));
  return out;
};

describe('a raw file', () => {
  const cases = (['BSQ', 'BIL', 'BIP'] as const).flatMap((interleave) =>
    (['u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'f4', 'f8'] as const).flatMap((type) =>
      [true, false].map((little) => [type, interleave, little] as const),
    ),
  );
  test.each(cases)(
    'of %s, %s, little-endian %s gives the pixels of a box',
    (type, interleave, littleEndian) => {
      const path = join(folder, 'x');
      writeRaw(path, type, 2, interleave, littleEndian);
      const layout = {
        length: LENGTH,
        width: WIDTH,
        bands: 2,
        type,
        littleEndian,
        interleave,
        headerBytes: 0,
      };
      const raster = openRaw(path, layout);
      expect(Array.from(raster.read(1, BOX))).toEqual(inBox(0));
      expect(Array.from(raster.read(2, BOX))).toEqual(inBox(1));
      expect(Array.from(raster.read(2, { y0: 4, x0: 6, y1: 5, x1: 7 }))).toEqual([valueAt(1, 4, 6)]);
      raster.close();
    },
  );

  test('of complex numbers gives phase, magnitude or a part', () => {
    const path = join(folder, 'x.int');
    writeFileSync(path, new Uint8Array(new Float32Array([3, 4, 0, -2]).buffer));
    const layout = layoutByConvention(path, { LENGTH: '1', WIDTH: '2', PROCESSOR: 'roipac' });
    const raster = openRaw(path, layout);
    const box = { y0: 0, x0: 0, y1: 1, x1: 2 };
    expect(raster.read(1, box)[0]).toBeCloseTo(Math.atan2(4, 3), 6);
    expect(Array.from(raster.read(1, box, 'magnitude'))).toEqual([5, 2]);
    expect(Array.from(raster.read(1, box, 'imag'))).toEqual([4, -2]);
    raster.close();
  });

  test('that is too short is refused with expected and actual bytes', () => {
    const path = join(folder, 'x.unw');
    writeFileSync(path, new Uint8Array(100));
    const layout = layoutByConvention(path, { LENGTH: '5', WIDTH: '7', PROCESSOR: 'roipac' });
    expect(() => openRaw(path, layout)).toThrow(
      /x\.unw is truncated: 5 x 7 pixels need 280 bytes, the file has 100/,
    );
  });

  test('is not read beyond its edges', () => {
    const path = join(folder, 'x.cor');
    writeFileSync(path, new Uint8Array(5 * 7 * 4));
    for (const [key, value] of [
      ['INTERLEAVE', '"'],
      ['BANDS', 'nan'],
      ['BANDS', '0'],
      ['BANDS', '99999999999999999999'],
    ])
      expect(() => openRaw(path, rawLayout(path, { LENGTH: '5', WIDTH: '7', [key]: value }))).toThrow(path);
    const raster = openRaw(path, rawLayout(path, { LENGTH: '5', WIDTH: '7' }));
    expect(() => raster.read(1, { y0: 0, x0: 0, y1: 6, x1: 7 })).toThrow(/reach beyond 5 x 7/);
    expect(() => raster.read(2, { y0: 0, x0: 0, y1: 1, x1: 1 })).toThrow(/has 1 band/);
    raster.close();
  });
});

describe('the sheet of a raster', () => {
  const header = 'ENVI\nsamples = 7\nlines = 5\nbands = 1\ndata type = 4\nbyte order = 0\n';

  test('is the .rsc before all others', () => {
    const path = join(folder, 'a.unw');
    writeFileSync(`${path}.hdr`, header);
    writeFileSync(`${path}.rsc`, 'WIDTH 9\nFILE_LENGTH 4\n');
    expect(readRasterAttributes(path)).toMatchObject({ WIDTH: '9', LENGTH: '4', PROCESSOR: 'isce' });
    rmSync(`${path}.hdr`);
    expect(readRasterAttributes(path)['PROCESSOR']).toBe('roipac');
  });

  test('may carry the name without extension when it is an ENVI header', () => {
    const path = join(folder, 'mask.msk');
    writeFileSync(path, new Uint8Array(5 * 7 * 4));
    writeFileSync(join(folder, 'mask.hdr'), header);
    const raster = openRaster(path);
    expect([raster.length, raster.width, raster.attributes['WIDTH']]).toEqual([5, 7, '7']);
    raster.close();
  });

  test('may be one that a program has made known, with the format of its files', () => {
    addRasterConvention({
      processor: 'abacus',
      sheet: { ending: 'aba', attributes: (text) => JSON.parse(text) },
      format: (path) => ({
        bands: 1,
        type: path.endsWith('.int') ? 'c8' : 'i2',
        interleave: 'BIL',
        littleEndian: false,
      }),
    });
    const path = join(folder, 'x.cor');
    writeFileSync(path, Buffer.from([1, 2, 0, 3]));
    writeFileSync(`${path}.aba`, '{ "LENGTH": "1", "width": "2" }');
    expect(readRasterAttributes(path)).toMatchObject({ PROCESSOR: 'abacus', WIDTH: '2' });
    const raster = openRaster(path);
    expect(Array.from(raster.read(1, { y0: 0, x0: 0, y1: 1, x1: 2 }))).toEqual([258, 3]);
    raster.close();
  });

  test('is missed with a list of what would do', () => {
    writeFileSync(join(folder, 'b.unw'), '');
    expect(() => openRaster(join(folder, 'b.unw'))).toThrow(/b\.unw has no metadata beside it/);
    expect(() => openRaster(join(folder, 'none.unw'))).toThrow(/does not exist/);
  });

  test.each([
    ['x.cor.geo', '.cor'],
    ['hgt.rdr', 'hgt'],
    ['/a/b/filt_fine.unw', '.unw'],
    ['x.rdr.full', 'x'],
  ])('calls %s a file of type %s', (path, type) => {
    expect(rasterFileType(path)).toBe(type);
  });
});

describe('a virtual raster', () => {
  const source = (file: string, extra = '') =>
    `<SimpleSource><SourceFilename relativeToVRT="1">${file}</SourceFilename><SourceBand>1</SourceBand>${extra}</SimpleSource>`;
  const vrt = (bands: string, transform = '') =>
    `<VRTDataset rasterXSize="7" rasterYSize="5">${transform}${bands}</VRTDataset>`;
  const band = (content: string, type = 'Float32') =>
    `<VRTRasterBand dataType="${type}" band="1">${content}</VRTRasterBand>`;

  beforeEach(() => {
    writeRaw(join(folder, 'a'), 'f4', 1, 'BSQ', true);
    writeFileSync(
      join(folder, 'a.hdr'),
      'ENVI\nsamples = 7\nlines = 5\nbands = 1\ndata type = 4\nbyte order = 0\n',
    );
  });

  test('reads the box of its source', () => {
    writeFileSync(join(folder, 's.vrt'), vrt(band(source('a'))));
    const raster = openRaster(join(folder, 's.vrt'));
    expect(Array.from(raster.read(1, BOX))).toEqual(inBox(0));
    raster.close();
  });

  test('shows no-data where no source lies, and shifted pixels where one does', () => {
    const rects =
      '<SrcRect xOff="0" yOff="0" xSize="3" ySize="2"/><DstRect xOff="4" yOff="3" xSize="3" ySize="2"/>';
    writeFileSync(join(folder, 's.vrt'), vrt(band(`<NoDataValue>-9</NoDataValue>${source('a', rects)}`)));
    const raster = openRaster(join(folder, 's.vrt'));
    expect(raster.noData(1)).toBe(-9);
    expect(Array.from(raster.read(1, { y0: 2, x0: 3, y1: 5, x1: 6 }))).toEqual([
      -9, -9, -9, -9, 0, 1, -9, 7, 8,
    ]);
    raster.close();
  });

  test('leaves out source pixels of NaN where the source says NaN is no data', () => {
    writeFileSync(join(folder, 'a'), new Uint8Array(new Float32Array(35).fill(Number.NaN, 0, 1).buffer));
    const filled = source('a').replaceAll('SimpleSource', 'ComplexSource');
    const noData = filled.replace('</ComplexSource>', '<NODATA>nan</NODATA></ComplexSource>');
    writeFileSync(join(folder, 's.vrt'), vrt(band(`<NoDataValue>-9</NoDataValue>${noData}`)));
    const raster = openRaster(join(folder, 's.vrt'));
    expect(Array.from(raster.read(1, { y0: 0, x0: 0, y1: 1, x1: 2 }))).toEqual([-9, 0]);
    raster.close();
  });

  test('describes raw bytes itself', () => {
    const raw =
      '<VRTRasterBand dataType="Float32" band="1" subClass="VRTRawRasterBand">' +
      '<SourceFilename relativeToVRT="1">a</SourceFilename><ImageOffset>0</ImageOffset>' +
      '<PixelOffset>4</PixelOffset><LineOffset>28</LineOffset></VRTRasterBand>';
    writeFileSync(join(folder, 's.vrt'), vrt(raw));
    const raster = openRaster(join(folder, 's.vrt'));
    expect(Array.from(raster.read(1, BOX))).toEqual(inBox(0));
    raster.close();
  });

  test('that contains itself is refused', () => {
    writeFileSync(join(folder, 's.vrt'), vrt(band(source('s.vrt'))));
    const raster = openRaster(join(folder, 's.vrt'));
    expect(() => raster.read(1, BOX)).toThrow(/nested more than/);
    raster.close();
  });

  test.each(['/vsicurl/http://example.org/x.tif', 'NETCDF:"x.nc":/science', 'http://example.org/x'])(
    'does not follow %s',
    (file) => {
      writeFileSync(join(folder, 's.vrt'), vrt(band(source(file.replaceAll('"', '&quot;')))));
      const raster = openRaster(join(folder, 's.vrt'));
      expect(() => raster.read(1, BOX)).toThrow(/not a plain file/);
      raster.close();
    },
  );

  test('names the VRT and the source that is missing', () => {
    writeFileSync(join(folder, 's.vrt'), vrt(band(source('gone'))));
    const raster = openRaster(join(folder, 's.vrt'));
    expect(() => raster.read(1, BOX)).toThrow(/s\.vrt needs .*gone: .* does not exist/);
    raster.close();
  });
});
