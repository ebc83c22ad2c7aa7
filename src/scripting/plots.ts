import type { PixelCoherence } from '../operations/figures/pixel-coherence.ts';
import type { DrawnSeries } from '../operations/figures/series-request.ts';
import type { Transect } from '../operations/profiles/transect.ts';
import type { CommandName, Found } from './command-types.ts';
import type { FigureList } from './figures.ts';
import { type CommandWords, type RunOptions, type RunResult, rowOf, run, wordsFor } from './run.ts';

/** Flags that ask for a file. */
const WANTS_FILE = /^(?:-o.*|--out.*|--save|--nodisp.*)$/;

/** Run a command that draws; without a flag that asks for a file its figures are handed over and nothing is written. */
async function draw<N extends CommandName>(
  name: N,
  args: CommandWords<N>,
  options: RunOptions,
): Promise<RunResult<Found<N>>> {
  const own = await ownWords(name, args, options);
  const display = options.display ?? !own.some((word) => WANTS_FILE.test(word));
  return run(name, own, { ...options, flags: undefined, display });
}

/** Words of a command, without its own name before them. */
async function ownWords<N extends CommandName>(
  name: N,
  args: CommandWords<N>,
  { flags }: RunOptions,
): Promise<string[]> {
  const words = await wordsFor(rowOf(name), args, flags);
  return words[0]?.replace(/\.py$/, '') === name ? words.slice(1) : words;
}

/**
 * The figures of `view`: maps of one or many rasters. In a notebook the last value of a cell is shown.
 *
 *     await view('velocity.h5 velocity -v -30 30');
 *     await view({ file: 'avgSpatialCoh.h5', colormap: 'gray' });
 *
 * @throws {MintsarError} with a stable `code`
 */
export async function view(args: CommandWords<'view'>, options: RunOptions = {}): Promise<FigureList> {
  return (await draw('view', args, options)).figures;
}

/**
 * The four figures of `plot_network`: network, history of baselines, matrix and history of coherence.
 * @throws {MintsarError} with a stable `code`
 */
export async function plotNetwork(
  args: CommandWords<'plot_network'>,
  options: RunOptions = {},
): Promise<FigureList> {
  return (await draw('plot_network', args, options)).figures;
}

/** Points of a time series, drawn. */
export interface TimeseriesView {
  /** the series with their fits, and the map */
  readonly figures: FigureList;
  /** dates and displacement of every point and file, with the fitted parameters */
  readonly series: readonly DrawnSeries[];
  /** The same for another pixel. */
  select(y: number, x: number): Promise<TimeseriesView>;
}

/**
 * Displacement of points over time: `tsview`.
 *
 *     const { figures, series } = await tsview('timeseries.h5 --yx 60 80 --periodic 1');
 *
 * @throws {MintsarError} with a stable `code`
 */
export async function tsview(
  args: CommandWords<'tsview'>,
  options: RunOptions = {},
): Promise<TimeseriesView> {
  const { figures, found } = await draw('tsview', args, options);
  const words = await ownWords('tsview', args, options);
  return {
    figures,
    series: found,
    select: (y, x) =>
      tsview(withoutPoints(words).concat('--yx', `${y}`, `${x}`), { ...options, flags: undefined }),
  };
}

/** Words without the points that they name. */
function withoutPoints(words: readonly string[]): string[] {
  return words.filter((_, k) => ![0, 1, 2].some((back) => /^--(?:yx|lalo)$/.test(words[k - back] ?? '')));
}

/**
 * Profiles along a line: `plot_transection`.
 * @returns the figures, and distance and values of every file  @throws {MintsarError} with a stable `code`
 */
export async function plotTransection(
  args: CommandWords<'plot_transection'>,
  options: RunOptions = {},
): Promise<{ readonly figures: FigureList; readonly profiles: readonly Transect[] }> {
  const { figures, found } = await draw('plot_transection', args, options);
  return { figures, profiles: found };
}

/**
 * The coherence of all interferograms at a pixel as a matrix: `plot_coherence_matrix`.
 * @returns the figure, and the coherence per pair  @throws {MintsarError} with a stable `code`
 */
export async function plotCoherenceMatrix(
  args: CommandWords<'plot_coherence_matrix'>,
  options: RunOptions = {},
): Promise<{ readonly figures: FigureList; readonly pixel: PixelCoherence }> {
  const { figures, found } = await draw('plot_coherence_matrix', args, options);
  return { figures, pixel: found };
}
