import { type Option, type Section, syntaxOf } from './option.ts';
import { sections } from './schema.ts';

/** Name of the template in a work directory, as users of MintPy know it. */
export const TEMPLATE_NAME = 'smallbaselineApp.cfg';

const HEAD = `# vim: set filetype=cfg:
##------------------------ ${TEMPLATE_NAME} ------------------------##
## One "key = value" a line; everything after a # is comment. auto stands for the value given behind it.
## Each step reads this file again: change a value and run the step once more.`;

/** The packaged template: every option at `auto`, with a comment that says what it takes and does. */
export function templateText(): string {
  return `${[HEAD, ...sections.map(sectionText)].join('\n\n\n')}\n`;
}

/** The parts of the packaged template that hold some options, without the others. */
export function missingOptionsText(missing: ReadonlySet<string>): string {
  return sections
    .map((section) => ({
      ...section,
      options: Object.fromEntries(Object.entries(section.options).filter(([key]) => missing.has(key))),
    }))
    .filter((section) => Object.keys(section.options).length > 0)
    .map(sectionText)
    .join('\n\n');
}

/** The part of the template that belongs to one step, for its help page; null for a step without a part. */
export function stepTemplateText(step: string): string | null {
  const section = sections.find(({ title }: Section) => title === step || title.startsWith(`${step} `));
  return section === undefined ? null : sectionText(section);
}

/** Banner, notes and options of one section; keys and comments are aligned block by block. */
function sectionText(section: Section): string {
  const title = [section.number, section.title].filter(Boolean).join(' ');
  const lines = [`########## ${title}`, ...section.notes.map(comment)];
  let block: [string, Option][] = [];
  const flush = () => {
    lines.push(...blockText(block));
    block = [];
  };
  for (const [key, option] of Object.entries(section.options)) {
    if (option.heading !== undefined) {
      flush();
      lines.push('', ...option.heading.map(comment));
    }
    block.push([key, option]);
  }
  flush();
  return lines.join('\n');
}

function blockText(block: readonly [string, Option][]): string[] {
  const width = Math.max(...block.map(([key]) => key.length));
  return block.map(([key, option]) => `${key.padEnd(width)} = auto  # ${meaning(option)}`);
}

/** `[int >= 1, pixel] auto = 8; rows and columns averaged for the estimate alone` */
function meaning(option: Option): string {
  const { unit, auto, summary } = option;
  const values = unit === undefined ? syntaxOf(option) : `${syntaxOf(option)}, ${unit}`;
  return `[${values}] ${auto === null ? '' : `auto = ${auto}; `}${summary}`;
}

/** Notes that are themselves a comment are examples to uncomment; `-- x` opens a group. */
function comment(note: string): string {
  if (note.startsWith('# ')) return note;
  return note.startsWith('-- ') ? `##---------${note.slice(3)}` : `## ${note}`;
}
