import { CHINESE } from './chinese.ts';
import { ENGLISH } from './english.ts';
import { GERMAN } from './german.ts';
import { SPANISH } from './spanish.ts';
import type { TextKey, Words } from './words.ts';

export type { TextKey } from './words.ts';

/** Languages by the codes of browsers, with the names they call themselves. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, de: GERMAN, es: SPANISH, zh: CHINESE };
const KEPT = 'mintsar-language';

/** The reader's: chosen before, or the first of the browser's that is there. */
export let language: Language = chosen() ?? 'en';

function chosen(): Language | undefined {
  const own = [kept(KEPT), ...navigator.languages].map((code) => code?.slice(0, 2).toLowerCase());
  return own.find((code): code is Language => code !== undefined && code in LANGUAGES);
}

/** Words of the page in the reader's language. */
export function text(key: TextKey): string {
  return WORDS[language][key];
}

/** Words are in another language from now on; who shows some asks for them again. */
export function chooseLanguage(code: string): void {
  if (!(code in LANGUAGES)) return;
  keep(KEPT, code);
  language = code as Language;
}

/** What this browser keeps for the page; some keep nothing. */
export function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It is asked again next time.
  }
}
