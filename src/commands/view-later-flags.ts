import type { ArgumentParser } from 'argparse';
import { SUPPRESS } from './argparse.ts';

/** What a flag would draw that this version does not. */
const LATER: readonly [
  what: string,
  flags: readonly (readonly [names: readonly string[], nargs: number | '*'])[],
][] = [
  [
    'scatter plots',
    [
      [['--style'], 1],
      [['--scatter-size'], 1],
    ],
  ],
  [
    'blended relief',
    [
      [['--dem-blend'], 0],
      [['--shade-frac'], 1],
      [['--base-color'], 1],
      [['--blend-mode'], 1],
    ],
  ],
  [
    'relief with grey limits',
    [
      [['--shade-min'], 1],
      [['--shade-max'], 1],
    ],
  ],
  [
    'other places and colours of labels',
    [
      [['--fontcolor'], 1],
      [['--ylabel-rot'], 1],
      [['--title-in'], 0],
      [['--title4sen', '--title4sentinel1'], 0],
      [['--cbar-loc'], 1],
      [['--cbar-size'], 1],
      [['--lalo-loc'], 4],
      [['--lalo-off', '--lalo-offset'], 2],
      [['--lalo-fs', '--lalo-fontsize'], 1],
      [['--scalebar-pad', '--sbar-pad'], 1],
    ],
  ],
  [
    'other gaps between panels',
    [
      [['--wspace'], 1],
      [['--hspace'], 1],
      [['--no-tight-layout'], 0],
    ],
  ],
  ['animations', [[['--animation'], 0]]],
  ['maps beside time series', [[['--figsize-img'], 2]]],
  [
    'coastlines',
    [
      [['--coastline'], 1],
      [['--coastline-lw', '--coastline-linewidth'], 1],
    ],
  ],
  [
    'lines of shape files',
    [
      [['--shp-file', '--faultline'], '*'],
      [['--shp-color'], 1],
      [['--shp-lw', '--shp-linewidth', '--faultline-lw'], 1],
      [['--shp-min-dist', '--faultline-min-dist'], 1],
    ],
  ],
  [
    'GNSS stations',
    [
      [['--show-gnss', '--show-gps'], 0],
      [['--gnss-source', '--gnss-src', '--gps-source'], 1],
      [['--gnss-comp', '--gps-comp'], 1],
      [['--ref-gnss', '--ref-gps'], 1],
      [['--ex-gnss', '--ex-gps'], '*'],
      [['--gnss-start-date', '--gps-start-date'], 1],
      [['--gnss-end-date', '--gps-end-date'], 1],
      [['--horz-az', '--hz-az'], 1],
      [['--gnss-redo', '--gps-redo'], 0],
      [['--gnss-label', '--gps-label'], 0],
      [['--mask-gnss', '--mask-gps'], 0],
      [['--gnss-ms', '--gps-ms'], 1],
    ],
  ],
];

/** Destination of a flag that is known but not drawn yet. */
const later = (flag: string) => `later ${flag}`;

/** Accept these flags, so that what is refused is named instead of unknown. */
export function addLaterFlags(parser: ArgumentParser): void {
  for (const [, flags] of LATER) {
    for (const [names, nargs] of flags) {
      const shape = nargs === 0 ? { action: 'store_true' } : nargs === 1 ? {} : { nargs };
      parser.add_argument(...(names as [string]), { dest: later(names[0]), help: SUPPRESS, ...shape });
    }
  }
}

/** The first typed flag that this version cannot draw, with what it stands for. */
export function typedLater(given: ReadonlySet<string>): { flag: string; what: string } | undefined {
  for (const [what, flags] of LATER) {
    for (const [[flag]] of flags) if (given.has(later(flag))) return { flag, what };
  }
  return undefined;
}
