import { OptionError } from '../core/errors.ts';
import { addRasterConvention } from '../io/raster/convention.ts';
import { aria } from './aria/aria.ts';
import { cosicorr } from './cosicorr/cosicorr.ts';
import { fringe } from './fringe/fringe.ts';
import { gamma } from './gamma/gamma.ts';
import { gmtsar } from './gmtsar/gmtsar.ts';
import { gunw } from './gunw/gunw.ts';
import { hyp3 } from './hyp3/hyp3.ts';
import { isce } from './isce/isce.ts';
import { licsar } from './licsar/licsar.ts';
import { nisar } from './nisar/nisar.ts';
import { opera } from './opera/opera.ts';
import type { Processor } from './processor.ts';
import { roipac } from './roipac/roipac.ts';
import { snap } from './snap/snap.ts';

const ROWS = [
  isce,
  aria,
  cosicorr,
  fringe,
  gamma,
  gmtsar,
  gunw,
  hyp3,
  licsar,
  nisar,
  opera,
  roipac,
  snap,
] as const satisfies readonly Processor[];

/** The processors whose products can be loaded: one folder and one row each. */
export const PROCESSORS: readonly Processor[] = ROWS;

/** The rows as types. */
export type ProcessorRow = (typeof ROWS)[number];

for (const { rasters } of PROCESSORS) if (rasters !== undefined) addRasterConvention(rasters);

/** The processor of that name. @throws {OptionError} listing those that are known */
export function processorNamed(name: string, table: readonly Processor[] = PROCESSORS): Processor {
  const found = table.find((processor) => processor.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw new OptionError(
    `mintpy.load.processor = ${name}: there is no loader of that name.`,
    `Choose one of ${table.map((processor) => processor.name).join(', ')}.`,
  );
}
