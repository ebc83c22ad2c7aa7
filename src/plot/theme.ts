import type { Context2D, Figure } from './context2d.ts';
import { INK } from './text.ts';

/** Looks of a figure: `paper` to be printed, `screen` for slides and pages, `dark` for dark ones. */
export const THEMES = ['paper', 'screen', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What a theme says where nobody else does: how large letters are beside the usual ones, and the resolution. */
const DEFAULTS: Readonly<Record<Theme, { readonly letters: number; readonly dpi: number }>> = {
  paper: { letters: 3 / 4, dpi: 600 },
  screen: { letters: 7 / 6, dpi: 150 },
  dark: { letters: 7 / 6, dpi: 150 },
};

/** Size of letters in points: `usual`, made smaller for print and larger for a screen. */
export function letterSize(theme: Theme | undefined, usual = 12): number {
  return theme === undefined ? usual : usual * DEFAULTS[theme].letters;
}

/** Resolution: the given one, else that of the theme, else `usual`. */
export function resolutionOf(
  { dpi, theme }: { readonly dpi?: number; readonly theme?: Theme },
  usual = 300,
): number {
  return dpi ?? (theme === undefined ? usual : DEFAULTS[theme].dpi);
}

const NIGHT = '#16191d';
/** Light for dark and dark for light; colours that mean something stay. */
const AT_NIGHT: Readonly<Record<string, string>> = {
  [INK]: '#e8e6e3',
  black: '#e8e6e3',
  white: NIGHT,
  '#e3e3e3': '#33383e',
  '#cccccc': '#4a5058',
  '#4d4d4d': '#a8adb3',
  'rgba(255,255,255,0.85)': 'rgba(22,25,29,0.8)',
};

/** A figure for dark pages. */
export function darkFigure(figure: Figure): Figure {
  return {
    ...figure,
    background: figure.background === undefined ? undefined : NIGHT,
    draw: (surface) => figure.draw({ ...surface, context: darkContext(surface.context) }),
  };
}

function darkContext(context: Context2D): Context2D {
  return new Proxy(context, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set(target, name, value) {
      const isColor = name === 'fillStyle' || name === 'strokeStyle';
      return Reflect.set(target, name, isColor ? (AT_NIGHT[value] ?? value) : value, target);
    },
  });
}
