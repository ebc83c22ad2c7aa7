import { resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { flag, off } from '../flags/flag.ts';
import { choice, folder, inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { OPERA_TIMES, operaDelays, removeOperaDelay } from '../operations/troposphere/opera.ts';

/** `mintsar tropo_opera`. */
export const command = defineCommand({
  description:
    'Delay of the troposphere from the zenith delays of OPERA (every six hours since 2016, everywhere), removed from a series.\nWhat is not in the folder is fetched: of each product only the part around the scene, some 100 kB of 2 GB. That needs a free\nEarthdata login: a token in EARTHDATA_TOKEN, or machine urs.earthdata.nasa.gov in ~/.netrc. The delay along the line of\nsight goes to OPERA.h5 beside the geometry; dates without a product stay uncorrected and are named.',
  examples: [
    'mintsar tropo_opera -f timeseries.h5 -g inputs/geometryRadar.h5 --dir ./OPERA',
    'mintsar tropo_opera -f timeseries.h5 -g inputs/geometryRadar.h5 --in-time linear',
    'mintsar tropo_opera -f geo/geo_timeseries.h5 -g geo/geo_geometryRadar.h5 --no-download -o geo/geo_timeseries_OPERA.h5',
  ],
  references: [
    'OPERA L4 Tropospheric Zenith Delays, NASA JPL and ASF DAAC, https://www.jpl.nasa.gov/go/opera/products',
    'Unser (1999), IEEE Signal Process. Mag. 16, doi:10.1109/79.799930 (splines)',
  ],
  flags: {
    timeseries: flag('-f --file', inputFile, 'time series', { required: true }),
    geometry: flag('-g --geom', inputFile, 'geometry with heights and incidence angles', { required: true }),
    folder: flag('--dir --opera-dir', folder, 'folder of the products, filled on demand', {
      shown: './OPERA',
    }),
    inTime: flag(
      '--in-time',
      choice(OPERA_TIMES),
      'delay of the nearest time of the weather model, or linear between the two around the acquisition',
      { default: 'nearest', option: 'mintpy.troposphericDelay.operaInTime' },
    ),
    download: off('--no-download', 'use only what is in the folder'),
    outfile: flag('-o', outputFile, 'corrected file', {
      shown: 'the input with _OPERA at the end of its name',
    }),
  },
  outputs: ({ timeseries, geometry, outfile }) => ({
    delays: operaDelays(geometry),
    outfile: outfile ?? besideInput(timeseries, '_OPERA'),
  }),
  async run(request, context, { delays, outfile }) {
    await removeOperaDelay(
      { ...request, folder: resolve(request.folder ?? 'OPERA'), delays, outfile },
      context,
    );
    for (const file of [delays, outfile]) context.print(file);
  },
});
