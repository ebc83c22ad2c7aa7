import { type Count, type Flag, unsupported } from '../flags/flag.ts';

/** What a flag would draw that this version does not. */
const LATER: readonly [what: string, flags: readonly (readonly [names: string, count: Count])[]][] = [
  [
    'scatter plots',
    [
      ['--style', 1],
      ['--scatter-size', 1],
    ],
  ],
  [
    'blended relief',
    [
      ['--dem-blend', 0],
      ['--shade-frac', 1],
      ['--base-color', 1],
      ['--blend-mode', 1],
    ],
  ],
  [
    'relief with grey limits',
    [
      ['--shade-min', 1],
      ['--shade-max', 1],
    ],
  ],
  [
    'other places and colours of labels',
    [
      ['--fontcolor', 1],
      ['--ylabel-rot', 1],
      ['--title-in', 0],
      ['--title4sen --title4sentinel1', 0],
      ['--cbar-loc', 1],
      ['--cbar-size', 1],
      ['--lalo-loc', 4],
      ['--lalo-off --lalo-offset', 2],
      ['--lalo-fs --lalo-fontsize', 1],
      ['--scalebar-pad --sbar-pad', 1],
    ],
  ],
  [
    'other gaps between panels',
    [
      ['--wspace', 1],
      ['--hspace', 1],
      ['--no-tight-layout', 0],
    ],
  ],
  ['animations', [['--animation', 0]]],
  ['maps beside time series', [['--figsize-img', 2]]],
  [
    'coastlines',
    [
      ['--coastline', 1],
      ['--coastline-lw --coastline-linewidth', 1],
    ],
  ],
  [
    'lines of shape files',
    [
      ['--shp-file --faultline', '*'],
      ['--shp-color', 1],
      ['--shp-lw --shp-linewidth --faultline-lw', 1],
      ['--shp-min-dist --faultline-min-dist', 1],
    ],
  ],
  [
    'GNSS stations',
    [
      ['--show-gnss --show-gps', 0],
      ['--gnss-source --gnss-src --gps-source', 1],
      ['--gnss-comp --gps-comp', 1],
      ['--ref-gnss --ref-gps', 1],
      ['--ex-gnss --ex-gps', '*'],
      ['--gnss-start-date --gps-start-date', 1],
      ['--gnss-end-date --gps-end-date', 1],
      ['--horz-az --hz-az', 1],
      ['--gnss-redo --gps-redo', 0],
      ['--gnss-label --gps-label', 0],
      ['--mask-gnss --mask-gps', 0],
      ['--gnss-ms --gps-ms', 1],
    ],
  ],
];

/** Flags that are accepted, so that what cannot be drawn is named instead of unknown. */
export const laterFlags: Readonly<Record<string, Flag<void>>> = Object.fromEntries(
  LATER.flatMap(([what, flags]) =>
    flags.map(([names, count]) => [
      `later ${names}`,
      unsupported(names, count, `${what} are not drawn by this version of mintsar.`),
    ]),
  ),
);
