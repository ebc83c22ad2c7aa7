import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../io/whole-file.ts';

/** A request that was handed in, kept beside the weather files until it is done with: no run asks for the same twice. */
export interface RequestNote {
  readonly job: string;
  /** of the store */
  readonly url: string;
  /** what was asked for, but for the dates */
  readonly about: string;
  /** YYYYMMDD */
  readonly dates: readonly string[];
}

const NAME = /^\.era5-([\w-]+)\.json$/;

const notePath = (folder: string, job: string) => join(folder, `.era5-${job}.json`);

/** Where the result of a job is kept until it is cut into dates. */
export function resultPath(folder: string, job: string): string {
  return join(folder, `.era5-${job}.grib`);
}

export function writeRequestNote(folder: string, note: RequestNote): void {
  writeWhole(notePath(folder, note.job), `${JSON.stringify(note)}\n`);
}

/** Requests of earlier runs for the same hour and area from the same store. Notes that cannot be read do not count. */
export function requestNotes(
  folder: string,
  { url, about }: Pick<RequestNote, 'url' | 'about'>,
): RequestNote[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => NAME.test(name)) : [];
  return names.flatMap((name) => {
    try {
      const note: Partial<RequestNote> = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      const isWhole =
        typeof note.job === 'string' && NAME.exec(name)![1] === note.job && Array.isArray(note.dates);
      return isWhole && note.url === url && note.about === about ? [note as RequestNote] : [];
    } catch {
      return [];
    }
  });
}

/** Forget a request, and what is left of its result. */
export function dropRequest(folder: string, job: string): void {
  const result = resultPath(folder, job);
  const origin = join(folder, `..era5-${job}.grib.origin.json`);
  for (const path of [result, origin, notePath(folder, job)]) rmSync(path, { force: true });
}
