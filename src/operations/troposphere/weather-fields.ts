import { type DelayField, delayField } from '../../core/atmosphere/delay-field.ts';
import type { DelayPart } from '../../core/atmosphere/delay-profile.ts';
import { levelsAround } from '../../core/atmosphere/pressure-levels.ts';
import { FileError, MintsarError } from '../../core/errors.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';
import { readWeather } from '../../io/weather/read-weather.ts';
import type { SceneExtent } from './scene-extent.ts';

/** Zenith delay over a scene from the weather file of a date. @throws {FileError} when it cannot be used */
export function readDelayField(
  path: string,
  moment: { readonly date: string; readonly hour: number },
  part: DelayPart,
  { area, heights }: SceneExtent,
): DelayField {
  const file = new LocalFile(path);
  try {
    const weather = levelsAround(readWeather(file, moment, area), area);
    if (weather === undefined)
      throw new FileError(
        `${path} does not cover the scene.`,
        'Remove it, so that a larger area is fetched.',
      );
    return delayField(weather, part, heights);
  } catch (error) {
    if (error instanceof MintsarError && !error.message.includes(path))
      throw new FileError(`${path} cannot be used: ${error.message}`, 'Fetch it again.', { cause: error });
    throw error;
  } finally {
    file.close();
  }
}
