import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../../core/errors.ts';

/** What products bring along beside their phase. */
export type Layer = 'troposphere' | 'tide';

/** A layer that was loaded: pairs of phase, or a series of dates. */
export interface FoundLayer {
  /** relative to the work directory */
  readonly file: string;
  readonly kind: 'pairs' | 'dates';
}

const STACK: Readonly<Record<Layer, string>> = {
  troposphere: 'inputs/tropoStack.h5',
  tide: 'inputs/setStack.h5',
};

/** Series of ARIA products: tides by their name, the troposphere by that of its weather model. */
const SERIES: Readonly<Record<Layer, RegExp>> = {
  troposphere: /^(?:HRRR|HRES|GMAO|ERA5|troposphere\w*)_ARIA\.h5$/,
  tide: /^solidEarthTide_ARIA\.h5$/,
};

/** Where layers are looked for, in words. */
export function layerFiles(layer: Layer): string {
  return layer === 'tide'
    ? `${STACK.tide} (phase of pairs, as NISAR) or inputs/solidEarthTide_ARIA.h5 (dates, as ARIA)`
    : `${STACK.troposphere} (phase of pairs, as NISAR) or inputs/HRRR_ARIA.h5 (dates, as ARIA; or of another model)`;
}

/**
 * The layer of a work directory: a series of dates before a stack of pairs.
 * @throws {FileError} when series of several weather models are there
 */
export function findLayer(workDir: string, layer: Layer): FoundLayer | undefined {
  const folder = join(workDir, 'inputs');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => SERIES[layer].test(name)) : [];
  if (names.length > 1)
    throw new FileError(
      `${folder} holds the ${layer} of several models: ${names.sort().join(', ')}.`,
      'Leave the one to use there, and move the others away.',
    );
  if (names.length === 1) return { file: `inputs/${names[0]}`, kind: 'dates' };
  return existsSync(join(workDir, STACK[layer])) ? { file: STACK[layer], kind: 'pairs' } : undefined;
}
