import { COMMANDS } from './registry.ts';

/** Every command with its examples, in Markdown, by family. */
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
    }
  }
  return parts.join('\n\n');
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
