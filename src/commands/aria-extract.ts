import { defineCommand } from '../flags/define-command.ts';
import { flag } from '../flags/flag.ts';
import { orNo, word } from '../flags/kind.ts';
import { extractGunw } from '../operations/extraction/extract.ts';
import { LAYERS, parseLayers } from '../operations/extraction/layers.ts';
import { extractionFlags, productFlags, productRequest, withMachine } from './aria-flags.ts';
import { extractionRequest } from './aria-request.ts';

/** `mintsar ariaExtract`. */
export const command = defineCommand({
  description: `Layers of GUNW products (Sentinel-1 v2 and v3, NISAR) as rasters of one grid, a folder each: frames of a pair are stitched, cut to what all pairs have in common, masked and reduced. Geometry and delays are interpolated to the heights of the ground. Without layers only footprints are written. ariaTSsetup makes stacks for a time series as well.`,
  examples: [
    "mintsar ariaExtract -f 'products/*.nc' -l unwrappedPhase,coherence",
    "mintsar ariaExtract -f 'products/*.nc' -l incidenceAngle -d download -b '33.5 34.5 -118.8 -117.3'",
    "mintsar ariaExtract -f 'products/S1-GUNW-D-R-071*.nc' -l all -d dem.tif -m download -w out",
  ],
  flags: {
    ...productFlags,
    layers: flag(
      '-l --layers',
      word,
      `${LAYERS.join(', ')} with commas between, or all; components come with the phase`,
      { default: '' },
    ),
    demFile: flag('-d --demfile', orNo(word), 'elevation model: download (Copernicus GLO-90), or a raster'),
    ...extractionFlags,
  },
  async run(request, context) {
    const needed = request.gacos === undefined ? '' : ',unwrappedPhase,incidenceAngle';
    const layers = parseLayers(request.layers + needed);
    const wanted = extractionRequest({ ...request, ...productRequest(request) }, layers, false);
    const { chosen } = await extractGunw(wanted, withMachine(request, context));
    for (const { pair } of chosen.kept) context.print(pair);
  },
});
