import type { StackDescription } from '../../loading/description.ts';
import { type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { replaceValue, scale, wrapDegrees } from '../../loading/pixel-transforms.ts';
import { mapStack } from '../map-stack.ts';
import { openMapTiff } from '../map-tiff.ts';
import { hyp3Attributes } from './header.ts';
import { hyp3Name } from './product-name.ts';

const DEGREES = 180 / Math.PI;
const zeroToNaN = replaceValue(0, Number.NaN);

/**
 * Describe a stack of HyP3 products on one grid: headers read, pixels not. Their look vector is the elevation of the satellite from
 * the horizontal and its bearing from east, counter-clockwise, in radians, 0 where there are no data.
 */
export function prepareHyp3Stack(options: LoadOptions): Promise<StackDescription> {
  requiredFilesOf(options, 'unwFile');
  requiredFilesOf(options, 'demFile');
  return mapStack(options, {
    open: async (path) => ({ ...(await openMapTiff(path, hyp3Attributes)), frame: hyp3Name(path)?.frame }),
    geometryValues: {
      incidenceAngle: [zeroToNaN, scale(-DEGREES, 90)],
      azimuthAngle: [zeroToNaN, scale(DEGREES, -90), wrapDegrees],
    },
    sizeRemedy: 'Clip all products to one grid, e.g. with gdalwarp -te -tr.',
  });
}
