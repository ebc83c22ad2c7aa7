import { ENGLISH } from './english.ts';

export type TextKey = keyof typeof ENGLISH;

/** Words of the page in the reader's language. */
export function text(key: TextKey): string {
  return ENGLISH[key];
}
