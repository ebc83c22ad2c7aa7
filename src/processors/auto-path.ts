import type { LoadOptions } from '../loading/load-options.ts';
import type { Processor } from './processor.ts';
import { processorNamed } from './registry.ts';

/**
 * Fill the options that are not set with the usual places of a processor's products, when `mintpy.load.autoPath` asks
 * for it. Patterns start from the work directory, a folder of the project.
 * @throws {OptionError} when the processor is not known, or finds none of its layouts
 */
export function withAutoPaths(options: LoadOptions, table?: readonly Processor[]): LoadOptions {
  if (!options.autoPath) return options;
  const places = processorNamed(options.processor, table).usualPlaces?.(options.workDir) ?? {};
  const usual = Object.entries(places).filter(([name]) => !options.declined.includes(name));
  return { ...options, patterns: { ...Object.fromEntries(usual), ...options.patterns } };
}
