import type { Project } from '../config/index.ts';

/** Whether the weather model was not asked for, but is what `auto` stands for. */
export function isAutomaticWeather({ config, given }: Project): boolean {
  const isTyped =
    given.has('mintpy.troposphericDelay.method') || given.has('mintpy.troposphericDelay.weatherModel');
  return config.troposphericDelay.method === 'pyaps' && !isTyped;
}
