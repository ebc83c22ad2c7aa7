import { TrueType } from './truetype.ts';

/** Fonts by style: `bold `, `italic ` or nothing, as a CSS font begins. */
export interface FontShelf {
  font(style: string): TrueType;
}

/** The files of DejaVu Sans, each read when the first letter of it is drawn. */
export function dejaVuSans(read: (file: string) => Uint8Array): FontShelf {
  const fonts = new Map<string, TrueType>();
  return {
    font(style) {
      const name = /bold/.test(style)
        ? 'DejaVuSans-Bold'
        : /italic/.test(style)
          ? 'DejaVuSans-Oblique'
          : 'DejaVuSans';
      let font = fonts.get(name);
      if (font === undefined) {
        font = new TrueType(read(`${name}.ttf`));
        fonts.set(name, font);
      }
      return font;
    },
  };
}
