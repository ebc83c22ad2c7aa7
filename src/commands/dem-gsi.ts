import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FileError, OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, tuple } from '../flags/flag.ts';
import { float, outputFile, word } from '../flags/kind.ts';
import { mosaicGsi } from '../operations/dem/mosaic-gsi.ts';

/** `mintsar dem_gsi`. */
export const command = defineCommand({
  description:
    '10 m heights over the ellipsoid by the Geospatial Information Authority of Japan, put together to one DEM of int16 metres with a .rsc sheet. The folder holds the tiles of the primary mesh: 4931.dehm and so on, each 6000 x 9000 float32.',
  examples: [
    'mintsar dem_gsi -b 31.1 32.8 130.1 131.9',
    'mintsar dem_gsi -b 31.1 32.8 130.1 131.9 -g ~/dem/GSI_DEHM10m -o kyushu.dem.wgs84',
  ],
  flags: {
    bounds: tuple('-b --bbox', float, 'S N W E', 'south, north, west, east, degrees'),
    outfile: flag('-o --output', outputFile, 'output raster', { default: 'gsi10m.dem.wgs84' }),
    tiles: flag('-g --grid-dir', word, 'folder of the tiles', { default: '$DEMDB/GSI_DEHM10m' }),
  },
  outputs: ({ outfile }) => ({ outfile, sheet: `${outfile}.rsc` }),
  async run({ bounds, tiles, outfile }, context) {
    const folder = resolve(
      tiles
        .replace(/\$\{?(\w+)\}?/g, (all, name) => process.env[name] ?? all)
        .replace(/^~(?=\/)/, process.env['HOME'] ?? '~'),
    );
    if (bounds === undefined)
      throw new OptionError('No area is given.', 'Give it with -b S N W E, in degrees.');
    if (!existsSync(folder))
      throw new FileError(
        `${folder} (--grid-dir) does not exist.`,
        'Give the folder of the tiles with -g, or set DEMDB to the folder above GSI_DEHM10m.',
      );
    const [south, north, west, east] = bounds;
    await mosaicGsi({ bounds: { south, north, west, east }, tiles: folder, outfile }, context);
    context.print(outfile);
  },
});
