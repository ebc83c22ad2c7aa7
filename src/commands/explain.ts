import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { argument, flag, on, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, word } from '../flags/kind.ts';
import { type ExplainedPixel, explainStackPixel } from '../operations/inversion/explain-stack-pixel.ts';
import { templateFlag } from './template-flag.ts';

const MOST_LOOPS = 12;

/** `mintsar explain`: how the series of a pixel came about. */
export const command = defineCommand({
  description:
    'Invert one pixel as ifgram_inversion does and tell how: whether and why it is masked, the pairs used with coherence, weight and residual, the rank of its network and the pieces it is in, the loops of three pairs that do not close, and the series with its standard deviation by decorrelation. The options are those the series of the work directory was made with, which its attributes tell, or those of a template.',
  examples: [
    'mintsar explain inputs/ifgramStack.h5 -y 60 -x 80',
    'mintsar explain timeseries.h5 --lalo 36.417 25.426',
    'mintsar explain inputs/ifgramStack.h5 -y 60 -x 80 -t smallbaselineApp.cfg -w no',
    'mintsar explain timeseries.h5 -y 60 -x 80 --json > pixel.json',
  ],
  references: [
    'Yunjun et al. (2019), Computers & Geosciences 133, doi:10.1016/j.cageo.2019.104331 (closure, temporal coherence)',
    'Guarnieri & Tebaldini (2008), IEEE Trans. Geosci. Remote Sens. 46, doi:10.1109/TGRS.2008.2001756 (covariance)',
  ],
  flags: {
    file: argument(inputFile, 'stack of interferograms, or a series beside its inputs/'),
    y: flag('-y --row', int(0), 'row of the pixel'),
    x: flag('-x --column', int(0), 'its column'),
    lalo: tuple('--lalo', float, 'LAT LON', 'pixel by place, instead of -y and -x'),
    lookup: flag('--lookup --lut', asTyped(inputFile), 'lookup table of data in radar coordinates', {
      shown: 'inputs/geometry*.h5 near the file',
    }),
    template: templateFlag('template with mintpy.networkInversion.*'),
    dataset: flag('-d --dset', word, 'phase that is inverted', { shown: 'that of the series' }),
    weightFunc: flag('-w --weight-func', choice(['var', 'fim', 'coh', 'no']), 'other weights', {
      shown: 'those of the series',
    }),
    json: on('--json', 'print all of it as JSON, with the covariance of the series'),
  },
  async run({ file, y, x, lalo, lookup, template, dataset, weightFunc, json }, context) {
    const point = lalo ? { lat: lalo[0], lon: lalo[1] } : y !== undefined && x !== undefined && { y, x };
    if (!point) throw new OptionError('No pixel is named.', 'Give -y ROW and -x COLUMN, or --lalo LAT LON.');
    for (const warning of template?.warnings ?? []) context.log.warn(warning);
    const explained = await explainStackPixel({
      file,
      point,
      ...(lookup !== undefined && { lookup }),
      ...(template && {
        options: template.config.networkInversion,
        unwrapErrorMethod: template.config.unwrapError.method,
      }),
      ...(dataset !== undefined && { dataset }),
      ...(weightFunc !== undefined && { weightFunc }),
    });
    if (json) context.print(JSON.stringify(plain(explained), undefined, 2));
    else for (const line of report(explained)) context.print(line);
    return explained;
  },
});

/** Arrays as lists; what is no number has no value in JSON. */
function plain({ told, ...rest }: ExplainedPixel) {
  const list = (values: ArrayLike<number> | undefined) => values && Array.from(values);
  const { timeseries, std, covariance, ...others } = told;
  return {
    ...rest,
    ...others,
    timeseries: list(timeseries),
    std: list(std),
    covariance: list(covariance),
  };
}

function report({ stack, dataset, pixel, place, referencePixel, options, offBy, told }: ExplainedPixel) {
  const { pairs, numUsed, rank, numUnknown, pieces, loops, dates, timeseries, std } = told;
  const where = place ? `, lat/lon ${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}` : '';
  const { maskDataset, maskThreshold, weightFunc, minRedundancy } = options;
  const mask = maskDataset === null ? '' : `, pairs masked by ${maskDataset} ${maskThreshold}`;
  const lines = [
    `y ${pixel.y}, x ${pixel.x}${where} of ${shortName(stack)}: ${dataset}, relative to y ${referencePixel.y}, x ${referencePixel.x}`,
    `weight ${weightFunc}, at least ${minRedundancy} pairs for a date${mask}`,
    outcomeOf(told, offBy),
    `pairs used: ${numUsed} of ${pairs.length}; rank ${rank} of ${numUnknown}; temporal coherence ${told.temporalCoherence.toFixed(4)}`,
  ];
  if (pieces.length > 1)
    lines.push(
      `the network is in ${pieces.length} pieces that no pair connects: ${pieces.map(spanOf).join('; ')}`,
    );
  lines.push('', 'pair               use      coherence    weight  phase, rad  residual, rad');
  for (const { pair, use, phase, quality, weight, residual } of pairs)
    lines.push(
      [
        `${pair.date1}_${pair.date2}`,
        use.padEnd(8),
        cell(quality, 3, 8),
        cell(weight, 4, 9),
        cell(phase, 4, 11),
        cell(residual, 4, 14),
      ].join(' '),
    );
  const open = loops.filter(({ cycles }) => cycles !== 0);
  lines.push('', `loops of three pairs that do not close: ${open.length} of ${loops.length}`);
  for (const { pairs: own, closure, cycles } of open.slice(0, MOST_LOOPS))
    lines.push(
      `  ${own.map((i) => `${pairs[i].pair.date1}_${pairs[i].pair.date2}`).join(', ')}: ${closure.toFixed(3)} rad, ${cycles} cycles`,
    );
  if (open.length > MOST_LOOPS) lines.push(`  and ${open.length - MOST_LOOPS} more: --json lists all`);
  if (told.outcome === 'solved' || told.outcome === 'reference') {
    lines.push('', `date      displacement, m${std ? '  standard deviation, m' : ''}`);
    dates.forEach((date, k) => {
      lines.push(`${date} ${cell(timeseries[k], 5, 16)}${std ? cell(std[k], 5, 23) : ''}`);
    });
  }
  return lines;
}

function outcomeOf({ outcome, sparseDates }: ExplainedPixel['told'], offBy: string | undefined): string {
  if (outcome === 'solved') return 'solved';
  if (outcome === 'reference') return 'it is the reference pixel: zero by definition';
  if (outcome === 'off') return `not solved: ${shortName(offBy ?? '')} is 0 here`;
  if (outcome === 'empty') return 'not solved: no pair has a phase here';
  return `not solved: too few pairs for ${sparseDates.join(', ')}`;
}

function spanOf(dates: readonly string[]): string {
  return dates.length === 1 ? dates[0] : `${dates[0]} to ${dates.at(-1)} (${dates.length})`;
}

function cell(value: number, digits: number, width: number): string {
  return (Number.isNaN(value) ? '-' : value.toFixed(digits)).padStart(width);
}
