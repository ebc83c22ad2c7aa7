import type { ArgumentGroup, ArgumentOptions, ArgumentParser } from 'argparse';
import type { PrepFlags, Processor } from '../processors/processor.ts';
import { PROCESSORS } from '../processors/registry.ts';
import type { Command, CommandRow } from './command.ts';

/** `prep_<name>` of every processor that has one: rows of the help page, made from the table of processors. */
export const PREP_COMMANDS: readonly CommandRow[] = PROCESSORS.flatMap((row) => prepCommand(row)).sort(
  (a, b) => (a.name < b.name ? -1 : 1),
);

export function prepCommand({ name, prep: row }: Processor): CommandRow[] {
  if (row === undefined) return [];
  return [
    {
      name: `prep_${name}`,
      family: 'Load and prepare',
      summary: row.summary,
      load: async () => {
        const { prep } = await row.load();
        const command: Command = {
          ...prep,
          configure(parser) {
            for (const group of prep.groups) addFlags(parser, group);
          },
          run: prep.run,
        };
        return { command };
      },
    },
  ];
}

function addFlags(parser: ArgumentParser, { title, description, flags }: PrepFlags): void {
  const group: ArgumentGroup | ArgumentParser =
    title === undefined ? parser : parser.add_argument_group(title, ...(description ? [description] : []));
  for (const { names, ...options } of flags)
    (group.add_argument as (...args: unknown[]) => void).call(group, ...names, options as ArgumentOptions);
}
