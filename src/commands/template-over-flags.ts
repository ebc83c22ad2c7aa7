import type { OptionKey } from '../config/index.ts';

/**
 * Options of a step from its template and from flags of the same names: what the template sets wins, then what was
 * typed; everything else is as the template leaves it to be chosen.
 *
 * @param prefix of the options, such as `mintpy.timeFunc.`
 * @param automatic the options of the template, `auto` resolved
 */
export function templateOverFlags<T extends object>(
  prefix: string,
  set: ReadonlySet<OptionKey>,
  automatic: T,
  flags: T,
  typed: ReadonlySet<string>,
): T {
  const entries = Object.entries(automatic).map(([key, value]) => {
    const isFlag = !set.has(`${prefix}${key}` as OptionKey) && typed.has(key);
    return [key, isFlag ? flags[key as keyof T] : value];
  });
  return Object.fromEntries(entries) as T;
}
