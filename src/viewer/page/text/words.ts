import type { ENGLISH } from './english.ts';

export type TextKey = keyof typeof ENGLISH;

/** Words of a language: all of them. */
export type Words = Readonly<Record<TextKey, string>>;
