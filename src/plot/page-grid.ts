import { OptionError } from '../core/errors.ts';
import type { Figure, Rect } from './context2d.ts';
import { drawText } from './text.ts';

/** A place on a page, for one figure. */
export class Axes {
  /** in points from the top left corner of the page */
  readonly rect: Rect;
  private figure: Figure | undefined;

  constructor(rect: Rect) {
    this.rect = rect;
  }

  /** What a figure is given so that it fills the place: width and height, inches. */
  get size(): readonly [width: number, height: number] {
    return [this.rect.width / 72, this.rect.height / 72];
  }

  /** What stands here. */
  get content(): Figure | undefined {
    return this.figure;
  }

  /**
   * Put a figure here instead of what was here before; one of another size is made larger or smaller, and centred.
   *
   *     axes.put(drawRms({ dates, rms, size: axes.size }));
   */
  put(figure: Figure): this {
    this.figure = figure;
    return this;
  }

  /** Take away what stands here. */
  clear(): this {
    this.figure = undefined;
    return this;
  }
}

/** A page of rows and columns. */
export interface PageGrid {
  /** Size of the page, inches; 5 x 4 per place unless given. */
  readonly size?: readonly [width: number, height: number];
  /** Between the places, inches; 0.1 unless given. */
  readonly gap?: number;
  /** Name of the file's content; that of the first figure unless given. */
  readonly title?: string;
}

/** Places on a page, row by row from the top left. @throws {OptionError} for a page without room */
export function gridOfAxes(rows: number, columns: number, { size, gap = 0.1 }: PageGrid = {}): Axes[] {
  for (const count of [rows, columns]) {
    if (!(Number.isInteger(count) && count >= 1))
      throw new OptionError(`${rows} rows and ${columns} columns are no page.`, 'Give whole numbers from 1.');
  }
  const [pageWidth, pageHeight] = size ?? [5 * columns, 4 * rows];
  const width = (pageWidth * 72 - gap * 72 * (columns - 1)) / columns;
  const height = (pageHeight * 72 - gap * 72 * (rows - 1)) / rows;
  if (!(width > 0 && height > 0)) {
    throw new OptionError(
      `A page of ${pageWidth} x ${pageHeight} inches has no room for ${rows} x ${columns} figures ${gap} inches apart.`,
      'Give a larger size, or a smaller gap.',
    );
  }
  return Array.from({ length: rows * columns }, (_, k) => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    return new Axes({ x: column * (width + gap * 72), y: row * (height + gap * 72), width, height });
  });
}

/** The page with what stands in its places when it is drawn. */
export function pageOfAxes(axes: readonly Axes[], title = ''): Figure {
  const edge = (of: (rect: Rect) => number) => Math.max(...axes.map(({ rect }) => of(rect)));
  return {
    width: edge(({ x, width }) => x + width),
    height: edge(({ y, height }) => y + height),
    get title() {
      return title || (axes.map(({ content }) => content?.title).find(Boolean) ?? '');
    },
    background: 'white',
    draw(surface) {
      const { context } = surface;
      for (const { rect, content } of axes) {
        if (content === undefined) continue;
        const scale = Math.min(rect.width / content.width, rect.height / content.height);
        context.save();
        context.translate(
          rect.x + (rect.width - scale * content.width) / 2,
          rect.y + (rect.height - scale * content.height) / 2,
        );
        context.scale(scale, scale);
        content.draw({
          context,
          scale: surface.scale * scale,
          paint: (...words) => surface.paint(...words),
        });
        context.restore();
      }
    },
  };
}

/** A figure with lines of text over it, in letters of so many points. */
export function withHeading(figure: Figure, text: string, size: number): Figure {
  const lines = text.split('\n');
  const room = size * (1.25 * lines.length + 0.8);
  return {
    width: figure.width,
    height: figure.height + room,
    title: lines.join(', '),
    background: figure.background,
    draw(surface) {
      const { context } = surface;
      drawText(context, text, figure.width / 2, size * 0.8, { size, anchor: 'top' });
      context.save();
      context.translate(0, room);
      figure.draw(surface);
      context.restore();
    },
  };
}
