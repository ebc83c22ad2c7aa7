import type { FigureList } from './figures.ts';
import { type RunOptions, run } from './run.ts';
import { wordsOf } from './words.ts';

/** Flags that ask for a file. */
const WANTS_FILE = /^(?:-o.*|--out.*|--save|--nodisp.*)$/;

/** Run a command that draws; without a flag that asks for a file its figures are handed over and nothing is written. */
async function draw(
  name: string,
  args: string | readonly string[],
  options: RunOptions,
): Promise<FigureList> {
  const words = wordsOf(args, options.flags);
  const own = words[0]?.replace(/\.py$/, '') === name ? words.slice(1) : words;
  const display = options.display ?? !own.some((word) => WANTS_FILE.test(word));
  const { figures } = await run(name, own, { ...options, flags: undefined, display });
  return figures;
}

/**
 * The figures of `view`: maps of one or many rasters. In a notebook the last value of a cell is shown.
 *
 *     await view('velocity.h5 velocity -v -30 30');
 *     await view(['avgSpatialCoh.h5'], { flags: { colormap: 'gray' } });
 *
 * @throws {MintsarError} with a stable `code`
 */
export function view(args: string | readonly string[], options: RunOptions = {}): Promise<FigureList> {
  return draw('view', args, options);
}

/**
 * The four figures of `plot_network`: network, history of baselines, matrix and history of coherence.
 * @throws {MintsarError} with a stable `code`
 */
export function plotNetwork(args: string | readonly string[], options: RunOptions = {}): Promise<FigureList> {
  return draw('plot_network', args, options);
}
