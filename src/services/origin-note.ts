import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeWhole } from '../io/whole-file.ts';

/** Where a fetched file came from; kept beside it as `.NAME.origin.json`. */
export interface OriginNote {
  readonly service: string;
  readonly url: string;
  readonly bytes: number;
  /** when the server last said that this is what it has */
  readonly checked: string;
  readonly etag?: string;
  readonly lastModified?: string;
}

const notePath = (path: string) => join(dirname(path), `.${basename(path)}.origin.json`);

export function writeOriginNote(path: string, note: OriginNote): void {
  writeWhole(notePath(path), `${JSON.stringify(note, null, 1)}\n`);
}

/** @returns undefined for files that somebody put there, and notes that cannot be read */
export function readOriginNote(path: string): OriginNote | undefined {
  if (!existsSync(notePath(path))) return undefined;
  try {
    const note: Partial<OriginNote> = JSON.parse(readFileSync(notePath(path), 'utf8'));
    const isWhole = typeof note.url === 'string' && typeof note.checked === 'string';
    return isWhole ? (note as OriginNote) : undefined;
  } catch {
    return undefined; // the file counts as one that somebody put there
  }
}
