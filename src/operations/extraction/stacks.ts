import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExtractArea } from '../../io/gunw/extraction-area.ts';
import { frameItems } from '../../io/gunw/frame-items.ts';
import type { GunwInterferogram } from '../../io/gunw/interferograms.ts';
import { type VirtualBand, virtualRasterText } from '../../io/raster/virtual-text.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { GACOS_LAYER } from './gacos-jobs.ts';

export interface StackRequest {
  readonly folder: string;
  readonly area: ExtractArea;
  readonly pairs: readonly GunwInterferogram[];
  readonly bperp: ReadonlyMap<string, number>;
  readonly models: readonly string[];
}

/** Stacks of one band a file: folder of the rasters, name of the stack, metadata domain. */
const STACKS = [
  ['unwrappedPhase', 'unwrapStack', 'unwrappedPhase'],
  ['coherence', 'cohStack', 'coherence'],
  ['connectedComponents', 'connCompStack', 'connectedComponents'],
  ['amplitude', 'ampStack', 'amplitude'],
  ['ionosphere', 'ionoStack', 'ionosphere'],
  ['bParallel', 'bParStack', 'bParallel'],
] as const;

const DELAYS = ['troposphereWet', 'troposphereHydrostatic', 'troposphereTotal'];

/** Write the stacks of the rasters of this run: virtual rasters of one band a pair, of delays and tides one a date. @returns their paths */
export function writeStacks(request: StackRequest): string[] {
  const { folder, pairs, models } = request;
  const names = pairs.map(({ pair }) => pair).sort();
  const dates = [...new Set(names.flatMap((name) => name.split('_')))].sort();
  const written: string[] = [];
  const write = (place: string, stack: string, domain: string, bands: readonly string[]) => {
    const found = bands.filter((name) => existsSync(join(folder, place, name)));
    if (found.length > 0) written.push(writeStack(request, place, stack, domain, found));
  };
  for (const [place, stack, domain] of STACKS) write(place, join('stack', `${stack}.vrt`), domain, names);
  /** Dates where products tell them, else pairs. */
  const writeDates = (place: string, stack: string, domain: string) => {
    const perDate = dates.filter((date) => existsSync(join(folder, place, 'dates', date)));
    if (perDate.length > 0) write(join(place, 'dates'), stack, domain, perDate);
    else write(place, stack, domain, names);
  };
  writeDates('solidEarthTide', join('stack', 'setStack.vrt'), 'solidEarthTide');
  writeDates(GACOS_LAYER, join('stack', 'gacosStack.vrt'), GACOS_LAYER);
  for (const layer of DELAYS)
    for (const model of models)
      writeDates(join(layer, model), join('stack', layer, `${model}Stack.vrt`), model);
  return written;
}

function writeStack(
  { folder, area, pairs, bperp }: StackRequest,
  place: string,
  stack: string,
  domain: string,
  names: readonly string[],
): string {
  const isLabels = place === 'connectedComponents';
  const up = '../'.repeat(stack.split('/').length - 1);
  const bands = names.map((name): VirtualBand => {
    const isPair = name.includes('_');
    const pair = pairs.find((one) => one.pair.split('_').includes(name) || one.pair === name)!;
    const { frames } = pair;
    return {
      type: isLabels ? 'Int16' : 'Float32',
      noData: isLabels ? -1 : 0,
      file: `${up}${place}/${name}.vrt`,
      domain: {
        name: domain,
        items: {
          Dates: name,
          ...frameItems(frames),
          ...(isPair ? { perpendicularBaseline: String(bperp.get(name) ?? 0) } : {}),
        },
      },
    };
  });
  const path = join(folder, stack);
  writeWhole(path, virtualRasterText(area.grid, area.crs, bands));
  return path;
}
