import { AsyncLocalStorage } from 'node:async_hooks';
import { extname } from 'node:path';
import { OptionError } from '../../core/errors.ts';
import { writeWhole } from '../../io/whole-file.ts';
import type { Figure, FigureFormat, Theme } from '../../plot/index.ts';

const FORMATS: Readonly<Record<string, FigureFormat>> = { '.png': 'png', '.pdf': 'pdf', '.svg': 'svg' };

/** Format of a figure by the end of its name. @throws {OptionError} for any other than PNG, PDF and SVG */
export function formatOf(name: string): FigureFormat {
  const format = FORMATS[extname(name).toLowerCase()];
  if (format !== undefined) return format;
  throw new OptionError(
    `${name}: figures are written as .png, .pdf or .svg.`,
    'Give it a name that ends so.',
  );
}

/** A script that wants to have figures. */
export interface FigureKeeper {
  /** whether files are written as well */
  readonly writes: boolean;
  keep(path: string, figure: Figure, dpi: number): void;
}

const keepers = new AsyncLocalStorage<FigureKeeper>();

/** Do something whose figures a script wants to have, besides or instead of their files. */
export function keepingFigures<T>(keeper: FigureKeeper, work: () => Promise<T>): Promise<T> {
  return keepers.run(keeper, work);
}

/** @throws {OptionError} for a name that is none of a moving picture */
export function assertGif(name: string): void {
  if (extname(name).toLowerCase() === '.gif') return;
  throw new OptionError(`${name}: an animation is written as .gif.`, 'Give -o a name that ends in .gif.');
}

/** A page of a screen: frames of a higher resolution make files that nobody can send. */
const FRAME_DPI = 100;

/** Write figures as the frames of one moving picture. */
export async function writeFrames(path: string, figures: readonly Figure[], look: FigureLook): Promise<void> {
  const { renderFrames, resolutionOf } = await import('../../plot/maps.ts');
  const frames = await Promise.all(figures.map((figure) => themed(figure, look.theme)));
  writeWhole(path, await renderFrames(frames, Math.min(resolutionOf(look), FRAME_DPI)), { sync: false });
}

/** What is asked of every figure: whom it is for, and how fine it is. */
export interface FigureLook {
  readonly theme?: Theme;
  /** Dots per inch; those of the theme, else 300, unless given. */
  readonly dpi?: number;
}

async function themed(figure: Figure, theme: Theme | undefined): Promise<Figure> {
  return theme === 'dark' ? (await import('../../plot/maps.ts')).darkFigure(figure) : figure;
}

/** Draw a figure into a file beside its final name and put it in place. */
export async function writeFigure(path: string, figure: Figure, look: FigureLook): Promise<void> {
  writeDrawn(path, await encodeFigure(path, figure, look));
}

/**
 * The bytes of a figure in the format of its name; undefined when a script takes the figure and wants no file.
 * @throws {OptionError} for another format, and for too large a page
 */
export async function encodeFigure(
  path: string,
  figure: Figure,
  look: FigureLook,
): Promise<Uint8Array | undefined> {
  const format = formatOf(path);
  const { renderFigure, resolutionOf } = await import('../../plot/maps.ts');
  const dpi = resolutionOf(look);
  const drawn = await themed(figure, look.theme);
  const keeper = keepers.getStore();
  keeper?.keep(path, drawn, dpi);
  if (keeper?.writes === false) return undefined;
  return renderFigure(drawn, { format, dpi });
}

/** Put a figure, or a text that goes with one, in its place; nothing when a script wants no files. */
export function writeDrawn(path: string, content: Uint8Array | string | undefined): void {
  if (content === undefined || keepers.getStore()?.writes === false) return;
  writeWhole(path, content, { sync: false }); // an empty one that a power failure left is drawn again
}
