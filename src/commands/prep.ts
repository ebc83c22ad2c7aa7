import type { Processor } from '../processors/processor.ts';
import { PROCESSORS, type ProcessorRow } from '../processors/registry.ts';
import type { CommandRow } from './command.ts';

/** The row of a processor's command. */
type PrepRow<P> = P extends { readonly name: infer N extends string; readonly prep: infer R extends object }
  ? R & { readonly name: `prep_${N}`; readonly family: 'Load and prepare' }
  : never;

/** `prep_<name>` of every processor that has one: rows of the help page, made from the table of processors. */
export const PREP_COMMANDS = PROCESSORS.flatMap((row) => prepCommand(row)).sort((a, b) =>
  a.name < b.name ? -1 : 1,
) as unknown as readonly (CommandRow & PrepRow<ProcessorRow>)[];

export function prepCommand({ name, prep }: Processor): CommandRow[] {
  return prep === undefined ? [] : [{ name: `prep_${name}`, family: 'Load and prepare', ...prep }];
}
