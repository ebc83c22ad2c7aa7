import { FileError } from '../../core/errors.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';
import { readGrib } from '../../io/grib/read-grib.ts';
import { writeWhole } from '../../io/whole-file.ts';

/** Fields of a date: three quantities on 37 levels. */
const FIELDS = 111;

/** Whether a fetched file is weather at all. @throws {FileError} when it is not */
export function assertWeather(path: string): void {
  const file = new LocalFile(path);
  try {
    readGrib(file);
  } finally {
    file.close();
  }
}

/**
 * Cut a file with the weather of many dates into one per date, each there whole or not at all.
 * @param target where the file of a date goes @returns dates that are complete
 */
export function cutResult(
  path: string,
  dates: readonly string[],
  hour: number,
  target: (date: string) => string,
): string[] {
  const file = new LocalFile(path);
  try {
    const fields = readGrib(file);
    return dates.filter((date) => {
      const own = fields.filter((field) => field.date === date && field.hour === hour);
      const messages = new Map(own.map(({ address, size }) => [address, size]));
      if (
        own.filter(({ quantity, pressure }) => quantity !== undefined && pressure !== undefined).length <
        FIELDS
      )
        return false;
      const content = new Uint8Array([...messages.values()].reduce((sum, size) => sum + size, 0));
      let at = 0;
      for (const [address, size] of messages) {
        file.readInto(content.subarray(at, at + size), address);
        at += size;
      }
      writeWhole(target(date), content);
      return true;
    });
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  } finally {
    file.close();
  }
}
