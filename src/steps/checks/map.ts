import { OptionError } from '../../core/errors.ts';
import { acrossDateLine, continuousLongitudes, rangeNear } from '../../core/geometry/longitude.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import { optionalNumber } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { assertOverlap } from '../../operations/mapping/geocode-window.ts';
import type { Plan } from '../plan.ts';
import type { StepCheck } from '../step.ts';

/** Pixels that no map of one scene has: ten frames of a satellite at 10 m have a tenth of it. */
const MOST_PIXELS = 2 ** 31 - 1;
/** A tenth of a metre; steps of tables in UTM are metres and larger. */
const SMALLEST_STEP = 1e-6;

/** The map that results are geocoded to: somewhere in the scene, and of a size that can be meant. */
export const checkGeocode: StepCheck = (plan, scene) => {
  const { SNWE, laloStep } = plan.config.geocode;
  if (SNWE !== null && !(SNWE.north > SNWE.south)) {
    throw new OptionError(
      `mintpy.geocode.SNWE: the northern edge ${SNWE.north} is not north of ${SNWE.south}.`,
      'Write south, north, west, east.',
    );
  }
  const extent = scene && sceneExtent(scene.attributes);
  if (SNWE !== null && extent !== undefined) {
    const near = rangeNear(SNWE, extent);
    if (near.north >= -90 && near.north <= 90) assertOverlap(near, extent, scene!.source);
  }
  if (laloStep === null) return [];
  const [lat, lon] = [Math.abs(laloStep.lat), Math.abs(laloStep.lon)];
  const bounds = SNWE === null ? extent : acrossDateLine(SNWE);
  const size = bounds && [(bounds.north - bounds.south) / lat, (bounds.east - bounds.west) / lon];
  const isAbsurd = Math.min(lat, lon) < SMALLEST_STEP;
  if (!isAbsurd && (size === undefined || size[0] * size[1] <= MOST_PIXELS)) return [];
  const map = size === undefined ? '' : `: a map of ${size.map((n) => n.toPrecision(3)).join(' x ')} pixels`;
  throw new OptionError(
    `mintpy.geocode.laloStep = ${laloStep.lat},${laloStep.lon} is too small${map}.`,
    'Steps are in degrees: 0.000277778 is about 30 m.',
  );
};

/** A reference pixel within the image that is being loaded. */
export const checkReferencePoint: StepCheck = (plan, scene) => {
  const { yx } = plan.config.reference;
  const attributes = plan.facts?.attributes ?? scene?.attributes;
  if (yx === null || attributes === undefined) return [];
  const whole = { length: Number(attributes['LENGTH']), width: Number(attributes['WIDTH']) };
  const { length, width } = plan.facts === undefined ? loadedSize(whole, plan.config) : whole;
  if (!(yx.y >= length || yx.x >= width)) return [];
  throw new OptionError(
    `mintpy.reference.yx = ${yx.y},${yx.x} lies outside the image of ${length} x ${width} pixels.`,
    'Count rows and columns from 0 in the loaded stack, or give mintpy.reference.lalo.',
  );
};

/** Rows and columns that are left of an image after window and looks; at most these, when the window is given in degrees. */
function loadedSize(
  { length, width }: { readonly length: number; readonly width: number },
  { subset, multilook }: Plan['config'],
): { length: number; width: number } {
  const box = subset.lalo === null ? subset.yx : null;
  const rows = box === null ? length : Math.min(length, box.y1) - Math.max(0, box.y0);
  const columns = box === null ? width : Math.min(width, box.x1) - Math.max(0, box.x0);
  return { length: Math.floor(rows / multilook.ystep), width: Math.floor(columns / multilook.xstep) };
}

/** Outer edges of a scene by its corners, where they are known. */
function sceneExtent(attributes: Attributes): Bounds | undefined {
  const corners = (name: string) =>
    [1, 2, 3, 4].map((corner) => optionalNumber(attributes, `${name}_REF${corner}`) ?? Number.NaN);
  const [latitude, longitude] = [corners('LAT'), Array.from(continuousLongitudes(corners('LON')))];
  if ([...latitude, ...longitude].some(Number.isNaN)) return undefined;
  // Corners are of the outer pixels and rough in some headers: a tenth of a degree more never hides a typing error.
  const margin = 0.1;
  return {
    south: Math.min(...latitude) - margin,
    north: Math.max(...latitude) + margin,
    west: Math.min(...longitude) - margin,
    east: Math.max(...longitude) + margin,
  };
}
