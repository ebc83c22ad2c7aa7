import { OptionError } from '../core/errors.ts';
import type { Arguments } from './command.ts';

/** Flags of figures by destination, whose numbers must be above 0. */
const POSITIVE: Readonly<Record<string, string>> = {
  fig_dpi: '--dpi',
  fig_size: '--figsize',
  fig_num: '--fignum',
  fig_row_num: '--nrows',
  fig_col_num: '--ncols',
  font_size: '--fontsize',
  fs: '--fontsize',
  dem_contour_step: '--contour-step',
  dem_contour_linewidth: '--contour-lw',
  cmap_lut: '--cm-lut',
  lalo_step: '--lalo-step',
  lalo_max_num: '--lalo-max-num',
  cbar_nbins: '--cbar-nbins',
  cbar_bin_num: '--cbar-bin-num',
  pts_marker_size: '--pts-ms',
  ref_marker_size: '--ref-size',
  maxMemory: '--ram',
};

/** Flags of two limits by destination. */
const RANGES: Readonly<Record<string, string>> = { vlim: '--vlim', wrap_range: '--wrap-range' };

/** @throws {OptionError} for typed numbers with which nothing can be drawn */
export function checkFigureNumbers(args: Arguments): void {
  for (const [dest, flag] of Object.entries(POSITIVE)) {
    const numbers = [args[dest] ?? []].flat() as number[];
    if (!numbers.every((n) => n > 0 && n < Infinity))
      throw new OptionError(`${flag} ${numbers.join(' ')} is not above 0.`, 'Give a positive number.');
  }
  for (const [dest, flag] of Object.entries(RANGES)) {
    const [min, max]: number[] = args[dest] ?? [0, 1];
    if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
      throw new OptionError(
        `${flag} ${min} ${max} is no range.`,
        'Give two finite numbers, the smaller one first.',
      );
    }
  }
}
