import { expect, test } from 'vitest';
import { optionReference } from './docs.ts';
import { defaultOptions, resolveOptions } from './resolve.ts';
import { options } from './schema.ts';
import { parseTemplate } from './template.ts';
import { stepTemplateText, templateText } from './template-text.ts';

test('the packaged template has every option at auto and means the automatic values', () => {
  const template = parseTemplate(templateText());
  expect([...template.entries.keys()]).toEqual([...options.keys()]);
  expect([...template.entries.values()].every((entry) => entry.value === 'auto')).toBe(true);
  const read = resolveOptions(template, {});
  expect(read.config).toEqual(defaultOptions({}).config);
  expect(read.warnings).toEqual([]);
});

test('options are aligned within their block and carry a comment', () => {
  const rows = templateText().split('\n');
  const first = rows.findIndex((row) => row.startsWith('mintpy.compute.'));
  expect(rows.slice(first, first + 4).map((row) => row.indexOf('='))).toEqual([25, 25, 25, 25]);
  expect(rows[first]).toBe(
    'mintpy.compute.maxMemory = auto  # [float > 0, GB] auto = 4; memory that the blocks of one step may take',
  );
  for (const row of rows.filter((r) => r.startsWith('mintpy.')))
    expect(row).toMatch(/ = auto {2}# \[[^\]]+\] \S/);
});

test('banners carry the number and the name of the step', () => {
  const banners = templateText()
    .split('\n')
    .filter((row) => row.startsWith('########## '));
  expect(banners).toHaveLength(20);
  for (const banner of [
    '1. load_data',
    '5. invert_network',
    '11.1 residual_RMS',
    '12. velocity',
    '13.4 plot',
  ]) {
    expect(banners).toContain(`########## ${banner}`);
  }
});

test('the options of one step can be printed', () => {
  expect(stepTemplateText('deramp')).toMatch(/^#{10} 9\. deramp[\s\S]+mintpy\.deramp\.maskFile[^\n]+$/);
  expect(stepTemplateText('correct_unwrap_error')).toContain('mintpy.unwrapError.method');
  expect(stepTemplateText('nonsense')).toBeNull();
});

test('the reference of the documentation has a row for every option', () => {
  const reference = optionReference();
  for (const key of options.keys()) expect(reference).toContain(`| \`${key}\` | `);
  expect(reference).toContain('## 10. correct_topography');
  const widths = reference
    .split('\n')
    .filter((row) => row.startsWith('|'))
    .map((row) => row.split(/(?<!\\)\|/).length);
  expect(new Set(widths)).toEqual(new Set([7]));
});
