import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError, NetworkError } from '../../core/errors.ts';
import { datesOfPairs, type Pair, parsePair } from '../../core/network/pairs.ts';
import { perpBaselineTimeseries } from '../../core/network/perpendicular-baseline.ts';
import { type IfgramStack, readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { isNotOlder } from '../../io/products/provenance.ts';
import type { Figure, Network, NetworkStyle } from '../../plot/index.ts';
import { assertRequest } from '../request.ts';
import { parseNetworkText } from './network-figures-text.ts';
import { type FigureLook, writeFigure } from './save.ts';

/** What gives interferograms their colour. */
export type NetworkQuantity = 'coherence' | 'offsetSNR' | 'pbase' | 'tbase';

export interface NetworkFiguresRequest extends FigureLook {
  /** `inputs/ifgramStack.h5`, which knows what is in use; or the text alone. */
  readonly stack?: string;
  /** `coherenceSpatialAvg.txt`; without it pairs have no colour. */
  readonly coherence?: string;
  readonly quantity?: NetworkQuantity;
  /** Coherence below which the colour changes from good to bad; the highest dropped one, else 0.4, unless given. */
  readonly breakAt?: number;
  readonly matrixAxis?: 'time' | 'index';
  readonly style?: NetworkStyle;
  /** false: no titles. */
  readonly titles?: boolean;
  /** Number of the figure, e.g. `(a)`, before the title. */
  readonly number?: string;
  readonly folder: string;
  readonly format?: '.pdf' | '.png' | '.svg';
  readonly update?: boolean;
}

interface QuantityWords {
  /** of the colour bar */
  readonly label: string;
  /** name of the figures: `coherenceMatrix.pdf` */
  readonly prefix: string;
  readonly vlim?: readonly [number, number];
}

const QUANTITIES: Readonly<Record<NetworkQuantity, QuantityWords>> = {
  coherence: { label: 'Average spatial coherence', prefix: 'coherence', vlim: [0.2, 1] },
  offsetSNR: { label: 'Average SNR of offsets', prefix: 'SNR', vlim: [0, 20] },
  tbase: { label: 'Temporal baseline [day]', prefix: 'tbase' },
  pbase: { label: 'Perpendicular baseline [m]', prefix: 'pbaseRange' },
};

/**
 * The four figures of a network: the graph of interferograms over time and perpendicular baseline, the history of
 * baselines, of the range of coherence per acquisition, and the matrix of coherence.
 */
export async function drawNetworkFigures(
  request: NetworkFiguresRequest,
  context: Context,
): Promise<{ readonly files: string[]; readonly drawn: boolean; readonly network: Network }> {
  assertRequest('drawNetworkFigures', request, context, ['folder']);
  const { quantity = 'coherence', folder, format = '.pdf' } = request;
  const network = await readNetwork(request);
  const { label, prefix, vlim } = QUANTITIES[quantity];
  const ion = basename(request.stack ?? '').startsWith('ion') ? 'Ion' : '';
  const colored = network.pairs.some(({ value }) => value !== undefined);
  const names = ['pbaseHistory', ...(colored ? [`${prefix}History`, `${prefix}Matrix`] : []), 'network'];
  const files = names.map((name) => join(folder, `${name}${ion}${format}`));
  const inputs = [request.stack, request.coherence].filter(
    (p): p is string => p !== undefined && existsSync(p),
  );
  if (request.update && files.every((file) => isNotOlder(file, inputs)))
    return { files, drawn: false, network };
  const limits = vlim ?? valueRange(network);
  const [low, high] = request.style?.vlim ?? limits;
  const middle =
    quantity === 'coherence'
      ? (request.breakAt ?? highestDropped(network, low, high) ?? 0.4)
      : (low + high) / 2;
  const plot = await import('../../plot/index.ts');
  const style: NetworkStyle = {
    label,
    vlim: [low, high],
    vlist: [low, middle, high],
    ...request.style,
    fontSize: request.style?.fontSize ?? plot.letterSize(request.theme),
  };
  const own = quantity === 'coherence' ? 'Coherence' : label.replace(/ \[.*/, '');
  const titled = (words: string) => ({
    ...style,
    title: request.titles === false ? '' : [request.number, words].filter(Boolean).join(' '),
  });
  const figures: Figure[] = [
    plot.drawBaselineHistory(network, titled('Perpendicular baseline history')),
    ...(colored
      ? [
          plot.drawCoherenceHistory(network, titled(`${own} history: all pairs of an acquisition`)),
          plot.drawCoherenceMatrix(network, { ...titled(`${own} matrix`), axis: request.matrixAxis }),
        ]
      : []),
    plot.drawNetwork(network, titled('Interferogram network')),
  ];
  for (const [k, figure] of figures.entries()) await writeFigure(files[k], figure, request);
  context.log.debug(`wrote ${files.join(', ')}`);
  return { files, drawn: true, network };
}

/**
 * The network of a stack or of a text of averages: every acquisition with its perpendicular baseline, every pair with
 * its value and whether it is in use.
 *
 * @throws {NetworkError} when a pair in use has no baseline or no value
 */
export async function readNetwork({
  stack,
  coherence,
  quantity = 'coherence',
}: Pick<NetworkFiguresRequest, 'stack' | 'coherence' | 'quantity'>): Promise<Network> {
  const text =
    coherence !== undefined && existsSync(coherence)
      ? parseNetworkText(readFileSync(coherence, 'utf8'), coherence)
      : undefined;
  if (stack === undefined && text === undefined) {
    throw new FileError(
      `${coherence ?? 'The network'} does not exist.`,
      'Give inputs/ifgramStack.h5 or coherenceSpatialAvg.txt.',
    );
  }
  const ifgrams: IfgramStack | undefined = stack === undefined ? undefined : await readIfgramStack(stack);
  const date12 = ifgrams?.date12 ?? text!.map((row) => row.date12);
  const bperp = ifgrams?.bperp ?? Float32Array.from(text!, (row) => row.bperp);
  const means = new Map(text?.map((row) => [row.date12, row.mean]));
  const pairs = date12.map(parsePair);
  const dates = datesOfPairs(pairs);
  const dropped = (i: number) => ifgrams !== undefined && !ifgrams.isKept[i];
  const noBaseline = date12.filter((_, i) => !dropped(i) && Number.isNaN(bperp[i]));
  if (noBaseline.length > 0) {
    throw new NetworkError(
      `No perpendicular baseline for: ${noBaseline.join(', ')}.`,
      'Load the stack again with its baselines.',
    );
  }
  const value = (pair: Pair, i: number) => {
    if (quantity === 'pbase') return Math.abs(bperp[i]);
    if (quantity === 'tbase') return days(pair);
    return means.get(date12[i]);
  };
  const unknown = date12.filter((_, i) => !dropped(i) && Number.isNaN(value(pairs[i], i) ?? 0));
  if (unknown.length > 0) {
    throw new NetworkError(
      `No average ${quantity} for: ${unknown.join(', ')}.`,
      'Average over a mask that holds data.',
    );
  }
  return {
    dates,
    bperp: [...perpBaselineTimeseries(pairs, bperp)],
    pairs: date12.map((name, i) => ({ date12: name, value: value(pairs[i], i), dropped: dropped(i) })),
  };
}

function days({ date1, date2 }: Pair): number {
  const day = (date: string) =>
    Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6, 8)) / 86_400_000;
  return Math.abs(day(date2) - day(date1));
}

function highestDropped({ pairs }: Network, low: number, high: number): number | undefined {
  const values = pairs.flatMap(({ dropped, value }) =>
    dropped && value !== undefined && !Number.isNaN(value) ? [value] : [],
  );
  const highest = Math.max(...values);
  return highest > low && highest < high ? highest : undefined;
}

function valueRange({ pairs }: Network): [number, number] {
  const values = pairs.flatMap(({ value }) => (value === undefined || Number.isNaN(value) ? [] : [value]));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}
