import { OptionError } from '../core/errors.ts';
import { type Colormap, colormapFromStops } from './color-table.ts';

/**
 * Read a colour palette table (`.cpt`) of the Generic Mapping Tools: lines of `z0 r g b z1 r g b` with components of
 * 0 to 255, or `z0 r/g/b z1 r/g/b`. Comments and the lines B, F and N (beyond and no-data colours) are skipped.
 *
 * @throws {OptionError} when no colour line is found
 */
export function parseCpt(name: string, text: string, n = 256): Colormap {
  const rows: number[][] = [];
  for (const line of text.split('\n')) {
    const fields = line.split('#')[0].trim().replace(/\//g, ' ').split(/\s+/);
    const row = fields.slice(0, 8).map(Number);
    if (row.length === 8 && row.every(Number.isFinite)) rows.push(row);
  }
  if (rows.length === 0) {
    throw new OptionError(
      `The palette "${name}" has no line of colours.`,
      'Give a .cpt file with "z r g b z r g b" lines.',
    );
  }
  const low = rows[0][0];
  const span = (rows.at(-1) as number[])[4] - low;
  const stops = rows.flatMap(([z0, r0, g0, b0, z1, r1, g1, b1]) => [
    [(z0 - low) / span, r0 / 255, g0 / 255, b0 / 255] as const,
    [(z1 - low) / span, r1 / 255, g1 / 255, b1 / 255] as const,
  ]);
  return colormapFromStops(name, stops, n);
}
