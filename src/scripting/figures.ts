import { resolve } from 'node:path';
import { writeFigure } from '../operations/figures/save.ts';
import { type Figure, type FigureFormat, renderFigure } from '../plot/index.ts';

/** What notebooks show of a value: contents by MIME type. */
export type MimeBundle = Readonly<Record<string, string>>;

/** Method that Deno's notebooks ask a value of a cell for. */
const DISPLAY = Symbol.for('Jupyter.display');

/** Resolution on the screen of a notebook. */
const SCREEN_DPI = 110;

/** What draws pictures in a cell, as `tslab.display` does. */
export interface PictureDisplay {
  png(bytes: Uint8Array): void;
}

/**
 * A figure in a script: drawn when it is asked for, as a picture in a notebook or as a file.
 *
 *     const [map] = await view('velocity.h5 velocity');
 *     await map.save('velocity.pdf');
 */
export class NotebookFigure {
  /** What is drawn, for `renderFigure` and pages of one's own. */
  readonly figure: Figure;
  /** File that the command would have written. */
  readonly path: string;
  private readonly dpi: number;

  constructor(figure: Figure, path: string, dpi = 300) {
    this.figure = figure;
    this.path = path;
    this.dpi = dpi;
  }

  get title(): string {
    return this.figure.title;
  }

  /** The bytes of a picture. @throws {UnsupportedError} for another format */
  render(format: FigureFormat = 'png', dpi: number = SCREEN_DPI): Promise<Buffer> {
    return renderFigure(this.figure, { format, dpi });
  }

  /**
   * Write a file: PNG, PDF or SVG by its end, under the name that the command would have given unless another is.
   * @returns its absolute path  @throws {OptionError} for another end of the name  @throws {FileError} when it cannot be written
   */
  async save(path: string = this.path, { dpi = this.dpi }: { readonly dpi?: number } = {}): Promise<string> {
    await writeFigure(path, this.figure, { dpi });
    return resolve(path);
  }

  /** Show it where a notebook does not ask by itself: `await map.show(tslab.display)`. */
  async show(display: PictureDisplay): Promise<void> {
    display.png(await this.render());
  }

  /** What a notebook shows of it. */
  async mimeBundle(): Promise<MimeBundle> {
    const png = await this.render();
    return { 'image/png': png.toString('base64'), 'text/plain': this.title };
  }

  [DISPLAY](): Promise<MimeBundle> {
    return this.mimeBundle();
  }
}

/** The figures of a command, in its order; a notebook shows them all. */
export class FigureList extends Array<NotebookFigure> {
  // Lists that are made of this one are plain.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Show all where a notebook does not ask by itself: `await figures.show(tslab.display)`. */
  async show(display: PictureDisplay): Promise<void> {
    for (const figure of this) await figure.show(display);
  }

  /** What a notebook shows of them. */
  async mimeBundle(): Promise<MimeBundle> {
    if (this.length === 1) return this[0].mimeBundle();
    const pictures = await Promise.all(this.map((figure) => figure.render()));
    const images = pictures.map(
      (png) => `<img style="max-width:100%" src="data:image/png;base64,${png.toString('base64')}" alt="">`,
    );
    return { 'text/html': images.join('\n'), 'text/plain': this.map(({ title }) => title).join('\n') };
  }

  [DISPLAY](): Promise<MimeBundle> {
    return this.mimeBundle();
  }
}
