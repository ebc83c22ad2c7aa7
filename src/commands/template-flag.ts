import { resolve } from 'node:path';
import { type Config, defaultOptions, type OptionKey, type Options, readOptions } from '../config/index.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { type Flag, flag } from '../flags/flag.ts';
import type { Kind } from '../flags/kind.ts';
import type { Said } from '../flags/said.ts';

/** The options of a template and where they come from. */
export interface TemplateFile extends Options {
  readonly path: string;
}

const NAMES = '-t --template';
type Names = typeof NAMES;

const template: Kind<TemplateFile, string> = {
  accepts: 'a template',
  metavar: 'FILE',
  parse: (text) => ({ ...readOptions(text), path: resolve(text) }),
};

/** `-t FILE`: read, with every value checked. */
export function templateFlag(help: string): Flag<TemplateFile | undefined, Said<Names, string>> {
  return flag(NAMES, template, help);
}

/** The same for a command that has no work without it. */
export function neededTemplateFlag(help: string): Flag<TemplateFile, Said<Names, string, true>> {
  return flag(NAMES, template, help, { required: true });
}

/** Groups of options that flags of the same names can set. */
type OptionGroup =
  | 'ionosphericDelay'
  | 'network'
  | 'networkInversion'
  | 'residualRMS'
  | 'timeFunc'
  | 'topographicResidual'
  | 'unwrapError';

/** Values of flags, null or missing where nothing is asked for. */
type FlagValues<T> = { readonly [K in keyof T]?: T[K] | undefined };

/**
 * Options of a step from its template and from flags whose keys are the names of the options. Without a template the
 * flags count, typed or not. With one: what it sets wins over what was typed (or the other way round, as `wins` says),
 * and everything else is as the template leaves it to be chosen.
 */
export function settledOptions<G extends OptionGroup>(
  name: G,
  request: FlagValues<Config[G]> & { readonly template?: TemplateFile },
  { given }: Pick<CommandContext, 'given'>,
  wins: 'template' | 'flags' = 'template',
): Config[G] {
  const { template } = request;
  const automatic = (template ?? defaultOptions()).config[name];
  const entries = Object.entries(automatic).map(([key, value]) => {
    if (!(key in request)) return [key, value];
    const isSet = wins === 'template' && template?.given.has(`mintpy.${name}.${key}` as OptionKey);
    const isFlag = template === undefined || (given.has(key) && isSet !== true);
    return [key, isFlag ? (request[key as keyof Config[G]] ?? null) : value];
  });
  return Object.fromEntries(entries) as Config[G];
}
