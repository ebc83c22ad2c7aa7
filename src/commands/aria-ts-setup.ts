import { defineCommand } from '../flags/define-command.ts';
import { flag } from '../flags/flag.ts';
import { orNo, word } from '../flags/kind.ts';
import { extractGunw } from '../operations/extraction/extract.ts';
import { parseLayers, STANDARD_LAYERS } from '../operations/extraction/layers.ts';
import { extractionFlags, productFlags, productRequest, withMachine } from './aria-flags.ts';
import { extractionRequest } from './aria-request.ts';

/** `mintsar ariaTSsetup`. */
export const command = defineCommand({
  description: `GUNW products (Sentinel-1 v2 and v3, NISAR) made ready for a time series: frames of a pair are stitched, cut to what all pairs have in common, and stacked; incidence and azimuth angles are interpolated to the heights of the ground. The folders are those of ARIA-tools, so that mintpy.load.processor = aria, MintPy and GDAL read them. What an earlier run has finished is kept.`,
  examples: [
    "mintsar ariaTSsetup -f 'products/*.nc'",
    "mintsar ariaTSsetup -f 'products/*.nc' -b '33.5 34.5 -118.8 -117.3' -m download",
    "mintsar ariaTSsetup -f 'products/*.nc' -l 'solidEarthTide, troposphereTotal, ionosphere' -tm HRRR",
    "mintsar ariaTSsetup -f 'products/*.nc' -d dem.tif -ml 2 -rr",
    "mintsar ariaTSsetup -f 'products/NISAR*.h5' -p native -w nisar",
  ],
  references: [
    'Bekaert et al. 2019, ARIA-tools, https://github.com/aria-tools/ARIA-tools (products, folders, rules of stitching)',
    'Copernicus DEM GLO-90, ESA; ESA WorldCover 10 m 2021, doi:10.5281/zenodo.7254221',
  ],
  flags: {
    ...productFlags,
    layers: flag(
      '-l --layers',
      word,
      'layers besides the standard ones (unwrappedPhase, coherence, incidenceAngle, azimuthAngle): amplitude, bPerpendicular, bParallel, lookAngle, ionosphere, troposphereWet, troposphereHydrostatic, troposphereTotal, solidEarthTide with commas between, or all',
      { default: 'standard' },
    ),
    demFile: flag('-d --demfile', orNo(word), 'elevation model: download (Copernicus GLO-90), or a raster', {
      default: 'download',
    }),
    ...extractionFlags,
  },
  async run(request, context) {
    const layers = [...new Set([...STANDARD_LAYERS, ...parseLayers(request.layers)])];
    const wanted = extractionRequest({ ...request, ...productRequest(request) }, layers, true);
    const { stacks } = await extractGunw(wanted, withMachine(request, context));
    for (const path of stacks) context.print(path);
  },
});
