import type { Command } from '../flags/define-command.ts';
import { type Flag, usage } from '../flags/flag.ts';
import { COMMANDS } from './registry.ts';

/** Every command with its examples and flags, in Markdown, by family. */
export async function commandReference(): Promise<string> {
  const parts: string[] = [];
  for (const family of new Set(COMMANDS.map((row) => row.family))) {
    parts.push(`## ${family}`);
    for (const row of COMMANDS) {
      if (row.family !== family) continue;
      const { command } = await row.load();
      parts.push(`### ${row.name}\n\n${sentence(row.summary)}`);
      if (command.description !== undefined && row.name !== 'smallbaselineApp')
        parts.push(command.description);
      parts.push(`\`\`\`text\n${command.examples.join('\n')}\n\`\`\``);
      parts.push(flagTable(command));
    }
  }
  return parts.join('\n\n');
}

/** One row per flag; those that are known and refused are left out. */
function flagTable({ flags }: Command): string {
  const shown = Object.entries(flags).filter(([, { unsupported }]) => unsupported === undefined);
  const rows = shown.map(
    ([key, one]) => `| ${spelling(key, one)} | ${meaning(one)} | ${cell(defaultOf(one))} |`,
  );
  return ['| Flag | Meaning | Default |', '|--|--|--|', ...rows].join('\n');
}

function spelling(key: string, one: Flag): string {
  const values = usage(key, one);
  if (one.names.length === 0) return `*${values}*`;
  const [first, ...more] = one.names;
  return [`\`${values === '' ? first : `${first} ${values}`}\``, ...more.map((name) => `\`${name}\``)]
    .join(', ')
    .replaceAll('|', '\\|');
}

function meaning({ help, option, repeatable, group }: Flag): string {
  const heading = group === undefined ? '' : `${group.title}: `;
  const twin = option === undefined ? '' : ` (\`${option}\`)`;
  return cell(`${heading}${help}${repeatable ? ', repeatable' : ''}${twin}`);
}

function defaultOf({ shown, required, names, count }: Flag): string {
  if (shown !== undefined) return shown;
  const isNeeded = required || (names.length === 0 && (count === 1 || count === '+'));
  return isNeeded ? 'required' : '';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
