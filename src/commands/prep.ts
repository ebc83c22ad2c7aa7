import type { Processor } from '../processors/processor.ts';
import { PROCESSORS } from '../processors/registry.ts';
import type { CommandRow } from './command.ts';

/** `prep_<name>` of every processor that has one: rows of the help page, made from the table of processors. */
export const PREP_COMMANDS: readonly CommandRow[] = PROCESSORS.flatMap((row) => prepCommand(row)).sort(
  (a, b) => (a.name < b.name ? -1 : 1),
);

export function prepCommand({ name, prep }: Processor): CommandRow[] {
  return prep === undefined ? [] : [{ name: `prep_${name}`, family: 'Load and prepare', ...prep }];
}
