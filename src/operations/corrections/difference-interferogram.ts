import type { Context } from '../../core/context.ts';
import { findDate } from '../../core/date-selection.ts';
import { longDate } from '../../core/dates.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { datesOfPair, readUnwrapped, writeUnwrapped } from '../../io/products/unwrapped-file.ts';

interface InterferogramDifference {
  /** interferogram, `.unw` */
  readonly first: string;
  /** one series of displacement */
  readonly others: readonly string[];
  readonly outfile: string;
}

/** Phase of the displacement between the two dates of an interferogram, which stays relative to its reference pixel. */
export async function subtractFromInterferogram(
  { first, others, outfile }: InterferogramDifference,
  context: Context,
): Promise<void> {
  const ifgram = await readUnwrapped(first);
  if (others.length !== 1) {
    throw new OptionError(
      `${others.length} files are to be subtracted from ${first}.`,
      'Subtract one at a time.',
    );
  }
  const series = await readTimeseries(others[0]);
  assertSameSize(ifgram, series);
  const planes = datesOfPair(ifgram).map((date) => {
    const plane = findDate(series.dates, longDate(date));
    if (plane >= 0) return plane;
    throw new FileError(`${series.path} lacks ${date}, a date of ${first}.`, 'Give a series of both dates.');
  });
  const perRadian = displacementPerRadian(ifgram.facts.wavelength);
  const { length, width } = ifgram;
  const data = Float32Array.from(ifgram.phase.data);
  await withH5(series.path, (file) => {
    const [early, late] = planes.map(
      (k) => file.read('timeseries', { start: [k, 0, 0], count: [1, length, width] }) as Float32Array,
    );
    for (let i = 0; i < data.length; i++) data[i] -= (late[i] - early[i]) / perRadian;
  });
  const reference = referencePixel(ifgram);
  const atReference = reference === undefined ? 0 : data[reference.y * width + reference.x];
  for (let i = 0; i < data.length; i++) data[i] -= atReference;
  writeUnwrapped(outfile, ifgram.attributes, ifgram.magnitude, { data, shape: [length, width] });
  context.log.info(`wrote ${outfile}`);
}
