import type { Context2D } from './context2d.ts';

/** Ink of axes and text: softer than black on screen, black enough in print. */
export const INK = '#1a1a1a';

const FAMILY = '"DejaVu Sans"';
/** Height of a capital letter of DejaVu Sans, in ems: centres text without asking the platform. */
const CAP_HEIGHT = 0.729;

// biome-ignore format: one table of the 95 printable ASCII characters, in thousandths of an em
const ADVANCE = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
  603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635,
  634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const ADVANCE_OTHER: Record<string, number> = { '−': 838, '°': 500, π: 602, '×': 838, σ: 634, '±': 838 };

/** Width of one line of DejaVu Sans in points, from the font's own advances: layout needs no drawing surface. */
export function textWidth(text: string, size: number): number {
  let thousandths = 0;
  for (const character of text) {
    thousandths += ADVANCE[character.charCodeAt(0) - 32] ?? ADVANCE_OTHER[character] ?? 636;
  }
  return (thousandths * size) / 1000;
}

export interface TextStyle {
  readonly size: number;
  readonly color?: string;
  readonly align?: 'left' | 'center' | 'right';
  /** Which part of the text `y` gives: its foot, the middle of the capitals, or their top. */
  readonly anchor?: 'foot' | 'middle' | 'top';
  readonly weight?: 'normal' | 'bold';
  readonly italic?: boolean;
  /** Turn anticlockwise by 90 degrees. */
  readonly vertical?: boolean;
  /** Turn anticlockwise by so many degrees. */
  readonly angle?: number;
  /** Colour of an outline that keeps text readable on a busy background. */
  readonly halo?: string;
}

/** Write one or several lines (separated by `\n`, 1.25 em apart) at a point of the page. */
export function drawText(context: Context2D, text: string, x: number, y: number, style: TextStyle): void {
  const { size, align = 'center', anchor = 'foot', weight = 'normal', italic = false } = style;
  context.save();
  context.translate(x, y);
  const angle = style.vertical ? 90 : (style.angle ?? 0);
  if (angle !== 0) context.rotate((-angle * Math.PI) / 180);
  context.font = `${italic ? 'italic ' : ''}${weight === 'bold' ? 'bold ' : ''}${size}px ${FAMILY}`;
  context.textAlign = align;
  context.textBaseline = 'alphabetic';
  const lines = text.split('\n');
  const drop = anchor === 'foot' ? 0 : CAP_HEIGHT * size * (anchor === 'top' ? 1 : 0.5);
  const rise = anchor === 'middle' ? ((lines.length - 1) * 1.25 * size) / 2 : 0;
  lines.forEach((line, i) => {
    const foot = drop - rise + i * 1.25 * size;
    if (style.halo !== undefined) {
      context.strokeStyle = style.halo;
      context.lineWidth = size * 0.28;
      context.lineJoin = 'round';
      context.strokeText(line, 0, foot);
    }
    context.fillStyle = style.color ?? INK;
    context.fillText(line, 0, foot);
  });
  context.restore();
}
