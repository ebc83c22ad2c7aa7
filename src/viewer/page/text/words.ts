import type { ENGLISH } from './english.ts';

export type TextKey = keyof typeof ENGLISH;

/** Words of a language; what is not there is said in English. */
export type Words = Readonly<Partial<Record<TextKey, string>>>;
