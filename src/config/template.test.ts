// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the shell
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileError } from '../core/errors.ts';
import { expand, extraMetadata, parseTemplate, readTemplate } from './template.ts';

const env = { HOME: '/home/ada', WEATHER_DIR: '/data/weather' };

function value(text: string, key = 'a.b'): string | undefined {
  return parseTemplate(text, { env }).entries.get(key)?.value;
}

test('a value ends at the first #, with or without a blank before it', () => {
  expect(value('a.b = x#y # note')).toBe('x');
  expect(value('a.b = 48#x')).toBe('48');
});

test('the first = separates key and value, blanks around both are dropped', () => {
  expect(value('   a.b= 1 = 2')).toBe('1 = 2');
  expect(value('\ta.b\t=\tpath with  blanks \r')).toBe('path with  blanks');
});

test('a key without a value is absent', () => {
  expect(value('a.b =')).toBeUndefined();
  expect(value('a.b = # only a note')).toBeUndefined();
  expect(value('a.b = 1\na.b =')).toBe('1');
});

test('quotes belong to the value', () => {
  expect(value('a.b = "x y"')).toBe('"x y"');
});

test('known variables and a leading ~ are expanded, unknown variables stay', () => {
  expect(value('a.b = $HOME/x')).toBe('/home/ada/x');
  expect(value('a.b = /x/${WEATHER_DIR}')).toBe('/x//data/weather');
  expect(value('a.b = ${UNDEF}/x/$UNDEF')).toBe('${UNDEF}/x/$UNDEF');
  expect(value('a.b = ~/x')).toBe('/home/ada/x');
  expect(value('a.b = ~')).toBe('/home/ada');
  expect(value('a.b = ~bob/x')).toBe('~bob/x');
  expect(value('a.b = x~')).toBe('x~');
  expect(expand('$HOMER/$HOME.h5', env)).toBe('$HOMER//home/ada.h5');
});

test('AUTO is a value like any other to the parser', () => {
  expect(value('a.b = AUTO')).toBe('AUTO');
});

test('comment lines and lines without = are passed over', () => {
  const { entries } = parseTemplate(
    '# a.b = 1\n  % a.b = 2\n!a.b = 3\nnonsense\n= 4\n########## 1. load_data\n',
  );
  expect(entries.size).toBe(0);
});

test('the last of several lines with one key counts, and the others are remembered with their line', () => {
  const template = parseTemplate('a = 1\nb = 2\na = 3\nb = 2');
  expect(template.entries.get('a')).toEqual({ key: 'a', value: '3', line: 3 });
  expect(template.overridden).toEqual([{ key: 'a', value: '1', line: 1 }]);
});

test('keys are case-sensitive, a byte-order mark and Windows line ends do no harm', () => {
  const template = parseTemplate('\uFEFFa = 1\r\nA = 2\r\n');
  expect([...template.entries.values()].map((e) => [e.key, e.value])).toEqual([
    ['a', '1'],
    ['A', '2'],
  ]);
});

test('text is accepted in place of a file name', () => {
  expect(readTemplate('\n  mintpy.plot = no\n  PLATFORM = Sen\n').entries.get('PLATFORM')?.value).toBe('Sen');
  expect(readTemplate('mintpy.plot = no').entries.size).toBe(1);
});

test('a file is read by name, and a missing one is an error that names it', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'template-')), 'Galapagos.txt');
  writeFileSync(file, 'mintpy.plot = no\n');
  expect(readTemplate(file)).toMatchObject({ source: file });
  expect(() => readTemplate('/nowhere/x.txt')).toThrow(FileError);
  expect(() => readTemplate('/nowhere/x.txt')).toThrow('/nowhere/x.txt');
});

test('upper-case keys are metadata, except the corner of an older crop', () => {
  const text =
    'PLATFORM = Sen\nREF_Y = 3\nSUBSET_XMIN = 4\nSUBSET_YMIN = 5\nbeam_mode = IW\nmintpy.plot = no\n';
  expect([...extraMetadata(parseTemplate(text))]).toEqual([
    ['PLATFORM', 'Sen'],
    ['REF_Y', '3'],
  ]);
});
