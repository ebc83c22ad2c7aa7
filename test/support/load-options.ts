import { extraMetadata, parseTemplate, resolveOptions } from '../../src/config/index.ts';
import { type LoadOptions, type LoadOptionsContext, loadOptions } from '../../src/loading/load-options.ts';

/** Loading options of template lines, `{ 'mintpy.load.unwFile': '../*.unw', HEADING: '-168' }`. */
export function loadOptionsOf(
  lines: Readonly<Record<string, string>>,
  context: Omit<LoadOptionsContext, 'metadata'>,
): LoadOptions {
  const text = Object.entries(lines).map((line) => line.join(' = '));
  const template = parseTemplate(text.join('\n'));
  return loadOptions(resolveOptions(template).config, { ...context, metadata: extraMetadata(template) });
}
