import type { Command } from '../flags/define-command.ts';
import type { RasterConvention } from '../io/raster/convention.ts';
import type { StackDescription } from '../loading/description.ts';
import type { LoadOptions } from '../loading/load-options.ts';
import type { ProductSigns } from './product-signs.ts';

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
  /** What its products are called, by which `mintsar doctor` and `mintsar init` know them. */
  readonly signs?: ProductSigns;
  /** How its rasters describe themselves, for commands that read any raster. */
  readonly rasters?: RasterConvention;
  /** Its command `prep_<name>`, if there is one. */
  readonly prep?: {
    /** The line of the help page. */
    readonly summary: string;
    readonly load: () => Promise<{ readonly command: Command }>;
  };
}
