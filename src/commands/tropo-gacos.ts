import { resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { flag } from '../flags/flag.ts';
import { folder, inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { gacosDelays, removeGacosDelay } from '../operations/troposphere/gacos.ts';

/** `mintsar tropo_gacos`. */
export const command = defineCommand({
  description:
    'Delay of the troposphere from zenith delays of GACOS, removed from a series or an interferogram. Ask http://www.gacos.net for the dates and the area, and put what it sends (YYYYMMDD.ztd with YYYYMMDD.ztd.rsc, or YYYYMMDD.ztd.tif) into one folder. The delay along the line of sight goes to GACOS.h5 beside the geometry; dates without a file stay uncorrected and are named.',
  examples: [
    'mintsar tropo_gacos -f timeseries.h5 -g inputs/geometryRadar.h5 --dir ./GACOS',
    'mintsar tropo_gacos -f geo/geo_timeseries.h5 -g geo/geo_geometryRadar.h5 --dir ./GACOS -o geo/geo_timeseries_GACOS.h5',
    'mintsar tropo_gacos -f 20080211_20080327.unw -g inputs/geometryRadar.h5 --dir ./GACOS',
  ],
  references: [
    'Yu, Li, Penna & Crippa (2018), J. Geophys. Res. Solid Earth 123, doi:10.1029/2017JB015305',
    'Yu, Li & Penna (2018), Remote Sens. Environ. 204, doi:10.1016/j.rse.2017.10.038',
  ],
  flags: {
    timeseries: flag('-f --file', inputFile, 'time series, or one interferogram (.unw)', { required: true }),
    geometry: flag('-g --geom', inputFile, 'geometry with incidence angles', { required: true }),
    folder: flag('--dir --GACOS-dir --gacos-dir', folder, 'folder of the zenith delays', {
      shown: './GACOS',
    }),
    outfile: flag('-o', outputFile, 'corrected file', {
      shown: 'the input with _GACOS at the end of its name',
    }),
  },
  outputs: ({ timeseries, geometry, outfile }) => ({
    delays: gacosDelays(geometry),
    outfile: outfile ?? besideInput(timeseries, '_GACOS'),
  }),
  async run(request, context, { delays, outfile }) {
    await removeGacosDelay(
      { ...request, folder: resolve(request.folder ?? 'GACOS'), delays, outfile },
      context,
    );
    for (const file of [delays, outfile]) context.print(file);
  },
});
