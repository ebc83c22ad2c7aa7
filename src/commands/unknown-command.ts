import { OptionError } from '../core/errors.ts';
import { nearestNames } from '../core/nearest-name.ts';
import { MINTPY_COMMANDS } from './mintpy-commands.ts';
import { COMMANDS } from './registry.ts';

/** What to say about a name that is no command: suggestions name only what is there. */
export function unknownCommand(typed: string, name = typed): OptionError {
  if (MINTPY_COMMANDS.includes(name))
    return new OptionError(
      `${name} is a command of MintPy that mintsar does not have yet.`,
      'mintsar --help lists those that it has.',
    );
  const near = nearestNames(
    name,
    COMMANDS.map((c) => c.name),
  );
  return new OptionError(
    `There is no command ${typed}.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Type mintsar --help for the list.',
  );
}
