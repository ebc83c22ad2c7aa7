import type { Option, Section, ValuesOf } from './option.ts';
import { compute } from './sections/compute.ts';
import * as corrections from './sections/corrections.ts';
import { correctUnwrapError, invertNetwork } from './sections/inversion.ts';
import { loadData } from './sections/load-data.ts';
import { modifyNetwork, quickOverview, referenceDate, referencePoint } from './sections/network.ts';
import { geocode, googleEarth, hdfEos5, plot, velocity } from './sections/products.ts';

/**
 * All options of the workflow, in the order of the template. The packaged `smallbaselineApp.cfg`, the help of each
 * step, the documentation, validation, the meaning of `auto` and the type of `Config` are made from this list alone.
 */
export const sections = [
  compute,
  loadData,
  modifyNetwork,
  referencePoint,
  quickOverview,
  correctUnwrapError,
  invertNetwork,
  corrections.correctLod,
  corrections.correctSet,
  corrections.correctIonosphere,
  corrections.correctTroposphere,
  corrections.deramp,
  corrections.correctTopography,
  corrections.residualRms,
  referenceDate,
  velocity,
  geocode,
  googleEarth,
  hdfEos5,
  plot,
] as const satisfies readonly Section[];

type OptionsOf<S extends Section> = S extends unknown ? (options: S['options']) => void : never;
type AllOptions = OptionsOf<(typeof sections)[number]> extends (options: infer O) => void ? O : never;

/** A key of the template, e.g. `mintpy.network.minCoherence`. */
export type OptionKey = keyof AllOptions & `mintpy.${string}`;

/**
 * The options as typed values, nested like their keys: `config.network.minCoherence`, `config.timeFunc.periodic`.
 * Keys that are both a value and a group have their value beside the group's members: `config.deramp.type`,
 * and `enabled` in `config.topographicResidual`, `.geocode`, `.save.hdfEos5` and `.plot`.
 */
export type Config = ValuesOf<Pick<AllOptions, OptionKey>>;

/** Every option by its key, in the order of the template. */
export const options: ReadonlyMap<string, Option> = new Map(
  sections.flatMap((section: Section) => Object.entries(section.options)),
);

export function isOptionKey(key: string): key is OptionKey {
  return options.has(key);
}
