import { type Section, syntaxOf } from './option.ts';
import { sections } from './schema.ts';

/** The option reference of the documentation, in Markdown: one table a step. */
export function optionReference(): string {
  return `${sections.map(sectionReference).join('\n\n')}\n`;
}

function sectionReference(section: Section): string {
  const lines = [`## ${[section.number, section.title].filter(Boolean).join(' ')}`];
  // Notes hold small tables of methods and examples: as they stand in the template.
  if (section.notes.length > 0) lines.push('', '```text', ...section.notes, '```');
  const options = Object.entries(section.options);
  if (options.length > 0)
    lines.push('', row(['Option', 'Values', 'auto', 'Unit', 'Meaning']), '|---|---|---|---|---|');
  for (const [key, option] of options) {
    const { auto, unit, summary } = option;
    const automatic = auto === null ? '' : `\`${auto}\``;
    lines.push(row([`\`${key}\``, escaped(syntaxOf(option)), automatic, unit ?? '', escaped(summary)]));
  }
  return lines.join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function escaped(text: string): string {
  return text.replace(/[|*<]/g, (sign) => `\\${sign}`);
}
