import type { Row } from '../commands/registry.ts';
import type { CallOf } from '../flags/call.ts';
import type { Command } from '../flags/define-command.ts';

/** What a command is called: `view`, `generate_mask`. */
export type CommandName = Row['name'];

type CommandOf<N extends CommandName> = Awaited<
  ReturnType<Extract<Row, { readonly name: N }>['load']>
>['command'];

/**
 * The options of a command by name: positionals as in its help, flags by their long spelling in camel case. Values are
 * numbers, texts, true or false, lists of these, and null where the command line says `no`.
 *
 *     const options: CommandOptions<'mask'> = { file: 'velocity.h5', mask: 'maskTempCoh.h5', vmin: 0.7 };
 */
export type CommandOptions<N extends CommandName> = N extends CommandName
  ? CommandOf<N> extends Command<infer F>
    ? CallOf<F>
    : never
  : never;

/** What a command finds, besides files, lines and figures. */
export type Found<N extends CommandName> = N extends CommandName
  ? CommandOf<N> extends Command<infer _F, infer R>
    ? R
    : never
  : never;
