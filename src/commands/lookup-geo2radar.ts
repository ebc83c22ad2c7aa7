import { defineCommand } from '../flags/define-command.ts';
import { argument, flag } from '../flags/flag.ts';
import { editedFile, inputFile, int } from '../flags/kind.ts';
import { addRadarPlaces } from '../operations/mapping/radar-places.ts';
import { withThreads } from './compute-flags.ts';

/** `mintsar lookup_geo2radar`. */
export const command = defineCommand({
  description:
    'Lookup tables of GAMMA and ROI_PAC tell azimuth and range of map pixels; here they are turned round: every radar pixel gets the latitude and longitude of the map pixel that leads nearest to it. They are added to the geometry in radar coordinates, or replace those that are there. Pixels of height 0 get none.',
  examples: [
    'mintsar lookup_geo2radar inputs/geometryGeo.h5 -w inputs/geometryRadar.h5',
    'mintsar lookup_geo2radar geometryGeo.h5 --parallel 4',
  ],
  flags: {
    lookup: argument(inputFile, 'geometry with azimuthCoord and rangeCoord'),
    geometry: flag('-w --write', editedFile, 'geometry in radar coordinates that is extended', {
      default: 'geometryRadar.h5',
    }),
    workers: flag('--parallel', int(1), 'threads', { shown: 'all' }),
  },
  async run({ lookup, geometry, workers }, context) {
    await addRadarPlaces({ lookup, geometry }, withThreads(workers, context));
    context.print(geometry);
  },
});
