import { resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, on, tuple } from '../flags/flag.ts';
import { float, inputFile, int, outputFile, word } from '../flags/kind.ts';
import { decomposeMotion } from '../operations/mapping/decompose.ts';

/** `mintsar asc_desc2horz_vert`. */
export const command = defineCommand({
  description:
    'Motion along the lines of sight of an ascending and a descending orbit becomes horizontal motion in one direction, east unless told otherwise, and vertical motion, where the two maps overlap. Motion across that direction is taken for none. Angles are those of the metadata, or of geometry files, the median of every 20 x 20 pixels.',
  examples: [
    'mintsar asc_desc2horz_vert AT64/geo/geo_velocity.h5 DT71/geo/geo_velocity.h5',
    'mintsar asc_desc2horz_vert asc.h5 desc.h5 -g asc_geometry.h5 desc_geometry.h5 -o east.h5 up.h5',
    'mintsar asc_desc2horz_vert asc.h5 desc.h5 --az 16 --oo fault.h5',
    'mintsar asc_desc2horz_vert asc.h5 desc.h5 --std',
    'mintsar asc_desc2horz_vert asc_ts.h5 desc_ts.h5 -d timeseries-20200301 -o hz.h5 up.h5',
  ],
  references: [
    'Wright, T. J., B. E. Parsons, Z. Lu (2004), Toward mapping surface deformation in three dimensions using InSAR, GRL 31, L01607.',
  ],
  flags: {
    ascending: argument(inputFile, 'map of one direction'),
    descending: argument(inputFile, 'map of the other'),
    dataset: flag('-d --dset', word, 'raster of both, or one date of a series', {
      shown: 'what the file is about',
    }),
    geometryFiles: tuple(
      '-g --geom-file',
      inputFile,
      'GEOM1 GEOM2',
      'geometry of each, for angles that change over the map',
      {
        shown: 'one line of sight for a map, from its metadata',
      },
    ),
    mostApart: flag('--max-ref-yx-diff', int(0), 'how far reference points may be apart, pixels', {
      default: 3,
    }),
    horizontalAzimuth: flag(
      '--az --horz-az-angle',
      float,
      'direction of the horizontal motion, degrees anticlockwise from north',
      {
        default: -90,
        shown: '-90, east',
      },
    ),
    withStd: on(
      '--std',
      'also split the standard deviations (velocityStd of both), as independent errors: sqrt(sum (weight · std)²)',
    ),
    ...group('output', {
      outfiles: tuple('-o --output', outputFile, 'HZ_FILE UP_FILE', 'horizontal and vertical motion', {
        shown: 'hz.h5 up.h5',
      }),
      one: flag('--oo --one-output', outputFile, 'one file with both and what they are made of'),
    }),
  },
  outputs: ({ outfiles, one }): { one?: string; horizontal?: string; vertical?: string } =>
    one === undefined
      ? { horizontal: outfiles?.[0] ?? resolve('hz.h5'), vertical: outfiles?.[1] ?? resolve('up.h5') }
      : { one },
  async run({ ascending, descending, ...request }, context, outputs) {
    const { one, horizontal = '', vertical = '' } = outputs;
    const outfile = one ?? { horizontal, vertical };
    await decomposeMotion({ files: [ascending, descending], ...request, outfile }, context);
    for (const path of Object.values(outputs)) context.print(path);
  },
});
