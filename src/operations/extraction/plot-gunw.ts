import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { regionBounds } from '../../core/geometry/region.ts';
import { datesOfPairs, parsePair } from '../../core/network/pairs.ts';
import { perpBaselineTimeseries } from '../../core/network/perpendicular-baseline.ts';
import type { Figure, MapFrame, Network } from '../../plot/index.ts';
import { type FigureLook, writeFigure } from '../figures/save.ts';
import { writeEnviOutput } from './envi-output.ts';
import { type Extracted, type ExtractRequest, extractGunw } from './extract.ts';

/** Figures of a set of products. */
export interface GunwFigures {
  /** latitudes of each pair, and what all share */
  readonly extents: boolean;
  /** baselines over time, and how often they occur */
  readonly baselines: boolean;
  /** mean coherence over time, and how often it occurs */
  readonly coherence: boolean;
  /** map of the mean coherence */
  readonly averageCoherence: boolean;
  /** baselines over time in the colours of coherence */
  readonly baselinesByCoherence: boolean;
}

export interface PlotGunwRequest extends FigureLook {
  readonly extraction: Omit<ExtractRequest, 'layers' | 'models' | 'isSetup'>;
  readonly figures: GunwFigures;
  /** of the figure of extents, inches */
  readonly width?: number;
}

const FORMATS = ['png', 'pdf'] as const;

/** Draw what products cover, their network of baselines and their coherence, into `figures/`. @returns the files */
export async function plotGunw(request: PlotGunwRequest, context: Context): Promise<string[]> {
  const { extraction, figures } = request;
  const needsCoherence = figures.coherence || figures.averageCoherence || figures.baselinesByCoherence;
  const made = await extractGunw(
    { ...extraction, layers: needsCoherence ? ['coherence'] : [], models: [], isSetup: false },
    context,
  );
  const { kept } = made.chosen;
  const plot = await import('../../plot/index.ts');
  const suffix = extraction.mask === undefined && extraction.ampThreshold === undefined ? '' : '_mask';
  const files: string[] = [];
  const draw = async (name: string, figure: Figure) => {
    for (const format of FORMATS) {
      const path = join(extraction.folder, 'figures', `${name}${suffix}.${format}`);
      await writeFigure(path, figure, request);
      files.push(path);
    }
  };
  if (figures.extents) {
    const extents = kept.map(({ pair, footprint }) => {
      const { south, north } = regionBounds(footprint);
      return { name: pair, from: south, to: north };
    });
    const { south, north } = regionBounds(made.chosen.footprint);
    const title = 'Latitudes of the interferograms, and those that are extracted';
    await draw(
      'lat_extents',
      plot.drawExtents({
        extents,
        common: [south, north],
        label: 'Latitude [deg]',
        title,
        width: request.width,
      }),
    );
  }
  const means = needsCoherence ? meanCoherence(made, extraction.folder) : undefined;
  const network = networkOf(made, means?.pairs);
  const bare: Network = { ...network, pairs: network.pairs.map(({ date12 }) => ({ date12 })) };
  if (figures.baselines) {
    await draw('bperp_plot', plot.drawNetwork(bare, { title: 'Interferogram network' }));
    const values = [...made.bperp.values()];
    await draw('bperp_histogram', plot.drawHistogram({ values, label: 'Perpendicular baseline [m]' }));
  }
  if (figures.coherence) {
    await draw('avgcoherence_plot', plot.drawCoherenceHistory(network, { vlim: [0, 1] }));
    const values = [...means!.pairs.values()];
    await draw('avgcoherence_histogram', plot.drawHistogram({ values, label: 'Average spatial coherence' }));
  }
  if (figures.baselinesByCoherence)
    await draw('bperp_coh_plot', plot.drawNetwork(network, { title: 'Interferogram network' }));
  if (figures.averageCoherence) {
    const { grid, crs } = made.chosen.area;
    const path = join(extraction.folder, 'figures', `avgcoherence${suffix}`);
    await writeEnviOutput({ path, grid, crs, type: 'f4', noData: 0 }, async (put) => put(means!.map));
    files.push(path);
    const { drawMap } = await import('../../plot/maps.ts');
    const data = means!.map.map((value) => (value === 0 ? Number.NaN : value));
    const values = { data, shape: [grid.length, grid.width] as const };
    const step = Math.max(1, Math.ceil(Math.max(grid.length, grid.width) / MOST_PIXELS));
    const corner = { north: grid.yFirst, west: grid.xFirst };
    const [y, x] = [grid.yStep * step, grid.xStep * step];
    const frame: MapFrame = crs.isProjected
      ? { kind: 'projected', ...corner, yStep: y, xStep: x }
      : { kind: 'geo', ...corner, latStep: y, lonStep: x };
    const image = { frame, values: plot.subsample(values, step), vlim: [0, 1] as const, colormap: 'viridis' };
    await draw('avgcoherence_map', drawMap({ ...image, title: 'Mean coherence', unit: '1' }));
  }
  return files;
}

/** Along a side of a map: more than a page shows. */
const MOST_PIXELS = 2000;

/** Mean coherence of each pair, and of each pixel over all pairs; 0 is no data. */
function meanCoherence({ chosen }: Extracted, folder: string) {
  const { grid } = chosen.area;
  const sums = new Float64Array(grid.length * grid.width);
  const counts = new Uint32Array(sums.length);
  const pairs = new Map<string, number>();
  for (const { pair } of chosen.kept) {
    const bytes = readFileSync(join(folder, 'coherence', pair));
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    let [sum, count] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) continue;
      sum += values[i];
      count++;
      sums[i] += values[i];
      counts[i]++;
    }
    pairs.set(pair, count === 0 ? Number.NaN : sum / count);
  }
  return { pairs, map: Float32Array.from(sums, (sum, i) => (counts[i] === 0 ? 0 : sum / counts[i])) };
}

/** The network, earlier dates first, baselines from the first date on. */
function networkOf({ bperp }: Extracted, coherence: ReadonlyMap<string, number> | undefined): Network {
  const names = [...bperp.keys()];
  const date12 = names.map((name) => name.split('_').sort().join('_'));
  const pairs = date12.map(parsePair);
  const dates = datesOfPairs(pairs);
  const values = Float32Array.from(names, (name) => -bperp.get(name)!);
  return {
    dates,
    bperp: [...perpBaselineTimeseries(pairs, values)],
    pairs: names.map((name, k) => ({ date12: date12[k], value: coherence?.get(name) })),
  };
}
