// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the shell
import { expect, test } from 'vitest';
import { canonicalTemplate, changeText, completeTemplate, writeValues } from './merge.ts';
import { options } from './schema.ts';
import { parseTemplate } from './template.ts';
import { templateText } from './template-text.ts';

const cfg = `# head
mintpy.plot           = auto   #[yes / no], note
mintpy.plot.dpi       = auto
  mintpy.geocode=auto#note
mintpy.load.compression = gzip  # filter
`;

test('values are replaced in place; blanks, comments and other lines stay', () => {
  const values = parseTemplate('mintpy.geocode = no\nmintpy.plot = no\nmintpy.plot.dpi = 300\nfoo.bar = 1');
  const { text, changes } = writeValues(cfg, values);
  expect(text).toBe(`# head
mintpy.plot           = no   #[yes / no], note
mintpy.plot.dpi       = 300
  mintpy.geocode=no#note
mintpy.load.compression = gzip  # filter
`);
  expect(changes.map(changeText)).toEqual([
    '    mintpy.plot: auto --> no',
    '    mintpy.plot.dpi: auto --> 300',
    '    mintpy.geocode: auto --> no',
  ]);
});

test('a key of a template and that of the text may have another of the two prefixes', () => {
  const written = (text: string, values: string) => writeValues(text, parseTemplate(values)).text;
  expect(written('mintsar.plot = auto # note\n', 'mintpy.plot = no')).toBe('mintsar.plot = no # note\n');
  expect(written('mintpy.plot = auto\n', 'mintsar.plot = no')).toBe('mintpy.plot = no\n');
});

test('equal values and unknown keys change nothing', () => {
  const same = writeValues(cfg, parseTemplate('mintpy.plot = auto\nfoo.bar = 1\nmintpy.nonsense = 2'));
  expect(same).toEqual({ text: cfg, changes: [] });
});

test('values that are equal once expanded are left as written', () => {
  const text = 'mintpy.load.unwFile = $DATA/*.unw\n';
  const env = { DATA: '/data' };
  expect(writeValues(text, parseTemplate('mintpy.load.unwFile = /data/*.unw'), env).changes).toEqual([]);
});

test('dollar signs in values are written literally', () => {
  const values = parseTemplate('mintpy.plot = $& $1 ${X}', { env: {} });
  expect(writeValues('mintpy.plot = auto # x', values).text).toBe('mintpy.plot = $& $1 ${X} # x');
});

test('custom values are spelled the canonical way', () => {
  const custom = canonicalTemplate(
    parseTemplate(
      `mintpy.load.compression = default
mintpy.plot = Off
mintpy.save.kmz = Y
mintpy.troposphericDelay.method = Height-Correlation
mintpy.load.unwFile = Data-A/ON`,
    ),
  );
  expect([...custom.entries.values()].map((entry) => entry.value)).toEqual([
    'auto',
    'no',
    'yes',
    'height_correlation',
    'Data-A/ON',
  ]);
});

test('the bare key processor speaks for mintpy.load.processor', () => {
  const custom = canonicalTemplate(parseTemplate('processor = aria'));
  expect(custom.entries.get('mintpy.load.processor')).toEqual({
    key: 'mintpy.load.processor',
    value: 'aria',
    line: 1,
  });
});

test('a template that names every option stays as it is', () => {
  expect(completeTemplate(templateText())).toBeNull();
});

test('every line and comment of a short template stays; the options it does not name are added below', () => {
  const own = `# my first volcano
mintpy.load.unwFile = $DATA/*.unw   # from the last run
mintpy.geocode      = no
PLATFORM = Sen # own line
mintpy.velocity.startDate = 20150101
`;
  const { text, missing, warnings } = completeTemplate(own)!;
  expect(text.split('\n').slice(0, 5)).toEqual([
    ...own.split('\n').slice(0, 4),
    '# mintpy.velocity.startDate = 20150101',
  ]);
  expect(missing).toHaveLength(options.size - 2);
  expect(warnings).toHaveLength(1);
  const { entries, overridden } = parseTemplate(text, { env: null });
  expect(overridden).toEqual([]);
  expect(new Set(entries.keys())).toEqual(new Set([...options.keys(), 'PLATFORM']));
  expect(entries.get('mintpy.geocode')?.value).toBe('no');
  expect(entries.get('mintpy.timeFunc.startDate')?.value).toBe('20150101');
  expect(entries.get('mintpy.plot.dpi')?.value).toBe('auto');
  expect(completeTemplate(text)).toBeNull();
});

test('one option that is missing is added with the head of its part', () => {
  const old = templateText()
    .split('\n')
    .filter((row) => !row.startsWith('mintpy.plot.dpi'))
    .join('\n');
  const { text, missing } = completeTemplate(old)!;
  expect(missing).toEqual(['mintpy.plot.dpi']);
  expect(text.startsWith(old.trimEnd())).toBe(true);
  expect(text.slice(old.trimEnd().length)).toMatch(
    /^\n\n#+ added.*\n\n\n#+ .*plot.*\n(?:#.*\n)*mintpy\.plot\.dpi = auto {2}# /,
  );
});
