import { describe, expect, test, vi } from 'vitest';
import { parseEnviHeader } from './envi-header.ts';
import { parseAuxXml } from './pam.ts';
import { formatRsc, parseRsc, plainDecimal } from './rsc.ts';
import { parseVrt, vrtAttributes } from './vrt.ts';
import { child, parseXml } from './xml.ts';

test('a page gives the XML parser, which Node loads by name', async () => {
  const saxes = await import('saxes');
  vi.resetModules();
  const page = await import('./xml.ts'); // with no parser yet
  vi.stubGlobal('process', undefined);
  try {
    expect(() => page.parseXml('<a/>', 'a.xml')).toThrow(/useXmlParser/);
    page.useXmlParser(saxes);
    expect(page.parseXml('<a/>', 'a.xml').name).toBe('a');
  } finally {
    vi.unstubAllGlobals();
  }
});

describe('an XML sheet', () => {
  test('decodes the five predefined entities and no others', () => {
    const root = parseXml(
      '<?xml version="1.0"?><a k="&lt;1&gt;"><b>x &amp; &quot;y&quot; &unknown;</b></a>',
      'a.xml',
    );
    expect(root.attributes).toEqual({ k: '<1>' });
    expect(child(root, 'b')?.text).toBe('x & "y" &unknown;');
  });

  test('with a document type that defines entities never expands them', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "aaaaaaaaaa"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>';
    expect(parseXml(bomb, 'bomb.xml').text).not.toContain('aaaa');
  });

  test('that is truncated is refused with its name', () => {
    expect(() => parseXml('<a><b>1</b>', '/data/cut.xml')).toThrow(/\/data\/cut\.xml is not well-formed XML/);
    expect(() => parseXml('', '/data/empty.xml')).toThrow(/empty\.xml/);
  });

  test.each([
    ['<a>\n<b></c></a>', /line 2/],
    ['<a k=1/>', /line 1/],
    ['<a k="1" k="2"/>', /duplicate attribute/],
    ['<a/><b/>', /line 1/],
    ['<a/>b', /text data outside/],
    ['<a><!-- b</a>', /line 1/],
    ['<a><b ', /line 1/],
  ])('that is broken is refused with its place: %j', (text, reason) => {
    expect(() => parseXml(text, 'x.xml')).toThrow(/x\.xml is not well-formed XML/);
    expect(() => parseXml(text, 'x.xml')).toThrow(reason);
  });

  test('gives elements in their order and text without comments', () => {
    const root = parseXml(
      `\ufeff<?xml version="1.0"?>\n<!-- <x> -->\n<a:b k = 'it"s' >\n 1 <!-- 2 --><c/> 3 <![CDATA[<&amp;>]]><c n="2"></c >\n</a:b>\n`,
      'x.xml',
    );
    expect(root).toEqual({
      name: 'a:b',
      attributes: { k: 'it"s' },
      text: '13<&amp;>',
      children: [
        { name: 'c', attributes: {}, text: '', children: [] },
        { name: 'c', attributes: { n: '2' }, text: '', children: [] },
      ],
    });
  });
});

describe('sheets with the same tags, of which one after the other is parsed', () => {
  /** Each as it is parsed by itself, or why it is refused. */
  const alone = async (text: string) => {
    vi.resetModules();
    const { parseXml: parseFirst } = await import('./xml.ts');
    return outcome(() => parseFirst(text, 'x.xml'));
  };
  const outcome = (parsed: () => unknown) => {
    try {
      return parsed();
    } catch (error) {
      return (error as Error).message;
    }
  };
  const property = (name: string, value: string) => `<p name="${name}">${value}<d>x</d></p>`;

  test.each<[string, ...string[]]>([
    ['texts', ...['1', ' 2 2 ', '', '\n', '3', '\n 4\n'].map((v) => `<a>\n${property('w', v)}\n<b/></a>\n`)],
    ['texts around children', ...['1', '', '2'].flatMap((v) => [`<a>${v}<b>${v}</b>${v}${v}<c/>4${v}</a>`])],
    ['entities', ...['1', '&lt;', '2 &amp; 3', '&lt;', '&#65;', '4'].map((v) => `<a><b>${v}</b></a>`)],
    [
      'brackets',
      ...['1', 'a > b', '2', 'a ]]', 'a ]]> b', 'a > c', 'a > c'].map((v) => `<a><b>${v}</b></a>`),
    ],
    [
      'brackets in attributes',
      ...['1', '2', '3>', '4'].map((v) => `<a k="x>y" l='>'>${v}<b k=">${v}"/></a>`),
    ],
    ['comments', ...['1', '2', '3'].map((v) => `<a><!-- <b>${v}</b> -->${v}<b>${v}</b></a>`)],
    ['instructions', ...['1', '2', '3'].map((v) => `<?xml version="1.0"?><a><?i >${v}< ?>${v}</a>`)],
    ['a declaration', ...['1', '2', '3'].map((v) => `<?xml version="1.0"?>\n<a>${v}</a>`)],
    [
      'other characters',
      ...['1', 'é\u00a0', '2\r\n', '\u0001', '\ud83d\ude00', '\ue0001', '3'].map((v) => `<a>${v}</a>`),
    ],
    ['texts outside', ...['', '', '', 'x', '\n', 'x'].map((v) => `<a>\n1\n2</a>${v}\n`)],
    ['texts outside from the second on', ...['', 'x', 'x', ''].map((v) => `<a>1\n\n2</a>${v}<b/>`)],
  ])('come out as each alone: %s', async (_, ...texts) => {
    const wanted = [];
    for (const text of texts) wanted.push(await alone(text));
    vi.resetModules();
    const { parseXml: parseNext } = await import('./xml.ts');
    expect(texts.map((text) => outcome(() => parseNext(text, 'x.xml')))).toEqual(wanted);
    expect(new Set(wanted.map((one) => JSON.stringify(one))).size).toBeGreaterThan(1);
  });
});

describe('an ENVI header', () => {
  const header = 'ENVI\nsamples = 84\nlines   = 60\nbands = 2\ndata type = 4\ninterleave = bil\n';

  test('without byte order is big-endian', () => {
    expect(parseEnviHeader(header, 'x.hdr').layout).toEqual({
      length: 60,
      width: 84,
      bands: 2,
      type: 'f4',
      littleEndian: false,
      interleave: 'BIL',
      headerBytes: 0,
    });
    expect(parseEnviHeader(`${header}byte order = 0\n`, 'x.hdr').layout.littleEndian).toBe(true);
  });

  test('may spread a value in braces over lines, keys of which do not count', () => {
    const text = `${header}description = {\nlines = 999,\nfoo}\ndata ignore value = -1\n`;
    const { layout, noData } = parseEnviHeader(text, 'x.hdr');
    expect([layout.length, noData]).toEqual([60, -1]);
  });

  test('gives the grid from its map info', () => {
    const text = `${header}map info = {Geographic Lat/Lon, 1, 1, -122.5, 38, 0.5, 0.25, WGS-84}\n`;
    expect(parseEnviHeader(text, 'x.hdr').attributes).toMatchObject({
      X_FIRST: '-122.75',
      Y_FIRST: '38.125',
      X_STEP: '0.5',
      Y_STEP: '-0.25',
    });
  });

  test('without size or with an unknown type is refused', () => {
    expect(() => parseEnviHeader('ENVI\nlines = 3\ndata type = 4\n', 'x.hdr')).toThrow(
      /'samples' is missing/,
    );
    expect(() => parseEnviHeader(header.replace('type = 4', 'type = 77'), 'x.hdr')).toThrow(/data type 77/);
    for (const lines of ['0', '-3', '2.5', 'nan', ''])
      expect(() => parseEnviHeader(`ENVI\nlines = ${lines}\nsamples = 4\ndata type = 4\n`, 'x.hdr')).toThrow(
        `x.hdr: 'lines' is '${lines}'`,
      );
  });
});

describe('a .rsc sheet', () => {
  test('is split at the first blank; lines without value are reported', () => {
    const got = parseRsc('WIDTH   10\nTITLE  two words \nALONE\n\n# note\n');
    expect(got).toEqual({ attributes: { WIDTH: '10', TITLE: 'two words' }, skipped: ['ALONE'] });
  });

  test('is written sorted and padded, with FILE_LENGTH and plain decimals', () => {
    expect(formatRsc({ WIDTH: '5', LENGTH: '7', X_STEP: '3.333e-4' })).toBe(
      'FILE_LENGTH    7\nLENGTH         7\nWIDTH          5\nX_STEP         0.0003333\n',
    );
  });

  test('reads back what was written', () => {
    const attributes = { LENGTH: '7', FILE_LENGTH: '7', startUTC: '2018-01-04 04:23:19.814814' };
    expect(parseRsc(formatRsc(attributes)).attributes).toEqual(attributes);
  });

  test.each([
    [3.333e-4, '0.0003333'],
    [-1e-7, '-0.0000001'],
    [1.5e-10, '0.00000000015'],
    [2.5e22, '25000000000000000000000'],
    [12.5, '12.5'],
  ])('writes %f as %s', (value, text) => {
    expect(plainDecimal(value)).toBe(text);
  });
});

test('GDAL auxiliary sheets give the no-data value and the ENVI header', () => {
  const text =
    '<PAMDataset><Metadata domain="ENVI"><MDI key="data_type">4</MDI></Metadata>' +
    '<PAMRasterBand band="1"><NoDataValue>-1.0E+00</NoDataValue></PAMRasterBand></PAMDataset>';
  expect(parseAuxXml(text, 'x.aux.xml')).toEqual({ noData: -1, envi: { 'data type': '4' } });
});

describe('a VRT', () => {
  test('gives bands with no-data value, metadata by domain, and the grid with its outer corner', () => {
    const vrt = parseVrt(
      '<VRTDataset rasterXSize="4" rasterYSize="3"><GeoTransform>200.5,0.25,0,50,0,-0.25</GeoTransform>' +
        '<VRTRasterBand dataType="Int16" band="1"><NoDataValue>-1</NoDataValue>' +
        '<Metadata domain=\'unwrappedPhase\'><MDI key="Dates">20200113_20200101</MDI></Metadata>' +
        '</VRTRasterBand></VRTDataset>',
      'x.vrt',
    );
    expect(vrt.bands[0]).toMatchObject({ type: 'i2', noData: -1 });
    expect(vrt.bands[0].metadata['unwrappedPhase']).toEqual({ Dates: '20200113_20200101' });
    expect(vrtAttributes(vrt)).toMatchObject({
      LENGTH: '3',
      WIDTH: '4',
      X_FIRST: '-159.5',
      Y_FIRST: '50',
      Y_STEP: '-0.25',
      X_UNIT: 'degrees',
    });
  });

  test('without a size is refused', () => {
    expect(() => parseVrt('<VRTDataset/>', 'x.vrt')).toThrow(/x\.vrt is not a VRT/);
  });

  test('with a band, place or offset that is no number is refused by its name', () => {
    const band = (inside: string, kind = '') =>
      `<VRTDataset rasterXSize="4" rasterYSize="3"><VRTRasterBand dataType="Float32" ${kind}>${inside}</VRTRasterBand></VRTDataset>`;
    const source = (inside: string) =>
      band(`<SimpleSource><SourceFilename>a</SourceFilename>${inside}</SimpleSource>`);
    for (const [text, what] of [
      [source('<SourceBand>-inf</SourceBand>'), "SourceBand is '-inf'"],
      [source('<SourceBand>0</SourceBand>'), "SourceBand is '0'"],
      [source('<SrcRect xOff="0" yOff="0" xSize="" ySize="3"/>'), "xSize is ''"],
      [source('<ScaleRatio>nan</ScaleRatio>'), "ScaleRatio is 'nan'"],
      [band('<LineOffset>x</LineOffset>', 'subClass="VRTRawRasterBand"'), "LineOffset is 'x'"],
    ])
      expect(() => parseVrt(text, 'x.vrt')).toThrow(`x.vrt: ${what}`);
  });
});
