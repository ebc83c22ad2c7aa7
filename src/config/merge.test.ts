// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the shell
import { expect, test } from 'vitest';
import { canonicalTemplate, changeText, upgradeTemplate, writeValues } from './merge.ts';
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

test('a complete template is not upgraded', () => {
  expect(upgradeTemplate(templateText())).toBeNull();
});

test('a template that lacks an option is replaced by the current one, values and extra lines kept', () => {
  const old = templateText()
    .split('\n')
    .filter((row) => !row.startsWith('mintpy.plot.dpi'))
    .join('\n')
    .replace(/(mintpy\.geocode +=) auto/, '$1 no')
    .replace(/(mintpy\.load\.unwFile +=) auto/, '$1 $DATA/*.unw')
    .concat('PLATFORM = Sen # own line\nmintpy.velocity.startDate = 20150101\n');
  const upgrade = upgradeTemplate(old);
  expect(upgrade?.missing).toEqual(['mintpy.plot.dpi']);
  expect(upgrade?.warnings).toHaveLength(1);
  const { entries } = parseTemplate(upgrade?.text ?? '', { env: null });
  expect([...entries.keys()]).toEqual([...options.keys(), 'PLATFORM']);
  expect(entries.get('mintpy.geocode')?.value).toBe('no');
  expect(entries.get('mintpy.load.unwFile')?.value).toBe('$DATA/*.unw');
  expect(entries.get('mintpy.timeFunc.startDate')?.value).toBe('20150101');
  expect(entries.get('PLATFORM')?.value).toBe('Sen');
});
