import type { Context } from '../core/context.ts';
import type { RasterConvention } from '../io/raster/convention.ts';
import type { StackDescription } from '../loading/description.ts';
import type { LoadOptions } from '../loading/load-options.ts';

/**
 * An InSAR processor: a row of the table, exported by its folder. The row itself is read with every command and is small;
 * what does the work is imported when it is wanted.
 */
export interface Processor {
  /** As in `mintpy.load.processor`, lower case. */
  readonly name: string;
  /** Program and products, for people. */
  readonly summary: string;
  /**
   * Where products usually lie, seen from the work directory: patterns by option (`unwFile`), for
   * `mintpy.load.autoPath`. Left out for a processor without a usual layout.
   * @throws {OptionError} when no known layout is there
   */
  readonly usualPlaces?: (workDir: string) => Readonly<Record<string, string>>;
  /** The products of a template's options as a stack: headers read, pixels not. */
  readonly describe: (options: LoadOptions) => Promise<StackDescription>;
  /** How its rasters describe themselves, for commands that read any raster. */
  readonly rasters?: RasterConvention;
  /** Its command `prep_<name>`, if there is one. */
  readonly prep?: {
    /** The line of the help page. */
    readonly summary: string;
    readonly load: () => Promise<{ readonly prep: Prep }>;
  };
}

/** What a command `prep_<name>` says, takes and does: words, flags as plain data, and a function. */
export interface Prep {
  readonly description: string;
  /** Lines that run as printed. */
  readonly examples: readonly string[];
  /** Steps of the workflow whose template options the help shows. */
  readonly templateSteps?: readonly string[];
  readonly groups: readonly PrepFlags[];
  /** @param args values by `dest`, or by the long name of a flag without one */
  run(args: PrepArguments, context: Context): Promise<void>;
}

/** Flags under one heading of the help; without a title, the usual heading. */
export interface PrepFlags {
  readonly title?: string;
  readonly description?: string;
  readonly flags: readonly PrepFlag[];
}

/** A flag, or an argument when its name has no dash. */
export interface PrepFlag {
  readonly names: readonly string[];
  readonly dest?: string;
  readonly nargs?: number | '+' | '*' | '?';
  readonly default?: unknown;
  readonly metavar?: string | readonly string[];
  readonly choices?: readonly string[];
  readonly required?: boolean;
  readonly action?: 'store_true' | 'store_false';
  readonly help: string;
}

// biome-ignore lint/suspicious/noExplicitAny: values of any type; each processor declares its own flags
export type PrepArguments = Readonly<Record<string, any>>;
