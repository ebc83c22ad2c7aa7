import { word } from '../flags/kind.ts';

/** Name of a GNSS station; small letters do. */
export const site = { ...word, parse: (text: string) => text.toUpperCase(), metavar: 'SITE' };
