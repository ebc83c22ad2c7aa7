import { OptionError } from '../core/errors.ts';
import type { StackDescription } from '../loading/description.ts';
import type { LoadOptions } from '../loading/load-options.ts';

/** An InSAR processor: how its products become a described stack. */
export interface Processor {
  /** As in `mintpy.load.processor`. */
  readonly name: string;
  readonly summary: string;
  readonly prepare: (options: LoadOptions) => Promise<StackDescription>;
}

/** The processors whose products can be loaded; modules are read when needed. */
export const PROCESSORS: readonly Processor[] = [
  {
    name: 'isce',
    summary: 'ISCE-2 topsStack, stripmapStack and alosStack, in radar coordinates or geocoded',
    prepare: async (options) => (await import('./isce/prepare.ts')).prepareIsceStack(options),
  },
  {
    name: 'aria',
    summary: 'ARIA GUNW products extracted by ARIA-tools (ariaTSsetup.py)',
    prepare: async (options) => (await import('./aria/prepare.ts')).prepareAriaStack(options),
  },
  {
    name: 'gamma',
    summary: 'GAMMA, geocoded or in radar coordinates with a lookup table',
    prepare: async (options) => (await import('./gamma/prepare.ts')).prepareGammaStack(options),
  },
];

/** The processor of that name. @throws {OptionError} listing those that are known */
export function processorNamed(name: string): Processor {
  const found = PROCESSORS.find((processor) => processor.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw new OptionError(
    `mintpy.load.processor = ${name} is not known.`,
    `Choose one of ${PROCESSORS.map((processor) => processor.name).join(', ')}.`,
  );
}
