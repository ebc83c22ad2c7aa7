import type { StackDataset } from './description.ts';
import { filesOf, type LoadOptions } from './load-options.ts';
import { pairNameIn } from './pair-in-path.ts';

type StackFiles = Partial<Record<StackDataset, readonly string[]>>;

function select(options: LoadOptions, names: Partial<Record<StackDataset, string>>): StackFiles {
  return Object.fromEntries(
    Object.entries(names).map(([dataset, option]) => [
      dataset,
      filesOf(options, option).filter((path) => !isExcluded(options, path)),
    ]),
  );
}

/** Whether a file belongs to a pair that is not to be loaded (`mintpy.load.excludePair`). */
function isExcluded({ excluded }: LoadOptions, path: string): boolean {
  if (excluded.length === 0) return false;
  const name = pairNameIn(path);
  return name !== undefined && (excluded.includes(name) || excluded.includes(name.replace(/T\d+/g, '')));
}

/** Files of the interferogram stack by dataset. */
export function stackFiles(options: LoadOptions): StackFiles {
  return select(options, {
    unwrapPhase: 'unwFile',
    coherence: 'corFile',
    connectComponent: 'connCompFile',
    wrapPhase: 'intFile',
    magnitude: 'magFile',
  });
}

/** Files of the ionosphere stack. */
export function ionosphereFiles(options: LoadOptions): StackFiles {
  return select(options, {
    unwrapPhase: 'ionUnwFile',
    coherence: 'ionCorFile',
    connectComponent: 'ionConnCompFile',
  });
}

/** Files of the offset stack. */
export function offsetFiles(options: LoadOptions): StackFiles {
  return select(options, {
    azimuthOffset: 'azOffFile',
    azimuthOffsetStd: 'azOffStdFile',
    rangeOffset: 'rgOffFile',
    rangeOffsetStd: 'rgOffStdFile',
    offsetSNR: 'offSnrFile',
  });
}
